"""Grids of cells (sheets, tables of web pages) as tables: where the table begins, its header, types and rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.bounds import refuse_wide, row_chunks
from readiness.tables.cell_types import arrow_column, arrow_type, cell_text, kind_of, type_name
from readiness.tables.column_names import unique_names
from readiness.tables.extra_rows import ExtraRows, records_only
from readiness.tables.header import has_header

Rows = Callable[[], Iterator[list[Any]]]
"""Gives the rows of a grid anew each time it is called."""

_HEADER_SEARCH_ROWS = 50
"""Titles and notes above a table end within this many filled rows. Chosen by us."""

_FILLED_SHARE = 0.5
"""A row filled at least this much of the usual row's cells begins the table; titles fill one or two. Chosen by us."""

_FEWEST_CELLS = 2
_MOST_REMARKS = 20
"""More sparse rows after a blank one are rows of the table and no remarks below it. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Position of the table in a sheet: ``above`` filled rows, ``top`` with blank ones, are above its header or data.

    A row after a blank one that fills fewer than ``fewest`` cells may be a remark below the table.
    """

    above: int
    top: int
    header: bool
    names: tuple[str, ...]
    fewest: float


@dataclass(slots=True)
class _SkippedRows:
    """Rows that were passed over."""

    blank: int = 0
    below: int = 0


def is_filled(rows: Iterable[list[Any]]) -> bool:
    return any(_filled_count(row) for row in rows)


def grid_stream(rows: Rows, *, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    """The table in a grid that is filled. Two passes: kinds and counts first, then the rows."""
    head = list(islice(_filled_rows(rows()), _HEADER_SEARCH_ROWS + 1))
    if sum(_filled_count(row) for _, row in head) < _FEWEST_CELLS:
        notes = {"cells": "holds a single filled cell and no table"}
        return TableStream(item=item, schema=pa.schema([]), batches=iter(()), rows=0, format=format, notes=notes)
    grid = _find_grid(head)
    refuse_wide(len(grid.names))
    kinds: list[set[str]] = [set() for _ in grid.names]
    left, count = _SkippedRows(), 0
    judge = _judge(head, grid)
    for row in _records(rows(), grid, left, judge):
        count += 1
        for column_kinds, value in zip(kinds, row, strict=False):
            column_kinds.add(_kind(value))
    types = [arrow_type(column_kinds) for column_kinds in kinds]
    schema = pa.schema(list(zip(grid.names, types, strict=True)))
    return TableStream(
        item=item,
        schema=schema,
        batches=_batches(islice(_records(rows(), grid, _SkippedRows(), _judge(head, grid)), limit), schema),
        types=tuple(type_name(column_kinds) for column_kinds in kinds),
        rows=count,
        format=format,
        notes=_notes(grid, left) | judge.notes(),
    )


def _judge(head: list[tuple[int, list[Any]]], grid: _Grid) -> ExtraRows:
    judge = ExtraRows(names=grid.names if grid.header else ())
    judge.learn([_texts(row) for _, row in head[grid.above + grid.header :]])
    return judge


def _texts(row: list[Any]) -> list[str]:
    return [cell_text(cell) or "" for cell in row]


def _records(rows: Iterator[list[Any]], grid: _Grid, left: _SkippedRows, judge: ExtraRows) -> Iterator[list[Any]]:
    return records_only(_data_rows(rows, grid, left), judge, _texts)


def _kind(value: Any) -> str:
    """Spreadsheets store every number as a float; a whole one is read as the integer that was typed."""
    kind = kind_of(value)
    return "integer" if kind == "decimal" and value.is_integer() and abs(value) < 2**53 else kind


def _notes(grid: _Grid, left: _SkippedRows) -> dict[str, str]:
    notes = {}
    if grid.above:
        notes["top"] = f"{grid.top} rows above the table were left out"
    if not grid.header:
        notes["header"] = f"no header row found: columns are named {grid.names[0]} to {grid.names[-1]}"
    if left.blank:
        notes["blank"] = f"{left.blank} blank rows inside the table were left out"
    if left.below:
        notes["below"] = f"{left.below} rows below the table, separated from it by blank rows, were left out"
    return notes


def _filled_count(row: list[Any]) -> int:
    return sum(1 for cell in row if cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()))


def _filled_rows(rows: Iterator[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    return ((number, row) for number, row in enumerate(rows) if _filled_count(row))


def _find_grid(numbered_rows: list[tuple[int, list[Any]]]) -> _Grid:
    rows = [row for _, row in numbered_rows]
    filled = [_filled_count(row) for row in rows]
    counts = Counter(filled)
    usual = max(counts, key=lambda count: (counts[count], count))
    top = next(i for i, count in enumerate(filled) if count >= max(1, _FILLED_SHARE * usual))
    texts = [[cell_text(cell) or "" for cell in row] for row in rows[top:]]
    header = has_header(texts)
    width = max(len(row) for row in rows)
    names = unique_names(_one_line(cell) for cell in texts[0]) if header else unique_names([""] * width)
    return _Grid(above=top, top=numbered_rows[top][0], header=header, names=names, fewest=_FILLED_SHARE * usual)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _data_rows(rows: Iterator[list[Any]], grid: _Grid, left: _SkippedRows) -> Iterator[list[Any]]:
    """Rows of the table. Blank rows are none; sparse rows behind a blank one are held back: at the end, remarks."""
    above, blank, apart = grid.above + grid.header, 0, False
    held: list[list[Any]] = []
    for row in rows:
        filled = _filled_count(row)
        if not filled:
            blank += above <= 0
            apart = above <= 0
            continue
        above -= 1
        if above >= 0:
            continue
        if filled < grid.fewest and (apart or held) and len(held) < _MOST_REMARKS:
            held.append(row)
            continue
        left.blank, blank = left.blank + blank, 0
        yield from held
        held.clear()
        apart = False
        yield row
    left.below += len(held)


def _batches(rows: Iterator[list[Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    width = len(schema)
    for chunk in row_chunks(rows, _weight):
        cells = zip(*((row + [None] * width)[:width] for row in chunk), strict=True)
        columns = [_column(list(values), field.type) for values, field in zip(cells, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _weight(row: list[Any]) -> int:
    return sum(len(cell) if isinstance(cell, str) else 8 for cell in row)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.int64():
        values = [int(value) if isinstance(value, float) else value for value in values]
    if kind == pa.string():
        values = [value if value != "" else None for value in values]
    return arrow_column(values, kind)
