"""A lost worker costs exactly one task."""

import time
from collections.abc import Iterator

import pytest

from readiness.errors import AuditError
from readiness.extraction import pool
from readiness.model import Outcome
from tests.extraction import hostile

LIMITS = pool.Limits(workers=2, seconds=2.0, memory_mb=256)


def answers(tasks: list[str], limits: pool.Limits = LIMITS) -> dict[str, str | pool.Lost]:
    return dict(pool.run(tasks, hostile.act, limits))


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        ("segfault", Outcome.CRASHED),
        ("exit", Outcome.CRASHED),
        ("hang", Outcome.TIMEOUT),
        ("abort", Outcome.OUT_OF_MEMORY),
        ("kill", Outcome.OUT_OF_MEMORY),
        ("flood", Outcome.OUT_OF_MEMORY),
    ],
)
def test_what_ends_a_worker_loses_that_one_task(bad: str, outcome: Outcome) -> None:
    tasks = [f"good {number}" for number in range(20)]
    tasks.insert(9, bad)
    found = answers(tasks)
    lost = found.pop(bad)
    assert isinstance(lost, pool.Lost)
    assert (lost.outcome, lost.told) == (outcome, f"began {bad}")
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
    running = pool.run(["good", *["hang"] * 20], hostile.act, pool.Limits(workers=2, seconds=60, memory_mb=256))
    next(running)
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 5


def test_workers_cannot_reach_the_network() -> None:
    found = answers(["reach", "connect"])
    assert "reached" not in found.values()
    assert found["connect"] == "documents are read without network"


def test_workers_know_nothing_of_the_callers_main_module() -> None:
    assert answers(["main"])["main"] == "None"


def test_workers_that_never_start_break_the_audit_and_no_document() -> None:
    with pytest.raises(AuditError):
        list(pool.run(["good"], hostile.act, LIMITS, setup=hostile.refuse_to_start))
