"""Days on which documents and tables will become stale, overdue or expired unless somebody updates them."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow as pa

from readiness import schemas

_LAST_DAY = dt.date.max


class AgeingDays:
    """Counts of coming cases by indicator, source and first day."""

    def __init__(self, as_of: dt.date) -> None:
        self._as_of = as_of
        self._cases: Counter[tuple[str, str, dt.date]] = Counter()

    def add(self, indicator: str, source: str, last: dt.date, *, cases: int = 1) -> None:
        """``cases`` more from the day after ``last`` on; days up to the audit's own are in its measures already."""
        if self._as_of <= last < _LAST_DAY:
            self._cases[indicator, source, last + dt.timedelta(days=1)] += cases

    def table(self) -> pa.Table:
        """``schemas.AGEING``, sorted."""
        rows = [
            {"indicator": indicator, "source": source, "day": day, "cases": cases}
            for (indicator, source, day), cases in sorted(self._cases.items())
        ]
        return pa.Table.from_pylist(rows, schema=schemas.AGEING)


def last_day(date: dt.date, max_age: dt.timedelta) -> dt.date:
    """The last day on which something of ``date`` is not older than ``max_age``; the end of the calendar beyond it."""
    try:
        return date + dt.timedelta(days=max_age // dt.timedelta(days=1))
    except OverflowError:
        return _LAST_DAY
