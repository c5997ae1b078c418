"""CSV and TSV: every cell a string exactly as written, streamed block by block."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.tables.base import TableStream
from readiness.tables.batch_records import records_of_batches
from readiness.tables.bounds import refuse_wide, row_chunks
from readiness.tables.column_names import unique_names
from readiness.tables.delimited_records import RecordFacts, blank_note, read_records
from readiness.tables.dialect import Dialect, detect_dialect

_BLOCK_BYTES = 4 << 20
"""Longer than nearly every record; a record that does not fit is read by the slower reader instead."""

_READ_BYTES = 1 << 20


def read_delimited(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream of text columns. Ragged records are padded or cut to the usual width and counted in ``notes``."""
    dialect = detect_dialect(path, format=format)
    if dialect is None:
        yield TableStream(item=item, schema=pa.schema([]), batches=iter(()), rows=0, format=format)
        return
    refuse_wide(dialect.width)
    names = unique_names(dialect.names)
    stream = TableStream(
        item=item,
        schema=pa.schema([(name, pa.string()) for name in names]),
        batches=iter(()),
        types=("text",) * dialect.width,
        delimiter=dialect.delimiter,
        encoding=dialect.encoding,
        format=format,
        notes=_notes(dialect, names),
    )
    records = None if dialect.damaged else _count_records(path, dialect, stream)
    if records is not None:
        stream.rows = records - dialect.header
        stream.batches = _fast_batches(path, dialect, stream.schema, limit)
    else:
        stream.notes.pop("blank", None)
        stream.batches = _slow_batches(path, dialect, stream, limit)
    stream.batches = records_of_batches(stream, stream.batches, dialect.names if dialect.header else ())
    yield stream


def _notes(dialect: Dialect, names: tuple[str, ...]) -> dict[str, str]:
    notes = {}
    if dialect.skipped:
        notes["titles"] = f"lines above the first record, which are no records: {dialect.skipped}"
    if not dialect.header:
        notes["header"] = f"no header row found: columns are named {names[0]} to {names[-1]}"
    elif names != dialect.names:
        changed = [f"{i}" for i, (a, b) in enumerate(zip(dialect.names, names, strict=True), 1) if a != b]
        notes["names"] = f"empty, padded or repeated column names were made unique at positions {', '.join(changed)}"
    if dialect.damaged:
        notes["encoding"] = "some bytes are not valid UTF-8 and were replaced"
    elif dialect.uncertain:
        notes["encoding"] = f"read as {dialect.encoding}, which is {dialect.uncertain}"
    return notes


def _open_fast(path: Path, dialect: Dialect, columns: list[str] | None = None) -> Any:
    """A streaming Arrow reader of generated column names, the header (if any) as its first row."""
    from pyarrow import csv as arrow_csv

    names = [f"c{i}" for i in range(dialect.width)]
    encoding = "utf-8" if dialect.encoding == "utf-8-sig" else dialect.encoding
    return arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            column_names=names,
            encoding=encoding,
            block_size=_BLOCK_BYTES,
            use_threads=False,
            skip_rows=dialect.skipped,
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, include_columns=columns
        ),
    )


def _count_records(path: Path, dialect: Dialect, stream: TableStream) -> int | None:
    """Every record that is not blank, header included; None when the fast reader cannot take the file as it is."""
    try:
        with _open_fast(path, dialect, ["c0"]) as reader:
            firsts = [(int(batch.num_rows), bool(pc.any(_is_blank(batch.column(0))).as_py())) for batch in reader]
        records = sum(rows for rows, _ in firsts)
        newlines, quotes = _count_marks(path)
        if quotes % 2:
            return None  # one of them is open
        if dialect.width > 1 and (any(blank for _, blank in firsts) or newlines > records):
            return _examine(path, dialect, stream)
    except (pa.ArrowInvalid, UnicodeError, LookupError):
        return None
    return records


def _count_marks(path: Path) -> tuple[int, int]:
    """Line ends and quotes."""
    newlines = quotes = 0
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            newlines += block.count(b"\n")
            quotes += block.count(b'"')
    return newlines, quotes


def _examine(path: Path, dialect: Dialect, stream: TableStream) -> int | None:
    """The count of a file that may hold blank records or open quotes; None when a cell may have swallowed others."""
    records = blank = 0
    with _open_fast(path, dialect) as reader:
        for batch in reader:
            if any(_may_hold_rows(column, dialect) for column in batch.columns):
                return None
            records += int(batch.num_rows)
            blank += pc.sum(_blank_records(batch)).as_py() or 0
    if blank:
        stream.notes["blank"] = blank_note(blank)
    return records - blank


def _may_hold_rows(column: pa.Array, dialect: Dialect) -> bool:
    """Return whether some cell has a line break and the delimiters of a whole row: its quote may be left open."""
    broken = pc.or_(pc.match_substring(column, "\n"), pc.match_substring(column, "\r"))
    if not pc.any(broken).as_py():
        return False
    delimiters = pc.count_substring(column.filter(broken), dialect.delimiter)
    return bool(pc.any(pc.greater_equal(delimiters, dialect.width - 1)).as_py())


def _is_blank(column: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_trim_whitespace(column), "")


def _blank_records(batch: pa.RecordBatch) -> pa.Array:
    """One boolean per record: all its cells are blank."""

    def and_blank(blank: pa.Array, column: pa.Array) -> pa.Array:
        return pc.and_(blank, _is_blank(column)) if pc.any(blank).as_py() else blank

    return reduce(and_blank, batch.columns[1:], _is_blank(batch.column(0)))


def _fast_batches(path: Path, dialect: Dialect, schema: pa.Schema, limit: int | None) -> Iterator[pa.RecordBatch]:
    left, skip = limit, int(dialect.header)
    with _open_fast(path, dialect) as reader:
        for batch in reader:
            filled = batch.filter(pc.invert(_blank_records(batch))) if dialect.width > 1 else batch
            kept = filled.slice(skip, left)
            skip = max(0, skip - filled.num_rows)
            if kept.num_rows:
                yield pa.RecordBatch.from_arrays(kept.columns, schema=schema)
            if left is not None:
                left -= kept.num_rows
                if left <= 0:
                    return


def _slow_batches(path: Path, dialect: Dialect, stream: TableStream, limit: int | None) -> Iterator[pa.RecordBatch]:
    """Record by record, for files with ragged records, open quotes, huge cells or undecodable bytes."""
    facts, read = RecordFacts(), 0
    filled = read_records(path, dialect, stream.losses, facts)
    records = islice(filled, int(dialect.header), None)
    kept = records if limit is None else islice(records, limit)
    for chunk in row_chunks(kept, lambda record: sum(map(len, record))):
        read += len(chunk)
        yield _batch(chunk, stream.schema)
    read += sum(1 for _ in records)
    stream.rows = read + (stream.losses.total or 0)
    stream.notes.update(facts.notes(dialect.width, read))


def _batch(records: list[list[str]], schema: pa.Schema) -> pa.RecordBatch:
    width = len(schema)
    padded = [(record + [""] * width)[:width] for record in records]
    return pa.RecordBatch.from_arrays(
        [pa.array(cells, pa.string()) for cells in zip(*padded, strict=True)], schema=schema
    )
