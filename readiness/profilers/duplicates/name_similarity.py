"""Facts of all names of a corpus as columns: families, titles, marks; and pairs of items related by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.near_duplicate_search.equal_groups import NONE
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import distinct_pairs
from readiness.profilers.duplicates.paths import read_path

TITLE_MIN_WORDS = 2
TITLE_MAX_ITEMS = 10
"""A title of more documents is that of a template or a house style. Chosen by us."""
SPREAD_FOLDERS = 4
"""A name of files in this many folders is that of a role (README, index, meta), not of a document. Chosen by us."""
FAMILY_CAP = 200
"""Members of one name family compared all with all (19,900 pairs); larger ones are series. Chosen by us."""

TEXTS = ("family", "stem", "home", "title", "pattern")
NUMBERS = ("date", "bare_year", "archived", "copied", "depth", "length")
_FLAGS = ("bare_year", "archived", "copied")
READ = pa.schema(
    [pa.field(name, pa.large_string()) for name in TEXTS]
    + [pa.field(name, pa.bool_() if name in _FLAGS else pa.int64(), nullable=False) for name in NUMBERS]
)
"""Columns that are read from one name; texts are null where there are none."""

_UNDATED = np.iinfo(np.int64).max  # after every date
_BATCH = 1 << 16

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """One row per item. ``family``, ``stem``, ``home``, ``title`` and ``pattern`` are int64 codes, equal where the
    names agree, or NONE.

    ``date`` int64: day of the date in the name (ordinal), past every date where there is none. ``depth`` and
    ``length`` int64: folders and characters of the path. The rest are flags as in ``PathFacts``.
    """

    family: I64
    stem: I64
    home: I64
    title: I64
    pattern: I64
    date: I64
    bare_year: Mask
    archived: Mask
    copied: Mask
    depth: I64
    length: I64

    @classmethod
    def of(cls, named: Iterable[tuple[str, str]]) -> Names:
        """Names of items by the (path, title) of each."""
        return cls.from_columns(cls.columns(named))

    @staticmethod
    def columns(named: Iterable[tuple[str, str]]) -> pa.Table:
        """Columns read from each (path, title), as a table of ``READ``; memory holds columns, not names as objects."""
        rest = iter(named)
        tables = [READ.empty_table()]
        while batch := list(islice(rest, _BATCH)):
            rows = [_read(item, title) for item, title in batch]
            tables.append(pa.table([list(column) for column in zip(*rows, strict=True)], schema=READ))
        return pa.concat_tables(tables)

    @classmethod
    def from_columns(cls, table: pa.Table) -> Names:
        """Names from a table of ``READ``."""
        columns: dict[str, Any] = {name: _codes(table[name]) for name in TEXTS}
        columns |= {name: table[name].to_numpy() for name in NUMBERS}
        return cls(**columns)

    def counters(self, among: Mask) -> Mask:
        """Mask of items with a running number: beside form-1949 and form-2100, form-2024 is one and no year."""
        counted = np.unique(self.pattern[among & (self.date == _UNDATED) & (self.pattern != NONE)])
        return self.bare_year & np.isin(self.pattern, counted)


def _read(item: str, title: str) -> tuple[str | int | bool | None, ...]:
    path = read_path(item)
    words = title.casefold().split()
    return (
        path.family or None,
        path.stem or None,
        path.home or None,
        " ".join(words) if len(words) >= TITLE_MIN_WORDS else None,
        path.pattern if "#" in path.pattern else None,
        path.date.toordinal() if path.date else _UNDATED,
        path.bare_year,
        path.archived,
        path.copied,
        path.depth,
        len(item),
    )


def _codes(texts: pa.ChunkedArray) -> I64:
    encoded = pa.concat_arrays(texts.chunks).dictionary_encode() if texts.num_chunks else None
    if encoded is None:
        return np.empty(0, np.int64)
    codes: I64 = encoded.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def related_by_name(names: Names, among: Mask, apart: Mask) -> tuple[I64, I64, int]:
    """Pairs of items of one name family or title, sorted, each once, first < second; and how many were left out.

    Only items ``among`` take part, those ``apart`` in no family (letters). In a family of more than ``FAMILY_CAP``
    members each is paired with the next one by date only.
    """
    eligible = among & ~apart
    parts: list[tuple[I64, I64]] = []
    left_out = 0
    for codes, most in ((family_codes(names, eligible), None), (names.title, TITLE_MAX_ITEMS)):
        members, starts, sizes = _families(codes, eligible, most)
        small = sizes <= FAMILY_CAP
        parts.append(_all_pairs(members, starts[small], sizes[small]))
        for start, size in zip(starts[~small].tolist(), sizes[~small].tolist(), strict=True):
            series = members[start : start + size]
            ordered = series[np.argsort(names.date[series], kind="stable")]
            parts.append((ordered[:-1], ordered[1:]))
            left_out += size * (size - 1) // 2 - (size - 1)
    return *join_pairs(parts), left_out


def join_pairs(parts: Iterable[tuple[I64, I64]]) -> tuple[I64, I64]:
    """All pairs once, sorted, first < second."""
    none = np.empty(0, np.int64)
    first, second = (np.concatenate([none, *ends]) for ends in zip((none, none), *parts, strict=True))
    return distinct_pairs(np.minimum(first, second), np.maximum(first, second))


def family_codes(names: Names, among: Mask) -> I64:
    """The family of each item: that of its name; of a running number, its number too; where many folders have files of
    one name, its folder too.
    """
    codes = names.family.copy()
    homes = np.unique(np.stack([codes, names.home])[:, among & (codes != NONE)], axis=1)
    spread = np.flatnonzero(np.bincount(homes[0], minlength=1) >= SPREAD_FOLDERS) if homes.size else homes[0]
    in_folder = np.isin(codes, spread) & (codes != NONE)
    most = np.int64(max(codes.max(initial=0), names.stem.max(initial=0), names.home.max(initial=0)) + 2)
    codes[in_folder] = most + codes[in_folder] * most + names.home[in_folder] + 1
    counted = names.counters(among) & (names.stem != NONE)
    codes[counted] = most + most * most + names.stem[counted]
    return codes


def members_of_codes(codes: I64, among: Mask, most: int) -> tuple[tuple[I64, I64], list[I64]]:
    """All pairs in groups of equal codes of at most ``most`` members, and the members of each larger group."""
    members, starts, sizes = _families(codes, among, None)
    small = sizes <= most
    larger = zip(starts[~small].tolist(), sizes[~small].tolist(), strict=True)
    return _all_pairs(members, starts[small], sizes[small]), [members[start : start + size] for start, size in larger]


def _families(codes: I64, among: Mask, most: int | None) -> tuple[I64, I64, I64]:
    """Members in order of family and place, with the start and size of each family of two or more."""
    members = np.flatnonzero(among & (codes != NONE))
    members = members[np.argsort(codes[members], kind="stable")]
    starts = np.flatnonzero(np.diff(codes[members], prepend=NONE))
    sizes = np.diff(starts, append=len(members))
    kept = (sizes > 1) & (sizes <= (most or len(members)))
    return members, starts[kept], sizes[kept]


def _all_pairs(members: I64, starts: I64, sizes: I64) -> tuple[I64, I64]:
    """Every pair inside each family."""
    total = int(sizes.sum())
    places = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(total)
    partners = np.repeat(starts + sizes, sizes) - places - 1
    left = np.repeat(places, partners)
    turn = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return members[left], members[left + turn + 1]
