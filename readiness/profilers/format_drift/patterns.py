"""Patterns of values: ``11/12/2020 17:00`` has the pattern ``N/N/YYYY H:MM``, ``AB-0042`` has ``A-9``.

A *mask* has one ``9`` per digit, one ``A`` per run of letters and one ``@`` per month name. A *pattern* folds a mask so
that values which only differ in length or size agree; dates keep the digits of their year, since readers fail there.
"""

from __future__ import annotations

import re
from functools import lru_cache

MONTH_NAME = "\u0001"
"""Replaces a month name inside a mask: a character that no text holds."""
COMPACT_DATE = "YYYYMMDD"
TEXT = "text"
MAX_CODE_LENGTH = 24
"""A folded mask longer than this is prose, not a code (chosen by us)."""

_DIGITS = str.maketrans("0123456789", "9" * 10)
_LETTERS = re.compile(r"[^\W\d_]+")
_MONTHS = re.compile(
    r"(?<![^\W\d_])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[-+−(]([$€£¥]? ?[9.].*?)\)?")

_TIME = r"(?P<time>(?P<gap>[ A])\s?9{1,2}:99(?P<sec>:99)?(?P<frac>[.,]9+)?(?P<tail> ?A| ?[-+]9{2}:?9{2}| ?[-+]99)?)?"
_YEAR_FIRST = re.compile(rf"9{{4}}(?P<sep>[-/._])9{{1,2}}(?P=sep)9{{1,2}}{_TIME}")
_YEAR_LAST = re.compile(rf"9{{1,2}}(?P<sep>[-/.])9{{1,2}}(?P=sep)(?P<year>9{{4}}|99){_TIME}")
_DAY_NAMED = re.compile(rf"9{{1,2}}(?P<sep>[-/ .]?){MONTH_NAME}\.?,?(?P=sep)(?P<year>9{{4}}|99){_TIME}")
_MONTH_NAMED = re.compile(rf"{MONTH_NAME}\.? 9{{1,2}},? (?P<year>9{{4}}){_TIME}")
_MONTH_YEAR = re.compile(rf"{MONTH_NAME}(?P<sep>[-/ .]?)(?P<year>9{{4}}|99)")
_CLOCK = re.compile(r"9{1,2}:99(?P<sec>:99)?(?P<frac>[.,]9+)?(?P<tail> ?A)?")

_UNIT = r"(?P<pre>[$€£¥]? ?)"
_WHOLE = re.compile(rf"{_UNIT}9+(?P<post> ?%?)")
_POINT = re.compile(rf"{_UNIT}9*\.9+(?:A[-+]?9+)?(?P<post> ?%?)")
_GROUPED = re.compile(rf"{_UNIT}9{{1,3}}(?:,999)+(?P<point>\.9+)?(?P<post> ?%?)")
_COMMA = re.compile(rf"{_UNIT}9{{1,3}}(?:(?:\.999)+|9*),9+(?P<post> ?%?)")
_EXPONENT = re.compile(r"9+A[-+]9+")

_WORDS_ONLY = re.compile(r"[A\s.,'’\"&()/;:!?\-–]+")


def mask_of(value: str) -> str:
    """One ``9`` per digit, one ``A`` per run of letters; a sign or the brackets of a negative number are left out.

    >>> mask_of("AB-0042"), mask_of("-3.5"), mask_of("($12)")
    ('A-9999', '9.9', '$99')
    """
    mask = value.translate(_DIGITS)
    if not mask.isascii() or any(character.isalpha() for character in mask):
        mask = _LETTERS.sub("A", _MONTHS.sub(MONTH_NAME, mask))
    return without_sign(mask)


def without_sign(mask: str) -> str:
    """The mask of a number without its sign, or without the brackets of a negative number.

    >>> without_sign("-9.9"), without_sign("($99)"), without_sign("A-9")
    ('9.9', '$99', 'A-9')
    """
    signed = _SIGNED.fullmatch(mask)
    return signed[1] if signed else mask


@lru_cache(maxsize=65_536)
def pattern_of(mask: str) -> str:
    """The pattern of one mask.

    >>> pattern_of("9/99/9999 99:99"), pattern_of("9999-99-99A99:99:99A"), pattern_of("999,999.99")
    ('N/N/YYYY H:MM', 'YYYY-MM-DDTHH:MM:SSZ', '9.9')
    """
    return _date(mask) or _clock(mask) or _number(mask) or _code(mask)


def family(pattern: str) -> str:
    """The family of a pattern: number, date, time, boolean, text or code; in one family patterns differ in style."""
    if pattern in {TEXT, "boolean", ""}:
        return pattern
    if "YY" in pattern:
        return "date"
    if pattern.startswith("H:MM"):
        return "time"
    return "number" if re.fullmatch(r"[$€£¥]? ?9(?:[.,]9)? ?%?", pattern) else "code"


def is_plain_number(mask: str) -> bool:
    """A number whose thousands could have been grouped and were not: ``1234``."""
    match = _WHOLE.fullmatch(mask)
    return bool(match) and mask.count("9") > 3


def is_grouped_number(mask: str) -> bool:
    """A number with grouped thousands: ``1,234``."""
    return bool(_GROUPED.fullmatch(mask))


def _date(mask: str) -> str:
    if match := _YEAR_FIRST.fullmatch(mask):
        sep = match["sep"]
        return f"YYYY{sep}MM{sep}DD" + _time(match)
    if match := _YEAR_LAST.fullmatch(mask):
        sep = match["sep"]
        return f"N{sep}N{sep}" + _year(match) + _time(match)
    if match := _DAY_NAMED.fullmatch(mask):
        sep = match["sep"]
        return f"D{sep}Mon{sep}" + _year(match) + _time(match)
    if match := _MONTH_NAMED.fullmatch(mask):
        return "Mon D, " + _year(match) + _time(match)
    if match := _MONTH_YEAR.fullmatch(mask):
        return f"Mon{match['sep']}" + _year(match)
    return ""


def _clock(mask: str) -> str:
    match = _CLOCK.fullmatch(mask)
    return "H:MM" + _seconds(match) + (" AM" if match["tail"] else "") if match else ""


def _year(match: re.Match[str]) -> str:
    return "YYYY" if len(match["year"]) == 4 else "YY"


def _seconds(match: re.Match[str]) -> str:
    return (":SS" if match["sec"] else "") + (".f" if match["frac"] else "")


def _time(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    joined = match["gap"] == "A"
    tail = match["tail"] or ""
    zone = "+hh:mm" if "9" in tail else "" if not tail else " AM" if tail.startswith(" ") else "Z"
    return ("THH" if joined else " H") + ":MM" + _seconds(match) + zone


def _number(mask: str) -> str:
    for pattern, shape in ((_WHOLE, "9"), (_POINT, "9.9"), (_GROUPED, ""), (_COMMA, "9,9")):
        match = pattern.fullmatch(mask)
        if match:
            folded = shape or ("9.9" if match["point"] else "9")
            return match["pre"].strip() + folded + match["post"].strip()
    return "9.9" if _EXPONENT.fullmatch(mask) else ""


def _code(mask: str) -> str:
    if _WORDS_ONLY.fullmatch(mask):
        return TEXT
    folded = re.sub(r"A(?:[ A]+A)?", "A", re.sub(r"9+", "9", mask.replace(MONTH_NAME, "A")))
    return TEXT if len(folded) > MAX_CODE_LENGTH else folded
