"""One audit of the whole hostile set: outcomes as stated, good documents read, nothing shown, nothing leaked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from examples.hostile_maker import hostile_set, names

MEMORY_MB = 1024
YAML = f"""\
project: hostile
use: rag
as_of: 2026-11-22
sources: [{{name: files, url: set}}]
resources: {{document_seconds: 4, document_memory_mb: {MEMORY_MB}, memory_mb: {MEMORY_MB}}}
"""

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Audit:
    folder: Path
    expected: dict[str, list[str]]
    exit_code: int
    said: str
    most_mb: float

    @property
    def run(self) -> Path:
        return self.folder / ".readiness" / "hostile" / "latest"

    def profiles(self) -> dict[str, dict[str, Any]]:
        rows = pq.read_table(self.run / "profile_documents.parquet").to_pylist()
        return {row["item"]: row for row in rows}


class Watch(threading.Thread):
    """The most that one worker held at any time, in MB, whether it read documents or looked at texts and tables."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root, self.done, self.most_mb = root, threading.Event(), 0.0

    def run(self) -> None:
        while not self.done.wait(0.1):
            self.most_mb = max([self.most_mb, *map(worker_mb, descendants(self._root))])


def descendants(pid: int) -> Iterator[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from descendants(child)


def worker_mb(pid: int) -> float:
    """Resident memory of a worker: a process that may make no others, so that no database is counted among them."""
    try:
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines())
    except (OSError, ValueError):
        return 0.0
    held = status.get("VmRSS", "0 kB")  # one that is ending holds none
    return int(held.split()[0]) / 1024 if status.get("Seccomp", "").strip() == "2" else 0.0


def entries(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("hostile")
    expected = hostile_set.write(folder)
    (folder / "hostile.yaml").write_text(YAML, "utf-8")
    command = [str(Path(sys.executable).parent / "readiness"), "audit", "hostile.yaml"]
    environment = {**os.environ, "READINESS_ROOT": str(folder), "DAGSTER_HOME": str(folder / ".dagster")}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watch = Watch(process.pid)
        watch.start()
        said, _ = process.communicate()
        watch.done.set()
    return Audit(folder, expected, process.returncode, said, watch.most_mb)


def test_it_ends_with_a_scorecard(audit: Audit) -> None:
    assert audit.exit_code == 3, audit.said
    scorecard = json.loads((audit.run / "scorecard.json").read_text("utf-8"))
    broken = [row["code"] for row in scorecard["indicators"] if row["status"] == "ERROR"]
    assert broken == []


def test_every_document_gets_an_outcome_it_may_get(audit: Audit) -> None:
    found = audit.profiles()
    wrong = {
        item: (found[item]["outcome"], found[item]["detail"]) if item in found else "missing"
        for item, allowed in audit.expected.items()
        if item not in found or (found[item]["kind"] == "document" and found[item]["outcome"] not in allowed)
    }
    assert wrong == {}


def test_every_good_document_is_read(audit: Audit) -> None:
    texts = pq.read_table(audit.folder / ".readiness/hostile/stages/document_text.parquet").to_pylist()
    read = {row["item"]: row["text"] for row in texts}
    good = [item for item in audit.expected if "/good-" in item]
    assert len(good) > 100
    assert [item for item in good if "the supplier delivers lot" not in read.get(item, "")] == []


def test_no_worker_takes_more_memory_than_it_may(audit: Audit) -> None:
    assert 0 < audit.most_mb < MEMORY_MB + 300  # what an idle worker holds comes on top


def test_nothing_is_written_elsewhere(audit: Audit) -> None:
    allowed = {"set", "expected.json", "hostile.yaml", ".readiness", ".dagster"}
    assert {name.partition("/")[0] for name in entries(audit.folder)} == allowed
    assert not any("escaped" in name for name in entries(audit.folder))
    assert not any((place / "escaped.txt").exists() for place in (Path("/"), Path("/tmp"), audit.folder.parent))


def test_no_traceback_and_no_command_to_the_terminal_is_shown(audit: Audit) -> None:
    assert "Traceback" not in audit.said
    assert "panicked" not in audit.said
    assert "\x1b" not in audit.said
    assert "\x07" not in audit.said


@pytest.mark.parametrize("report", ["scorecard.html", "scorecard.md"])
def test_no_report_runs_what_a_name_or_a_title_says(audit: Audit, report: str) -> None:
    text = (audit.run / report).read_text("utf-8")
    assert names.SCRIPT not in text
    assert names.IMAGE not in text
    assert "\x1b" not in text


def test_no_secret_of_the_machine_got_into_a_text(audit: Audit) -> None:
    table = pq.read_table(audit.folder / ".readiness/hostile/stages/document_text.parquet")
    assert not any("root:x:0:0" in text for text in table["text"].to_pylist())
