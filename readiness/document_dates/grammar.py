"""Dates as people write them, by explicit grammars. Nothing is guessed: what is ambiguous is left out.

``03/04/2024`` is a date only when the caller knows which number is the day, or reads it both ways (``swapped``); the
same text may show it (another date with a number above 12 in one place). Dots (``03.04.2024``) are day first, as
DIN 5008 and its neighbours write them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from readiness.document_dates.date_forms import (
    D_MONTH_Y,
    DAY_BEFORE,
    MONTH_D_Y,
    MONTH_Y,
    OF_MONTHS,
    SLASHED,
    SLASHED_YEAR,
    Y_MONTH_D,
    YQ,
    Window,
    month_ranges,
    numeric_forms,
    windows,
)
from readiness.document_dates.month_names import MONTHS, MONTHS_BESIDE_A_DAY
from readiness.text.text_search import find_near_anchors

EARLIEST_YEAR = 1900  # chosen by us: office documents about earlier days were still written later
LATEST_YEAR = 2199  # 9999-12-31 and similar dates mean "never", not a day


class Precision(IntEnum):
    """Precision of a written date."""

    DAY = 0
    MONTH = 1
    QUARTER = 2
    YEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """One date in a text at ``[start, end)``; ``first`` and ``last`` are the days it may mean.

    ``swapped`` is the other day that ``03/04/2024`` may mean, where the numbers alone do not decide.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    precision: Precision
    swapped: dt.date | None = None


def day(year: int, month: int, of_month: int) -> dt.date | None:
    """The calendar day, or None where there is none or its year cannot be a document's.

    >>> day(2023, 2, 29) is None
    True
    """
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return dt.date(year, month, of_month)
    except ValueError:
        return None


def month_end(first: dt.date, months: int = 1) -> dt.date:
    """The last day of the ``months`` months that begin at ``first``."""
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1) - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SlashedOrder:
    """The order of ``a/b/yyyy`` in a text: ``written`` if it has any; ``day_first`` None when they do not show it."""

    written: bool
    day_first: bool | None


def slashed_order(text: str) -> SlashedOrder:
    """Read the order of the slashed dates of a text from those that have only one reading."""
    orders, written = set(), False
    for match in find_near_anchors(SLASHED, text, SLASHED_YEAR):
        written = True
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second or second > 12 >= first:
            orders.add(first > 12)
    return SlashedOrder(written, orders.pop() if len(orders) == 1 else None)


def day_first(text: str) -> bool | None:
    """True when the first number of ``a/b/yyyy`` is the day in this text; None when this is unclear."""
    return slashed_order(text).day_first


def _slashed_date(match: re.Match[str], order: bool | None) -> dt.date | None:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if first == second or second > 12:
        return day(year, first, second)
    if first > 12:
        return day(year, second, first)
    if order is None:
        return None
    return day(year, second, first) if order else day(year, first, second)


