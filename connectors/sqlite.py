"""Tables of a SQLite file, read only. SQLite types cells, not columns: what a column holds is looked up first."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from connectors import cells, database_tables
from connectors.database_tables import Relation
from connectors.error_kinds import access_error, of_kind
from connectors.file_database import FileDatabase
from connectors.left_out import ListingLog
from connectors.probe import probe_in_steps
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError
from readiness.model import Access
from readiness.tables.base import Reference, TableStream

BUSY_SECONDS = 5.0
"""How long to wait for another program's write to end. Chosen by us."""

COUNT_SECONDS = 10.0
"""A table that takes longer to count is listed without its rows. Chosen by us."""

COLUMNS_AT_ONCE = 100
"""SQLite allows 2000 result columns by default (sqlite.org/limits.html); far below it."""

_TABLES = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name <> 'sqlite_schema' ORDER BY name"
_PROGRESS_STEPS = 100_000  # virtual machine steps between checks of the clock: some milliseconds
_EXACT = 2**53  # the largest integer up to which a float64 holds each one
_WAL_VERSION = 2  # sqlite.org/fileformat.html, bytes 18 and 19 of the header


class SqliteConnector(FileDatabase):
    """Items are table names."""

    @classmethod
    def open(cls, settings: ConnectorSettings) -> SqliteConnector:
        return cls(settings)

    def probe(self) -> Access:
        steps = (("reach", self._check), ("list", self._first), ("read", self._read_one))
        return probe_in_steps(self.name, steps, where=self._safe_url, retries=self._retries)

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        relation = database_tables.find(item, self._relations(), self._safe_url)
        connection = self._connect()
        try:
            return _stream(connection, relation, limit, self._error)
        except sqlite3.Error as error:
            connection.close()
            raise self._error(error, item) from None

    def _error(self, error: Exception, where: str) -> AccessError:
        return access_error(error, where=where)

    def _check(self) -> str:
        try:
            mode = self._file.stat().st_mode
            if stat.S_ISREG(mode):
                self._file.open("rb").close()
                return ""
        except (OSError, ValueError) as error:
            raise self._error(error, self._safe_url) from None
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise of_kind("unsupported", f"is {kind}, expected a SQLite file", where=self._safe_url)

    def _connect(self) -> sqlite3.Connection:
        self._check()
        mode = "immutable=1" if self._at_rest_in_wal_mode() else "mode=ro"
        url = f"file:{quote(str(self._file.absolute()))}?{mode}"
        try:
            connection = sqlite3.connect(
                url, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.execute("PRAGMA query_only = 1")
        except sqlite3.Error as error:
            raise self._error(error, self._safe_url) from None
        return connection

    def _at_rest_in_wal_mode(self) -> bool:
        """Then SQLite would create ``-shm`` and ``-wal`` files beside it, in a folder that is not ours."""
        with self._file.open("rb") as file:
            header = file.read(20)
        log = self._file.with_name(self._file.name + "-wal")
        return header[18:20] == bytes([_WAL_VERSION, _WAL_VERSION]) and not log.exists()

    def _note_system(self, log: ListingLog | None) -> None:
        with closing(self._connect()) as connection:
            try:
                internal = [name for name, kind in connection.execute(_TABLES) if _is_internal(name, kind)]
            except sqlite3.Error as error:
                raise self._error(error, self._safe_url) from None
        database_tables.note_system_schemas(internal, log)

    def _relations(self, *, count: bool = False) -> tuple[Relation, ...]:
        with closing(self._connect()) as connection:
            try:
                rows = [row for row in connection.execute(_TABLES) if not _is_internal(*row)]
                return tuple(_relation(connection, name, kind == "view", count) for name, kind in rows)
            except sqlite3.Error as error:
                raise self._error(error, self._safe_url) from None


def _is_internal(name: str, kind: str) -> bool:
    return kind == "shadow" or name.startswith("sqlite_")


def _relation(connection: sqlite3.Connection, name: str, is_view: bool, count: bool) -> Relation:
    try:
        rows = _count(connection, name) if count and not is_view else None
    except sqlite3.Error as error:  # a virtual table whose module is not there, a damaged page
        return Relation(name=name, is_view=is_view, problem=str(error))
    return Relation(name=name, is_view=is_view, rows=rows)


def _count(connection: sqlite3.Connection, name: str) -> int | None:
    until = time.monotonic() + COUNT_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _PROGRESS_STEPS)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {_quote(name)}").fetchone()[0])  # noqa: S608 - quoted
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _stream(connection: sqlite3.Connection, relation: Relation, limit: int | None, broke: Any) -> TableStream:
    columns = connection.execute(f"PRAGMA table_xinfo({_quote(relation.name)})").fetchall()
    columns = [column for column in columns if column[6] != 1]  # 1: hidden column of a virtual table
    names = [column[1] for column in columns]
    source = f"(SELECT * FROM {_quote(relation.name)} LIMIT {-1 if limit is None else limit})"  # noqa: S608 - quoted
    held = list(_storage_classes(connection, names, source))
    held = [
        kinds | {"inexact"} if _is_numeric_mix(kinds) and _loses_digits(connection, name, source) else kinds
        for name, kinds in zip(names, held, strict=True)
    ]
    schema = pa.schema([(name, _arrow_type(kinds)) for name, kinds in zip(names, held, strict=True)])
    mixed = [name for name, kinds in zip(names, held, strict=True) if _is_mixed(kinds)]
    keys = sorted((column[5], column[1]) for column in columns if column[5])
    return TableStream(
        item=relation.item,
        schema=schema,
        batches=_batches(connection, schema, source, lambda error: broke(error, relation.item)),
        types=tuple(column[2] for column in columns),
        keys=tuple(name for _, name in keys),
        references=_references(connection, relation.name),
        rows=_count(connection, relation.name),
        encoding=str(connection.execute("PRAGMA encoding").fetchone()[0]).lower(),
        format="sqlite",
        notes={"mixed": f"columns store several types and are read as text: {', '.join(mixed)}"} if mixed else {},
    )


