"""Waivers: what they cover, what they cannot, and that they are always shown."""

from __future__ import annotations

import dataclasses

import pytest

from readiness.model import Grade, Status
from readiness.scoring.waivers import without_waiver
from tests.scoring.requests import Row, indicator, project, row, scored, unmeasured, waiver

NEAR, OWNER = "uniqueness.near", "rights.owner"
FAILING = row(NEAR, 30, 100)
FAILING_VETO = row(OWNER, 1, 1)


def test_a_live_waiver_turns_a_failure_into_grade_b_and_keeps_what_is_behind() -> None:
    result = scored(FAILING, project=project(waivers=[waiver(NEAR)]))
    found = indicator(result, NEAR)
    assert (found.status, found.underlying) == (Status.WAIVED, Status.FAIL)
    assert "Linus" in found.reason
    assert result.scorecard.grade is Grade.B
    assert result.scorecard.blockers == ()


@pytest.mark.parametrize("broken", [row(NEAR, 10, 100), unmeasured(NEAR), row(NEAR, 3, 100, population=1e6)])
def test_warnings_unsettled_and_unmeasured_indicators_can_be_waived(broken: Row) -> None:
    result = scored(broken, project=project(waivers=[waiver(NEAR)]))
    assert indicator(result, NEAR).status is Status.WAIVED
    assert result.scorecard.grade is Grade.B


def test_a_measured_veto_can_be_waived() -> None:
    result = scored(FAILING_VETO, project=project(waivers=[waiver(OWNER)]))
    assert (indicator(result, OWNER).status, result.scorecard.grade) == (Status.WAIVED, Grade.B)


@pytest.mark.parametrize(
    "broken", [unmeasured(OWNER), unmeasured(OWNER, state="error"), row(OWNER, 0, 10, population=100)]
)
def test_an_unknown_veto_cannot_be_waived(broken: Row) -> None:
    result = scored(broken, project=project(waivers=[waiver(OWNER)]))
    assert indicator(result, OWNER).status is not Status.WAIVED
    assert result.scorecard.grade is Grade.U
    assert [found.state for found in result.scorecard.waivers] == ["void"]


def test_an_error_cannot_be_waived() -> None:
    result = scored(unmeasured(NEAR, state="error"), project=project(waivers=[waiver(NEAR)]))
    assert (indicator(result, NEAR).status, result.scorecard.grade) == (Status.ERROR, Grade.U)


def test_the_last_day_of_a_waiver_still_counts_and_the_day_after_does_not() -> None:
    last_day = scored(FAILING, project=project(waivers=[waiver(NEAR, until="2026-11-22")]))
    day_after = scored(FAILING, project=project(waivers=[waiver(NEAR, until="2026-11-21")]))
    assert [last_day.scorecard.grade, day_after.scorecard.grade] == [Grade.B, Grade.C]
    assert indicator(day_after, NEAR).status is Status.FAIL
    assert "expired on 2026-11-21" in indicator(day_after, NEAR).reason
    assert [found.state for found in day_after.scorecard.waivers] == ["expired"]


def test_a_waiver_that_is_not_needed_is_shown_and_changes_nothing() -> None:
    result = scored(project=project(waivers=[waiver(NEAR)]))
    assert (result.scorecard.grade, indicator(result, NEAR).status) == (Grade.A, Status.PASS)
    assert [found.state for found in result.scorecard.waivers] == ["void"]
    assert "not needed" in indicator(result, NEAR).reason


def test_of_two_waivers_the_live_one_counts() -> None:
    both = [waiver(NEAR, until="2026-01-01"), waiver(NEAR)]
    assert indicator(scored(FAILING, project=project(waivers=both)), NEAR).status is Status.WAIVED


@pytest.mark.parametrize(
    ("change", "wanted", "said"),
    [
        (FAILING, waiver(NEAR), "accepted by Linus until 2027-01-01: budget approved"),
        (
            unmeasured(NEAR),
            waiver(NEAR),
            "contracts: out of reach; accepted by Linus until 2027-01-01: budget approved",
        ),
        (FAILING, waiver(NEAR, until="2026-11-21"), "the waiver by Linus expired on 2026-11-21"),
        (row(NEAR, 0, 100), waiver(NEAR), "the waiver by Linus is not needed"),
        (
            row(NEAR, 0, 0),
            waiver(NEAR),
            "nothing to count: contracts: none among them; crm: none among them; the waiver by Linus is not needed",
        ),
        (
            unmeasured(NEAR, state="error"),
            waiver(NEAR),
            "out of reach; the waiver by Linus cannot cover what is not known",
        ),
    ],
)
def test_what_became_of_a_waiver_is_the_reason_word_for_word(change: Row, wanted: dict[str, str], said: str) -> None:
    assert indicator(scored(change, project=project(waivers=[wanted])), NEAR).reason == said


def test_of_several_live_waivers_the_last_to_end_is_the_one_that_is_named() -> None:
    wanted = [waiver(NEAR, until="2027-02-01", approver="Ada"), waiver(NEAR, until="2027-01-01")]
    found = indicator(scored(FAILING, project=project(waivers=wanted)), NEAR)
    assert found.reason == "accepted by Ada until 2027-02-01: budget approved"


def test_waivers_are_shown_in_order_with_all_that_they_say() -> None:
    wanted = [
        waiver(NEAR, until="2027-02-01"),
        waiver("uniqueness.exact", reason="known"),
        waiver(NEAR, approver="Zoe"),
        waiver(NEAR, approver="Ada", reason="second"),
        waiver(NEAR, approver="Ada", reason="first"),
    ]
    shown = scored(FAILING, project=project(waivers=wanted)).scorecard.waivers
    assert [(one.indicator, one.until.isoformat(), one.approver, one.reason, one.state) for one in shown] == [
        ("uniqueness.exact", "2027-01-01", "Linus", "known", "void"),
        (NEAR, "2027-01-01", "Ada", "first", "live"),
        (NEAR, "2027-01-01", "Ada", "second", "live"),
        (NEAR, "2027-01-01", "Zoe", "budget approved", "live"),
        (NEAR, "2027-02-01", "Linus", "budget approved", "live"),
    ]


def test_every_expired_waiver_is_named() -> None:
    wanted = [waiver(NEAR, until="2026-11-20", approver="Ada"), waiver(NEAR, until="2026-11-21")]
    found = indicator(scored(FAILING, project=project(waivers=wanted)), NEAR)
    assert found.reason == "the waiver by Ada expired on 2026-11-20; the waiver by Linus expired on 2026-11-21"


def test_a_waiver_of_one_indicator_does_not_reach_another() -> None:
    result = scored(FAILING, row("uniqueness.exact", 30, 100), project=project(waivers=[waiver(NEAR)]))
    assert indicator(result, "uniqueness.exact").status is Status.FAIL


def test_a_waiver_lifted_from_what_is_not_waived_changes_nothing() -> None:
    plain = indicator(scored(), NEAR)
    assert without_waiver(plain) is plain
    waived = indicator(scored(FAILING, project=project(waivers=[waiver(NEAR)])), NEAR)
    assert (without_waiver(waived).status, without_waiver(waived).underlying) == (Status.FAIL, None)
    odd = dataclasses.replace(waived, underlying=None)
    assert without_waiver(odd) is odd
