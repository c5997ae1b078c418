"""Every table of an audit as one Parquet file each, and the index that says what each one is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.progress import Progress, silent
from readiness.tables.base import TableStream
from readiness.tables.files import reason
from readiness.tables.naming import unique_names
from readiness.tables.plain import plain_batch, plain_schema

_FOLDER = "tables"


def stage_tables(
    streams: Iterable[tuple[str, str, TableStream]],
    *,
    folder: Path,
    rows_limit: int | None,
    progress: Progress = silent,
) -> pa.Table:
    """Write each table to ``folder/tables/<id>.parquet`` and return ``schemas.TABLE_INDEX``, by source and item.

    Parameters
    ----------
    streams: ``(source, container item, stream)``; each stream is read once, batch by batch, before the next.
    folder: the stages folder; ``data`` in the index is relative to it.
    rows_limit: rows kept of each table, None for all. ``rows`` stays the source's own count where it is known.
    progress: told the tables done; how many there will be is not known before they are read.

    Columns come out with unique names, text as ``large_string``, nested values as JSON text. A table that cannot be
    read is a row with ``state`` unreadable; what was odd about one that can stands in ``problem``.
    """
    (folder / _FOLDER).mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for source, container, stream in streams:
        target = _Target(source=source, container=container, folder=folder)
        rows.append(_staged(stream, target, rows_limit))
        progress(len(rows), 0)
    rows.sort(key=lambda row: (row["source"], row["item"]))
    return pa.Table.from_pylist(rows, schema=schemas.TABLE_INDEX)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    source: str
    container: str
    folder: Path

    def data(self, item: str) -> str:
        """A file name that any item name can be turned into, the same in every run."""
        identity = "\0".join((self.source, item)).encode("utf-8", "surrogateescape")
        return f"{_FOLDER}/{hashlib.sha256(identity).hexdigest()[:24]}.parquet"


def _staged(stream: TableStream, target: _Target, rows_limit: int | None) -> dict[str, Any]:
    names = unique_names(stream.schema.names)
    if list(names) != stream.schema.names:
        stream.notes.setdefault("names", "empty or repeated column names were made unique")
    schema = plain_schema(stream.schema, names)
    data = target.data(stream.item)
    rows_read = 0
    if len(schema):
        rows_read = _write(stream, schema, target.folder / data, rows_limit)
    state = _state(stream, rows_read)
    return {
        "source": target.source,
        "item": stream.item,
        "container": target.container,
        "data": data if len(schema) and state != "unreadable" else None,
        "rows": _rows(stream, rows_read, rows_limit),
        "rows_read": rows_read,
        "columns": list(names),
        "types": list(stream.types) or [str(field.type) for field in stream.schema],
        "keys": list(stream.keys),
        "references": json.dumps([asdict(reference) for reference in stream.references]),
        "delimiter": stream.delimiter,
        "encoding": stream.encoding,
        "format": stream.format,
        "state": state,
        "problem": "; ".join([stream.problem, *stream.notes.values()] if stream.problem else stream.notes.values()),
    }


def _state(stream: TableStream, rows_read: int) -> str:
    if rows_read:
        return "read"
    return "unreadable" if stream.problem else "empty"


def _rows(stream: TableStream, rows_read: int, rows_limit: int | None) -> int | None:
    """Rows in the source: its own count, or what was read when nothing cut the reading short."""
    if stream.problem:
        return stream.rows if stream.rows is not None and stream.rows > rows_read else None
    if stream.rows is not None:
        return max(stream.rows, rows_read)
    return rows_read if rows_limit is None or rows_read < rows_limit else None


def _write(stream: TableStream, schema: pa.Schema, path: Path, rows_limit: int | None) -> int:
    import pyarrow.parquet as pq

    beside, rows = path.with_suffix(".part"), 0
    with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for batch in _within_limit(stream, rows_limit):
            try:
                writer.write_batch(plain_batch(batch, schema))
            except (pa.ArrowException, ValueError, TypeError) as error:
                stream.problem = f"broke after row {rows}: {reason(error)}"
                break
            rows += batch.num_rows
    beside.replace(path)
    return rows


def _within_limit(stream: TableStream, rows_limit: int | None) -> Iterator[pa.RecordBatch]:
    """Batches up to the limit, then one step more, so that a reader of the same limit can say its row count."""
    left = rows_limit
    for batch in _unbroken(stream):
        if left is not None and left <= 0:
            return
        kept = batch if left is None else batch.slice(0, left)
        left = None if left is None else left - kept.num_rows
        if kept.num_rows:
            yield kept


def _unbroken(stream: TableStream) -> Iterator[pa.RecordBatch]:
    """A reader that raises in spite of its door is a table that broke."""
    try:
        yield from stream.batches
    except Exception as error:  # noqa: BLE001 - bad data never raises out of a stage
        stream.problem = stream.problem or reason(error)
