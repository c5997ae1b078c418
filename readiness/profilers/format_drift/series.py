"""Dated series among the tables of a source: items that are one repeated delivery."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from readiness.item_names import as_path
from readiness.profilers.format_drift import series_names

MIN_MEMBERS = 3
"""Two files are a pair, not a series (chosen by us)."""
MIN_SHARED_COLUMNS = 0.3
"""Median Jaccard of neighbouring members' columns below which similar names are unrelated tables (chosen by us)."""
MIN_SHARED_COLUMNS_NUMBERED = 0.5
"""The same where names carry bare numbers only: ``table1.csv``, ``table2.csv`` are often unrelated (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One table of a series. ``row`` is its row of ``table_index``; ``key`` is the ISO date, version or number."""

    item: str
    name: str
    key: str
    row: Mapping[str, Any]
    stamp: series_names.Stamp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Members in order, oldest first. ``dated`` is False where only versions or numbers order them."""

    source: str
    name: str
    members: tuple[Member, ...]
    dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    row: Mapping[str, Any]
    path: str  # item without extension
    extension: str
    tokens: tuple[series_names.Token, ...]

    @property
    def pattern(self) -> str:
        return series_names.pattern_of(self.path, self.tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderedMember:
    """A candidate with its place in the family: ``order`` sorts, ``key`` is displayed."""

    candidate: _Candidate
    order: tuple[tuple[int, ...], ...]
    key: str
    stamp: series_names.Stamp | None


def find_series(rows: Sequence[Mapping[str, Any]], modified: Mapping[str, dt.datetime] | None = None) -> list[Series]:
    """Dated, versioned or numbered series among table rows of one source (columns of ``table_index``), by name.

    Members whose names give the same place are ordered by ``modified`` (container to file time), then by path.
    """
    readable = [row for row in rows if row["state"] != "unreadable" and row["columns"]]
    dated = _families(readable, sequences=False)
    taken = {candidate.row["item"] for family in dated for candidate in family}
    numbered = _families([row for row in readable if row["item"] not in taken], sequences=True)
    placed = [_in_order(family, modified or {}) for family in [*dated, *numbered]]
    kept = [family for family in placed if _belong_together(family)]
    titles = _titles(kept, rows)
    return sorted((_series(family, titles[at]) for at, family in enumerate(kept)), key=lambda series: series.name)


def _families(rows: Sequence[Mapping[str, Any]], *, sequences: bool) -> list[list[_Candidate]]:
    groups: dict[str, list[_Candidate]] = defaultdict(list)
    for row in rows:
        candidate = _candidate(row, sequences=sequences)
        if candidate.tokens and (sequences or not _numbered_in_year_folder(candidate.path)):
            groups[candidate.pattern].append(candidate)
    split = [part for _, group in sorted(groups.items()) for part in _split_by_extension(group)]
    return [group for group in split if len(group) >= MIN_MEMBERS]


def _numbered_in_year_folder(path: str) -> bool:
    """``2023/report_01``: the number is the month and needs the year; without it January would be a series, and May."""
    return bool(re.search(r"(?<!\d)(?:19|20)\d\d/(?:[^/]*[-_ ])?\d{1,2}$", path))


def _candidate(row: Mapping[str, Any], *, sequences: bool) -> _Candidate:
    container = str(row["container"])
    inner = str(row["item"]).removeprefix(container).removeprefix("!")
    stem, extension = series_names.split_extension(as_path(container))
    path = f"{stem}!{inner}" if inner else stem
    return _Candidate(row=row, path=path, extension=extension, tokens=series_names.tokens(path, sequences=sequences))


def _split_by_extension(group: list[_Candidate]) -> list[list[_Candidate]]:
    """One family may move from CSV to Excel; two formats of the *same* date are two parallel families."""
    if max(Counter(candidate.path for candidate in group).values()) == 1:
        return [group]
    by_extension: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in group:
        by_extension[candidate.extension].append(candidate)
    return [by_extension[extension] for extension in sorted(by_extension)]


def _in_order(family: Sequence[_Candidate], modified: Mapping[str, dt.datetime]) -> list[_OrderedMember]:
    every = [token for candidate in family for token in candidate.tokens if token.kind == "date"]
    day_first = series_names.day_comes_first(every)
    placed = [_order_of(candidate, day_first=day_first) for candidate in family]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)

    def by_place(one: _OrderedMember) -> tuple[Any, ...]:
        return one.order, modified.get(str(one.candidate.row["container"]), never), one.candidate.path

    return sorted(placed, key=by_place)


def _order_of(candidate: _Candidate, *, day_first: bool) -> _OrderedMember:
    order: list[tuple[int, ...]] = []
    key, finest = "", None
    for token in candidate.tokens:
        spelled = series_names.stamp(token, day_first=day_first) if token.kind == "date" else None
        if spelled:
            order.append((spelled.date.year, spelled.date.month, spelled.date.day))
            finest = spelled
        elif token.kind == "date":
            order.append(tuple(int(text) for _, text in token.parts if text.isdigit()))
        else:
            order.append(series_names.numbers(token))
        key = key or token.text
    return _OrderedMember(candidate=candidate, order=tuple(order), key=finest.iso if finest else key, stamp=finest)


def _belong_together(family: Sequence[_OrderedMember]) -> bool:
    numbered = all(token.kind == "sequence" for token in family[0].candidate.tokens)
    columns = [frozenset(str(name).casefold() for name in one.candidate.row["columns"]) for one in family]
    shared = [len(a & b) / len(a | b) for a, b in pairwise(columns)]
    return median(shared) >= (MIN_SHARED_COLUMNS_NUMBERED if numbered else MIN_SHARED_COLUMNS)


def _titles(families: Sequence[Sequence[_OrderedMember]], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A name per family: its folder when the folder holds nothing else, else its pattern; unique per source."""
    tables_in = Counter(_folder(row) for row in rows)
    short = [_title(family, tables_in) for family in families]
    clashes = {name for name, count in Counter(short).items() if count > 1}
    full = [f"{family[0].candidate.pattern}.{family[0].candidate.extension}".rstrip(".") for family in families]
    return [whole if name in clashes else name for name, whole in zip(short, full, strict=True)]


