"""Until when a status holds if nothing but the date changes."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from readiness import schemas
from readiness.model import Status
from tests.scoring.requests import AS_OF, defect, defects, indicator, project, row, scored, waiver

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
