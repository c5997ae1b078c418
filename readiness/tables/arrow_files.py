"""Parquet, Feather and Arrow IPC: typed as they are. One broken row group or record batch loses only its own rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.tables.base import TableStream
from readiness.tables.bounds import BATCH_BYTES, BATCH_ROWS, refuse_wide
from readiness.tables.moments import may_leave_calendar, moment_text, outside_calendar
from readiness.tables.reasons import reason

_BROKEN = (pa.ArrowException, OSError, ValueError, OverflowError)


def read_parquet(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002, ARG001
    with _parquet(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
        refuse_wide(len(schema))
        sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    columns = (
        [name for name in schema.names if may_leave_calendar(schema.field(name).type)] if _distinct(schema) else []
    )

    def moments() -> Iterator[pa.RecordBatch]:
        with _parquet(path) as file:
            for number in range(len(sizes)) if columns else ():
                with suppress(*_BROKEN):
                    yield from file.iter_batches(row_groups=[number], columns=columns)

    stream = _stream(item, format, schema, _far(moments()))
    stream.rows = rows
    stream.batches = _as_text(_parquet_batches(path, sizes, stream), stream.schema)
    yield stream


def _distinct(schema: pa.Schema) -> bool:
    return len(set(schema.names)) == len(schema.names)


def _parquet(path: Path) -> Any:
    """INT96 timestamps as microseconds: as nanoseconds they leave 64 bits after 2262 and come back as other years."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(path, coerce_int96_timestamp_unit="us")


def _parquet_batches(path: Path, sizes: list[int], stream: TableStream) -> Iterator[pa.RecordBatch]:
    with _parquet(path) as file:
        for number, size in enumerate(sizes):
            bytes_per_row = file.metadata.row_group(number).total_byte_size // max(1, size)
            batch_rows = max(1, min(BATCH_ROWS, BATCH_BYTES // max(1, bytes_per_row)))
            batches = file.iter_batches(row_groups=[number], batch_size=batch_rows)
            yield from _whole_ones(batches, stream, size, f"row group {number + 1}")


def _whole_ones(
    batches: Iterator[pa.RecordBatch], stream: TableStream, size: int, place: str
) -> Iterator[pa.RecordBatch]:
    """Batches of one row group until it breaks; the rest of its ``size`` rows is lost."""
    read = 0
    try:
        for batch in batches:
            yield batch
            read += batch.num_rows
    except _BROKEN as error:
        stream.losses.add("rows of row groups that break", size - read, place=f"{place}: {reason(error)}")


def read_arrow(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002, ARG001
    """Arrow IPC files (Feather version 2) and streams; the row count of a stream is known only at its end."""
    with pa.memory_map(str(path)) as source:
        is_file = source.read(6) == b"ARROW1"
    with pa.memory_map(str(path)) as source:
        schema = (pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)).schema
    refuse_wide(len(schema))
    batches = _file_batches if is_file else _stream_batches
    unheard = TableStream(item=item, schema=schema, batches=iter(()))
    stream = _stream(item, format, schema, _far(batches(path, unheard)))
    stream.batches = _as_text(batches(path, stream), stream.schema)
    stream.rows = _rows_in_file(path) if is_file else None
    yield stream


def _rows_in_file(path: Path) -> int | None:
    with pa.memory_map(str(path)) as source, suppress(*_BROKEN):
        reader = pa.ipc.open_file(source)
        return sum(int(reader.get_batch(number).num_rows) for number in range(reader.num_record_batches))
    return None


def _file_batches(path: Path, stream: TableStream) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        for number in range(reader.num_record_batches):
            try:
                batch = reader.get_batch(number)
            except _BROKEN as error:
                stream.losses.add("record batches that break", None, place=f"batch {number + 1}: {reason(error)}")
            else:
                yield from _sound(batch, number, stream)


def _stream_batches(path: Path, stream: TableStream) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source:
        number = -1
        try:
            for number, batch in enumerate(pa.ipc.open_stream(source)):
                yield from _sound(batch, number, stream)
        except _BROKEN as error:
            place = f"after batch {number + 1}: {reason(error)}"
            stream.losses.add("record batches after a break", None, place=place)


def _sound(batch: pa.RecordBatch, number: int, stream: TableStream) -> Iterator[pa.RecordBatch]:
    """The batch when its offsets and indices lie inside its buffers; reading others could end the process."""
    try:
        for column in batch.columns:
            _refuse_unsound(column)
    except _BROKEN as error:
        place = f"batch {number + 1}: {reason(error)}"
        stream.losses.add("rows of record batches that break", batch.num_rows, place=place)
    else:
        yield batch


def _refuse_unsound(column: pa.Array) -> None:
    bytes_of = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}
    plain = (
        column.view(bytes_of[column.type]) if column.type in bytes_of else column
    )  # bytes that are no UTF-8 are read
    plain.validate(full=True)


def _stream(item: str, format: str, schema: pa.Schema, far: set[str]) -> TableStream:  # noqa: A002
    """Columns named in ``far`` come as text."""
    fields = [pa.field(field.name, pa.large_string()) if field.name in far else field for field in schema]
    notes = (
        {"far": f"dates or times outside the years 1 to 9999: column {', '.join(sorted(far))} is text"} if far else {}
    )
    types = tuple(str(field.type) for field in schema)
    return TableStream(item=item, schema=pa.schema(fields), batches=iter(()), types=types, format=format, notes=notes)


def _far(batches: Iterable[pa.RecordBatch]) -> set[str]:
    """Names of columns in which some date or time lies outside the years 1 to 9999."""
    names: set[str] = set()
    for batch in batches:
        for field, column in zip(batch.schema, batch.columns, strict=True):
            if field.name not in names and may_leave_calendar(field.type) and pc.any(outside_calendar(column)).as_py():
                names.add(field.name)
    return names


def _as_text(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = [_as_stored(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _as_stored(column: pa.Array, kind: pa.DataType) -> pa.Array:
    is_far = may_leave_calendar(column.type) and pa.types.is_large_string(kind)
    return moment_text(column) if is_far else column
