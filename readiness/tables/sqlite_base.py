"""SQLite files: every table with its declared types, keys and references. Opened read-only, nothing is locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.tables.base import Reference, TableStream
from readiness.tables.bounds import refuse_wide, row_chunks
from readiness.tables.cell_types import arrow_column
from readiness.tables.reasons import reason
from readiness.tables.sqlite_log import SqliteFile, with_log

_STORAGE = ("integer", "real", "text", "blob")
"""SQLite's storage classes but NULL: https://www.sqlite.org/datatype3.html"""

_INTERNAL_PREFIX = "sqlite_"
_EXACT_IN_FLOAT64 = 2**53
_COLUMNS_AT_ONCE = 100
"""SQLite allows 2000 result columns by default (sqlite.org/limits.html); five per column stay far below it."""

_ROWS_AT_A_BREAK = "rows at damaged pages"
_NOT_UTF8 = "cells that are not valid UTF-8, whose wrong bytes were replaced"


@dataclass(slots=True, kw_only=True)
class _Table:
    """One table of a file; ``damaged`` counts cells whose bytes are no UTF-8."""

    file: SqliteFile
    name: str
    damaged: int = field(default=0)

    def connect(self) -> sqlite3.Connection:
        base = self.file.connect()
        base.text_factory = self._text
        return base

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.damaged += 1
            return raw.decode("utf-8", "replace")


