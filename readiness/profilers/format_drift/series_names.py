"""Dates, versions and sequence numbers inside item names, which order the members of a series."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>0?[1-9]|1[0-2])"
_MONTH2 = r"(?P<m>0[1-9]|1[0-2])"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_DAY2 = r"(?P<d>0[1-9]|[12]\d|3[01])"
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_NAMED = rf"(?P<name>{'|'.join(_NAMES.split())})[a-z]{{0,6}}"
_FIRST, _LAST, _EDGE = r"(?<!\d)", r"(?!\d)", r"(?<![A-Za-z])"
_GAP = r"[-_. ]?"

_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"year={_YEAR}/month={_MONTH}/day={_DAY}{_LAST}",
        rf"year={_YEAR}/month={_MONTH}{_LAST}",
        rf"{_FIRST}{_YEAR}(?P<sep>[-_./ ]){_MONTH}(?P=sep){_DAY}{_LAST}",
        rf"{_FIRST}{_YEAR}{_MONTH2}{_DAY2}{_LAST}",
        rf"{_FIRST}(?P<a>\d{{1,2}})(?P<sep>[-_. ])(?P<b>\d{{1,2}})(?P=sep){_YEAR}{_LAST}",
        rf"{_FIRST}(?P<a>\d\d)(?P<b>\d\d){_YEAR}{_LAST}",
        rf"{_FIRST}(?P<a>\d\d)(?P<sep>[-_])(?P<b>\d\d)(?P=sep)(?P<yy>\d\d){_LAST}",
        rf"{_FIRST}{_DAY}{_GAP}{_NAMED}{_GAP}{_YEAR}{_LAST}",
        rf"{_EDGE}{_NAMED}{_GAP}{_DAY2}{_GAP}{_YEAR}{_LAST}",
        rf"{_EDGE}{_NAMED}{_GAP}{_YEAR}{_LAST}",
        rf"{_FIRST}{_YEAR}{_GAP}{_NAMED}(?![A-Za-z])",
        rf"{_FIRST}{_YEAR}{_GAP}q(?P<q>[1-4]){_LAST}",
        rf"{_EDGE}q(?P<q>[1-4]){_GAP}{_YEAR}{_LAST}",
        rf"{_FIRST}{_YEAR}{_GAP}w(?P<w>[0-5]\d){_LAST}",
        rf"{_FIRST}{_YEAR}[-_./ ]{_MONTH2}{_LAST}",
        rf"{_FIRST}{_YEAR}{_MONTH2}{_LAST}",
        rf"{_FIRST}{_MONTH2}[-_.]{_YEAR}{_LAST}",
        rf"{_FIRST}{_YEAR}{_LAST}",
    )
)
_VERSIONS = (
    re.compile(
        r"(?<![A-Za-z0-9])(?:v|ver|version|rev|release|r)[-_. ]?(?P<n>\d+(?:[._]\d+)*)(?![A-Za-z0-9])", re.IGNORECASE
    ),
    re.compile(r"(?<![A-Za-z0-9.])(?P<n>\d+(?:\.\d+)+)(?![A-Za-z0-9.])"),
)
_SEQUENCES = (
    re.compile(r"(?<![A-Za-z0-9])(?P<n>\d+)(?![A-Za-z0-9])"),
    re.compile(r"(?<=[A-Za-z])(?P<n>\d+)$"),
)
_EXTENSION = re.compile(r"(?:\.[A-Za-z]{1,7}\d?){1,2}$")
_COMPRESSED = frozenset({"gz", "bz2", "xz", "zst", "zip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One ordering mark of a name. ``kind``: date, version, sequence. ``parts`` are the named pieces of a date."""

    kind: str
    start: int
    end: int
    text: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A date of a name at its own grain: day, week, month, quarter or year; ``date`` is its first day."""

    date: dt.date
    grain: str

    @property
    def iso(self) -> str:
        """ISO 8601 at the grain that was written; a quarter as ``2023-Q3``."""
        year, month = self.date.year, self.date.month
        week = self.date.isocalendar()
        return {
            "day": self.date.isoformat(),
            "week": f"{week.year}-W{week.week:02d}",
            "month": f"{year}-{month:02d}",
            "quarter": f"{year}-Q{(month + 2) // 3}",
            "year": str(year),
        }[self.grain]


def split_extension(path: str) -> tuple[str, str]:
    """``(path without extension, extension)``; only an extension that begins with a letter counts.

    >>> split_extension("v1.5.0.csv"), split_extension("day/2020-01.csv.gz"), split_extension("v1.2")
    (('v1.5.0', 'csv'), ('day/2020-01', 'csv'), ('v1.2', ''))
    """
    folder, slash, name = path.rpartition("/")
    extension = _EXTENSION.search(name)
    if not extension or extension.start() == 0:
        return path, ""
    parts = extension.group().lower().strip(".").split(".")
    if len(parts) == 2 and parts[1] not in _COMPRESSED:
        parts, stem = parts[1:], name[: name.rindex(".")]
    else:
        stem = name[: extension.start()]
    return folder + slash + stem, parts[0]


def tokens(path: str, *, sequences: bool = False) -> tuple[Token, ...]:
    """The dates and versions (and, when asked, bare numbers) of a path without extension, left to right."""
    tokens_read: list[Token] = []
    kinds = [("date", _DATES), ("version", _VERSIONS)] + ([("sequence", _SEQUENCES)] if sequences else [])
    for kind, patterns in kinds:
        for pattern in patterns:
            tokens_read += (_token(kind, match) for match in pattern.finditer(path) if _is_new(match, tokens_read))
    return tuple(sorted(tokens_read, key=lambda token: token.start))


def _is_new(match: re.Match[str], tokens_read: Iterable[Token]) -> bool:
    return all(match.end() <= token.start or match.start() >= token.end for token in tokens_read)


def _token(kind: str, match: re.Match[str]) -> Token:
    parts = tuple((name, text) for name, text in match.groupdict().items() if text is not None and name != "sep")
    return Token(kind=kind, start=match.start(), end=match.end(), text=match.group(), parts=parts)


def pattern_of(path: str, tokens_read: Iterable[Token], mark: str = "*") -> str:
    """The path with every token replaced: members of one series agree on it."""
    pieces, at = [], 0
    for token in tokens_read:
        pieces += [path[at : token.start], mark]
        at = token.end
    return "".join([*pieces, path[at:]])


def numbers(token: Token) -> tuple[int, ...]:
    """The numbers of a version or sequence token, for ordering: ``v1.10`` comes after ``v1.9``."""
    return tuple(int(part) for part in re.split(r"[._]", dict(token.parts)["n"]))


def is_ambiguous(token: Token) -> bool:
    """True for ``01-02-2020``: only the whole family can show which number is the month."""
    return "a" in dict(token.parts)


def stamp(token: Token, *, day_first: bool) -> Stamp | None:
    """The date that a token gives; None when it is in no calendar (``2020-02-31``)."""
    parts = dict(token.parts)
    year = int(parts["y"]) if "y" in parts else 2000 + int(parts["yy"])
    try:
        if "w" in parts:
            return Stamp(date=dt.date.fromisocalendar(year, int(parts["w"]), 1), grain="week")
        if "q" in parts:
            return Stamp(date=dt.date(year, 3 * int(parts["q"]) - 2, 1), grain="quarter")
        month, day = _month_and_day(parts, day_first=day_first)
        grain = "day" if day else "month" if month else "year"
        return Stamp(date=dt.date(year, month or 1, day or 1), grain=grain)
    except ValueError:
        return None


def _month_and_day(parts: dict[str, str], *, day_first: bool) -> tuple[int, int]:
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        return (second, first) if day_first else (first, second)
    if "name" in parts:
        return _NAMES.split().index(parts["name"].lower()) + 1, int(parts.get("d", 0))
    return int(parts.get("m", 0)), int(parts.get("d", 0))


def day_comes_first(family: Sequence[Token]) -> bool:
    """Resolve ``01-02-2020`` over all names of a family: a position above 12 is the day, else the steadier reading."""
    ambiguous = [token for token in family if is_ambiguous(token)]
    first = sum(int(dict(token.parts)["a"]) > 12 for token in ambiguous)
    second = sum(int(dict(token.parts)["b"]) > 12 for token in ambiguous)
    if first != second:
        return first > second
    return _unevenness(ambiguous, day_first=True) < _unevenness(ambiguous, day_first=False)


def _unevenness(family: Sequence[Token], *, day_first: bool) -> int:
    dates = sorted({spelled.date for token in family if (spelled := stamp(token, day_first=day_first))})
    return len({later - earlier for earlier, later in pairwise(dates)})