def _title(family: Sequence[_OrderedMember], tables_in: Mapping[str, int]) -> str:
    folders = {_folder(one.candidate.row) for one in family}
    folder = next(iter(folders))
    if len(folders) == 1 and folder and tables_in[folder] == len(family):
        return folder
    return _pattern_title(family[0].candidate)


def _pattern_title(candidate: _Candidate) -> str:
    """The pattern without the segments that are nothing but date or version: ``v1.5.0/air.csv`` is air.csv."""
    segments = candidate.pattern.split("/")
    informative = [segment for segment in segments if segment.strip("*-_. v")]
    if not informative:
        return f"{candidate.pattern}.{candidate.extension}".rstrip(".")
    whole_name = segments[-1] == informative[-1] and "*" not in segments[-1] and candidate.extension
    return "/".join(informative) + (f".{candidate.extension}" if whole_name else "")


def _folder(row: Mapping[str, Any]) -> str:
    """The folder, or the archive, that the table's file lies in."""
    return as_path(str(row["container"])).rpartition("/")[0]


def _series(family: Sequence[_OrderedMember], title: str) -> Series:
    items = [str(one.candidate.row["item"]) for one in family]
    names = short_names(items)
    members = tuple(
        Member(item=item, name=name, key=one.key, row=one.candidate.row, stamp=one.stamp)
        for item, name, one in zip(items, names, family, strict=True)
    )
    dated = all(member.stamp for member in members)
    return Series(source=str(family[0].candidate.row["source"]), name=title, members=members, dated=dated)


def short_names(items: Sequence[str]) -> list[str]:
    """The file name of each item, with as many folders in front as are needed to make the names differ."""
    deepest = max(item.count("/") for item in items) + 1
    for depth in range(1, deepest + 1):
        names = ["/".join(item.split("/")[-depth:]) for item in items]
        if len(set(names)) == len(items):
            return names
    return list(items)
