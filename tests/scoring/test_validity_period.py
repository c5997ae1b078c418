"""Until when a status holds if nothing but the date changes."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.model import Status
from tests.scoring.requests import AS_OF, defect, defects, indicator, project, row, scored, unmeasured, waiver

NEAR, STALE, OWNER = "uniqueness.near", "currency.stale", "rights.owner"


def ageing(*changes: tuple[str, int, int]) -> pa.Table:
    """(indicator, days after the audit, new cases) of ``contracts``."""
    rows = [
        {"indicator": code, "source": "contracts", "day": AS_OF + dt.timedelta(days=days), "cases": cases}
        for code, days, cases in changes
    ]
    return pa.Table.from_pylist(rows, schema=schemas.AGEING)


def day(days: int) -> dt.date:
    return AS_OF + dt.timedelta(days=days)


def test_it_holds_until_enough_items_are_stale_to_warn() -> None:
    result = scored(row(STALE, 8, 100), ageing=ageing((STALE, 3, 1), (STALE, 5, 2), (STALE, 9, 50)))
    assert (indicator(result, STALE).status, indicator(result, STALE).holds_until) == (Status.PASS, day(5))


def test_it_holds_for_good_where_nothing_ages() -> None:
    assert indicator(scored(row(STALE, 8, 100)), STALE).holds_until is None


def test_ageing_that_changes_no_status_ends_nothing() -> None:
    assert indicator(scored(row(STALE, 0, 100), ageing=ageing((STALE, 3, 1))), STALE).holds_until is None


def test_what_lies_beyond_a_year_is_not_looked_for() -> None:
    assert indicator(scored(row(STALE, 8, 100), ageing=ageing((STALE, 400, 90))), STALE).holds_until is None


def test_a_confirmation_that_runs_out_ends_the_pass_of_a_veto() -> None:
    result = scored(row(OWNER, 0, 1), ageing=ageing((OWNER, 30, 1)))
    assert indicator(result, OWNER).holds_until == day(30)


def test_a_waiver_holds_through_its_last_day() -> None:
    result = scored(row(NEAR, 30, 100), project=project(waivers=[waiver(NEAR, until="2026-11-30")]))
    assert indicator(result, NEAR).holds_until == dt.date(2026, 12, 1)


def test_an_accepted_finding_holds_through_its_last_day() -> None:
    one = {**waiver(NEAR, until="2026-11-30"), "item": "a.pdf"}
    result = scored(row(NEAR, 6, 100), defects=defects(defect(NEAR)), project=project(waivers=[one]))
    assert (indicator(result, NEAR).status, indicator(result, NEAR).holds_until) == (Status.PASS, dt.date(2026, 12, 1))


def test_looser_limits_hold_through_their_last_day() -> None:
    loose = {"warn": 0.5, "fail": 0.6, "reason": "r", "approver": "Ada", "until": "2026-12-24"}
    result = scored(row(NEAR, 30, 100), project=project(policy={NEAR: loose}))
    assert (indicator(result, NEAR).status, indicator(result, NEAR).holds_until) == (Status.PASS, dt.date(2026, 12, 25))


@pytest.mark.parametrize(("days", "holds"), [(366, day(366)), (367, None), (0, None), (-1, None), (1, day(1))])
def test_a_change_counts_from_the_day_after_the_audit_for_a_year(days: int, holds: dt.date | None) -> None:
    assert indicator(scored(row(STALE, 8, 100), ageing=ageing((STALE, days, 90))), STALE).holds_until == holds


def test_cases_of_days_that_are_past_are_counted_already() -> None:
    changes = ageing((STALE, -1, 50), (STALE, 0, 50), (STALE, 3, 1), (STALE, 5, 2))
    assert indicator(scored(row(STALE, 8, 100), ageing=changes), STALE).holds_until == day(5)


def test_what_stops_being_a_case_may_better_a_status_and_never_falls_below_none() -> None:
    result = scored(row(STALE, 12, 100), ageing=ageing((STALE, 4, -50)))
    assert (indicator(result, STALE).status, indicator(result, STALE).holds_until) == (Status.WARN, day(4))
    both = scored(row(STALE, 5, 100), ageing=ageing((STALE, 4, -50), (STALE, 5, 50)))
    assert indicator(both, STALE).holds_until is None


def test_no_more_items_become_cases_than_there_are() -> None:
    result = scored(row(STALE, 8, 100), ageing=ageing((STALE, 4, 500)))
    assert indicator(result, STALE).holds_until == day(4)


def test_cases_are_counted_in_their_own_source_and_slices_do_not_age() -> None:
    rows = (row(STALE, 8, 100), row(STALE, 0, 1000, source="crm"), row(STALE, 90, 100, part="team=x"))
    assert indicator(scored(*rows, ageing=ageing((STALE, 3, 92))), STALE).holds_until is None
    assert indicator(scored(*rows[:1], rows[2], ageing=ageing((STALE, 3, 3))), STALE).holds_until == day(3)


def test_what_was_not_measured_does_not_age() -> None:
    result = scored(unmeasured(STALE), ageing=ageing((STALE, 3, 50)))
    assert (indicator(result, STALE).status, indicator(result, STALE).holds_until) == (Status.NOT_MEASURED, None)


def test_one_indicator_does_not_age_by_the_cases_of_another() -> None:
    result = scored(row(STALE, 8, 100), ageing=ageing(("currency.undated", 3, 90), (STALE, 9, 90)))
    assert indicator(result, STALE).holds_until == day(9)


def test_a_waiver_behind_which_the_status_changes_ends_there() -> None:
    wanted = project(waivers=[waiver(STALE)])
    result = scored(row(STALE, 12, 100), project=wanted, ageing=ageing((STALE, 3, 50)))
    assert (indicator(result, STALE).underlying, indicator(result, STALE).holds_until) == (Status.WARN, day(3))


def test_a_policy_without_an_end_and_without_a_veto_holds_for_good() -> None:
    tight = {"warn": 0.01, "fail": 0.02}
    assert indicator(scored(row(NEAR, 30, 100), project=project(policy={NEAR: tight})), NEAR).holds_until is None


def test_the_last_case_of_a_veto_that_ends_makes_it_pass() -> None:
    result = scored(row(OWNER, 1, 1), ageing=ageing((OWNER, 3, -1)))
    assert (indicator(result, OWNER).status, indicator(result, OWNER).holds_until) == (Status.FAIL, day(3))
