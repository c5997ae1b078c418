"""Tables of a DuckDB file, read only, with no way to any other file."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pyarrow as pa

from connectors import database_tables
from connectors.database_tables import Relation
from connectors.duckdb_log import unread_log
from connectors.error_kinds import access_error, of_kind
from connectors.file_database import FileDatabase
from connectors.left_out import ListingLog
from connectors.probe import probe_in_steps
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError
from readiness.model import Access
from readiness.tables.base import Reference, TableStream

BATCH_ROWS = 16_384
DEFAULT_SCHEMA = "main"
SYSTEM_SCHEMAS = ("information_schema", "pg_catalog")

_TABLES = """
SELECT schema_name, table_name, false FROM duckdb_tables() WHERE NOT internal AND NOT temporary
UNION ALL SELECT schema_name, view_name, true FROM duckdb_views() WHERE NOT internal AND NOT temporary
ORDER BY 1, 2
"""
_COLUMNS = """
SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ? ORDER BY column_index
"""
_CONSTRAINTS = """
SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names FROM duckdb_constraints()
WHERE schema_name = ? AND table_name = ? AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY constraint_index
"""

# Types whose Arrow form every later stage reads; the rest (lists, structs, enums, HUGEINT, intervals) becomes text.
_PLAIN = frozenset(
    "BIGINT BLOB BOOLEAN DATE DOUBLE FLOAT INTEGER SMALLINT TIME TIMESTAMP TINYINT UBIGINT UINTEGER USMALLINT UTINYINT "
    "VARCHAR".split()
)
_MOMENTS = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"})


class DuckdbConnector(FileDatabase):
    """Items are ``table`` for the schema ``main`` and ``schema.table`` for others."""

    @classmethod
    def open(cls, settings: ConnectorSettings) -> DuckdbConnector:
        return cls(settings)

    def probe(self) -> Access:
        steps = (("reach", self._reach), ("list", self._first), ("read", self._read_one))
        return probe_in_steps(self.name, steps, where=self._safe_url, retries=self._retries)

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        relation = database_tables.find(item, self._relations(), self._safe_url)
        connection = self._connect()
        try:
            return self._stream(connection, relation, limit)
        except Exception as error:  # noqa: BLE001 - the driver's errors share no base with Python's
            connection.close()
            raise self._error(error, item) from None

    def _error(self, error: Exception, where: str) -> AccessError:
        return access_error(error, where=where)

    def _connect(self) -> Any:
        return self._retries.call(self._connect_once)

    def _connect_once(self) -> Any:
        import duckdb

        try:
            mode = self._file.stat().st_mode
            if not stat.S_ISREG(mode):
                kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
                raise of_kind("unsupported", f"is {kind}, expected a DuckDB file", where=self._safe_url)
            # A view may name any file or URL; an audit reads what is in the database.
            connection = duckdb.connect(str(self._file), read_only=True, config={"enable_external_access": "false"})
            connection.execute("SET TimeZone = 'UTC'")
        except Exception as error:  # noqa: BLE001 - the driver's errors share no base with Python's
            raise self._error(error, self._safe_url) from None
        return connection

    def _reach(self) -> str:
        self._connect().close()
        return ""

    def _relations(self, *, count: bool = False) -> tuple[Relation, ...]:
        with closing(self._connect()) as connection:
            try:
                rows = connection.execute(_TABLES).fetchall()
            except Exception as error:  # noqa: BLE001 - the driver's errors share no base with Python's
                raise self._error(error, self._safe_url) from None
            return tuple(self._relation(connection, row, count) for row in rows)

    def _relation(self, connection: Any, row: tuple[str, str, bool], count: bool) -> Relation:
        schema, name, is_view = row
        relation = Relation(name=name, schema="" if schema == DEFAULT_SCHEMA else schema, is_view=is_view)
        if is_view or not count:
            return relation
        try:
            return replace(relation, rows=_count(connection, schema, name))
        except Exception as error:  # noqa: BLE001 - one damaged table does not end the listing
            return replace(relation, problem=self._error(error, relation.item).what)

    def _note_system(self, log: ListingLog | None) -> None:
        database_tables.note_system_schemas(SYSTEM_SCHEMAS, log)

    def _stream(self, connection: Any, relation: Relation, limit: int | None) -> TableStream:
        names = [relation.schema or DEFAULT_SCHEMA, relation.name]
        columns = connection.execute(_COLUMNS, names).fetchall()
        keys, references = _keys_and_references(connection.execute(_CONSTRAINTS, names).fetchall())
        qualified = ".".join(map(_quote, names))
        source = qualified if limit is None else f"(SELECT * FROM {qualified} LIMIT {limit})"  # noqa: S608 - quoted
        selected = ", ".join(_expressions(connection, columns, source))
        reader = connection.sql(f"SELECT {selected} FROM {source}").to_arrow_reader(BATCH_ROWS)  # noqa: S608
        stream = TableStream(
            item=relation.item,
            schema=reader.schema,
            batches=self._batches(connection, reader, relation.item),
            types=tuple(declared.lower() for _, declared in columns),
            keys=keys,
            references=references,
            # A cursor of its own: another statement on this connection would end the one being streamed.
            rows=None if relation.is_view else _count(connection.cursor(), *names),
            format="duckdb",
        )
        if unread := unread_log(self._file):
            stream.losses.add(f"rows changed in its log ({unread})", None)
        return stream

    def _batches(self, connection: Any, reader: pa.RecordBatchReader, item: str) -> Iterator[pa.RecordBatch]:
        with closing(connection):
            try:
                yield from reader
            except Exception as error:  # noqa: BLE001 - the driver's errors share no base with Python's
                raise self._error(error, item) from None


def _count(connection: Any, schema: str, name: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {_quote(schema)}.{_quote(name)}").fetchall()[0][0])  # noqa: S608


def _keys_and_references(constraints: Sequence[Sequence[Any]]) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    keys: tuple[str, ...] = ()
    references = []
    for kind, columns, table, to in constraints:
        if kind == "PRIMARY KEY":
            keys = tuple(columns)
        else:
            references.append(Reference(columns=tuple(columns), table=Relation(name=table).item, to=tuple(to)))
    return keys, tuple(references)


def _expressions(connection: Any, columns: Sequence[tuple[str, str]], source: str) -> Iterator[str]:
    """Each column as SQL; times that leave the years 1-9999 (infinity too) as text, for nothing else holds them."""
    moments = [name for name, declared in columns if declared in _MOMENTS]
    aggregates = ", ".join(
        f"coalesce(bool_or(NOT isfinite({_quote(name)}) OR year({_quote(name)}) NOT BETWEEN 1 AND 9999), false)"
        for name in moments
    )
    values = connection.execute(f"SELECT {aggregates} FROM {source}").fetchall()[0] if aggregates else ()  # noqa: S608 - quoted
    odd = dict(zip(moments, values, strict=True))
    for name, declared in columns:
        plain = declared in _PLAIN | _MOMENTS or declared.startswith("DECIMAL")
        as_it_is = plain and not odd.get(name, False)
        yield _quote(name) if as_it_is else f"CAST({_quote(name)} AS VARCHAR) AS {_quote(name)}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
