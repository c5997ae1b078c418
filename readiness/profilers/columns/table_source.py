"""A staged table: its row of the index, and its columns one at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness.arrow_values import values_of
from readiness.profilers.columns.dictionary_column import Ints
from readiness.tables.base import Reference
from readiness.tables.cell_types import cell_text

_HELD_BYTES = 1 << 20
"""Largest Parquet file that is read whole; opening a file costs more than its few columns. Chosen by us."""

_WIDE_COLUMNS = 256
_HELD_WIDE_BYTES = 1 << 28
"""Wider tables are read whole up to this size: to open a file again for each column costs the square of their number.
Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedTable:
    """``data`` is a Parquet file, or the table itself. ``rows`` is the source's count of rows, None when unknown."""

    source: str
    item: str
    data: Path | pa.Table
    names: tuple[str, ...]
    types: tuple[str, ...]
    keys: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    rows: int | None
    rows_read: int
    problem: str = field(default="")

    @property
    def whole(self) -> bool:
        return self.rows is not None and self.rows_read >= self.rows

    def in_memory(self) -> StagedTable:
        """The same table with its data in memory when the file is small, so that it is opened once."""
        most = _HELD_WIDE_BYTES if len(self.names) > _WIDE_COLUMNS else _HELD_BYTES
        if isinstance(self.data, pa.Table) or self.data.stat().st_size > most:
            return self
        return replace(self, data=pq.read_table(self.data, partitioning=None).rename_columns(list(self.names)))

    def column(self, name: str) -> pa.ChunkedArray:
        if isinstance(self.data, pa.Table):
            return self.data.column(name)
        with pq.ParquetFile(self.data) as file:
            wanted = self.names.index(name)
            indices = [i for i, path in enumerate(file.schema_arrow.names) if i == wanted]
            return file.read(columns=[file.schema_arrow.names[i] for i in indices]).column(0)

    def keys_of(self, columns: Sequence[str], rows: Ints) -> list[str]:
        """The name of each of these rows: the values of its key joined by ``|``, or its 0-based number."""
        if not columns:
            return [str(row) for row in rows]
        wanted = pa.array(rows, pa.int64())
        values_by_column = [values_of(self.column(name).take(wanted)) for name in columns]
        return ["|".join(cell_text(value) or "" for value in values) for values in zip(*values_by_column, strict=True)]


def staged_tables(index: pa.Table, folder: Path) -> list[StagedTable]:
    """The readable tables of a ``table_index``, by source and item."""
    rows = index.filter(pc.is_valid(index["data"])).to_pylist()
    tables = [_staged_table(row, folder) for row in rows]
    return sorted(tables, key=lambda table: (table.source, table.item))


def _staged_table(row: dict[str, Any], folder: Path) -> StagedTable:
    references = json.loads(row["references"] or "[]")
    return StagedTable(
        source=row["source"],
        item=row["item"],
        data=folder / row["data"],
        names=tuple(row["columns"]),
        types=tuple(row["types"]),
        keys=tuple(row["keys"] or ()),
        references=tuple(
            Reference(columns=tuple(reference["columns"]), table=reference["table"], to=tuple(reference["to"]))
            for reference in references
        ),
        rows=row["rows"],
        rows_read=row["rows_read"] or 0,
        problem=row["problem"] or "",
    )
