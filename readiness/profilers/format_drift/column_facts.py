"""Facts of one member of a series: its columns, their null rates and the patterns of their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.profilers.format_drift.value_shares import NOTHING, ValueShares
from readiness.profilers.format_drift.value_sketch import ValueSketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of one member. ``shares``: pattern to share (0-1) of the non-null values.

    ``style`` settles what a pattern leaves open: "D/M" or "M/D" for numeric dates, "grouped" or "plain" for numbers, ""
    when the values do not show it; ``orders`` counts the cells that show either order of a numeric date. ``distinct``
    counts different non-null values, as far as one batch holds them. ``declared`` is the type class that a typed source
    declares, "" for text formats. ``typed`` is True when values came typed, so that their *spelling* is the
    container's choice. ``spread`` says how the values are distributed.
    """

    name: str
    rows: int
    nulls: int
    distinct: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    style: str = ""
    orders: Mapping[str, int] = field(default_factory=dict)
    declared: str = ""
    typed: bool = False
    spread: ValueShares = NOTHING

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
    """Facts that are compared between members. ``sketch`` reads the values of a column by position, for renames."""

    name: str
    key: str
    columns: tuple[Column, ...]
    sketch: Callable[[int], ValueSketch]
    format: str = ""
    delimiter: str = ""
    encoding: str = ""

    def position(self, column: str) -> int:
        """The place of a column in this member, from 0."""
        return [known.name for known in self.columns].index(column)


def clean_names(names_read: Sequence[str]) -> list[str]:
    """Column names without a byte-order mark; a repeated name keeps its first place and gets a number after that."""
    seen: Counter[str] = Counter()
    cleaned = []
    for name in names_read:
        bare = name.removeprefix("\ufeff")
        seen[bare] += 1
        cleaned.append(bare if seen[bare] == 1 else f"{bare}.{seen[bare]}")
    return cleaned


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
