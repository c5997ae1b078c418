"""Dates in file names and folders: ``minutes_2023-11-15.docx``, ``20231115-scan.pdf``, ``reports/2023Q3/``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from readiness.document_dates import grammar

NAME = "name"
_COMPACT = re.compile(
    r"(?<!\d)(?P<y>(?:19[5-9]|20[0-9])\d)[_. -]?(?P<m>0[1-9]|1[0-2])[_. -]?(?P<d>[0-2]\d|3[01])(?!\d)"
)
_COMPACT_TIME = re.compile(r"(?<!\d)(?P<y>20[0-9]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?=[T_-]?\d{4,6}(?!\d))")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<a>\d{1,2})[_. -](?P<b>\d{1,2})[_. -](?P<y>(?:19[5-9]|20[0-9])\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(?P<y>20[0-9]\d|19[5-9]\d)[_. -]?(?P<m>0[1-9]|1[0-2])(?![\d])")
_YEAR = re.compile(r"(?<![\d.])(?P<y>20[0-4]\d|19[5-9]\d)(?![\d])")
_QUARTER = re.compile(
    r"(?<![\d])(?:(?P<y>20\d\d)[_. -]?Q(?P<q>[1-4])|Q(?P<q2>[1-4])[_. -]?(?P<y2>20\d\d))(?!\d)", re.IGNORECASE
)


def _numeric_dates(part: str) -> Iterator[tuple[dt.date, str]]:
    for pattern in (_COMPACT, _COMPACT_TIME):
        for match in pattern.finditer(part):
            if date := grammar.day(int(match["y"]), int(match["m"]), int(match["d"])):
                yield date, match[0]
    for match in _DAY_FIRST.finditer(part):
        first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
        if first > 12 or first == second:
            date = grammar.day(year, second, first)
        else:
            date = grammar.day(year, first, second) if second > 12 else None
        if date:
            yield date, match[0]


def _spelled_dates(part: str) -> Iterator[tuple[dt.date, str]]:
    spaced = re.sub(r"[_+-]", " ", part)
    for written in grammar.find(spaced):
        yield written.first, part[written.start : written.end]


_NUMBERED_THINGS = re.compile(
    r"(?<![^\W\d_])(?:iso|iec|din|en|bs|nf|une|uni|nen|ss|astm|ieee|ansi|gost|nist|jis|gb|rfc|pep|adr|kep|bip|eip|sp|"
    r"room|raum|part|art|art\.|artikel|ticket|case|tel|phone|fax|hotline|v|ver|rev)[-_. /]{0,3}\d[\d._ -]*"
    r"|(?:windows(?:[-_ ]server)?|office|excel|exchange(?:[-_ ]server)?|sharepoint|sql[-_ ]server|visual[-_ ]studio|"
    r"autocad|outlook|powerpoint)[-_ ]{0,2}(?:19|20)\d\d"
    r"|(?<!\d)(?!(?:19|20)\d\d[-_. ])\d{3,}[-_. ]{1,2}(?:19|20)\d\d(?!\d)[\d._ -]*",
    re.IGNORECASE,
)
"""Numbers of standards, rooms, telephones, versions and programs: what looks like a year in them is none."""

_SMALL_VERSION = re.compile(r"(?<![^\W\d_])v(?:er|ersion)?[-_. ]?\d{1,2}(?:\.\d{1,2})*(?![\d.])", re.IGNORECASE)


def _coarse_dates(part: str) -> Iterator[tuple[dt.date, str]]:
    part = _NUMBERED_THINGS.sub(" ", _SMALL_VERSION.sub(" ", part))
    for match in _QUARTER.finditer(part):
        year, quarter = int(match["y"] or match["y2"]), int(match["q"] or match["q2"])
        yield dt.date(year, 3 * quarter - 2, 1), match[0]
    for match in _YEAR_MONTH.finditer(part):
        yield dt.date(int(match["y"]), int(match["m"]), 1), match[0]
    for match in _YEAR.finditer(part):
        yield dt.date(int(match["y"]), 1, 1), match[0]


def _in_part(part: str) -> tuple[dt.date, str] | None:
    for reading in (_numeric_dates, _spelled_dates, _coarse_dates):
        dates = list(reading(part))
        if dates:
            return max(dates)
    return None


def date_in_name(name: str) -> tuple[dt.date, str] | None:
    """The date a path carries and the characters it was read from: the file name first, then its folders upward.

    Days win over months, months over bare years; of several equally precise ones the latest. ``03-04-2023`` may mean
    two days and is read as its year only.

    >>> str(date_in_name("minutes/board_2023-11-15.docx")[0])
    '2023-11-15'
    """
    parts = name.replace("\\", "/").replace("!", "/").split("/")
    stem, dot, extension = parts[-1].rpartition(".")
    if dot and not extension.isdigit() and len(extension) <= 8:
        parts[-1] = stem
    if len(parts) >= 4 and (joined := _in_part("-".join(parts[-4:-1]))):
        named = _in_part(parts[-1])
        return named or joined
    return next((named for part in reversed(parts) if (named := _in_part(part))), None)
