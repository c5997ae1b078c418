"""Facts of one member of a series: its columns, their null rates and the patterns of their values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from readiness.profilers.format_drift import patterns

MAX_VALUE_LENGTH = 80
"""Characters of a value from which its mask is made; longer values are prose (chosen by us)."""
MAX_MASKED = 1_000
"""Distinct values of a column that are masked: a share is then known to 3 points at 95 % (Wald half-width at 0.5)."""
DECISIVE_VALUES = 5
DECISIVE_SHARE = 0.95
"""A column's day-first or month-first order is known from 5 values with a position above 12, 95 % agreeing
(chosen by us: one mistyped date must not turn a column)."""
COMPACT_DATE_SHARE = 0.95
"""Eight-digit numbers are dates when 95 % of them are one (random 8-digit numbers are in under 1 %)."""
MAX_OVERLAP_VALUES = 1_000
"""Distinct values compared when a rename is suspected (chosen by us)."""

NULL_WORDS = ("na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?")
"""Cells that mean "nothing here" (the tokens pandas.read_csv reads as missing, and dashes)."""

_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_TWO_NUMBERS = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of one member. ``shares``: pattern to share (0-1) of the non-null values.

    ``style`` settles what a pattern leaves open: "D/M" or "M/D" for numeric dates, "grouped" or "plain" for numbers, ""
    when the values do not show it. ``distinct`` counts different non-null values. ``declared`` is the type class that a
    typed source declares, "" for text formats. ``typed`` is True when values came typed, so that their *spelling* is
    the container's choice.
    """

    name: str
    rows: int
    nulls: int
    distinct: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    style: str = ""
    declared: str = ""
    typed: bool = False

    @property
    def values(self) -> int:
        return self.rows - self.nulls

    @property
    def dominant(self) -> str:
        return max(sorted(self.shares), key=lambda pattern: self.shares[pattern], default="")

    @property
    def dominant_share(self) -> float:
        return self.shares.get(self.dominant, 0.0)

    @property
    def null_rate(self) -> float:
        return self.nulls / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """Facts that are compared between members. ``sample`` holds the rows they were taken from, for rename checks."""

    name: str
    key: str
    columns: tuple[Column, ...]
    sample: pa.Table
    format: str = ""
    delimiter: str = ""
    encoding: str = ""

    def distinct(self, column: str) -> frozenset[str]:
        """Up to ``MAX_OVERLAP_VALUES`` distinct non-null values of a column, in order of first appearance."""
        unique = strings(self.sample.column(clean_names(self.sample.column_names).index(column))).unique()
        return frozenset(value for value in unique.slice(0, MAX_OVERLAP_VALUES).to_pylist() if value)


def clean_names(names_read: Sequence[str]) -> list[str]:
    """Column names without a byte-order mark; a repeated name keeps its first place and gets a number after that."""
    seen: Counter[str] = Counter()
    cleaned = []
    for name in names_read:
        bare = name.removeprefix("\ufeff")
        seen[bare] += 1
        cleaned.append(bare if seen[bare] == 1 else f"{bare}.{seen[bare]}")
    return cleaned


def columns_of(sample: pa.Table, declared: Sequence[str] = ()) -> tuple[Column, ...]:
    """The facts of every column of a sample; ``declared`` holds type classes by position ("" when not declared)."""
    classes = [*declared, *[""] * (sample.num_columns - len(declared))]
    names = clean_names(sample.column_names)
    return tuple(_column(name, sample.column(at), classes[at]) for at, name in enumerate(names))


