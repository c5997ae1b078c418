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

from readiness.document_dates.month_names import MONTHS, MONTHS_BESIDE_A_DAY
from readiness.text.text_search import Anchor, find_near_anchors

EARLIEST_YEAR = 1900  # chosen by us: office documents about earlier days were still written later
LATEST_YEAR = 2199  # 9999-12-31 and similar dates mean "never", not a day

_MONTH = r"[^\W\d_]{3,15}"  # any word; ``month_names`` decides
_SPACE = r"[ \t\u00a0\u202f]{1,4}"
_GAP = rf"(?:{_SPACE}|-|\.{_SPACE}?|,{_SPACE}?|/)"
_OF = rf"(?:(?:of|de|del|di|do|den){_SPACE})?"
_CLOCK = rf"(?:{_SPACE}\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{_SPACE}[A-Z]{{2,5}})?)?"


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


_YMD = re.compile(r"(?<![\d.\-/])(?P<y>\d{4})(?P<s>[-/.]|\.[ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d])")
_CJK = re.compile(r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号일]")
_SLASHED_YEAR = Anchor(re.compile(r"[/-]\d{4}(?!\d)"), before=7, after=2)
_D_MONTH_Y = re.compile(
    rf"(?<![\d.\-/])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.º|°|:a|:e)?{_GAP}(?:day{_SPACE})?{_OF}"
    rf"(?P<month>{_MONTH}){_GAP}{_OF}(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_D_Y = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_MONTH})(?:{_SPACE}|\.{_SPACE}?|-)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_CLOCK}"
    rf"(?:,{_SPACE}?|{_SPACE}|-)(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_Y_MONTH_D = re.compile(
    rf"(?<![\d.\-/])(?P<y>\d{{4}})(?:[- ]|\.[ ])(?P<month>{_MONTH})(?:[- ]|\.[ ])(?P<d>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\d.\-/])(?P<d>\d{1,2})\.[ ]?(?P<m>\d{1,2})\.[ ]?(?P<y>\d{4})(?![\d])")
_SLASHED = re.compile(r"(?<![\d.\-/])(?P<a>\d{1,2})(?P<s>[/\-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?![\d\-/])")
_MONTH_Y = re.compile(
    rf"(?<![^\W_])(?P<month>{_MONTH})(?:{_GAP}|{_SPACE}(?:de|del){_SPACE})(?P<y>\d{{4}})(?![\d])", re.IGNORECASE
)
_DAY_BEFORE = re.compile(r"(?<![\d.])\d{1,2}(?:st|nd|rd|th|\.)?[ -]$")  # "31 June 2024" is no month either
_YM = re.compile(r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})(?![\d\-])")
_YQ = re.compile(
    r"(?<![\w])(?:(?P<y>(?:19|20)\d{2})[-_ ]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[-_ /]?(?P<y2>(?:19|20)\d{2}))(?!\d)",
    re.IGNORECASE,
)


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
    for match in find_near_anchors(_SLASHED, text, _SLASHED_YEAR):
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


_YEAR_DIGITS = re.compile(r"(?:19|2[01])\d\d(?!\d)")
_REACH = 48
"""The longest date, "30th day of September 2024", is shorter; every date holds a year of four digits."""


_BEFORE_A_MONTH, _AFTER_A_MONTH = 26, 46
"""Characters of the longest date before the name of its month ("30th day of ") and after it ("3 10:22:11 CET 2024")."""

_DIGITS = re.compile(r"\d*")
_WORD = re.compile(r"[^\W\d_]{3,15}")


@dataclass(slots=True)
class _Window:
    """A piece of a text around years, with what shows which forms can be in it: a form is tried only where it can be.

    ``before`` and ``after`` are the characters next to its years, two of them before.
    """

    start: int
    end: int
    before: set[str]
    after: set[str]

    def may_hold_slashes(self) -> bool:
        return any(two[-1:] in {"/", "-"} for two in self.before)


def _end_of_digits(text: str, end: int) -> int:
    """``end``, moved behind a number that it would cut: the first four digits of a longer one are no year."""
    end = min(len(text), end)
    return _DIGITS.match(text, end).end()  # type: ignore[union-attr]  # also matches nothing


def _windows(text: str) -> Iterator[_Window]:
    window: _Window | None = None
    for year in _YEAR_DIGITS.finditer(text):
        start, end = year.span()
        if start and text[start - 1].isdigit():
            continue
        if window is None or start - _REACH > window.end:
            if window:
                yield window
            window = _Window(max(0, start - _REACH), 0, set(), set())
        window.end = _end_of_digits(text, end + _REACH)
        window.before.add(text[max(0, start - 2) : start])
        window.after.add(text[end : end + 1])
    if window:
        yield window


def _numeric_forms(window: _Window, piece: str) -> Iterator[re.Pattern[str]]:
    """The forms in digits that can be in a window, days before months."""
    if window.after & {"-", "/", "."}:
        yield _YMD
    if "年" in piece or "년" in piece:
        yield _CJK
    if any("." in two for two in window.before):
        yield _DOTTED
    if "-" in window.after:
        yield _YM


def _month_ranges(window: _Window, piece: str) -> Iterator[tuple[int, int]]:
    """The places of a window around names of months, merged where they touch."""
    start = end = -1
    for word in _WORD.finditer(piece):
        if word[0].lower() not in MONTHS_BESIDE_A_DAY:
            continue
        if word.start() - _BEFORE_A_MONTH > end:
            if end >= 0:
                yield window.start + start, window.start + end
            start = max(0, word.start() - _BEFORE_A_MONTH)
        end = _end_of_digits(piece, word.end() + _AFTER_A_MONTH)
    if end >= 0:
        yield window.start + start, window.start + end


def _written_dates(text: str, window: _Window, piece: str) -> Iterator[WrittenDate]:
    for form in _numeric_forms(window, piece):
        for match in form.finditer(text, window.start, window.end):
            yield from _written_date(text, match)
    for start, end in _month_ranges(window, piece):
        for form in (_D_MONTH_Y, _MONTH_D_Y, _Y_MONTH_D, _MONTH_Y):
            for match in form.finditer(text, start, end):
                yield from _written_date(text, match)


def _written_date(text: str, match: re.Match[str]) -> Iterator[WrittenDate]:
    if not (date := _numeric_date(match)):
        return
    start, end = match.span()
    if match.re is not _MONTH_Y and match.re is not _YM:
        yield WrittenDate(start=start, end=end, first=date, last=date, precision=Precision.DAY)
    elif not _DAY_BEFORE.search(text[max(0, start - 8) : start]):
        yield WrittenDate(start=start, end=end, first=date, last=month_end(date), precision=Precision.MONTH)


def _slashed_dates(text: str, order: bool | None, window: _Window) -> Iterator[WrittenDate]:
    for match in _SLASHED.finditer(text, window.start, window.end):
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


def _quarters(text: str, window: _Window) -> Iterator[WrittenDate]:
    for match in _YQ.finditer(text, window.start, window.end):
        quarter = int(match["q"] or match["q2"])
        if date := day(int(match["y"] or match["y2"]), 3 * quarter - 2, 1):
            last, where = month_end(date, 3), match.span()
            yield WrittenDate(start=where[0], end=where[1], first=date, last=last, precision=Precision.QUARTER)


def _readings(text: str, order: bool | None) -> Iterator[WrittenDate]:
    for window in _windows(text):
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
_BEFORE_VALUE = re.compile(r"[\s\"'`*_(\[<|:=,.]{0,10}(?:(?:[A-Za-zÀ-ÿ]{2,10}),?\s+)?")


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
