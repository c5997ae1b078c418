"""Tables in files, of every format; ``read_tables`` is the entry point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa

from readiness.tables.arrow_files import read_arrow, read_parquet
from readiness.tables.base import TableStream
from readiness.tables.dbf import read_dbf
from readiness.tables.delimited import read_delimited
from readiness.tables.json_records import read_json, read_json_lines
from readiness.tables.markup_tables import read_html, read_xml
from readiness.tables.reasons import reason
from readiness.tables.sqlite_base import read_sqlite
from readiness.tables.workbook import read_workbook

Reader = Callable[..., Iterator[TableStream]]

_READERS: dict[str, Reader] = {
    "arrow": read_arrow,
    "csv": read_delimited,
    "dbf": read_dbf,
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

_OTHER_CONTENT: dict[str, Reader] = {"html": read_html, "txt": read_delimited, "xml": read_xml}
"""Content that is a document by itself, and a table in a file whose name claims one: "Excel exports" of programs."""

_NEVER_HELD = (KeyboardInterrupt, SystemExit, GeneratorExit)
_EXTENSIONS = {"db": "sqlite", "ipc": "arrow", "tab": "tsv"}


def format_of_name(path: Path) -> str:
    """The table format that a file's name claims, "" when it claims none.

    >>> format_of_name(Path("sales.TAB"))
    'tsv'
    """
    extension = path.suffix.lower().lstrip(".")
    name = _EXTENSIONS.get(extension, extension)
    return name if name in _READERS else ""


def read_tables(
    path: Path,
    *,
    item: str,
    format: str,  # noqa: A002
    limit: int | None = None,
    beside: Mapping[str, Path] | None = None,
    scratch: Path | None = None,
) -> Iterator[TableStream]:
    """Return every table in one file, as streams of at most ``limit`` rows (None: all).

    Parameters
    ----------
    path: the file on this machine's disk.
    item: its item name; tables of a container are ``item!Table``.
    format: what the content shows: one of ``TABLE_FORMATS``; of a file whose name claims a table also html, xml or txt.

    beside: logs of a SQLite file by the ending of their name ("-wal"), where they do not lie in its folder.
    scratch: a folder for private copies, the system's own when None.

    A file that breaks yields a stream with the reason as ``problem``; a file that breaks midway gives the rows before
    the break and sets ``problem`` when they have been read. Nothing is raised. Read each stream before the next.
    """
    reader = _READERS.get(format) or _OTHER_CONTENT.get(format)
    if reader is None:
        yield _broken_stream(item, format, f"no reader for tables of format {format!r}")
        return
    if reader is read_sqlite:
        reader = partial(read_sqlite, beside=beside, scratch=scratch)
    try:
        for stream in reader(path, item=item, format=format, limit=limit):
            stream.batches = _guard_batches(stream, stream.batches)
            yield stream
    except _NEVER_HELD:
        raise
    except BaseException as error:  # noqa: BLE001 - a broken file is a finding; Rust's panics are no Exception
        yield _broken_stream(item, format, reason(error))


def _broken_stream(item: str, format: str, problem: str) -> TableStream:  # noqa: A002
    return TableStream(item=item, schema=pa.schema([]), batches=iter(()), format=format, problem=problem)


def _guard_batches(stream: TableStream, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    read = 0
    try:
        for batch in batches:
            read += batch.num_rows
            yield batch
    except _NEVER_HELD:
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        stream.problem = f"broke after row {read}: {reason(error)}"
