"""The columns that identify the rows of a table, by declaration or by evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from readiness.arrow_values import values_of
from readiness.profilers.columns.dictionary_column import EncodedColumn, encode, matches
from readiness.profilers.columns.numbers import name_words
from readiness.profilers.columns.table_source import StagedTable

_ID_NAME = re.compile(r"(^| )(id|key|no|nr|num|number|code|uuid|guid|pk|index|idx|row|rownum|record|ref|serial)$")
_RUN_ON_NAME = re.compile(r"(id|key|uuid|guid|nummer|index)$")
_UUID = r"\{?[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\}?"
_UUID_DIGITS = 32


def has_id_name(name: str) -> bool:
    """True when a column has the name of an identifier: ``ID``, ``order_no``, ``c_custkey``, ``customerId``.

    >>> [has_id_name(name) for name in ("ID", "order_no", "c_custkey", "customerId", "comment")]
    [True, True, True, True, False]
    """
    words = name_words(name)
    return bool(_ID_NAME.search(words) or _RUN_ON_NAME.search(words))


def may_be_id(name: str, position: int, column: pa.ChunkedArray) -> bool:
    """True when a column is worth encoding to test for an id: by name, by position, or by its first cell."""
    if position == 0 or has_id_name(name):
        return True
    first = values_of(column.slice(0, 1))
    return bool(first) and isinstance(first[0], str) and bool(re.fullmatch(_UUID, first[0].strip()))


def is_evident_id(column: EncodedColumn) -> bool:
    """True when a column is unique, never blank, and an id by name, as UUID, or as a count in the first column."""
    if not column.unique:
        return False
    if bool((column.characters.total >= _UUID_DIGITS).all()) and bool(matches(column.texts, _UUID).all()):
        return True
    if has_id_name(column.name):
        return bool(column.is_token.all())
    return column.position == 0 and _counts_rows(column)


def _counts_rows(column: EncodedColumn) -> bool:
    """True for 0, 1, 2, ... or 1, 2, 3, ...: the saved index of a data frame."""
    if not bool((column.characters.only_digits & (column.characters.total <= 15)).all()):
        return False
    numbers = column.texts.cast(pa.int64()).to_numpy()
    return bool(numbers[0] in (0, 1) and np.array_equal(numbers, np.arange(numbers[0], numbers[0] + len(numbers))))


def row_key_columns(declared: Sequence[str], evident: Sequence[str]) -> tuple[str, ...]:
    """The columns whose values name a row: the declared key, else the first evident id, else none (row numbers)."""
    return tuple(declared) or tuple(evident[:1])


def encoded_column(table: StagedTable, position: int) -> EncodedColumn:
    """One column of a staged table by position."""
    name = table.names[position]
    declared = table.types[position] if position < len(table.types) else ""
    return encode(table.column(name), name=name, position=position, declared_type=declared)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvidentIds:
    """The ``names`` of the columns that are ids, and the ``first`` of them encoded, so that it is not encoded again."""

    names: tuple[str, ...]
    first: EncodedColumn | None


def find_ids(table: StagedTable) -> EvidentIds:
    """Columns that are ids. Rows are named and compared by them, so they are found before all else."""
    names: list[str] = []
    first = None
    for position, name in enumerate(table.names):
        if may_be_id(name, position, table.column(name)):
            column = encoded_column(table, position)
            if is_evident_id(column):
                names.append(name)
                first = first or column
    return EvidentIds(names=tuple(names), first=first)


def evident_ids(table: StagedTable) -> tuple[str, ...]:
    """The names of the columns that are ids."""
    return find_ids(table).names
