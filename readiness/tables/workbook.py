"""XLSX, XLSB, XLS and ODS sheets: one table per sheet that holds anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.bounds import BATCH_ROWS
from readiness.tables.cells import arrow_column, arrow_type, cell_text, kind_of, type_name
from readiness.tables.header import has_header
from readiness.tables.naming import unique_names

_HEADER_SEARCH_ROWS = 50
"""Titles and notes above a table end within this many rows. Chosen by us."""

_FILLED_SHARE = 0.5
"""A row filled at least this much of the usual row's cells begins the table; titles fill one or two. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the table stands in a sheet: ``top`` is the row of its header, or of its data without one."""

    top: int
    header: bool
    names: tuple[str, ...]

    @property
    def first_data_row(self) -> int:
        return self.top + self.header


def read_workbook(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream per non-empty sheet, in book order; items are ``path!Sheet`` only when there are several."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_path(str(path))
    sheets = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    filled = [name for name in sheets if _is_filled(book, name)]
    for name in filled:
        yield _stream(book.get_sheet_by_name(name), item if len(filled) == 1 else f"{item}!{name}", format, limit)


def _is_filled(book: Any, name: str) -> bool:
    return any(kind_of(cell) != "blank" for row in book.get_sheet_by_name(name).iter_rows() for cell in row)


def _stream(sheet: Any, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    grid = _find_grid(list(islice(sheet.iter_rows(), _HEADER_SEARCH_ROWS + 1)))
    kinds: list[set[str]] = [set() for _ in grid.names]
    rows = 0
    for row in _data_rows(sheet, grid):
        rows += 1
        for found, value in zip(kinds, row, strict=False):
            found.add(_kind(value))
    types = [arrow_type(found) for found in kinds]
    schema = pa.schema(list(zip(grid.names, types, strict=True)))
    return TableStream(
        item=item,
        schema=schema,
        batches=_batches(islice(_data_rows(sheet, grid), limit), schema),
        types=tuple(type_name(found) for found in kinds),
        rows=rows,
        format=format,
        notes=_notes(grid),
    )


def _kind(value: Any) -> str:
    """Spreadsheets store every number as a float; a whole one is read as the integer that was typed."""
    kind = kind_of(value)
    return "integer" if kind == "decimal" and value.is_integer() and abs(value) < 2**53 else kind


def _notes(grid: _Grid) -> dict[str, str]:
    notes = {}
    if grid.top:
        notes["top"] = f"{grid.top} rows above the table were left out"
    if not grid.header:
        notes["header"] = f"no header row found: columns are named {grid.names[0]} to {grid.names[-1]}"
    return notes


def _find_grid(rows: list[list[Any]]) -> _Grid:
    filled = [sum(kind_of(cell) != "blank" for cell in row) for row in rows]
    counts = Counter(count for count in filled if count)
    usual = max(counts, key=lambda count: (counts[count], count))
    top = next(i for i, count in enumerate(filled) if count >= max(1, _FILLED_SHARE * usual))
    texts = [[cell_text(cell) or "" for cell in row] for row in rows[top:]]
    header = has_header(texts)
    width = max(len(row) for row in rows)
    names = unique_names(_one_line(cell) for cell in texts[0]) if header else unique_names([""] * width)
    return _Grid(top=top, header=header, names=names)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _data_rows(sheet: Any, grid: _Grid) -> Iterator[list[Any]]:
    return islice(sheet.iter_rows(), grid.first_data_row, None)


def _batches(rows: Iterator[list[Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    width = len(schema)
    while chunk := [(row + [None] * width)[:width] for row in islice(rows, BATCH_ROWS)]:
        cells = zip(*chunk, strict=True)
        columns = [_column(list(values), field.type) for values, field in zip(cells, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.int64():
        values = [int(value) if isinstance(value, float) else value for value in values]
    if kind == pa.string():
        values = [value if value != "" else None for value in values]
    return arrow_column(values, kind)
