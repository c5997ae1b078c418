"""SQLite files: every table with its declared types, keys and references. Opened read-only, nothing is locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from readiness.tables.base import Reference, TableStream
from readiness.tables.bounds import BATCH_ROWS
from readiness.tables.cells import arrow_column

_STORAGE = ("integer", "real", "text", "blob")
"""SQLite's storage classes but NULL: https://www.sqlite.org/datatype3.html"""

_INTERNAL_PREFIX = "sqlite_"


def read_sqlite(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream per table, by name. A column's Arrow type is that of its stored cells; mixed ones become text."""
    with closing(_connect(path)) as base:
        found = base.execute("select name from sqlite_schema where type = 'table' order by name").fetchall()
    for (name,) in found:
        if not name.startswith(_INTERNAL_PREFIX):
            yield _table(path, name, item, format, limit)


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    base = sqlite3.connect(uri, uri=True, check_same_thread=False)
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return base


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(path: Path, name: str, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    whole = f"{item}!{name}"
    try:
        with closing(_connect(path)) as base:
            columns = [row for row in base.execute(f"pragma table_xinfo({_quoted(name)})") if row[6] != 1]
            rows, types = _stored_types(base, name, [row[1] for row in columns])
            references = _references(base, name, item)
    except sqlite3.Error as error:
        return TableStream(item=whole, schema=pa.schema([]), batches=iter(()), format=format, problem=str(error))
    keys = sorted((row[5], row[1]) for row in columns if row[5])
    schema = pa.schema([(row[1], kind or pa.string()) for row, kind in zip(columns, types, strict=True)])
    mixed = [row[1] for row, kind in zip(columns, types, strict=True) if kind is None]
    return TableStream(
        item=whole,
        schema=schema,
        batches=_batches(path, name, schema, limit),
        types=tuple(row[2] for row in columns),
        keys=tuple(column for _, column in keys),
        references=references,
        rows=rows,
        format=format,
        notes={"mixed": f"columns store several types and are read as text: {', '.join(mixed)}"} if mixed else {},
    )


def _stored_types(base: sqlite3.Connection, name: str, columns: list[str]) -> tuple[int, list[pa.DataType | None]]:
    """Row count and, per column, the Arrow type of what it stores; None when it stores a mixture."""
    counts = [f"sum(typeof({_quoted(column)}) = '{storage}')" for column in columns for storage in _STORAGE]
    found = list(base.execute(f"select count(*), {', '.join(counts)} from {_quoted(name)}").fetchone())  # noqa: S608
    per_column = [found[1 + i * len(_STORAGE) :][: len(_STORAGE)] for i in range(len(columns))]
    return found[0], [_arrow_type([bool(count) for count in stored]) for stored in per_column]


def _arrow_type(stored: list[bool]) -> pa.DataType | None:
    match stored:
        case [True, False, False, False]:
            return pa.int64()
        case [_, True, False, False]:
            return pa.float64()
        case [False, False, False, True]:
            return pa.large_binary()
        case [False, False, _, False]:
            return pa.string()
        case _:
            return None


def _references(base: sqlite3.Connection, name: str, item: str) -> tuple[Reference, ...]:
    """Declared foreign keys; one that names no parent columns means the parent's primary key."""
    keys: dict[int, list[tuple[int, str, str, str | None]]] = {}
    for number, position, parent, column, to, *_ in base.execute(f"pragma foreign_key_list({_quoted(name)})"):
        keys.setdefault(number, []).append((position, parent, column, to))
    found = []
    for number in sorted(keys):
        parts = sorted(keys[number], key=lambda part: part[0])
        parent = parts[0][1]
        to = [part[3] for part in parts]
        named = [str(column) for column in to] if all(to) else _primary_key(base, parent)
        columns = tuple(part[2] for part in parts)
        if len(named) == len(columns):
            found.append(Reference(columns=columns, table=f"{item}!{parent}", to=tuple(named)))
    return tuple(found)


def _primary_key(base: sqlite3.Connection, name: str) -> list[str]:
    rows = base.execute(f"pragma table_info({_quoted(name)})").fetchall()
    return [column for _, column in sorted((row[5], row[1]) for row in rows if row[5])]


def _batches(path: Path, name: str, schema: pa.Schema, limit: int | None) -> Iterator[pa.RecordBatch]:
    columns = ", ".join(_quoted(column) for column in schema.names)
    bound = "" if limit is None else f" limit {int(limit)}"
    with closing(_connect(path)) as base:
        cursor = base.execute(f"select {columns} from {_quoted(name)}{bound}")  # noqa: S608 - identifiers are quoted
        while chunk := cursor.fetchmany(BATCH_ROWS):
            cells = zip(*chunk, strict=True)
            arrays = [_column(list(values), field.type) for values, field in zip(cells, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(values: list[object], kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind) if kind != pa.string() else arrow_column(values, kind)
