"""Tables in files, whatever the format: ``read_tables`` is the one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from readiness.tables.arrow_files import read_arrow, read_parquet
from readiness.tables.base import TableStream
from readiness.tables.delimited import read_delimited
from readiness.tables.json_records import read_json, read_json_lines
from readiness.tables.reasons import reason
from readiness.tables.sqlite_base import read_sqlite
from readiness.tables.workbook import read_workbook

Reader = Callable[..., Iterator[TableStream]]

_READERS: dict[str, Reader] = {
    "arrow": read_arrow,
    "csv": read_delimited,
    "feather": read_arrow,
    "json": read_json,
    "jsonl": read_json_lines,
    "ndjson": read_json_lines,
    "ods": read_workbook,
    "parquet": read_parquet,
    "sqlite": read_sqlite,
    "sqlite3": read_sqlite,
    "tsv": read_delimited,
    "xls": read_workbook,
    "xlsb": read_workbook,
    "xlsm": read_workbook,
    "xlsx": read_workbook,
}

TABLE_FORMATS = frozenset(_READERS)
"""Formats, as named by content or extension, that hold tables."""

_EXTENSIONS = {"db": "sqlite", "ipc": "arrow", "tab": "tsv"}


def format_of_name(path: Path) -> str:
    """The table format that a file's name claims, "" when it claims none.

    >>> format_of_name(Path("sales.TAB"))
    'tsv'
    """
    extension = path.suffix.lower().lstrip(".")
    found = _EXTENSIONS.get(extension, extension)
    return found if found in _READERS else ""


def read_tables(path: Path, *, item: str, format: str, limit: int | None = None) -> Iterator[TableStream]:  # noqa: A002
    """Every table in one file, as streams of at most ``limit`` rows (None: all).

    Parameters
    ----------
    path: the file on this machine's disk.
    item: its item name; tables of a container are ``item!Table``.
    format: one of ``TABLE_FORMATS``.

    A file that breaks yields a stream whose ``problem`` says why; a file that breaks midway gives the rows before
    the break and sets ``problem`` when they have been read. Nothing is raised. Read each stream before the next.
    """
    reader = _READERS.get(format)
    if reader is None:
        yield _broken(item, format, f"no reader for tables of format {format!r}")
        return
    try:
        for stream in reader(path, item=item, format=format, limit=limit):
            stream.batches = _guarded(stream, stream.batches)
            yield stream
    except Exception as error:  # noqa: BLE001 - a broken file is a finding, whatever its parser raises
        yield _broken(item, format, reason(error))


def _broken(item: str, format: str, problem: str) -> TableStream:  # noqa: A002
    return TableStream(item=item, schema=pa.schema([]), batches=iter(()), format=format, problem=problem)


def _guarded(stream: TableStream, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    read = 0
    try:
        for batch in batches:
            read += batch.num_rows
            yield batch
    except Exception as error:  # noqa: BLE001
        stream.problem = f"broke after row {read}: {reason(error)}"
