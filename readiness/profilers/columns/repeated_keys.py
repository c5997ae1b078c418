"""Keys that repeat: a column that names the rows of its table but for a few rows that share a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask
from readiness.profilers.columns.numbers import name_words
from readiness.profilers.columns.row_keys import has_id_name
from readiness.profilers.columns.value_types import Kind

MIN_ROWS = 20
"""Rows from which a column can be seen to be a key but for a few rows. Chosen by us."""

MIN_DISTINCT_SHARE = 0.95
"""Distinct values per filled cell from which a column was meant as a key. Chosen by us: references to another table
repeat more often."""

MAX_EMPTY_SHARE = 0.05
_NOT_KEYS = re.compile(
    r"(?:^|[^a-z])(phone|tel|telefon|fax|mobile|zip|plz|post|postal|postcode|house|street|account|parent|version|line|pos|seq)"
)

_PART_OF_KEY = re.compile(
    r"(?:^| )(line|zeile|ligne|linea|riga|pos|position|seq|sequence|version|revision|valid)(?: |$)"
)
"""Names of columns that make a key with another one: an order and its line, a record and its version."""


def has_compound_key(names: Sequence[str]) -> bool:
    """True where a column's name shows that it is one part of a key, so that the other part may repeat."""
    return any(_PART_OF_KEY.search(name_words(name)) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearKey:
    """A column that is a key but for ``repeated`` rows (0-based): every row whose key another row has too."""

    name: str
    position: int
    filled: int
    repeats: int
    repeated: Ints
    declared: bool


def near_key(column: EncodedColumn, kind: Kind, aside: Mask, *, declared: bool) -> NearKey | None:
    """The column as a key that nearly holds; None for one that is unique, or was not meant as a key."""
    filled = ~aside & (column.counts > 0)
    cells, distinct = column.weight(filled), int(filled.sum())
    if cells == distinct or cells < (2 if declared else MIN_ROWS):
        return None
    if not declared and not _is_meant_as_key(column, kind, filled):
        return None
    return NearKey(
        name=column.name,
        position=column.position,
        filled=cells,
        repeats=cells - distinct,
        repeated=column.rows_of(filled & (column.counts > 1)),
        declared=declared,
    )


def _is_meant_as_key(column: EncodedColumn, kind: Kind, filled: Mask) -> bool:
    cells = column.weight(filled)
    if int(filled.sum()) < MIN_DISTINCT_SHARE * cells or cells < (1 - MAX_EMPTY_SHARE) * column.rows:
        return False
    if kind.is_date or kind.name == "decimal" or _NOT_KEYS.search(name_words(column.name)):
        return False
    with_digits = bool((column.characters.digits > 0)[filled].all())
    named = has_id_name(column.name) or (column.position == 0 and kind.name == "code" and with_digits)
    return named and bool(column.is_token[filled].all())


def evident_key(near: list[NearKey], *, has_key: bool) -> NearKey | None:
    """The one column that was meant as the key; none where another column names every row (it may be a reference)."""
    declared = [one for one in near if one.declared]
    if declared or has_key:
        return declared[0] if declared else None
    return min(near, key=lambda one: (one.repeats / one.filled, one.position), default=None)


def counted_repeats(near: NearKey | None, unique_cells: int) -> tuple[int, int]:
    """Cells of keys that repeat another, of all cells of keys: those of unique ids and of the key that repeats."""
    return (near.repeats, unique_cells + near.filled) if near else (0, unique_cells)
