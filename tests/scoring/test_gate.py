"""The gate: open for one thing only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from readiness.model import Grade, Scorecard, Status, Verdict
from readiness.scoring.gate import DEFAULT_MAX_AGE, Attempt, GateRequest, Pull, decide
from readiness.scoring.serial import to_bytes
from tests.scoring.requests import CONFIG_HASH, RUN_ID, Row, project, row, scored, unmeasured, waiver

NEAR, OWNER = "uniqueness.near", "rights.owner"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LATER, EARLIER = "2026-11-22T11:00:00+00:00", "2026-11-22T09:00:00+00:00"


def card(*changes: Row, **others: Any) -> Scorecard:
    return scored(*changes, **others).scorecard


def asked(stored: Scorecard | bytes | None, **changes: Any) -> Verdict:
    content = to_bytes(stored) if isinstance(stored, Scorecard) else stored
    facts: dict[str, Any] = {"content": content, "project": "assistant", "config_hash": CONFIG_HASH, "now": NOW}
    return decide(GateRequest(**{**facts, **changes}))


def closed(verdict: Verdict, said: str, *, exit_code: int = 3) -> None:
    assert not verdict.open
    assert said in verdict.reason
    assert verdict.exit_code == exit_code


def changed(stored: Scorecard, code: str, **changes: Any) -> Scorecard:
    """The scorecard with one indicator edited and sealed anew, as a forger would."""
    indicators = tuple(dataclasses.replace(i, **changes) if i.code == code else i for i in stored.indicators)
    return dataclasses.replace(stored, indicators=indicators)


def test_a_fresh_scorecard_of_grade_a_opens() -> None:
    verdict = asked(card(), scorecard="latest/scorecard.json")
    assert (verdict.open, verdict.grade, verdict.exit_code) == (True, Grade.A, 0)
    assert (verdict.run_id, verdict.age_seconds, verdict.scorecard) == (RUN_ID, 6900.0, "latest/scorecard.json")


def test_grade_b_opens() -> None:
    assert asked(card(row(NEAR, 10, 100))).open


@pytest.mark.parametrize(
    ("change", "grade", "exit_code"),
    [(row(NEAR, 30, 100), Grade.C, 1), (row(OWNER, 1, 1), Grade.D, 1), (unmeasured(OWNER), Grade.U, 3)],
)
def test_other_grades_keep_it_closed(change: Row, grade: Grade, exit_code: int) -> None:
    verdict = asked(card(change))
    assert (verdict.open, verdict.grade, verdict.exit_code) == (False, grade, exit_code)
    assert verdict.reason == card(change).headline


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no scorecard"), (b"", "readable JSON"), (b"\x00\xff", "readable JSON"), (b"{}", "schema version")],
)
def test_absent_and_unreadable_scorecards_keep_it_closed(content: bytes | None, said: str) -> None:
    closed(asked(content), said)


def test_an_edited_scorecard_keeps_it_closed() -> None:
    closed(asked(to_bytes(card(row(NEAR, 30, 100))).replace(b'"grade": "C"', b'"grade": "A"')), "edited")


def test_another_project_and_another_config_keep_it_closed() -> None:
    closed(asked(card(), project="other"), "'assistant'")
    closed(asked(card(), config_hash="other"), "changed since")
    closed(asked(card(), config_hash=""), "changed since")


def test_age_is_counted_from_the_end_of_the_audit_to_the_second() -> None:
    finished = dt.datetime(2026, 11, 22, 10, 5, tzinfo=dt.UTC)
    assert asked(card(), now=finished + DEFAULT_MAX_AGE).open
    closed(asked(card(), now=finished + DEFAULT_MAX_AGE + dt.timedelta(seconds=1)), "old")
    assert dt.timedelta(days=7) == DEFAULT_MAX_AGE


def test_a_stale_scorecard_of_grade_c_is_not_known_any_more() -> None:
    closed(asked(card(row(NEAR, 30, 100)), now=NOW + dt.timedelta(days=30)), "old", exit_code=3)


def test_a_scorecard_of_the_future_keeps_it_closed() -> None:
    closed(asked(card(), now=dt.datetime(2026, 11, 22, 10, 4, tzinfo=dt.UTC)), "future")


def test_a_time_without_its_offset_keeps_it_closed() -> None:
    closed(asked(card(), now=dt.datetime(2026, 11, 22, 12)), "could not be judged")  # noqa: DTZ001 - what is tested
    naive = dataclasses.replace(card(), run=dataclasses.replace(card().run, finished_at="2026-11-22T10:05:00"))
    closed(asked(naive), "could not be judged")


@pytest.mark.parametrize(("state", "said"), [("failed", "failed"), ("running", "running"), ("published", "published")])
def test_a_later_attempt_keeps_it_closed(state: str, said: str) -> None:
    closed(asked(card(), attempts=(Attempt(run_id="run-2", started_at=LATER, state=state),)), said)


def test_earlier_attempts_and_the_published_one_itself_do_not_matter() -> None:
    earlier = Attempt(run_id="run-0", started_at=EARLIER, state="failed")
    own = Attempt(run_id=RUN_ID, started_at="2026-11-22T10:00:00+00:00", state="published")
    assert asked(card(), attempts=(earlier, own)).open


@pytest.mark.parametrize("state", ["failed", "running"])
def test_an_own_attempt_that_never_ended_well_keeps_it_closed(state: str) -> None:
    own = Attempt(run_id=RUN_ID, started_at="2026-11-22T10:00:00+00:00", state=state)
    closed(asked(card(), attempts=(own,)), state)


def test_an_attempt_at_an_unreadable_time_keeps_it_closed() -> None:
    closed(asked(card(), attempts=(Attempt(run_id="x", started_at="", state="failed"),)), "could not be judged")


def test_a_source_that_was_read_again_keeps_it_closed() -> None:
    closed(asked(card(), pulls=(Pull(source="crm", at=LATER, run_id="run-2"),)), "'crm' was read again")


def test_the_audits_own_pulls_and_earlier_ones_do_not_matter() -> None:
    own = Pull(source="crm", at=LATER, run_id=RUN_ID)
    assert asked(card(), pulls=(own, Pull(source="crm", at=EARLIER, run_id="run-0"))).open


def test_a_waiver_that_expires_after_the_audit_closes_the_gate_the_day_after() -> None:
    waived = card(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    assert asked(waived).open
    verdict = asked(waived, now=NOW + dt.timedelta(days=1))
    closed(verdict, "expired", exit_code=1)
    assert (verdict.grade, NEAR in verdict.reason) == (Grade.C, True)


def test_an_expired_waiver_of_a_warning_still_closes_and_of_a_veto_blocks() -> None:
    tomorrow = NOW + dt.timedelta(days=1)
    warning = card(row(NEAR, 10, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    veto = card(row(OWNER, 1, 1), project=project(waivers=[waiver(OWNER, until="2026-11-22")]))
    assert [asked(stored, now=tomorrow).grade for stored in (warning, veto)] == [Grade.C, Grade.D]


FORGERIES: dict[str, tuple[Scorecard, str]] = {
    "a better grade": (dataclasses.replace(card(row(NEAR, 30, 100)), grade=Grade.A), "says grade A"),
    "a failing value that passes": (changed(card(), NEAR, value=0.9), "does not make it PASS"),
    "a pass without a value": (changed(card(), NEAR, value=None), "does not make it PASS"),
    "a veto that is none": (changed(card(), OWNER, veto=False), "weight or veto"),
    "an unmeasured veto that does not apply": (
        changed(card(), OWNER, status=Status.NOT_APPLICABLE),
        "something to count",
    ),
    "a waiver nobody signed": (
        changed(card(), NEAR, status=Status.WAIVED, underlying=Status.FAIL),
        "no live waiver",
    ),
    "a waived unknown veto": (
        changed(card(), OWNER, status=Status.WAIVED, underlying=Status.NOT_MEASURED),
        "cannot be waived",
    ),
    "an indicator left out": (
        dataclasses.replace(card(), indicators=card().indicators[1:]),
        "every indicator exactly once",
    ),
    "another catalogue": (
        dataclasses.replace(card(), provenance=dataclasses.replace(card().provenance, catalogue_version="0")),
        "another catalogue",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_grade_that_does_not_follow_from_its_indicators_keeps_it_closed(forgery: str) -> None:
    stored, said = FORGERIES[forgery]
    closed(asked(stored), said)


def test_a_failing_indicator_turned_unmeasured_is_found_in_the_dimensions() -> None:
    stored = card(row(NEAR, 30, 100))
    dressed = changed(stored, NEAR, status=Status.NOT_MEASURED)
    closed(asked(dataclasses.replace(dressed, grade=Grade.B)), "dimensions do not follow")


def test_an_unforeseen_error_keeps_it_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_content: bytes) -> Scorecard:
        raise MemoryError

    monkeypatch.setattr("readiness.scoring.gate.from_bytes", broken)
    closed(asked(card()), "MemoryError")
