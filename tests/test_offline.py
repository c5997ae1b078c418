"""Nothing leaves this machine during an audit: every socket call of every process is watched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.small_project import make_project

WATCHER = """\
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        target = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        with open(os.environ["SOCKET_LOG"], "a") as log:
            log.write(f"{event} {target!r}\\n")

sys.addaudithook(watch)
"""
LOOPBACK = ("'/", "b'", "('127.", "('::1'", "'localhost'", "'127.", "None", "''")


def audit(root: Path, *prefix: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "READINESS_ROOT": str(root), "DAGSTER_HOME": str(root / ".dagster"), **environ}
    for variable in ("DO_NOT_TRACK", "DAGSTER_DISABLE_TELEMETRY"):
        environment.pop(variable, None)
    command = [*prefix, str(Path(sys.executable).parent / "readiness"), "audit", "small.yaml"]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_project(tmp_path)
    (tmp_path / "tree" / "old.doc").write_bytes(b"{\\rtf1 a text in a format that only the second reader knows}")
    return tmp_path


def test_no_process_of_an_audit_looks_up_or_connects_to_anything_but_this_machine(project: Path) -> None:
    hooks = project / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCHER, "utf-8")
    log = project / "sockets.log"
    log.touch()
    result = audit(project, PYTHONPATH=str(hooks), SOCKET_LOG=str(log))
    assert result.returncode in {0, 1}, result.stderr
    calls = log.read_text("utf-8").splitlines()
    assert [call for call in calls if not call.split(" ", 1)[1].startswith(LOOPBACK)] == []
    second = pq.read_table(project / ".readiness" / "small" / "latest" / "extraction_confidence.parquet").to_pylist()
    assert {(row["state"], row["other_engine"]) for row in second} == {("compared", "unstructured")}


def test_the_watcher_would_see_a_lookup(project: Path) -> None:
    hooks = project / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCHER, "utf-8")
    log = project / "sockets.log"
    code = "import socket\ntry: socket.getaddrinfo('telemetry.invalid', 443)\nexcept OSError: pass"
    environment = {**os.environ, "PYTHONPATH": str(hooks), "SOCKET_LOG": str(log)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert "telemetry.invalid" in log.read_text("utf-8")


def can_leave_the_network() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_leave_the_network(), reason="network namespaces cannot be made here")
def test_an_audit_works_where_there_is_no_network_at_all(project: Path) -> None:
    result = audit(project, "unshare", "-n")
    assert result.returncode in {0, 1}, result.stderr
