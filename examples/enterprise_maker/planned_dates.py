"""The calendar of the enterprise: every date is planned against one day and moves with the day it is made for.

The plan is written as of ``PLANNED``. Made for another day, single dates move by the days between the two, and what
comes month by month moves by whole months, so that ages, overdue reviews and series are the same on any day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PLANNED = dt.date(2026, 11, 22)
"""The day that the dates in the code are written for."""

_as_of: ContextVar[dt.date] = ContextVar("as_of", default=PLANNED)


@contextmanager
def made_for(day: dt.date) -> Iterator[None]:
    """Within it, every date is one of the enterprise as of ``day``."""
    token = _as_of.set(day)
    try:
        yield
    finally:
        _as_of.reset(token)


def as_of() -> dt.date:
    """The day on which the demo audits the enterprise."""
    return _as_of.get()


def on(year: int, month: int, day: int) -> dt.date:
    """The date planned as ``year-month-day``."""
    return dt.date(year, month, day) + (as_of() - PLANNED)


def month_of(year: int, month: int) -> dt.date:
    """The first day of the month planned as ``year-month``."""
    moved = as_of().year * 12 + as_of().month - (PLANNED.year * 12 + PLANNED.month)
    index = year * 12 + month - 1 + moved
    return dt.date(index // 12, index % 12 + 1, 1)
