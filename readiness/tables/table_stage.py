"""Tables of an audit as one Parquet file each, and the index that describes them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.progress import Progress, silent
from readiness.storage.atomic import written_beside
from readiness.tables.base import TableStream
from readiness.tables.bounds import refuse_wide
from readiness.tables.column_names import unique_names
from readiness.tables.parquet_ready import plain_batch, plain_schema
from readiness.tables.reasons import reason

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
    progress: called with the tables done; their total is not known before they are read.

    Columns come out with unique names, text as ``large_string``, nested values as JSON text. A table that cannot be
    read is a row with ``state`` unreadable, one that breaks a row with ``state`` partial: ``lost`` and ``lost_why``
    describe what is missing. A table that the limit cut is ``read``, with more ``rows`` than ``rows_read``.
    ``problem`` holds what was odd about a table, its losses included.
    """
    (folder / _FOLDER).mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for source, container, stream in streams:
        target = _Target(source=source, container=container, folder=folder)
        rows.append(_stage_table(stream, target, rows_limit))
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


def _stage_table(stream: TableStream, target: _Target, rows_limit: int | None) -> dict[str, Any]:
    names = unique_names(stream.schema.names)
    if list(names) != stream.schema.names:
        stream.notes.setdefault("names", "empty or repeated column names were made unique")
    schema = _schema(stream, names)
    data = target.data(stream.item)
    rows_read = 0
    if len(schema):
        rows_read = _write(stream, schema, target.folder / data, rows_limit)
    elif stream.rows and not stream.problem and not stream.losses:
        stream.notes["columns"] = f"{stream.rows} rows without columns"
    cut = rows_limit is not None and rows_read >= rows_limit
    if len(schema):
        _account_for_all(stream, rows_read, cut=cut)
    state, why = _state(stream, rows_read), (stream.problem, stream.losses.text())
    return {
        "source": target.source,
        "item": stream.item,
        "container": target.container,
        "data": data if len(schema) and state != "unreadable" else None,
        "rows": _rows(stream, rows_read, cut=cut),
        "rows_read": rows_read,
        "lost": _lost_rows(stream, rows_read),
        "lost_why": "; ".join(filter(None, why)),
        "columns": list(names),
        "types": list(stream.types) or [str(field.type) for field in stream.schema],
        "keys": list(stream.keys),
        "references": json.dumps([asdict(reference) for reference in stream.references]),
        "delimiter": stream.delimiter,
        "encoding": stream.encoding,
        "format": stream.format,
        "state": state,
        "problem": "; ".join(filter(None, [*why, *stream.notes.values()])),
    }


def _schema(stream: TableStream, names: tuple[str, ...]) -> pa.Schema:
    """The columns to stage; none for a table that is too wide, which is then a problem."""
    try:
        refuse_wide(len(names))
    except ValueError as error:
        stream.problem = str(error)
        return pa.schema([])
    return plain_schema(stream.schema, names)


def _account_for_all(stream: TableStream, rows_read: int, *, cut: bool) -> None:
    """Count as lost the rows that are missing from the source's own count without a limit or a break."""
    known = stream.losses.total
    if stream.rows is None or stream.problem or cut or known is None:
        return
    short = stream.rows - rows_read - known
    if short > 0:
        stream.losses.add("rows that the source counts but does not deliver", short)


def _lost_rows(stream: TableStream, rows_read: int) -> int | None:
    """Rows that were not read because of a break; None when their number is unknown."""
    if not stream.problem:
        return stream.losses.total
    return None if stream.rows is None else max(0, stream.rows - rows_read)


def _state(stream: TableStream, rows_read: int) -> str:
    if stream.losses or stream.problem:
        return "partial" if rows_read else "unreadable"
    return "read" if rows_read else "empty"


def _rows(stream: TableStream, rows_read: int, *, cut: bool) -> int | None:
    """Rows that can be read: those read when no limit cut the reading, else the source's count without the lost."""
    if not cut:
        return rows_read if _state(stream, rows_read) != "unreadable" else None
    if stream.rows is None:
        return None
    return max(stream.rows - (stream.losses.total or 0), rows_read)


def _write(stream: TableStream, schema: pa.Schema, path: Path, rows_limit: int | None) -> int:
    import pyarrow.parquet as pq

    rows, odd = 0, Counter[str]()
    with written_beside(path) as beside, pq.ParquetWriter(beside, schema, compression="zstd") as writer:
        for batch in _within_limit(stream, rows_limit):
            try:
                writer.write_batch(plain_batch(batch, schema, odd))
            except (pa.ArrowException, ValueError, TypeError) as error:
                stream.problem = f"broke after row {rows}: {reason(error)}"
                break
            rows += batch.num_rows
    stream.notes.update({what: f"{what}: {count}" for what, count in odd.items()})
    return rows


def _within_limit(stream: TableStream, rows_limit: int | None) -> Iterator[pa.RecordBatch]:
    """Batches up to the limit, then one step more, so that a reader with the same limit can set its row count."""
    left = rows_limit
    for batch in _unbroken(stream):
        if left is not None and left <= 0:
            return
        part = batch if left is None else batch.slice(0, left)
        left = None if left is None else left - part.num_rows
        if part.num_rows:
            yield part


def _unbroken(stream: TableStream) -> Iterator[pa.RecordBatch]:
    """Make a table with a problem of a reader that raises in spite of the interface."""
    try:
        yield from stream.batches
    except Exception as error:  # noqa: BLE001 - bad data never raises out of a stage
        stream.problem = stream.problem or f"broke off: {reason(error)}"
