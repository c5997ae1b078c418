"""A staged table as rows and records are compared: its ids left out, its repeated rows found first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints
from readiness.profilers.columns.row_keys import encoded_column, evident_ids, is_evident_id, may_be_id, row_key_columns
from readiness.profilers.columns.table_source import StagedTable
from readiness.profilers.records.matching import NOTHING, Comparison, compare
from readiness.profilers.records.rows import NONE, Chance, Duplicates, RowCounter


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRepeats:
    """``rows`` are exact repeats but for the columns ``ignored``; ``records`` near-duplicates among the other rows."""

    table: StagedTable
    row_key: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: Duplicates
    records: Comparison


def repeats_of(table: StagedTable, counter: RowCounter, *, records: bool = True) -> TableRepeats:
    """Exact repeats first, then, unless ``records`` is False, near ones among the rows that are left."""
    in_memory = table.in_memory()
    evident = evident_ids(in_memory)
    rows, ignored = _exact_repeats(in_memory, _path(table), counter, evident)
    if ignored and len(rows.rows) and _by_chance(in_memory, ignored, len(rows.rows)):
        rows = NONE
    compared = compare(_columns(in_memory, ignored), aside=rows.rows) if records else NOTHING
    return TableRepeats(
        table=in_memory,
        row_key=row_key_columns(table.keys, evident),
        ignored=ignored,
        rows=rows,
        records=compared,
    )


def _path(table: StagedTable) -> Path:
    if not isinstance(table.data, Path):
        raise TypeError("rows are counted in the staged file")
    return table.data


def _exact_repeats(
    table: StagedTable, path: Path, counter: RowCounter, evident: Sequence[str]
) -> tuple[Duplicates, tuple[str, ...]]:
    """Repeats without declared or evident ids. An id that repeats with whole rows only is one all the same."""
    ignored = [i for i, name in enumerate(table.names) if name in evident or (name,) == table.keys]
    repeats = counter.count_repeats(path, ignored)
    if not ignored and len(repeats.rows):
        ignored = _ids_but(table, repeats.rows)
        repeats = counter.count_repeats(path, ignored) if ignored else repeats
    return repeats, tuple(table.names[i] for i in ignored)


def _ids_but(table: StagedTable, repeated: Ints) -> list[int]:
    kept = np.ones(table.rows_read, dtype=bool)
    kept[repeated] = False
    likely = [i for i, name in enumerate(table.names) if may_be_id(name, i, table.column(name))]
    return [i for i in likely if is_evident_id(encoded_column(table, i).only(kept))]


def _columns(table: StagedTable, ignored: Sequence[str]) -> Iterator[EncodedColumn]:
    """One column at a time, ids apart."""
    return (encoded_column(table, i) for i, name in enumerate(table.names) if name not in ignored)


def _by_chance(table: StagedTable, ignored: Sequence[str], pairs_found: int) -> bool:
    chance = Chance()
    for column in _columns(table, ignored):
        chance.add(column)
    return chance.explains(pairs_found)
