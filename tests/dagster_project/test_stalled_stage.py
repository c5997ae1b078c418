"""A stage that stands still is an error with its name; the audit goes on to a scorecard that opens no gate."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import readiness
from dagster_project.audit.context import project_ref
from readiness.model import Grade, Status
from readiness.profilers.base import Inputs, Profile

FINISHED_NOTHING = "the stage content finished nothing for 2 s"


def test_a_profiler_that_waits_for_ever_is_ended_named_and_makes_the_verdict_unknown(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(_: Inputs) -> Profile:
        time.sleep(3600)
        raise AssertionError("nobody ended it")

    text = small_project.read_text("utf-8")
    small_project.write_text(f"{text}resources: {{stall_seconds: 2}}\n", "utf-8")
    monkeypatch.setattr("readiness.profilers.content.measure", waits)
    card = readiness.audit(small_project)
    statuses = {indicator.code: indicator for indicator in card.indicators}
    assert statuses["content.empty"].status is Status.ERROR, statuses["content.empty"].reason
    assert FINISHED_NOTHING in statuses["content.empty"].reason
    assert card.grade is Grade.U
    assert (project_ref(small_project).out / "small" / "latest" / "scorecard.json").is_file()
    assert not readiness.gate(small_project).open
