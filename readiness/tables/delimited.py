"""CSV and TSV: every cell a string exactly as written, streamed block by block."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.dialect import Dialect, detect_dialect
from readiness.tables.naming import unique_names

BATCH_ROWS = 16_384
_BLOCK_BYTES = 4 << 20
"""Longer than nearly every record; a record that does not fit is read by the slower reader instead."""

_MAX_CELL_CHARACTERS = 16 << 20
"""Bound of one cell: beyond it a quote was left open and would swallow the file."""


def read_delimited(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream of text columns. Ragged records are padded or cut to the usual width and counted in ``notes``."""
    dialect = detect_dialect(path, format=format)
    if dialect is None:
        yield TableStream(item=item, schema=pa.schema([]), batches=iter(()), rows=0, format=format)
        return
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
    whole = None if dialect.damaged else _count_records(path, dialect)
    if whole is not None:
        stream.rows = whole - dialect.header
        stream.batches = _fast_batches(path, dialect, stream.schema, limit)
    else:
        stream.batches = _slow_batches(path, dialect, stream, limit)
    yield stream


def _notes(dialect: Dialect, names: tuple[str, ...]) -> dict[str, str]:
    notes = {}
    if not dialect.header:
        notes["header"] = f"no header row found: columns are named {names[0]} to {names[-1]}"
    elif names != dialect.names:
        changed = [f"{i}" for i, (a, b) in enumerate(zip(dialect.names, names, strict=True), 1) if a != b]
        notes["names"] = f"empty, padded or repeated column names were made unique at positions {', '.join(changed)}"
    if dialect.damaged:
        notes["encoding"] = "some bytes are not valid UTF-8 and were replaced"
    return notes


def _open_fast(path: Path, dialect: Dialect, columns: list[str] | None = None) -> Any:
    """A streaming Arrow reader of generated column names, the header (if any) as its first row."""
    from pyarrow import csv as arrow_csv

    names = [f"c{i}" for i in range(dialect.width)]
    encoding = "utf-8" if dialect.encoding == "utf-8-sig" else dialect.encoding
    return arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            column_names=names, encoding=encoding, block_size=_BLOCK_BYTES, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, include_columns=columns
        ),
    )


def _count_records(path: Path, dialect: Dialect) -> int | None:
    """Every record of the file, header included; None when the fast reader cannot take the file as it is."""
    try:
        with _open_fast(path, dialect, ["c0"]) as reader:
            return sum(int(batch.num_rows) for batch in reader)
    except (pa.ArrowInvalid, UnicodeError, LookupError):
        return None


def _fast_batches(path: Path, dialect: Dialect, schema: pa.Schema, limit: int | None) -> Iterator[pa.RecordBatch]:
    left, skip = limit, int(dialect.header)
    with _open_fast(path, dialect) as reader:
        for batch in reader:
            kept = batch.slice(skip, left)
            skip = max(0, skip - batch.num_rows)
            if kept.num_rows:
                yield pa.RecordBatch.from_arrays(kept.columns, schema=schema)
            if left is not None:
                left -= kept.num_rows
                if left <= 0:
                    return


def _slow_batches(path: Path, dialect: Dialect, stream: TableStream, limit: int | None) -> Iterator[pa.RecordBatch]:
    """Record by record, for files with ragged records, huge cells or undecodable bytes."""
    previous = csv.field_size_limit(_MAX_CELL_CHARACTERS)
    ragged = read = 0
    try:
        with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
            filled = (record for record in csv.reader(file, delimiter=dialect.delimiter) if record)
            records = islice(filled, int(dialect.header), None)
            kept = records if limit is None else islice(records, limit)
            while chunk := list(islice(kept, BATCH_ROWS)):
                ragged += sum(len(record) != dialect.width for record in chunk)
                read += len(chunk)
                yield _batch(chunk, stream.schema)
            stream.rows = read + sum(1 for _ in records)
    finally:
        csv.field_size_limit(previous)
        if ragged:
            stream.notes["ragged"] = f"{ragged} of {read} records do not have {dialect.width} cells"


def _batch(records: list[list[str]], schema: pa.Schema) -> pa.RecordBatch:
    width = len(schema)
    padded = [(record + [""] * width)[:width] for record in records]
    return pa.RecordBatch.from_arrays(
        [pa.array(cells, pa.string()) for cells in zip(*padded, strict=True)], schema=schema
    )