def read_sqlite(
    path: Path,
    *,
    item: str,
    format: str,  # noqa: A002
    limit: int | None,
    beside: Mapping[str, Path] | None = None,
    scratch: Path | None = None,
) -> Iterator[TableStream]:
    """One stream per table, by name. A column's Arrow type is that of its stored cells; mixed ones become text.

    A write-ahead log or rollback journal beside the file is applied in a private copy; one that cannot be applied is a
    loss of each table.
    """
    with with_log(path, beside or {}, scratch) as file:
        with closing(_Table(file=file, name="").connect()) as base:
            names = base.execute("select name from sqlite_schema where type = 'table' order by name").fetchall()
        for (name,) in names:
            if not name.startswith(_INTERNAL_PREFIX):
                yield _table(_Table(file=file, name=name), item, format, limit)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(table: _Table, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    whole = f"{item}!{table.name}"
    try:
        with closing(table.connect()) as base:
            columns = [row for row in base.execute(f"pragma table_xinfo({_quote(table.name)})") if row[6] != 1]
            refuse_wide(len(columns))
            rows, types = _stored_types(base, table.name, [row[1] for row in columns])
            references = _references(base, table.name, item)
    except (sqlite3.Error, ValueError) as error:
        return TableStream(item=whole, schema=pa.schema([]), batches=iter(()), format=format, problem=str(error))
    keys = sorted((row[5], row[1]) for row in columns if row[5])
    schema = pa.schema([(row[1], kind or pa.string()) for row, kind in zip(columns, types, strict=True)])
    mixed = [row[1] for row, kind in zip(columns, types, strict=True) if kind is None]
    stream = TableStream(
        item=whole,
        schema=schema,
        batches=iter(()),
        types=tuple(row[2] for row in columns),
        keys=tuple(column for _, column in keys),
        references=references,
        rows=rows,
        format=format,
        notes={"mixed": f"columns store several types and are read as text: {', '.join(mixed)}"} if mixed else {},
    )
    if table.file.unread:
        stream.losses.add(f"rows changed in its log ({table.file.unread})", None)
    stream.batches = _batches(table, stream, limit)
    return stream


def _stored_types(
    base: sqlite3.Connection, name: str, columns: list[str]
) -> tuple[int | None, list[pa.DataType | None]]:
    """Row count and, per column, the Arrow type of what it stores; None when it stores a mixture.

    Where damaged pages stop the counting, the count is None and every column is read as text.
    """
    try:
        rows = base.execute(f"select count(*) from {_quote(name)}").fetchone()[0]  # noqa: S608
        types: list[pa.DataType | None] = []
        for start in range(0, len(columns), _COLUMNS_AT_ONCE):
            types += _types_of(base, name, columns[start : start + _COLUMNS_AT_ONCE])
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return None, [None] * len(columns)
    return rows, types


def _types_of(base: sqlite3.Connection, name: str, columns: list[str]) -> Iterator[pa.DataType | None]:
    counts = [f"sum(typeof({_quote(column)}) = '{storage}')" for column in columns for storage in _STORAGE]
    far = f"not between -{_EXACT_IN_FLOAT64} and {_EXACT_IN_FLOAT64}"
    wide = [f"sum(typeof({_quote(column)}) = 'integer' and {_quote(column)} {far})" for column in columns]
    counted = list(base.execute(f"select {', '.join([*counts, *wide])} from {_quote(name)}").fetchone())  # noqa: S608
    for number in range(len(columns)):
        stored = [bool(count) for count in counted[number * len(_STORAGE) :][: len(_STORAGE)]]
        would_round = stored[0] and stored[1] and bool(counted[len(counts) + number])
        yield None if would_round else _arrow_type(stored)


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
    for number, position, parent, column, to, *_ in base.execute(f"pragma foreign_key_list({_quote(name)})"):
        keys.setdefault(number, []).append((position, parent, column, to))
    references = []
    for number in sorted(keys):
        parts = sorted(keys[number], key=lambda part: part[0])
        parent = parts[0][1]
        to = [part[3] for part in parts]
        named = [str(column) for column in to] if all(to) else _primary_key(base, parent)
        columns = tuple(part[2] for part in parts)
        if len(named) == len(columns):
            references.append(Reference(columns=columns, table=f"{item}!{parent}", to=tuple(named)))
    return tuple(references)


def _primary_key(base: sqlite3.Connection, name: str) -> list[str]:
    rows = base.execute(f"pragma table_info({_quote(name)})").fetchall()
    return [column for _, column in sorted((row[5], row[1]) for row in rows if row[5])]


def _batches(table: _Table, stream: TableStream, limit: int | None) -> Iterator[pa.RecordBatch]:
    for chunk in row_chunks(_rows(table, stream, limit), _weight):
        cells = zip(*chunk, strict=True)
        arrays = [_column(list(values), field.type) for values, field in zip(cells, stream.schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=stream.schema)
    if table.damaged:
        stream.notes["damaged"] = f"{_NOT_UTF8}: {table.damaged}"


def _rows(table: _Table, stream: TableStream, limit: int | None) -> Iterator[tuple[Any, ...]]:
    """Rows up to the first damaged page, then those from the other end down to the last one."""
    columns = ", ".join(_quote(column) for column in stream.schema.names)
    bound = "" if limit is None else f" limit {int(limit)}"
    last: Any = None
    with closing(table.connect()) as base:
        keyed = _has_row_numbers(base, table.name)
        selected = f"select {'rowid' if keyed else '0'}, {columns} from {_quote(table.name)}"  # noqa: S608
        try:
            for number, *row in base.execute(selected + (" order by rowid" if keyed else "") + bound):
                last = number
                yield tuple(row)
        except sqlite3.DatabaseError as error:
            stream.rows = None
            stream.losses.add(_ROWS_AT_A_BREAK, None, place=reason(error))
            after = "" if last is None else " where rowid > ?"
            if keyed and limit is None:
                yield from _until_break(base, f"{selected}{after} order by rowid desc", () if last is None else (last,))


def _until_break(base: sqlite3.Connection, statement: str, values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    try:
        for _, *row in base.execute(statement, values):
            yield tuple(row)
    except sqlite3.DatabaseError:
        return


def _has_row_numbers(base: sqlite3.Connection, name: str) -> bool:
    """Not so for WITHOUT ROWID and virtual tables."""
    try:
        base.execute(f"select rowid from {_quote(name)} limit 0")  # noqa: S608 - identifiers are quoted
    except sqlite3.DatabaseError:
        return False
    row = base.execute("select sql from sqlite_schema where type = 'table' and name = ?", (name,)).fetchone()
    return bool(row) and not str(row[0]).lstrip().lower().startswith("create virtual")


def _weight(row: tuple[Any, ...]) -> int:
    return sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in row)


def _column(values: list[object], kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind) if kind != pa.string() else arrow_column(values, kind)
