"""How ``readiness ui`` ends: Ctrl-C as every command does, SIGTERM as a service does; its children end with it."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dagster_project import interrupts
from dagster_project.webserver import bound_sockets
from tests.small_project import make_project
from tests.ui.pages_server import READINESS, ui_environment

pytestmark = pytest.mark.timeout(300)


def ended(root: Path, *signals: signal.Signals) -> tuple[int, str, int]:
    """Serve, send the signals; returns exit code, what was complained, and the port that was served."""
    make_project(root / "projects")
    command = [READINESS, "ui", "--port", "0", "--no-daemon", "--json"]
    server = subprocess.Popen(
        command, cwd=root, env=ui_environment(root), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    port = urlsplit(json.loads(server.stdout.readline())["url"]).port
    for each in signals:
        server.send_signal(each)
    _, complaints = server.communicate(timeout=120)
    assert port is not None
    return server.returncode, complaints, port


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_the_pages_with_130_and_one_sentence(tmp_path: Path, times: int) -> None:
    code, complaints, port = ended(tmp_path, *[signal.SIGINT] * times)
    assert code == interrupts.EXIT_STOPPED
    assert complaints.splitlines()[-1:] == [interrupts.STOPPED]
    assert complaints.count(interrupts.STOPPED) == 1
    assert "Traceback" not in complaints
    for each in bound_sockets("127.0.0.1", port):  # the webserver is gone
        each.close()


def test_a_service_that_is_ended_by_sigterm_ends_in_order(tmp_path: Path) -> None:
    code, complaints, _ = ended(tmp_path, signal.SIGTERM)
    assert (code, "Traceback" in complaints) == (0, False)
