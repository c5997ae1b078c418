"""Missing members of a series that comes at a steady rhythm."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readiness.profilers.format_drift.series_names import Stamp

STEADY_SHARE = 0.8
"""A rhythm holds when at least this share of the steps keep it (chosen by us)."""
MIN_DATES = 5
"""Fewer dates show no rhythm (chosen by us)."""
MAX_EXPECTED = 10_000
"""Past this many expected members a name was misread (27 years of days)."""

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_DAYS = {"daily": 1, "weekly": 7, "fortnightly": 14}
_SATURDAY = 5
_STARTS_ARE_MONTHS = frozenset({"month", "quarter", "year"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """``name``: daily, business-daily, weekly, fortnightly, monthly, quarterly, yearly. ``missing`` as ISO text."""

    name: str
    expected: int
    missing: tuple[str, ...]


def rhythm(stamps: Iterable[Stamp]) -> Rhythm | None:
    """The steady rhythm of dated members and what is missing from it; None where there is none."""
    stamp_of = {stamp.date: stamp for stamp in stamps}
    dates, grains = sorted(stamp_of), {stamp.grain for stamp in stamp_of.values()}
    if len(dates) < MIN_DATES or len(grains) > 1:
        return None
    grain = grains.pop()
    steady = _by_month(dates, grain) if grain in _STARTS_ARE_MONTHS else _by_day(dates, grain)
    return steady or (_by_month(dates, "month") if grain == "day" else None)


def _by_day(dates: Sequence[dt.date], grain: str) -> Rhythm | None:
    steps = [(later - earlier).days for earlier, later in pairwise(dates)]
    if (
        all(day.weekday() < _SATURDAY for day in dates)
        and _share(steps, 1) < 1
        and _weekday_share(dates) >= STEADY_SHARE
    ):
        return _rhythm("business-daily", _weekdays(dates[0], dates[-1]), dates, "day")
    for name, days in _DAYS.items():
        if _share(steps, days) >= STEADY_SHARE and _is_regular(steps, days):
            count = min((dates[-1] - dates[0]).days // days, MAX_EXPECTED)
            wanted = [dates[0] + dt.timedelta(days=days * at) for at in range(count + 1)]
            return _rhythm(name, wanted, dates, grain)
    return None


def _is_regular(steps: Sequence[int], days: int) -> bool:
    """True when every step is a multiple of ``days``. Where a weekly delivery slips from Monday to Tuesday, it is late,
    not missing, and gaps cannot be found.
    """
    return all(step % days == 0 for step in steps)


def _weekday_share(dates: Sequence[dt.date]) -> float:
    pairs = list(pairwise(dates))
    return sum(_next_weekday(earlier) == later for earlier, later in pairs) / len(pairs)


def _next_weekday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=max(1, 7 - day.weekday()) if day.weekday() >= _SATURDAY - 1 else 1)


def _weekdays(first: dt.date, last: dt.date) -> list[dt.date]:
    count = min((last - first).days, MAX_EXPECTED)
    days = (first + dt.timedelta(days=at) for at in range(count + 1))
    return [day for day in days if day.weekday() < _SATURDAY]


def _by_month(dates: Sequence[dt.date], grain: str) -> Rhythm | None:
    """Months between deliveries; of day-dated deliveries only when no month has two of them."""
    months = sorted({day.year * 12 + day.month - 1 for day in dates})
    if len(months) < len(dates):
        return None
    steps = [later - earlier for earlier, later in pairwise(months)]
    for name, size in _MONTHS.items():
        if _share(steps, size) >= STEADY_SHARE and _is_regular(steps, size):
            wanted = [dt.date(at // 12, at % 12 + 1, 1) for at in range(months[0], months[-1] + 1, size)]
            return _rhythm(name, wanted, [day.replace(day=1) for day in dates], grain)
    return None


def _share(steps: Sequence[int], size: int) -> float:
    return Counter(steps)[size] / len(steps)


def _rhythm(name: str, wanted: Sequence[dt.date], present: Sequence[dt.date], grain: str) -> Rhythm:
    have = set(present)
    missing = tuple(Stamp(date=day, grain=grain).iso for day in wanted if day not in have)
    return Rhythm(name=name, expected=len(wanted), missing=missing)
