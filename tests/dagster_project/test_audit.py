"""An audit as a whole: the same inputs give the same bytes, a stopped one resumes, a broken room makes it U."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest

import readiness
from dagster_project import cli, launch
from dagster_project.audit import stage_list
from dagster_project.audit.context import project_ref
from readiness.errors import UsageError
from readiness.model import Grade, Status
from readiness.profilers.base import Inputs, Profile
from tests.small_project import write

READINESS = str(Path(sys.executable).parent / "readiness")


def latest(project: Path) -> Path:
    return project_ref(project).out / "small" / "latest"


def test_two_audits_of_the_same_inputs_differ_in_nothing_but_their_run(audited_project: Path) -> None:
    first = json.loads((latest(audited_project) / "scorecard.json").read_text("utf-8"))
    readiness.audit(audited_project)
    second = json.loads((latest(audited_project) / "scorecard.json").read_text("utf-8"))
    assert first.pop("run") != second.pop("run")
    assert first == second


def test_a_finding_keeps_its_identity_and_the_run_that_saw_it_first(audited_project: Path) -> None:
    copy = audited_project.parent / "tree" / "north" / "copy of report-01.txt"
    copy.write_bytes((audited_project.parent / "tree" / "north" / "report-01.txt").read_bytes())
    seen = []
    for _ in range(2):
        card = readiness.audit(audited_project)
        rows = pq.read_table(latest(audited_project) / "findings.parquet").to_pylist()
        seen.append([(r["finding_id"], r["first_seen_run"]) for r in rows if r["code"] == "uniqueness.exact"])
        assert card.provenance.inputs["files"]
    assert len(seen[0]) == 1
    assert seen[0] == seen[1]


def test_long_work_says_how_far_it_got(small_project: Path) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    readiness.audit(small_project, progress=lambda stage, *at: seen.setdefault(stage, []).append(at))
    assert seen["columns: tables"] == seen["records: tables"] == seen["rights: tables"] == [(0, 1)]
    assert seen["rights: texts"] == [(0, 12)]
    assert set(seen["content: texts"]) == {(0, 12)}  # the texts are read several times
    assert seen["documents"][-1] == (13, 13)


def test_a_room_that_breaks_makes_the_verdict_unknown_and_the_rest_is_still_measured(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: Inputs) -> Profile:
        raise ValueError("a message that quotes the data: hunter2")

    monkeypatch.setattr("readiness.profilers.content.measure", breaks)
    card = readiness.audit(small_project)
    statuses = {i.code: i for i in card.indicators}
    assert card.grade is Grade.U
    assert statuses["content.empty"].status is Status.ERROR
    assert "ValueError" in statuses["content.empty"].reason
    assert statuses["uniqueness.exact"].status is Status.PASS
    assert "hunter2" not in (latest(small_project) / "scorecard.json").read_text("utf-8")
    assert not readiness.gate(small_project).open


def test_every_profiler_stage_is_a_room_with_a_measure() -> None:
    import importlib

    for name in stage_list.PROFILERS:
        assert callable(importlib.import_module(f"readiness.profilers.{name}").measure)


def test_an_engine_that_is_not_built_is_refused(small_project: Path) -> None:
    with pytest.raises(UsageError, match="spark"):
        readiness.audit(small_project, engine="spark")


def test_the_command_offers_the_engines_that_run() -> None:
    (choice,) = [one.type for one in cli.audit.params if one.name == "engine"]
    assert isinstance(choice, click.Choice)
    assert tuple(choice.choices) == launch.ENGINES


def test_an_audit_that_is_stopped_closes_the_gate_and_the_next_one_goes_on_from_what_was_read(quiet_home: Path) -> None:
    for number in range(400):
        words = " ".join(f"w{number}x{n}" for n in range(2000))
        write(quiet_home / "many" / f"{number:03}.txt", words)
    command = [READINESS, "audit", "many"]
    running = subprocess.Popen(command, cwd=quiet_home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    cache = quiet_home / ".readiness" / "many" / "cache"
    deadline = time.monotonic() + 120
    while not any(cache.rglob("*.*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=60)
    assert running.returncode == 130, complaints
    assert "Traceback" not in complaints
    assert "the audit was stopped before it ended" in complaints
    assert not readiness.gate("many").open
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()}
    assert before
    readiness.audit("many")
    assert all(path.stat().st_mtime_ns == moment for path, moment in before.items() if path.exists())
    assert (quiet_home / ".readiness" / "many" / "latest").is_symlink()


def test_an_item_that_changed_at_a_remote_source_is_fetched_anew_and_no_copy_stays(quiet_home: Path) -> None:
    import fsspec

    remote = fsspec.filesystem("memory")
    hashes = []
    for text in ("the first version of a letter", "the second version of a letter, longer"):
        remote.pipe("/desk/letter.txt", text.encode() * 20)
        readiness.audit("memory://desk")
        run = quiet_home / ".readiness" / "desk" / "latest"
        hashes += pq.read_table(run / "profile_documents.parquet")["sha256"].to_pylist()
    assert len(set(hashes)) == 2
    assert not (quiet_home / ".readiness" / "desk" / "spool").exists()