def strings(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as trimmed text; blank cells and ``NULL_WORDS`` become null."""
    import pyarrow.compute as pc

    try:
        text = pc.utf8_trim_whitespace(column.cast(pa.string(), safe=False))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # nested or binary values have no spelling
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    empty = pc.is_in(pc.utf8_lower(text), value_set=pa.array(["", *NULL_WORDS]))
    return pc.if_else(empty, pa.scalar(None, pa.string()), text)


def _column(name: str, column: pa.ChunkedArray, declared: str) -> Column:
    rows = len(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        shares = _typed_shares(column)
        facts = Column(name=name, rows=rows, nulls=column.null_count, shares=shares, declared=declared, typed=True)
        return replace(facts, distinct=_distinct_count(column))
    text = strings(column)
    counts = _counts(text)
    shares, style = _pattern_shares(counts) if counts else ({}, "")
    return Column(
        name=name,
        rows=rows,
        nulls=text.null_count,
        distinct=len(counts),
        shares=shares,
        style=style,
        declared=declared,
    )


def _distinct_count(column: pa.ChunkedArray) -> int:
    import pyarrow.compute as pc

    try:
        return int(pc.count_distinct(column).as_py())
    except pa.ArrowNotImplementedError:  # nested values
        return 0


def _counts(text: pa.ChunkedArray) -> dict[str, int]:
    import pyarrow.compute as pc

    counted = pc.value_counts(text.drop_null())
    return dict(zip(counted.field(0).to_pylist(), counted.field(1).to_pylist(), strict=True))


def _typed_shares(column: pa.ChunkedArray) -> dict[str, float]:
    """Typed values have no spelling of their own: a date reads as one date pattern, a whole float as a whole number."""
    import pyarrow.compute as pc

    kind, count = column.type, len(column) - column.null_count
    if not count:
        return {}
    if pa.types.is_boolean(kind):
        return {"boolean": 1.0}
    if pa.types.is_temporal(kind):
        return {"H:MM:SS" if pa.types.is_time(kind) else "YYYY-MM-DD": 1.0}
    if pa.types.is_integer(kind):
        return {"9": 1.0}
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.cast(column, pa.float64(), safe=False)  # a decimal of 38 places cannot hold its floor
        whole = pc.sum(pc.equal(numbers, pc.floor(numbers))).as_py() or 0
        return {shape: share for shape, share in (("9", whole / count), ("9.9", 1 - whole / count)) if share}
    return {}


def _masks(counts: Mapping[str, int]) -> tuple[Counter[str], int]:
    """Masks of up to ``MAX_MASKED`` distinct values, evenly spaced, and the number of cells with these values."""
    values = list(counts)
    step = max(1, -(-len(values) // MAX_MASKED))
    cells_of: Counter[str] = Counter()
    for value in values[::step]:
        cells_of[patterns.mask_of(value[:MAX_VALUE_LENGTH])] += counts[value]
    return cells_of, sum(cells_of.values())


def _pattern_shares(counts: Mapping[str, int]) -> tuple[dict[str, float], str]:
    masks, count = _masks(counts)
    cells_of: Counter[str] = Counter()
    for mask, times in masks.items():
        cells_of[patterns.pattern_of(mask)] += times
    eight = masks.get("9" * 8, 0)
    if eight and eight >= COMPACT_DATE_SHARE * count and _are_compact_dates(counts):
        cells_of = Counter({patterns.COMPACT_DATE: count})
    return {pattern: times / count for pattern, times in sorted(cells_of.items())}, _style(masks, cells_of, counts)


def _are_compact_dates(counts: Mapping[str, int]) -> bool:
    eight = [value for value in counts if len(value) == 8]
    return sum(bool(_COMPACT.match(value)) for value in eight) >= COMPACT_DATE_SHARE * len(eight)


def _style(masks: Counter[str], cells_of: Counter[str], counts: Mapping[str, int]) -> str:
    top = max(sorted(cells_of), key=lambda pattern: cells_of[pattern], default="")
    if top.startswith("N"):
        return _date_order(counts)
    if patterns.family(top) != "number":
        return ""
    grouped = sum(times for mask, times in masks.items() if patterns.is_grouped_number(mask))
    plain = sum(times for mask, times in masks.items() if patterns.is_plain_number(mask))
    return _clear_winner({"grouped": grouped, "plain": plain})


def _date_order(counts: Mapping[str, int]) -> str:
    votes = {"D/M": 0, "M/D": 0}
    for value, times in counts.items():
        match = _TWO_NUMBERS.match(value)
        if match:
            votes["D/M"] += times * (int(match["a"]) > 12)
            votes["M/D"] += times * (int(match["b"]) > 12)
    return _clear_winner(votes)


def _clear_winner(votes: Mapping[str, int]) -> str:
    winner = max(sorted(votes), key=lambda name: votes[name])
    total = sum(votes.values())
    return winner if total >= DECISIVE_VALUES and votes[winner] >= DECISIVE_SHARE * total else ""


def declared_classes(types: Iterable[str]) -> list[str]:
    """Declared source types as classes that matter to a reader: ``BIGINT`` and ``int32`` are both integer."""
    return [_class_of(str(name).lower()) for name in types]


def _class_of(name: str) -> str:
    for wanted, marks in _TYPE_MARKS:
        if any(mark in name for mark in marks):
            return wanted
    return ""


_TYPE_MARKS = (
    ("timestamp", ("timestamp", "datetime")),
    ("date", ("date",)),
    ("time", ("time",)),
    ("boolean", ("bool",)),
    ("integer", ("int", "serial", "long")),
    ("number", ("float", "double", "real", "decimal", "numeric", "number")),
    ("text", ("char", "string", "text", "utf8", "clob")),
    ("binary", ("binary", "blob", "bytea")),
)
