"""Batches of text cells without the rows that are no records; only rows that may be none are judged one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.tables.base import TableStream
from readiness.tables.extra_rows import SAMPLE_ROWS, TAIL_ROWS, ExtraRows

Mask = npt.NDArray[np.bool_]


def records_of_batches(
    stream: TableStream, batches: Iterator[pa.RecordBatch], names: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """Batches without extra rows, which the stream's notes name and its count of rows leaves out at the end."""
    judge = ExtraRows(names=names)
    held: pa.RecordBatch | None = None
    first = True
    for batch in batches:
        if first:
            judge.learn(_texts(batch, range(min(SAMPLE_ROWS, batch.num_rows))))
        inner = _inner_records(batch, judge, first=first)
        held, first = (_join(held, inner) if held is not None else inner), False
        if held.num_rows > TAIL_ROWS:
            yield held.slice(0, held.num_rows - TAIL_ROWS)
            held = held.slice(held.num_rows - TAIL_ROWS)
    if held is not None:
        kept = _without_end(held, judge)
        if kept.num_rows:
            yield kept
    if stream.rows is not None:
        stream.rows -= sum(count for what, count in judge.left_out.items() if what)
    stream.notes.update(judge.notes())


def _join(one: pa.RecordBatch, other: pa.RecordBatch) -> pa.RecordBatch:
    table = pa.Table.from_batches([one, other]).combine_chunks()
    return table.to_batches()[0] if table.num_rows else one


def _texts(batch: pa.RecordBatch, rows: range | list[int]) -> list[list[str]]:
    taken = batch.take(pa.array(list(rows), pa.int64()))
    columns = [[cell or "" for cell in column.to_pylist()] for column in taken.columns]
    return [list(cells) for cells in zip(*columns, strict=True)]


def _inner_records(batch: pa.RecordBatch, judge: ExtraRows, *, first: bool) -> pa.RecordBatch:
    suspect = _suspects(batch, judge)
    suspect[:1] |= first
    rows = [int(row) for row in np.flatnonzero(suspect)]
    kept = np.ones(batch.num_rows, dtype=bool)
    for row, cells in zip(rows, _texts(batch, rows), strict=True):
        is_first = first and row == 0
        if is_first or judge.is_suspect(cells):
            kept[row] = judge.is_record(cells, first=is_first, last=False)
    return batch if kept.all() else batch.filter(pa.array(kept))


def _suspects(batch: pa.RecordBatch, judge: ExtraRows) -> Mask:
    """Rows that repeat the header's first cell, or have nothing but their first cell."""
    none: Mask = np.zeros(batch.num_rows, dtype=bool)
    if batch.num_columns < 2:
        return none
    lone = ~none
    for column in batch.columns[1:]:
        lone &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
        if not lone.any():
            break
    if not judge.names:
        return lone
    again = pc.equal(pc.utf8_trim_whitespace(batch.column(0)), judge.names[0].strip())
    suspects: Mask = lone | again.to_numpy(zero_copy_only=False)
    return suspects


def _without_end(held: pa.RecordBatch, judge: ExtraRows) -> pa.RecordBatch:
    end = held.num_rows
    cells = _texts(held, range(end))
    while end and not judge.is_record(cells[end - 1], last=True):
        end -= 1
    return held.slice(0, end)
