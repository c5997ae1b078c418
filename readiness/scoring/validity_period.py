"""Until when a status holds if nothing but the date changes: waivers end, limits lapse, items grow old, owners expire.

Profilers list the days on which an item will become a case, or stop being one (``schemas.AGEING``); waivers and looser
limits name their last day. Every such day within a year is judged again, and the first on which the status differs is
kept (product contract, section 9). The gate closes on that day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from readiness.config.project import Project
from readiness.model import Indicator
from readiness.scoring.reconciliation import MEASURED

HORIZON = dt.timedelta(days=366)
"""Days that are looked ahead. No audit is believed for longer: the gate asks for one of at most some days of age."""

Row = dict[str, Any]
Judging = Callable[[str, dt.date, list[Row]], Indicator]
"""Judge one indicator on a day from its rows: ``(code, day, rows) -> Indicator``."""

_DAY = dt.timedelta(days=1)


def with_validity(
    indicators: Iterable[Indicator], rows: Mapping[str, list[Row]], ageing: Ageing, judged: Judging
) -> tuple[Indicator, ...]:
    """The indicators, each with ``holds_until`` where its status changes within a year."""
    return tuple(
        replace(indicator, holds_until=_first_change(indicator, rows.get(indicator.code, []), ageing, judged))
        for indicator in indicators
    )


class Ageing:
    """The days on which something changes, by indicator: new cases per source, and the ends of promises."""

    def __init__(self, changes: pa.Table, project: Project, as_of: dt.date) -> None:
        self._as_of = as_of
        self._cases: dict[str, list[tuple[dt.date, str, int]]] = defaultdict(list)
        for row in changes.to_pylist():
            self._cases[row["indicator"]].append((row["day"], row["source"], row["cases"]))
        self._ends: dict[str, set[dt.date]] = defaultdict(set)
        for waiver in project.waivers:
            self._ends[waiver.indicator].add(waiver.until + _DAY)
        for code, override in project.policy.items():
            if override.until is not None:
                self._ends[code].add(override.until + _DAY)

    def days(self, code: str) -> list[dt.date]:
        """Days after the audit, within the horizon, on which the indicator may change; oldest first."""
        changes = {day for day, _, _ in self._cases[code]} | self._ends[code]
        return sorted(day for day in changes if self._as_of < day <= self._as_of + HORIZON)

    def rows_on(self, code: str, day: dt.date, rows: Iterable[Row]) -> list[Row]:
        """The indicator's rows as they would be measured on ``day``."""
        more: dict[str, int] = defaultdict(int)
        for when, source, cases in self._cases[code]:
            if self._as_of < when <= day:
                more[source] += cases
        return [_add_cases(row, more[row["source"]]) for row in rows]


def _add_cases(row: Row, cases: int) -> Row:
    if not cases or row["state"] != MEASURED or row["slice"]:
        return row
    return {**row, "numerator": min(max(0.0, row["numerator"] + cases), row["denominator"])}


def _first_change(indicator: Indicator, rows: list[Row], ageing: Ageing, judged: Judging) -> dt.date | None:
    rows = [row for row in rows if not row["slice"]]  # the status is that of the sources; slices cost most of judging
    for day in ageing.days(indicator.code):
        then = judged(indicator.code, day, ageing.rows_on(indicator.code, day, rows))
        if (then.status, then.underlying) != (indicator.status, indicator.underlying):
            return day
    return None
