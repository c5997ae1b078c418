"""What the gate says, word for word, and the moments on which each answer turns."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from readiness.catalogue import CATALOGUE_VERSION
from readiness.model import Grade, Limitation, Listing, Scorecard, Status
from readiness.scoring.consistency import inconsistency
from readiness.scoring.gate import Attempt, Pull
from readiness.scoring.gate_times import moment
from readiness.scoring.serial import to_bytes
from tests.scoring.gates import NOW, STORED, ask_gate, card, change_indicator
from tests.scoring.requests import RUN_ID, basis, project, records, row, unmeasured, waiver

NEAR, OWNER, EXACT = "uniqueness.near", "rights.owner", "uniqueness.exact"
AGAIN = "run readiness audit again"
STARTED, FINISHED = "2026-11-22T10:00:00+00:00", "2026-11-22T10:05:00+00:00"


def run(**changes: Any) -> Scorecard:
    return dataclasses.replace(STORED, run=dataclasses.replace(STORED.run, **changes))


def made_with(**changes: Any) -> Scorecard:
    return dataclasses.replace(STORED, provenance=dataclasses.replace(STORED.provenance, **changes))


def own(**changes: Any) -> dict[str, Any]:
    return {"records": records(attempts=(dataclasses.replace(records().attempts[0], **changes),))}


def later(state: str, at: str = "2026-11-22T11:00:00+00:00") -> dict[str, Any]:
    return {"records": records(Attempt(run_id="run-2", started_at=at, state=state))}


CONTRACTS, CRM = records().pulls
NO_SUCH = dataclasses.replace(STORED.indicators[0], code="no.such")
LEFT_OUT = Limitation(kind="excluded_place", source="contracts", text="hr left out")
SUITES, TARGETS = basis().suites, basis().targets

SAID: dict[str, tuple[Any, dict[str, Any], str]] = {
    "nothing stored": (None, {}, "no scorecard is stored; run readiness audit"),
    "no JSON": (b"", {}, f"the scorecard is not readable JSON; {AGAIN}"),
    "another key": (
        to_bytes(STORED, key=b"one"),
        {},
        "the scorecard is sealed with a key, and READINESS_SEAL_KEY is not set here",
    ),
    "no key": (
        STORED,
        {"seal_key": b"one"},
        "READINESS_SEAL_KEY is set here, and the scorecard is not sealed with a key",
    ),
    "damaged files": (STORED, {"damage": "the file is cut off"}, "the file is cut off"),
    "another project": (
        STORED,
        {"basis": basis(project=project(project="other"))},
        "the scorecard is of the project 'assistant', not of 'other'",
    ),
    "another folder": (
        STORED,
        {"folder": "run-0"},
        "the scorecard of the run run-1 is in the folder of another run (run-0)",
    ),
    "an older catalogue": (
        made_with(catalogue_version="0"),
        {},
        f"the scorecard was made by an older version of readiness (catalogue '0'); {AGAIN}",
    ),
    "a newer catalogue": (
        made_with(catalogue_version="12345678901"),
        {},
        f"the scorecard was made by a newer version of readiness (catalogue '1234567890'); {AGAIN}",
    ),
    "a catalogue of no number": (
        made_with(catalogue_version="draft"),
        {},
        f"the scorecard was made by an older version of readiness (catalogue 'draft'); {AGAIN}",
    ),
    "a catalogue of the same number written otherwise": (
        made_with(catalogue_version=f"0{CATALOGUE_VERSION}"),
        {},
        f"the scorecard was made by an older version of readiness (catalogue '0{CATALOGUE_VERSION}'); {AGAIN}",
    ),
    "other limits": (
        made_with(catalogue_digest="00"),
        {},
        f"the catalogue's limits, vetoes or weights have changed since the audit; {AGAIN}",
    ),
    "an edited suite": (
        STORED,
        {"basis": basis(suites={**SUITES, "orders": "ff"})},
        f"the expectation suite 'orders' was edited since the audit; {AGAIN}",
    ),
    "an added suite": (
        STORED,
        {"basis": basis(suites={**SUITES, "a suite": "ff"})},
        f"the expectation suite 'a suite' was added since the audit; {AGAIN}",
    ),
    "a removed suite": (
        STORED,
        {"basis": basis(suites={"orders": "4c"})},
        f"the built-in expectation suite 'inventory' was removed since the audit; {AGAIN}",
    ),
    "another config": (
        STORED,
        {"basis": basis(config_hash="other")},
        f"the project file has changed since the audit; {AGAIN}",
    ),
    "a variable": (
        STORED,
        {"basis": basis(unset={"contracts": (), "crm": ("HOST",)})},
        "HOST is not set here, so it cannot be checked that the source 'crm' is still the one that was audited",
    ),
    "two variables": (
        STORED,
        {"basis": basis(unset={"crm": ("HOST", "PORT")})},
        "HOST, PORT are not set here, so it cannot be checked that the source 'crm' is still the one that was audited",
    ),
    "no targets": (
        made_with(targets={}),
        {},
        f"the scorecard does not record where each source points to; {AGAIN}",
    ),
    "another target": (
        STORED,
        {"basis": basis(targets={**TARGETS, "crm": "00"})},
        (
            "the source 'crm' points to another host, database or path than at the audit "
            f"(a variable in its URL has another value); {AGAIN}"
        ),
    ),
    "another use": (
        dataclasses.replace(STORED, use="training"),
        {},
        "the scorecard judges the use 'training', the project file says 'rag'",
    ),
    "a policy that is gone": (
        card(project=project(policy={NEAR: {"warn": 0.01, "fail": 0.02}})),
        {},
        "the changed limits in the scorecard are not those of the project's policy",
    ),
    "an edited limit": (
        change_indicator(STORED, NEAR, fail=0.9),
        {},
        f"the limits of {NEAR} in the scorecard are not those of the catalogue and the policy",
    ),
    "an indicator of no name": (
        dataclasses.replace(STORED, indicators=(NO_SUCH, *STORED.indicators[1:])),
        {},
        "the limits of no.such in the scorecard are not those of the catalogue and the policy",
    ),
    "a grade that a limitation forbids": (
        dataclasses.replace(STORED, limitations=(LEFT_OUT,)),
        {},
        "the scorecard has grade A, its indicators have B",
    ),
    "an indicator left out": (
        dataclasses.replace(STORED, indicators=STORED.indicators[1:]),
        {},
        "the scorecard does not hold every indicator exactly once",
    ),
    "a veto that is none": (
        change_indicator(STORED, OWNER, veto=False),
        {},
        f"the scorecard contradicts itself at {OWNER}: its weight or veto is not the catalogue's",
    ),
    "a value that fails": (
        change_indicator(STORED, NEAR, value=0.9),
        {},
        f"the scorecard contradicts itself at {NEAR}: its value does not make it PASS",
    ),
    "a veto that does not apply": (
        change_indicator(STORED, OWNER, status=Status.NOT_APPLICABLE),
        {},
        f"the scorecard contradicts itself at {OWNER}: it has something to count, so it applies",
    ),
    "a waiver nobody signed": (
        change_indicator(STORED, NEAR, status=Status.WAIVED, underlying=Status.FAIL),
        {},
        f"the scorecard contradicts itself at {NEAR}: no live waiver covers it",
    ),
    "a waived unknown veto": (
        change_indicator(STORED, OWNER, status=Status.WAIVED, underlying=Status.NOT_MEASURED),
        {},
        f"the scorecard contradicts itself at {OWNER}: what it waives cannot be waived",
    ),
    "a dimension that does not follow": (
        change_indicator(STORED, NEAR, status=Status.FAIL),
        {},
        "the scorecard's dimensions do not follow from its indicators",
    ),
    "a grade that does not follow": (
        dataclasses.replace(STORED, grade=Grade.B),
        {},
        "the scorecard has grade B, its indicators have A",
    ),
    "the future": (
        STORED,
        {"now": NOW - dt.timedelta(hours=2)},
        "the scorecard was finished in the future; check the clocks",
    ),
    "an end before the start": (
        run(started_at="2026-11-22T10:06:00+00:00"),
        {},
        "the scorecard was finished before it began; check the clocks",
    ),
    "an old scorecard": (
        STORED,
        {"now": NOW + dt.timedelta(days=10), "max_age": dt.timedelta(days=9, hours=12)},
        f"the scorecard is 10.1 days old, at most 9.5 days are allowed; {AGAIN}",
    ),
    "another week": (
        dataclasses.replace(STORED, as_of="2026-11-13"),
        {},
        (
            "the scorecard is as of 2026-11-13, 8.5 days ago; at most 7.0 days are allowed: as_of reproduces "
            f"an audit and opens no gate; take it out of the project file and {AGAIN}"
        ),
    ),
    "a day to come": (
        dataclasses.replace(STORED, as_of="2026-11-24"),
        {},
        "the scorecard is as of 2026-11-24, which is in the future; take as_of out of the project file",
    ),
    "damaged records": (STORED, {"records": records(damage="record 3 is missing")}, "record 3 is missing"),
    "a later audit that failed": (
        STORED,
        later("failed"),
        "a later audit (run-2) failed; its scorecard is not the stored one",
    ),
    "a later audit that runs": (
        STORED,
        later("running"),
        "a later audit (run-2) is still running, or was ended before it published; its scorecard is not the stored one",
    ),
    "a later audit that published": (
        STORED,
        later("published", STARTED),
        "a later audit (run-2) was published; its scorecard is not the stored one",
    ),
    "no attempt": (
        STORED,
        {"records": records(attempts=())},
        f"the record that the audit run-1 began is missing; {AGAIN}",
    ),
    "an attempt that failed": (
        STORED,
        own(state="failed"),
        f"the audit that made the scorecard is failed, not published; {AGAIN}",
    ),
    "another attempt": (
        STORED,
        own(digest="00"),
        f"the record that the audit run-1 began is not the one it wrote; {AGAIN}",
    ),
    "a pull without its record": (
        STORED,
        {"records": records(pulls=(CONTRACTS,))},
        f"the record of when the source 'crm' was read is missing or cannot be read; {AGAIN}",
    ),
    "a pull that the scorecard does not know": (
        run(pulls={"contracts": "8e"}),
        {},
        f"the record of when the source 'crm' was read is missing or cannot be read; {AGAIN}",
    ),
    "a later pull": (
        STORED,
        {"records": records(pulls=(CONTRACTS, Pull(source="crm", at="2026-11-22T11:00:00+00:00", run_id="run-2")))},
        f"the source 'crm' was read again after the audit; {AGAIN}",
    ),
    "an edited pull": (
        STORED,
        {"records": records(pulls=(CONTRACTS, dataclasses.replace(CRM, digest="00")))},
        f"the record of when the source 'crm' was read is not the one the audit wrote; {AGAIN}",
    ),
    "a status that has lapsed": (
        change_indicator(
            change_indicator(STORED, NEAR, holds_until=dt.date(2026, 11, 22)), OWNER, holds_until=dt.date(2026, 11, 21)
        ),
        {},
        f"the status of {OWNER} holds only until 2026-11-21; {AGAIN}",
    ),
    "no moment": (run(finished_at="2026-11-22T10:05:00"), {}, "the scorecard could not be judged: ValueError"),
}


@pytest.mark.parametrize("case", SAID)
def test_each_doubt_closes_the_gate_with_its_own_sentence_and_no_grade(case: str) -> None:
    stored, changes, said = SAID[case]
    verdict = ask_gate(stored, **changes)
    assert verdict.reason == said
    assert (verdict.open, verdict.grade, verdict.exit_code) == (False, Grade.U, 3)


def test_an_expired_waiver_is_named_and_every_other_with_it() -> None:
    until = [waiver(code, until="2026-11-22") for code in (NEAR, EXACT)]
    stored = card(row(NEAR, 30, 100), row(EXACT, 30, 100), project=project(waivers=until))
    said = f"a waiver has expired since the audit: {EXACT}, {NEAR}; fix it or renew the waiver"
    assert ask_gate(stored, now=NOW + dt.timedelta(days=1)).reason == said


def test_an_answer_names_the_project_the_run_its_age_and_where_the_scorecard_lies() -> None:
    for changes in ({}, {"folder": "run-0"}, {"now": NOW, "records": records(attempts=())}):
        verdict = ask_gate(STORED, scorecard="latest/scorecard.json", **changes)
        assert (verdict.project, verdict.run_id, verdict.age_seconds) == ("assistant", RUN_ID, 6900.0)
        assert verdict.scorecard == "latest/scorecard.json"
    expired = card(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    lapsed = change_indicator(STORED, NEAR, holds_until=dt.date(2026, 11, 22))
    verdicts = [ask_gate(card(row(NEAR, 30, 100))), ask_gate(lapsed), ask_gate(expired, now=NOW + dt.timedelta(days=1))]
    assert [(one.run_id, one.age_seconds) for one in verdicts] == [
        (RUN_ID, 6900.0),
        (RUN_ID, 6900.0),
        (RUN_ID, 93300.0),
    ]


def test_where_no_scorecard_can_be_read_the_answer_has_neither_run_nor_age() -> None:
    verdict = ask_gate(None, scorecard="latest/scorecard.json")
    assert (verdict.project, verdict.run_id, verdict.age_seconds) == ("assistant", "", None)
    assert verdict.scorecard == "latest/scorecard.json"


@pytest.mark.parametrize("finished", ["soon", "2026-11-22T10:05:00"])
def test_a_time_that_is_no_moment_gives_no_age(finished: str) -> None:
    verdict = ask_gate(run(finished_at=finished), folder="run-0")
    assert (verdict.age_seconds, verdict.run_id) == (None, RUN_ID)


def test_an_open_gate_says_the_headline() -> None:
    verdict = ask_gate(STORED)
    assert (verdict.open, verdict.reason) == (True, STORED.headline)


def test_a_moment_needs_its_offset() -> None:
    with pytest.raises(ValueError, match=r"^a time needs its offset$"):
        moment("2026-11-22T10:05:00")


def test_on_the_very_moment_the_gate_still_opens() -> None:
    finished = dt.datetime.fromisoformat(FINISHED)
    assert ask_gate(STORED, now=finished).open
    assert ask_gate(run(started_at=FINISHED), records=records()).open


@pytest.mark.parametrize(("minutes", "is_open"), [(0, True), (1, False)])
def test_the_age_of_as_of_counts_from_the_end_of_its_day(minutes: int, is_open: bool) -> None:
    stored = dataclasses.replace(STORED, as_of="2026-11-14")
    now = dt.datetime(2026, 11, 22, 12, minutes, tzinfo=dt.UTC)
    assert ask_gate(stored, now=now, max_age=dt.timedelta(days=7, hours=12)).open is is_open


def test_a_pull_at_the_moment_the_audit_began_is_not_a_later_one() -> None:
    at_once = dataclasses.replace(CRM, at=STARTED, run_id="run-0")
    assert ask_gate(STORED, records=records(pulls=(CONTRACTS, at_once))).open


def test_a_pull_of_a_source_that_is_no_longer_there_does_not_matter() -> None:
    gone = Pull(source="old", at="2026-11-01T00:00:00+00:00", run_id="run-0", digest="zz")
    assert ask_gate(STORED, records=records(pulls=(CONTRACTS, CRM, gone))).open


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock 14 hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_days_are_counted_in_utc_wherever_the_gate_is_asked() -> None:
    waived = card(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    assert ask_gate(waived).open
    assert "which is in the future" in ask_gate(dataclasses.replace(STORED, as_of="2026-11-24")).reason


# what opens it all the same -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["2026-12-31", "2026-11-21"])
def test_looser_limits_that_somebody_accepted_open_while_the_policy_says_the_same(until: str) -> None:
    loose = {"warn": 0.3, "fail": 0.4, "reason": "known", "approver": "Ada", "until": until}
    wanted = project(policy={NEAR: loose})
    assert ask_gate(card(project=wanted), basis=basis(project=wanted)).open


def test_a_limitation_opens_with_grade_b() -> None:
    limited = card(listings=(Listing(source="contracts", required=True, excluded=("hr",)),))
    assert (ask_gate(limited).open, ask_gate(limited).grade) == (True, Grade.B)


def test_what_is_not_known_and_waived_opens_where_it_is_no_veto() -> None:
    assert ask_gate(card(unmeasured(NEAR), project=project(waivers=[waiver(NEAR)]))).open


def test_of_two_live_waivers_one_that_ends_leaves_the_other() -> None:
    both = [waiver(NEAR, until="2026-12-31"), waiver(NEAR, until="2026-11-22")]
    stored = card(row(NEAR, 30, 100), project=project(waivers=both))
    assert ask_gate(stored, now=NOW + dt.timedelta(days=1)).open


def test_only_what_an_expired_waiver_covered_counts_again() -> None:
    waivers = [waiver(NEAR, until="2026-11-22"), waiver(OWNER)]
    stored = card(row(NEAR, 30, 100), row(OWNER, 1, 1), project=project(waivers=waivers))
    assert ask_gate(stored, now=NOW + dt.timedelta(days=1)).grade is Grade.C


@pytest.mark.parametrize("changes", [{"warn": None}, {"fail": None}, {"value": None}])
def test_a_pass_without_its_limits_or_its_value_contradicts_itself(changes: dict[str, Any]) -> None:
    said = f"the scorecard contradicts itself at {NEAR}: its value does not make it PASS"
    assert inconsistency(change_indicator(STORED, NEAR, **changes)) == said
