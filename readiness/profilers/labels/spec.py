"""Label sets: their file, their items, and how they were declared or found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from readiness.arrow_values import values_of
from readiness.profilers.base import Inputs
from readiness.profilers.labels.answers import Export
from readiness.profilers.labels.values import text_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSet:
    """One set of labels over one set of items.

    ``table`` is the ``table_index`` row of the label file. Items are the rows of ``of`` (by ``key``) when it is given,
    the rows of ``table`` itself when ``inline``, else the documents of the source. ``inferred`` is how an undeclared
    set was found, "" for a declared one. ``slices`` are columns of the label file to slice by. ``export`` is the
    content of the file where an annotation tool wrote it; ``item`` then names a field of its items. ``probabilities``
    names a table of class probabilities, where the project gives one.
    """

    source: str
    table: Row
    item: str
    label: str
    annotator: str = ""
    slices: tuple[str, ...] = ()
    of: Row | None = None
    key: str = ""
    inline: bool = False
    classes: tuple[str, ...] = ()
    classes_from: str = ""
    inferred: str = ""
    export: Export | None = None
    probabilities: str = ""

    @property
    def name(self) -> str:
        return str(self.table["item"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A declared set of labels that cannot be audited, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLookup:
    """The staged tables of the audit, by item or by the names that a config may use for them."""

    folder: Path
    rows: Sequence[Row] = field(default_factory=tuple)

    def of(self, source: str) -> list[Row]:
        return [row for row in self.rows if row["source"] == source]

    def find(self, source: str, name: str) -> Row | None:
        """A table by item, container, path ending or stem, the closest reading first; None when none or several fit."""
        wanted: str = name.replace("\\", "/").removeprefix("./").strip("/")
        readings = (
            lambda row: row["item"] == wanted,
            lambda row: row["container"] == wanted,
            lambda row: f"/{row['item']}".endswith(f"/{wanted}"),
            lambda row: _inner(row["item"]).casefold() == wanted.casefold(),
            lambda row: _stem(row["item"]).casefold() == wanted.casefold(),
        )
        for fits in readings:
            candidates = [row for row in self.of(source) if fits(row)]
            if candidates:
                return candidates[0] if len(candidates) == 1 else None
        return None

    def batches(self, table: Row, columns: Sequence[str]) -> Iterator[list[list[str]]]:
        """Columns of a staged table as text, batch by batch, in the order given; blank where the cell is null."""
        if not table["data"]:
            return
        with pq.ParquetFile(self.folder / table["data"]) as file:
            for batch in file.iter_batches(columns=list(dict.fromkeys(columns))):
                yield [[text_of(value) for value in values_of(batch.column(name))] for name in columns]

    def read(self, table: Row, columns: Sequence[str]) -> list[list[str]]:
        """The same columns whole, one list each."""
        cells_by_column: list[list[str]] = [[] for _ in columns]
        for batch in self.batches(table, columns):
            for column, values in zip(cells_by_column, batch, strict=True):
                column.extend(values)
        return cells_by_column


def table_lookup(inputs: Inputs) -> TableLookup:
    rows = inputs.table("table_index").to_pylist()
    return TableLookup(folder=inputs.tables_folder, rows=sorted(rows, key=lambda row: (row["source"], row["item"])))


def is_whole(table: Row) -> bool:
    """True unless the table was cut at the row limit, so that what is absent from it may still exist."""
    return table["rows"] is not None and (table["rows_read"] or 0) >= table["rows"]


def row_names(count: int) -> list[str]:
    """Names for the rows of a table that has no key, counted from 1 as people do."""
    return [f"row {at}" for at in range(1, count + 1)]


def column_named(table: Row, name: str) -> str:
    """The column as the table writes it, "" when it has none by that name; case and outer space do not matter."""
    exact = [column for column in table["columns"] if column == name]
    alike = [column for column in table["columns"] if column.strip().casefold() == name.strip().casefold()]
    return str((exact or alike or [""])[0])


def _inner(item: str) -> str:
    return item.rpartition("!")[2].rpartition(".")[2] if "!" in item or "/" not in item else ""


def _stem(item: str) -> str:
    return PurePosixPath(item.partition("!")[0]).stem