def _numeric_date(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    of_month = groups.get("d")
    if name := groups.get("month"):
        month = (MONTHS_BESIDE_A_DAY if of_month else MONTHS).get(name.lower(), 0)
    else:
        month = int(groups["m"])
    return day(int(groups["y"]), month, int(of_month or 1))


def _written_dates(text: str, window: Window, piece: str) -> Iterator[WrittenDate]:
    for form in numeric_forms(window, piece):
        for match in form.finditer(text, window.start, window.end):
            yield from _written_date(text, match)
    for start, end in month_ranges(window, piece):
        for form in (D_MONTH_Y, MONTH_D_Y, Y_MONTH_D, MONTH_Y):
            for match in form.finditer(text, start, end):
                yield from _written_date(text, match)


def _written_date(text: str, match: re.Match[str]) -> Iterator[WrittenDate]:
    if not (date := _numeric_date(match)):
        return
    start, end = match.span()
    if match.re not in OF_MONTHS:
        yield WrittenDate(start=start, end=end, first=date, last=date, precision=Precision.DAY)
    elif not DAY_BEFORE.search(text[max(0, start - 8) : start]):
        yield WrittenDate(start=start, end=end, first=date, last=month_end(date), precision=Precision.MONTH)


def _slashed_dates(text: str, order: bool | None, window: Window) -> Iterator[WrittenDate]:
    for match in SLASHED.finditer(text, window.start, window.end):
        if date := _slashed_date(match, order):
            other = _slashed_date(match, not order) if order is not None else None
            yield WrittenDate(
                start=match.start(),
                end=match.end(),
                first=date,
                last=date,
                precision=Precision.DAY,
                swapped=other if other != date else None,
            )


def _quarters(text: str, window: Window) -> Iterator[WrittenDate]:
    for match in YQ.finditer(text, window.start, window.end):
        quarter = int(match["q"] or match["q2"])
        if date := day(int(match["y"] or match["y2"]), 3 * quarter - 2, 1):
            last, where = month_end(date, 3), match.span()
            yield WrittenDate(start=where[0], end=where[1], first=date, last=last, precision=Precision.QUARTER)


def _readings(text: str, order: bool | None) -> Iterator[WrittenDate]:
    for window in windows(text):
        piece = text[window.start : window.end]
        yield from _written_dates(text, window, piece)
        if window.may_hold_slashes():
            yield from _slashed_dates(text, order, window)
        if "Q" in piece or "q" in piece:
            yield from _quarters(text, window)


def find(text: str, order: bool | None = None) -> tuple[WrittenDate, ...]:
    """Every date written in ``text``, in order, without overlaps; the more precise reading wins.

    >>> [str(found.first) for found in find("Issued 3 May 2024, valid to 2025-06")]
    ['2024-05-03', '2025-06-01']
    """
    chosen: list[WrittenDate] = []
    taken: set[int] = set()
    for date in sorted(_readings(text, order), key=lambda w: (w.precision, w.start, -w.end)):
        span = range(date.start, date.end)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(date)
    return tuple(sorted(chosen, key=lambda w: w.start))


_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:T?\d{4,6}Z?)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_BEFORE_VALUE = re.compile(
    r"[\s\"'`*_(\[<|:=,.]{0,10}"
    r"(?:[A-ZÀ-Þ][^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20})?,\s{1,3})?(?:(?:[A-Za-zÀ-ÿ]{2,10}),?\s+)?"
)
"""Before the date of a value: signs, a place ("Bad Ems, 3 May 2024") and a day of the week or a preposition."""

_SHORT = re.compile(
    r"(?P<a>\d{1,2})(?P<s>[./-])(?:(?P<b>\d{1,2})|(?P<month>[^\W\d_]{3,9}))(?P=s)(?P<y>\d\d)(?=[\s,;)]|$)"
)
_CENTURY_TURNS = 69
"""Years of two digits from here on are of the 20th century (POSIX, strptime)."""


def value(text: str, order: bool | None = None) -> WrittenDate | None:
    """The date a field's value begins with (after quotes and a weekday), else None.

    >>> value("'2024-05-03T10:00:00Z'").first
    datetime.date(2024, 5, 3)
    """
    cut = text[:80].strip().strip("\"'`*_ ")
    compact = _COMPACT.fullmatch(cut)
    if compact and (date := _numeric_date(compact)):
        return WrittenDate(start=0, end=len(cut), first=date, last=date, precision=Precision.DAY)
    if _YEAR.fullmatch(cut):
        year = int(cut)
        last = dt.date(year, 12, 31)
        return WrittenDate(start=0, end=4, first=dt.date(year, 1, 1), last=last, precision=Precision.YEAR)
    written = next(iter(find(cut, order)), None)
    before = _BEFORE_VALUE.match(cut)
    if written is None or before is None or written.start > before.end():
        return None
    return written


def short_value(text: str, order: bool | None = None) -> WrittenDate | None:
    """The day that a value begins with when its year has two digits: ``03.05.24``, ``3-MAY-24``, ``25/12/24``.

    >>> str(short_value("03.05.24").first)
    '2024-05-03'
    """
    match = _SHORT.match(text.strip())
    if not match:
        return None
    year = int(match["y"]) + (1900 if int(match["y"]) >= _CENTURY_TURNS else 2000)
    first, month = int(match["a"]), MONTHS_BESIDE_A_DAY.get((match["month"] or "").lower(), 0) or int(match["b"] or 0)
    ambiguous = match["s"] != "." and match["b"] and first <= 12 and month <= 12
    day_before_month = match["s"] == "." or not match["b"] or (month <= 12 and (first > 12 or order is not False))
    date = day(year, month, first) if day_before_month else day(year, first, month)
    if date is None:
        return None
    swapped = day(year, first, month) if ambiguous and first != month else None
    end = match.end()
    return WrittenDate(start=0, end=end, first=date, last=date, precision=Precision.DAY, swapped=swapped)