def _storage_classes(connection: sqlite3.Connection, names: list[str], source: str) -> Iterator[frozenset[str]]:
    """The storage classes (integer, real, text, blob, null) that each column's cells have."""
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        some = names[start : start + COLUMNS_AT_ONCE]
        classes = ", ".join(f"group_concat(DISTINCT typeof({_quote(name)}))" for name in some)
        for held in connection.execute(f"SELECT {classes} FROM {source}").fetchone():  # noqa: S608 - quoted
            yield frozenset((held or "null").split(","))


def _arrow_type(held: frozenset[str]) -> pa.DataType:
    """The narrowest type that holds every cell as it is; text for a mix, so that the mix can be seen."""
    kinds = held - {"null"}
    if kinds == {"integer"}:
        return pa.int64()
    if kinds and kinds <= {"integer", "real"}:
        return pa.float64()
    return pa.binary() if kinds == {"blob"} else pa.string()


def _is_numeric_mix(held: frozenset[str]) -> bool:
    return held - {"null"} == {"integer", "real"}


def _loses_digits(connection: sqlite3.Connection, name: str, source: str) -> bool:
    """Return whether a column holds integers that a float64 cannot: beyond 2**53 they would be rounded."""
    cell = _quote(name)
    large = f"typeof({cell}) = 'integer' AND ({cell} > {_EXACT} OR {cell} < -{_EXACT})"
    query = f"SELECT EXISTS(SELECT 1 FROM {source} WHERE {large})"  # noqa: S608 - quoted
    return bool(connection.execute(query).fetchone()[0])


def _is_mixed(held: frozenset[str]) -> bool:
    kinds = held - {"null"}
    return len(kinds) > 1 and kinds != {"integer", "real"}


def _references(connection: sqlite3.Connection, name: str) -> tuple[Reference, ...]:
    """Declared foreign keys; one that names no columns means the other table's primary key."""
    grouped: dict[int, list[Any]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({_quote(name)})"):
        grouped.setdefault(row[0], []).append(row)
    references = []
    for _, parts in sorted(grouped.items()):
        parts.sort(key=lambda row: row[1])
        to = tuple(row[4] for row in parts)
        if None in to:
            info = connection.execute(f"PRAGMA table_info({_quote(parts[0][2])})").fetchall()
            to = tuple(column[1] for column in sorted(info, key=lambda c: c[5]) if column[5])
        references.append(
            Reference(columns=tuple(row[3] for row in parts), table=Relation(name=parts[0][2]).item, to=to)
        )
    return tuple(references)


def _batches(connection: sqlite3.Connection, schema: pa.Schema, source: str, broke: Any) -> Iterator[pa.RecordBatch]:
    """The rows; the connection is closed when they end. A damaged page midway raises ``Terminal``."""
    columns = ", ".join(map(_quote, schema.names)) or "1"
    with closing(connection):
        try:
            yield from cells.batches(connection.execute(f"SELECT {columns} FROM {source}"), schema)  # noqa: S608 - quoted
        except (sqlite3.Error, pa.ArrowException, ValueError) as error:
            raise broke(error) from None


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
