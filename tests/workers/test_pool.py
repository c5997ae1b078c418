"""A lost worker loses exactly one task."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.errors import AuditError
from readiness.model import Outcome
from readiness.workers import pool, sandbox
from tests.workers import hostile

LIMITS = pool.Limits(workers=2, seconds=2.0, memory_mb=256)


def answers(tasks: list[str], limits: pool.Limits = LIMITS) -> dict[str, str | pool.Lost]:
    return dict(pool.run(tasks, hostile.act, limits, preload=["tests.workers.hostile"]))


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        ("segfault", Outcome.CRASHED),
        ("exit", Outcome.CRASHED),
        ("hang", Outcome.TIMEOUT),
        ("abort", Outcome.OUT_OF_MEMORY),
        ("kill", Outcome.OUT_OF_MEMORY),
        ("flood", Outcome.OUT_OF_MEMORY),
        ("spin", Outcome.TIMEOUT),
        ("stop", Outcome.TIMEOUT),
        ("ignore", Outcome.TIMEOUT),
        ("recurse", Outcome.CRASHED),
        ("fork", Outcome.CRASHED),
        ("run", Outcome.CRASHED),
        ("descriptors", Outcome.CRASHED),
        ("disk", Outcome.CRASHED),
        ("ramble", Outcome.TOO_LARGE),
    ],
)
def test_what_ends_a_worker_loses_that_one_task(bad: str, outcome: Outcome) -> None:
    tasks = [f"good {number}" for number in range(20)]
    tasks.insert(9, bad)
    found = answers(tasks, LIMITS if outcome is Outcome.TIMEOUT else replace(LIMITS, seconds=60))
    lost = found.pop(bad)
    assert isinstance(lost, pool.Lost)
    assert (lost.outcome, lost.last_report) == (outcome, f"began {bad}")
    assert found == {f"good {number}": f"GOOD {number}" for number in range(20)}


def test_many_bad_tasks_in_a_row_are_lost_one_by_one() -> None:
    bad = [f"segfault {number}" for number in range(9)] + [f"exit {number}" for number in range(9)]
    found = answers([*bad, "good"])
    assert found.pop("good") == "GOOD"
    assert all(isinstance(found[task], pool.Lost) for task in bad)


def test_the_crash_is_named() -> None:
    lost = answers(["segfault"])["segfault"]
    assert isinstance(lost, pool.Lost)
    assert "SIGSEGV" in lost.detail


def test_no_tasks_need_no_workers() -> None:
    assert answers([]) == {}


def test_tasks_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def tasks() -> Iterator[str]:
        for number in range(1000):
            drawn.append(number)
            yield str(number)

    first = next(iter(pool.run(tasks(), hostile.act, LIMITS)))
    assert first
    assert len(drawn) < 100


def test_abandoning_the_answers_ends_the_workers() -> None:
    limits = pool.Limits(workers=2, seconds=60, memory_mb=256)
    running = pool.run(["good", *["hang"] * 20], hostile.act, limits)
    next(running)
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < limits.seconds / 2  # of the minute that each of them would hang


def test_workers_cannot_reach_the_network() -> None:
    found = answers(["reach", "connect"])
    assert "reached" not in found.values()
    assert found["connect"] == "documents are read without network"


def test_workers_have_no_main_module_of_the_caller() -> None:
    assert answers(["main"])["main"] == "None"


def test_workers_that_never_start_break_the_audit_and_no_document() -> None:
    with pytest.raises(AuditError):
        list(pool.run(["good"], hostile.act, LIMITS, setup=hostile.refuse_to_start))


@pytest.mark.parametrize("leak", ["leak-descriptors", "leak-memory"])
def test_what_one_task_leaves_behind_is_not_there_for_the_next(leak: str) -> None:
    """The worker that leaked ends, and the tasks that waited behind the leak go to its successor."""
    limits = pool.Limits(workers=1, seconds=5, memory_mb=256)
    found = answers([f"{leak} {number}" for number in range(8)] + ["where"], limits)
    assert set(found.values()) - {found["where"]} == {"leaked"}


def test_endless_output_of_a_worker_disturbs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert answers(["chatter", "good"]) == {"chatter": "said it all", "good": "GOOD"}
    assert capfd.readouterr() == ("", "")


def test_threads_may_start() -> None:
    assert answers(["thread"])["thread"] == "threads may"


def test_time_spent_waiting_for_a_processor_is_not_charged_to_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that gives the worker no processor at all, its task has four times the seconds, not one."""
    monkeypatch.setattr(sandbox, "cpu_wait_seconds", lambda pid: time.monotonic())
    limits = pool.Limits(workers=1, seconds=0.8, memory_mb=256)
    found = answers(["slow", "hang"], limits)
    assert found["slow"] == "slept"
    assert isinstance(found["hang"], pool.Lost)


def test_a_report_counts_for_its_own_task_only() -> None:
    report_file = Path(tempfile.mkdtemp()) / "1.note"
    report_file.write_text('7 ["abc",3]\nrest of a longer line', "utf-8")
    assert sandbox.last_report(report_file.with_suffix(""), 7) == ["abc", 3]
    assert sandbox.last_report(report_file.with_suffix(""), 8) is None


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/status").exists() and "zombie" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text("ascii", "replace").partition("State:")[2].partition("\n")[0]
    except OSError:
        return "zombie"


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG and /proc")
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_the_parent_ends_no_worker_outlives_it(signal_number: int) -> None:
    parent = subprocess.Popen([sys.executable, "-m", "tests.workers.hang_forever"], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    assert alive(workers) == workers
    os.kill(parent.pid, signal_number)
    parent.wait(20)
    for _ in range(100):
        if not alive(workers):
            break
        time.sleep(0.1)
    assert alive(workers) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become somebody else")
def test_workers_of_an_ordinary_user_are_confined_too() -> None:
    script = (
        "import encodings.idna, multiprocessing.popen_fork, multiprocessing.queues, os, sys\n"
        "from pathlib import Path\n"
        "from readiness.workers import sandbox\n"
        "from tests.workers import hostile\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "context = multiprocessing.get_context('fork')\n"
        "ours, theirs = context.Pipe()\n"
        "arguments = (theirs, hostile.act, None, 256, Path(sys.argv[1]) / '1')\n"
        "context.Process(target=sandbox.serve, args=arguments, daemon=True).start()\n"
        "theirs.close()\n"
        "ours.send(['reach', 'good', 'thread'])\n"
        "for _ in range(4): print(ours.recv()[1])\n"
        "ours.send(['fork'])\n"
        "try: print(ours.recv())\n"
        "except EOFError: print('lost')\n"
    )
    with tempfile.TemporaryDirectory() as worker_dir:
        Path(worker_dir).chmod(0o777)
        command = [sys.executable, "-c", script, worker_dir]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.splitlines() == [
        "None",
        "('refused: Operation not permitted', False)",
        "('GOOD', False)",
        "('threads may', False)",
        "lost",
    ], done.stderr
