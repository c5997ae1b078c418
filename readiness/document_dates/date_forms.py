"""Forms of written dates as patterns, and the places of a text in which each can be: a form is tried only there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.document_dates.month_names import MONTHS_BESIDE_A_DAY
from readiness.text.text_search import Anchor

_MONTH = r"[^\W\d_]{3,15}"  # any word; ``month_names`` decides
_SPACE = r"[ \t\u00a0\u202f]{1,4}"
_GAP = rf"(?:{_SPACE}|-|\.{_SPACE}?|,{_SPACE}?|/)"
_OF = rf"(?:(?:of|de|del|di|do|den){_SPACE})?"
_CLOCK = rf"(?:{_SPACE}\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{_SPACE}[A-Z]{{2,5}})?)?"

YMD = re.compile(r"(?<![\d.\-/])(?P<y>\d{4})(?P<s>[-/.]|\.[ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d])")
CJK = re.compile(r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号일]")
SLASHED_YEAR = Anchor(re.compile(r"[/-]\d{4}(?!\d)"), before=7, after=2)
D_MONTH_Y = re.compile(
    rf"(?<![\d.\-/])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.º|°|:a|:e)?{_GAP}(?:day{_SPACE})?{_OF}"
    rf"(?P<month>{_MONTH}){_GAP}{_OF}(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
MONTH_D_Y = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_MONTH})(?:{_SPACE}|\.{_SPACE}?|-)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_CLOCK}"
    rf"(?:,{_SPACE}?|{_SPACE}|-)(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
Y_MONTH_D = re.compile(
    rf"(?<![\d.\-/])(?P<y>\d{{4}})(?:[- ]|\.[ ])(?P<month>{_MONTH})(?:[- ]|\.[ ])(?P<d>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
DOTTED = re.compile(r"(?<![\d.\-/])(?P<d>\d{1,2})\.[ ]?(?P<m>\d{1,2})\.[ ]?(?P<y>\d{4})(?![\d])")
SLASHED = re.compile(r"(?<![\d.\-/])(?P<a>\d{1,2})(?P<s>[/\-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?![\d\-/])")
MONTH_Y = re.compile(
    rf"(?<![^\W_])(?P<month>{_MONTH})(?:{_GAP}|{_SPACE}(?:de|del){_SPACE})(?P<y>\d{{4}})(?![\d])", re.IGNORECASE
)
DAY_BEFORE = re.compile(r"(?<![\d.])\d{1,2}(?:st|nd|rd|th|\.)?[ -]$")  # "31 June 2024" is no month either
M_Y = re.compile(
    r"(?<![\d./\-])(?P<m>(?:0?[1-9]|1[0-2])(?=/)|(?:0[1-9]|1[0-2])(?=\.))[/.](?P<y>(?:19|20)\d{2})(?![\d/\-]|\.\d)"
)
YM = re.compile(r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})(?![\d\-])")
OF_MONTHS = frozenset({MONTH_Y, YM, M_Y})
YQ = re.compile(
    r"(?<![\w])(?:(?P<y>(?:19|20)\d{2})[-_ ]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[-_ /]?(?P<y2>(?:19|20)\d{2}))(?!\d)",
    re.IGNORECASE,
)

_YEAR_DIGITS = re.compile(r"(?:19|2[01])\d\d(?!\d)")
_REACH = 48
"""The longest date, "30th day of September 2024", is shorter; every date holds a year of four digits."""

_BEFORE_A_MONTH, _AFTER_A_MONTH = 26, 46
"""Characters of the longest date before the name of its month ("30th day of ") and after it ("3 10:22:11 CET 2024")."""

_DIGITS = re.compile(r"\d*")
_WORD = re.compile(r"[^\W\d_]{3,15}")


@dataclass(slots=True)
class Window:
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


def windows(text: str) -> Iterator[Window]:
    window: Window | None = None
    for year in _YEAR_DIGITS.finditer(text):
        start, end = year.span()
        if start and text[start - 1].isdigit():
            continue
        if window is None or start - _REACH > window.end:
            if window:
                yield window
            window = Window(max(0, start - _REACH), 0, set(), set())
        window.end = _end_of_digits(text, end + _REACH)
        window.before.add(text[max(0, start - 2) : start])
        window.after.add(text[end : end + 1])
    if window:
        yield window


def numeric_forms(window: Window, piece: str) -> Iterator[re.Pattern[str]]:
    """The forms in digits that can be in a window, days before months."""
    if window.after & {"-", "/", "."}:
        yield YMD
    if "年" in piece or "년" in piece:
        yield CJK
    if any("." in two for two in window.before):
        yield DOTTED
    if "-" in window.after:
        yield YM
    if any(two[-1:] in {"/", "."} for two in window.before):
        yield M_Y


def month_ranges(window: Window, piece: str) -> Iterator[tuple[int, int]]:
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
