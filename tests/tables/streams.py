"""Reads small hand-written files the way an audit does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.files import format_of_name, read_tables


def streams_of(path: Path, *, format: str = "", limit: int | None = None) -> list[tuple[TableStream, pa.Table]]:  # noqa: A002
    """Every stream of a file with its rows, read before the next stream."""
    found = []
    for stream in read_tables(path, item=path.name, format=format or format_of_name(path), limit=limit):
        batches = list(stream.batches)
        found.append((stream, pa.Table.from_batches(batches, schema=stream.schema)))
    return found


def table_of(path: Path, *, format: str = "", limit: int | None = None) -> tuple[TableStream, pa.Table]:  # noqa: A002
    [found] = streams_of(path, format=format, limit=limit)
    return found


def rows_of(path: Path, **options: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table_of(path, **options)[1].to_pylist()
    return rows


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
