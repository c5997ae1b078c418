"""The gate: open for one thing only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from readiness.catalogue import CATALOGUE
from readiness.catalogue_digest import catalogue_digest
from readiness.model import Grade, Scorecard, Status
from readiness.scoring.gate import DEFAULT_MAX_AGE, Attempt, GateRequest, Pull
from readiness.scoring.serial import to_bytes
from tests.scoring.gates import NOW, ask_gate, card, change_indicator, closed
from tests.scoring.requests import RUN_ID, Row, basis, project, records, row, unmeasured, waiver

NEAR, OWNER = "uniqueness.near", "rights.owner"
LATER, EARLIER = "2026-11-22T11:00:00+00:00", "2026-11-22T09:00:00+00:00"


def test_a_fresh_scorecard_of_grade_a_opens() -> None:
    verdict = ask_gate(card(), scorecard="latest/scorecard.json")
    assert (verdict.open, verdict.grade, verdict.exit_code) == (True, Grade.A, 0)
    assert (verdict.run_id, verdict.age_seconds, verdict.scorecard) == (RUN_ID, 6900.0, "latest/scorecard.json")


def test_grade_b_opens() -> None:
    assert ask_gate(card(row(NEAR, 10, 100))).open


@pytest.mark.parametrize(
    ("change", "grade", "exit_code"),
    [(row(NEAR, 30, 100), Grade.C, 1), (row(OWNER, 1, 1), Grade.D, 1), (unmeasured(OWNER), Grade.U, 3)],
)
def test_other_grades_keep_it_closed(change: Row, grade: Grade, exit_code: int) -> None:
    verdict = ask_gate(card(change))
    assert (verdict.open, verdict.grade, verdict.exit_code) == (False, grade, exit_code)
    assert verdict.reason == card(change).headline


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no scorecard"),
        (b"", "readable JSON"),
        (b"\x00\xff", "readable JSON"),
        (b"{}", "no known schema"),
    ],
)
def test_absent_and_unreadable_scorecards_keep_it_closed(content: bytes | None, said: str) -> None:
    closed(ask_gate(content), said)


def test_an_edited_scorecard_keeps_it_closed() -> None:
    closed(ask_gate(to_bytes(card(row(NEAR, 30, 100))).replace(b'"grade": "C"', b'"grade": "A"')), "edited")


def test_another_project_and_another_config_keep_it_closed() -> None:
    closed(ask_gate(card(), basis=basis(project=project(project="other"))), "'assistant'")
    closed(ask_gate(card(), basis=basis(config_hash="other")), "project file has changed since")
    closed(ask_gate(card(), basis=basis(config_hash="")), "project file has changed since")


def test_age_is_counted_from_the_end_of_the_audit_to_the_second() -> None:
    finished = dt.datetime(2026, 11, 22, 10, 5, tzinfo=dt.UTC)
    assert ask_gate(card(), now=finished + DEFAULT_MAX_AGE).open
    closed(ask_gate(card(), now=finished + DEFAULT_MAX_AGE + dt.timedelta(seconds=1)), "old")
    assert dt.timedelta(days=7) == DEFAULT_MAX_AGE


def test_a_stale_scorecard_of_grade_c_is_not_known_any_more() -> None:
    closed(ask_gate(card(row(NEAR, 30, 100)), now=NOW + dt.timedelta(days=30)), "old", exit_code=3)


def test_a_scorecard_of_the_future_keeps_it_closed() -> None:
    closed(ask_gate(card(), now=dt.datetime(2026, 11, 22, 10, 4, tzinfo=dt.UTC)), "future")


def test_a_time_without_its_offset_keeps_it_closed() -> None:
    closed(ask_gate(card(), now=dt.datetime(2026, 11, 22, 12)), "could not be judged")  # noqa: DTZ001 - what is tested
    naive = dataclasses.replace(card(), run=dataclasses.replace(card().run, finished_at="2026-11-22T10:05:00"))
    closed(ask_gate(naive), "could not be judged")


@pytest.mark.parametrize(("state", "said"), [("failed", "failed"), ("running", "running"), ("published", "published")])
def test_a_later_attempt_keeps_it_closed(state: str, said: str) -> None:
    closed(ask_gate(card(), records=records(Attempt(run_id="run-2", started_at=LATER, state=state))), said)


def test_earlier_attempts_and_the_published_one_itself_do_not_matter() -> None:
    earlier = Attempt(run_id="run-0", started_at=EARLIER, state="failed")
    assert ask_gate(card(), records=records(earlier)).open


@pytest.mark.parametrize("state", ["failed", "running"])
def test_an_own_attempt_that_never_ended_well_keeps_it_closed(state: str) -> None:
    own = dataclasses.replace(records().attempts[0], state=state)
    closed(ask_gate(card(), records=records(attempts=(own,))), state)


def test_an_attempt_at_an_unreadable_time_keeps_it_closed() -> None:
    nowhen = Attempt(run_id="x", started_at="", state="failed")
    closed(ask_gate(card(), records=records(nowhen)), "could not be judged")


def test_a_source_that_was_read_again_keeps_it_closed() -> None:
    again = (records().pulls[0], Pull(source="crm", at=LATER, run_id="run-2"))
    closed(ask_gate(card(), records=records(pulls=again)), "'crm' was read again")


def test_the_audits_own_pulls_and_earlier_ones_do_not_matter() -> None:
    own, crm = records().pulls
    earlier = dataclasses.replace(crm, at=EARLIER, run_id="run-0")
    assert ask_gate(card(), records=records(pulls=(dataclasses.replace(own, at=LATER), earlier))).open


def test_a_waiver_that_expires_after_the_audit_closes_the_gate_the_day_after() -> None:
    waived = card(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    assert ask_gate(waived).open
    verdict = ask_gate(waived, now=NOW + dt.timedelta(days=1))
    closed(verdict, "expired", exit_code=1)
    assert (verdict.grade, NEAR in verdict.reason) == (Grade.C, True)


def test_an_expired_waiver_of_a_warning_still_closes_and_of_a_veto_blocks() -> None:
    tomorrow = NOW + dt.timedelta(days=1)
    warning = card(row(NEAR, 10, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    veto = card(row(OWNER, 1, 1), project=project(waivers=[waiver(OWNER, until="2026-11-22")]))
    assert [ask_gate(stored, now=tomorrow).grade for stored in (warning, veto)] == [Grade.C, Grade.D]


FORGERIES: dict[str, tuple[Scorecard, str]] = {
    "a better grade": (dataclasses.replace(card(row(NEAR, 30, 100)), grade=Grade.A), "has grade A, its"),
    "a failing value that passes": (change_indicator(card(), NEAR, value=0.9), "does not make it PASS"),
    "a pass without a value": (change_indicator(card(), NEAR, value=None), "does not make it PASS"),
    "a veto that is none": (change_indicator(card(), OWNER, veto=False), "weight or veto"),
    "an unmeasured veto that does not apply": (
        change_indicator(card(), OWNER, status=Status.NOT_APPLICABLE),
        "something to count",
    ),
    "a waiver nobody signed": (
        change_indicator(card(), NEAR, status=Status.WAIVED, underlying=Status.FAIL),
        "no live waiver",
    ),
    "a waived unknown veto": (
        change_indicator(card(), OWNER, status=Status.WAIVED, underlying=Status.NOT_MEASURED),
        "cannot be waived",
    ),
    "an indicator left out": (
        dataclasses.replace(card(), indicators=card().indicators[1:]),
        "every indicator exactly once",
    ),
    "another catalogue": (
        dataclasses.replace(card(), provenance=dataclasses.replace(card().provenance, catalogue_version="0")),
        "older version",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_grade_that_does_not_follow_from_its_indicators_keeps_it_closed(forgery: str) -> None:
    stored, said = FORGERIES[forgery]
    closed(ask_gate(stored), said)


def test_a_failing_indicator_turned_unmeasured_is_found_in_the_dimensions() -> None:
    stored = card(row(NEAR, 30, 100))
    dressed = change_indicator(stored, NEAR, status=Status.NOT_MEASURED)
    closed(ask_gate(dataclasses.replace(dressed, grade=Grade.B)), "dimensions do not follow")


def test_an_unforeseen_error_keeps_it_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_content: bytes, **_: object) -> Scorecard:
        raise MemoryError

    monkeypatch.setattr("readiness.scoring.gate.from_bytes", broken)
    closed(ask_gate(card()), "MemoryError")


# what a scorecard was made from ---------------------------------------------------------------------------------------


def test_an_edited_an_added_and_a_removed_suite_each_have_their_own_sentence() -> None:
    now = basis().suites
    closed(ask_gate(card(), basis=basis(suites={**now, "orders": "ff"})), "expectation suite 'orders' was edited")
    closed(ask_gate(card(), basis=basis(suites={**now, "tickets": "ff"})), "expectation suite 'tickets' was added")
    closed(ask_gate(card(), basis=basis(suites={"orders": "4c"})), "built-in expectation suite 'inventory' was removed")


def test_a_source_that_points_elsewhere_keeps_it_closed() -> None:
    closed(ask_gate(card(), basis=basis(targets={"contracts": "5b", "crm": "00"})), "'crm' points to another host")


def test_a_variable_that_is_not_set_here_keeps_it_closed_and_is_named() -> None:
    unset = basis(targets={"contracts": "5b", "crm": ""}, unset={"crm": ("CRM_HOST",)})
    closed(ask_gate(card(), basis=unset), "CRM_HOST is not set here, so it cannot be checked that the source 'crm'")


def test_a_scorecard_that_names_no_targets_keeps_it_closed() -> None:
    silent = dataclasses.replace(card(), provenance=dataclasses.replace(card().provenance, targets={}))
    closed(ask_gate(silent), "does not record where each source points to")


def test_a_catalogue_that_judges_otherwise_keeps_it_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = to_bytes(card())
    spec = CATALOGUE[NEAR]
    assert spec.limits is not None
    stricter = {use: dataclasses.replace(limits, warn=limits.warn / 2) for use, limits in spec.limits.items()}
    monkeypatch.setitem(CATALOGUE, NEAR, dataclasses.replace(spec, limits=stricter))
    closed(ask_gate(stored), "limits, vetoes or weights have changed since the audit")


@pytest.mark.parametrize(
    "changes",
    [{"title": "Other words"}, {"remedy": "Do something else."}, {"question": "Why?"}],
)
def test_other_words_in_the_catalogue_do_not_matter(changes: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, NEAR, dataclasses.replace(CATALOGUE[NEAR], **changes))  # type: ignore[arg-type]
    assert catalogue_digest() == card().provenance.catalogue_digest


@pytest.mark.parametrize("limit", [{"warn": 0.5}, {"fail": 0.9}, {"origin": "a friend"}])
def test_limits_edited_in_a_scorecard_that_is_sealed_anew_keep_it_closed(limit: dict[str, Any]) -> None:
    closed(ask_gate(change_indicator(card(), NEAR, **limit)), f"the limits of {NEAR} in the scorecard are not those")


def test_limits_of_the_policy_are_held_against_the_policy() -> None:
    tight = project(policy={NEAR: {"warn": 0.01, "fail": 0.02}})
    stored = card(project=tight)
    assert ask_gate(stored, basis=basis(project=tight)).open
    closed(ask_gate(stored), "are not those of the project's policy")
    unnamed = dataclasses.replace(stored, overrides=())
    closed(ask_gate(unnamed), "are not those of the catalogue and the policy")


@pytest.mark.parametrize(("version", "who"), [("1.1", "an older version"), ("9.0", "a newer version")])
def test_a_scorecard_of_another_version_says_so(version: str, who: str) -> None:
    closed(ask_gate(b'{"schema_version": "' + version.encode() + b'"}'), f"made by {who} of readiness")


def test_the_folder_of_another_run_keeps_it_closed() -> None:
    closed(ask_gate(card(), folder="run-0"), "is in the folder of another run (run-0)")


# the key --------------------------------------------------------------------------------------------------------------


def test_a_scorecard_sealed_with_a_key_opens_with_that_key_alone() -> None:
    sealed = to_bytes(card(), key=b"one key")
    assert ask_gate(sealed, seal_key=b"one key").open
    closed(ask_gate(sealed, seal_key=b"another key"), "sealed with another key")
    closed(ask_gate(sealed), "READINESS_SEAL_KEY is not set here")
    closed(ask_gate(to_bytes(card()), seal_key=b"one key"), "not sealed with a key")


def test_who_has_not_got_the_key_cannot_seal_an_edited_scorecard_anew() -> None:
    forged = dataclasses.replace(card(), headline="All is well.")
    closed(ask_gate(to_bytes(forged, key=b"guess"), seal_key=b"one key"), "another key")
    unkeyed = to_bytes(forged).replace(b'"sealed_with": "sha256"', b'"sealed_with": "hmac-sha256"')
    closed(ask_gate(unkeyed, seal_key=b"one key"), "seal")


def test_the_key_is_in_no_text_of_a_request() -> None:
    request = GateRequest(
        content=None, folder="", basis=basis(), records=records(), now=NOW, seal_key=b"hunter2 is the key"
    )
    assert "hunter2" not in repr(request)


# records --------------------------------------------------------------------------------------------------------------


def test_records_that_are_missing_or_not_those_of_the_audit_keep_it_closed() -> None:
    own = records().attempts[0]
    contracts, crm = records().pulls
    closed(ask_gate(card(), records=records(attempts=())), "began is missing")
    closed(ask_gate(card(), records=records(damage="the record of attempt 3 is missing")), "attempt 3")
    closed(ask_gate(card(), records=records(attempts=(dataclasses.replace(own, digest="00"),))), "not the one it wrote")
    closed(ask_gate(card(), records=records(pulls=(contracts,))), "'crm' was read is missing")
    closed(
        ask_gate(card(), records=records(pulls=(contracts, dataclasses.replace(crm, digest="0")))), "not the one the"
    )


# times ----------------------------------------------------------------------------------------------------------------


def test_a_scorecard_as_of_another_week_keeps_it_closed() -> None:
    def as_of(days: int) -> Scorecard:
        day = NOW.date() + dt.timedelta(days=days)
        return dataclasses.replace(card(), as_of=day.isoformat())

    assert ask_gate(as_of(-7)).open
    closed(ask_gate(as_of(-8)), "as_of reproduces an audit and opens no gate")
    assert ask_gate(as_of(-8), max_age=dt.timedelta(days=8)).open
    assert ask_gate(as_of(1)).open
    closed(ask_gate(as_of(2)), "is in the future")


def test_the_day_from_which_a_status_does_not_hold_closes_the_gate_and_is_named() -> None:
    stored = change_indicator(card(), NEAR, holds_until=dt.date(2026, 11, 24))
    stored = change_indicator(stored, OWNER, holds_until=dt.date(2026, 11, 23))
    assert ask_gate(stored).open
    verdict = ask_gate(stored, now=NOW + dt.timedelta(days=1))
    closed(verdict, f"the status of {OWNER} holds only until 2026-11-23")
    assert verdict.grade is Grade.U
