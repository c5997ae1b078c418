"""Parquet, Feather and Arrow IPC: typed as they stand, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.delimited import BATCH_ROWS


def read_parquet(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002, ARG001
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
    yield _stream(item, format, schema, _parquet_batches(path), rows)


def _parquet_batches(path: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH_ROWS)


def read_arrow(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002, ARG001
    """Arrow IPC files (Feather version 2) and streams; the row count of a stream is known only at its end."""
    with pa.memory_map(str(path)) as source:
        is_file = source.read(6) == b"ARROW1"
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
        schema = reader.schema
        rows = sum(reader.get_batch(i).num_rows for i in range(reader.num_record_batches)) if is_file else None
    yield _stream(item, format, schema, _ipc_batches(path, is_file=is_file), rows)


def _ipc_batches(path: Path, *, is_file: bool) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source:
        if not is_file:
            yield from pa.ipc.open_stream(source)
            return
        reader = pa.ipc.open_file(source)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _stream(
    item: str,
    format: str,  # noqa: A002
    schema: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    rows: int | None,
) -> TableStream:
    types = tuple(str(field.type) for field in schema)
    return TableStream(item=item, schema=schema, batches=batches, types=types, rows=rows, format=format)
