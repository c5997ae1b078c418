"""Tables of a PostgreSQL database, through ADBC: one read-only snapshot per table, rows streamed as Arrow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, quote, urlencode

import pyarrow as pa
import pyarrow.compute as pc

from connectors import database_tables, inventory_rows
from connectors import postgres_catalogue as catalogue
from connectors.database_tables import Relation
from connectors.error_kinds import CONNECT_SECONDS, access_error, of_kind
from connectors.left_out import ListingLog
from connectors.postgres_catalogue import Column, Reading, quote_name
from connectors.probe import probe_in_steps
from connectors.retry import Retries
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError
from readiness.model import Access
from readiness.tables.base import TableStream

CATALOGUE_SECONDS = 30
COUNT_SECONDS = 10
READ_SECONDS = 3600
LOCK_SECONDS = 5
"""Statement limits on the server. Chosen by us: an audit must neither hang nor hold up a production database."""

EXACT_COUNT_ROWS = 5_000_000
"""Up to this estimate rows are counted (about a second); beyond, the planner's estimate is given. Chosen by us."""

BATCH_BYTES = 1 << 20
"""Hint to the driver; the measured peak stays near 150 MB whatever the table."""

TCP_MILLISECONDS = 60_000
"""How long sent data may stay unacknowledged (libpq's tcp_user_timeout): a dead network must not hang a read."""


class PostgresConnector:
    """Items are ``table`` for the schema ``public`` and ``schema.table`` for others."""

    def __init__(self, settings: ConnectorSettings) -> None:
        import adbc_driver_postgresql  # noqa: F401 - a missing driver is reported when the source is opened

        self.name = settings.source.name
        self._source = settings.source
        self._safe_url = settings.shown_url
        self._known_secrets = settings.known_secrets
        self._url = connection_url(settings.url)
        self._retries = Retries()

    @classmethod
    def open(cls, settings: ConnectorSettings) -> PostgresConnector:
        return cls(settings)

    def probe(self) -> Access:
        steps = (("reach", self._reach), ("list", self._first), ("read", self._read_one))
        return probe_in_steps(
            self.name, steps, where=self._safe_url, known_secrets=self._known_secrets, retries=self._retries
        )

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        database_tables.note_system_schemas(catalogue.SYSTEM_SCHEMAS, log)
        return inventory_rows.batches(self.name, database_tables.rows_of(self._counted_relations(), self._source, log))

    def fetch(self, item: str) -> BinaryIO:
        raise of_kind("unsupported", "a table has no bytes of its own", where=item, next_step="read it as a table")

    def local_path(self, item: str) -> Path | None:
        self._find(item)
        return None

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        connection = self._connect(READ_SECONDS)
        try:
            return self._stream(connection, self._find_relation(connection, item), limit)
        except Exception as error:  # noqa: BLE001 - the driver raises several families
            connection.close()
            raise self._error(error, item) from None

    def _error(self, error: Exception, where: str) -> AccessError:
        return access_error(error, where=where, known_secrets=self._known_secrets)

    def _connect(self, seconds: int) -> Any:
        """A connection, at one of the tries."""
        return self._retries.call(partial(self._connect_once, seconds))

    def _connect_once(self, seconds: int) -> Any:
        """A connection inside one read-only snapshot; settings are local to it, so that a pooler keeps none."""
        import adbc_driver_postgresql.dbapi as driver

        try:
            connection = driver.connect(self._url)
            for statement in (
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
                f"SET LOCAL statement_timeout = '{seconds}s'",
                f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'",
                # Scans that start where another one is, or in parallel, would give rows in another order each time.
                "SET LOCAL synchronize_seqscans = off",
                "SET LOCAL max_parallel_workers_per_gather = 0",
                "SET LOCAL TimeZone = 'UTC'",
                "SET LOCAL DateStyle = 'ISO'",
            ):
                _run(connection, statement)
        except Exception as error:  # noqa: BLE001 - the driver raises several families
            raise self._error(error, self._safe_url) from None
        return connection

    @contextmanager
    def _session(self, seconds: int) -> Iterator[Any]:
        with closing(self._connect(seconds)) as connection:
            try:
                yield connection
            except Exception as error:  # noqa: BLE001 - the driver raises several families
                raise self._error(error, self._safe_url) from None

    def _reach(self) -> str:
        with self._session(CATALOGUE_SECONDS) as connection:
            _rows(connection, "SELECT 1")
        return ""

    def _first(self) -> str:
        with self._session(CATALOGUE_SECONDS) as connection:
            first = next(database_tables.select_relations([r for r, _ in _relations(connection)], self._source), None)
        return "" if first else "nothing to audit: the database holds no table that this user can see"

    def _read_one(self) -> str:
        """Read a row of the first readable table; an audit of tables none of which can be read is refused."""
        with self._session(CATALOGUE_SECONDS) as connection:
            relations = list(database_tables.select_relations([r for r, _ in _relations(connection)], self._source))
        if any(isinstance(relation, Relation) and not relation.problem for relation in relations):
            return database_tables.read_one_of(relations, lambda item: self.table(item, limit=1))
        if relations:
            kind = "missing" if all(isinstance(relation, str) for relation in relations) else "forbidden"
            raise of_kind(kind, "none of the tables can be read", where=self._safe_url)
        return ""

    def _find(self, item: str) -> Relation:
        with self._session(CATALOGUE_SECONDS) as connection:
            return self._find_relation(connection, item)

    def _find_relation(self, connection: Any, item: str) -> Relation:
        relation = database_tables.find(item, [r for r, _ in _relations(connection)], self._safe_url)
        if relation.problem:
            raise of_kind("forbidden", relation.problem, where=item)
        return relation

    def _counted_relations(self) -> tuple[Relation, ...]:
        with self._session(COUNT_SECONDS) as connection:
            estimates = dict(_relations(connection))
            asked = {
                r
                for r in database_tables.select_relations(estimates, self._source)
                if isinstance(r, Relation) and not r.problem
            }
            return tuple(
                dataclasses.replace(relation, rows=_count(connection, relation, estimate))
                if relation in asked
                else relation
                for relation, estimate in estimates.items()
            )

    def _stream(self, connection: Any, relation: Relation, limit: int | None) -> TableStream:
        names = (relation.schema or catalogue.DEFAULT_SCHEMA, relation.name)
        columns = catalogue.columns_of(_rows(connection, catalogue.COLUMNS, names))
        keys, references = catalogue.keys_and_references(_rows(connection, catalogue.CONSTRAINTS, names))
        source = _source(relation, columns, keys, limit)
        aggregates = catalogue.value_aggregates(columns)
        values = _rows(connection, f"SELECT {', '.join(aggregates)} FROM {source}")[0] if aggregates else ()  # noqa: S608 - quoted
        reading = catalogue.readings(columns, values)
        estimate = next(
            (row_estimate for known, row_estimate in _relations(connection) if known.item == relation.item), -1.0
        )
        return TableStream(
            item=relation.item,
            schema=pa.schema([(read.column.name, read.type) for read in reading]),
            batches=self._batches(connection, reading, source, relation.item),
            types=tuple(column.declared for column in columns),
            keys=keys,
            references=references,
            rows=_count(connection, relation, estimate),
            encoding=str(_rows(connection, "SELECT current_setting('server_encoding')")[0][0]).lower(),
            format="postgresql",
        )

    def _batches(self, connection: Any, reading: Sequence[Reading], source: str, item: str) -> Iterator[pa.RecordBatch]:
        """The rows; the connection closes when they end. Bytes that are no text raise ``Terminal`` midway."""
        schema = pa.schema([(read.column.name, read.type) for read in reading])
        with closing(connection):
            if not reading:
                return
            try:
                with closing(connection.cursor()) as cursor:
                    cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
                    cursor.execute(f"SELECT {', '.join(read.expression for read in reading)} FROM {source}")  # noqa: S608
                    for batch in cursor.fetch_record_batch():
                        yield _cast(batch, schema)
            except Exception as error:  # noqa: BLE001 - the driver raises several families
                raise self._error(error, item) from None


def connection_url(url: str) -> str:
    """``url`` as libpq reads it: UTF-8 whatever the server stores, and an end to waiting.

    Without ``client_encoding`` a LATIN1 or SQL_ASCII database yields invalid UTF-8 in Arrow strings, unnoticed.
    """
    address, _, query = url.partition("?")
    rest = address.partition("://")[2]
    server_options = {
        "connect_timeout": str(CONNECT_SECONDS),
        "tcp_user_timeout": str(TCP_MILLISECONDS),
        "application_name": "data-readiness-audit",
        **dict(parse_qsl(query, keep_blank_values=True)),
        "client_encoding": "UTF8",
    }
    return f"postgresql://{rest}?{urlencode(server_options, quote_via=quote)}"


def _rows(connection: Any, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall())


def _run(connection: Any, statement: str) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)


def _relations(connection: Any) -> list[tuple[Relation, float]]:
    return [catalogue.relation_of(row) for row in _rows(connection, catalogue.TABLES)]


def _count(connection: Any, relation: Relation, estimate: float) -> int | None:
    """The exact count where it is cheap; else the planner's estimate, None when it has none."""
    estimated = int(estimate) if estimate >= 0 else None
    if relation.is_view or (estimated is not None and estimated > EXACT_COUNT_ROWS):
        return estimated or None
    _run(connection, "SAVEPOINT counting")
    try:
        _run(connection, f"SET LOCAL statement_timeout = '{COUNT_SECONDS}s'")
        return int(_rows(connection, f"SELECT count(*) FROM {_qualified_name(relation)}")[0][0])  # noqa: S608 - quoted
    except Exception:  # noqa: BLE001 - too slow, or locked: the estimate must do
        return estimated
    finally:
        _run(connection, "ROLLBACK TO SAVEPOINT counting")


def _qualified_name(relation: Relation) -> str:
    return f"{quote_name(relation.schema or catalogue.DEFAULT_SCHEMA)}.{quote_name(relation.name)}"


def _source(relation: Relation, columns: Sequence[Column], keys: Sequence[str], limit: int | None) -> str:
    """The relation, or its first ``limit`` rows in key order, so that the same ones are read again."""
    if limit is None:
        return _qualified_name(relation)
    order = f" ORDER BY {', '.join(map(quote_name, keys))}" if keys else ""
    names = ", ".join(column.quoted_name for column in columns)
    return f"(SELECT {names} FROM {_qualified_name(relation)}{order} LIMIT {limit}) AS limited"  # noqa: S608 - quoted


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = []
    for array, field in zip(batch.columns, schema, strict=True):
        plain = array.storage if isinstance(array, pa.ExtensionArray) else array
        arrays.append(plain if plain.type == field.type else pc.cast(plain, field.type))
    typed = pa.RecordBatch.from_arrays(arrays, schema=schema)
    typed.validate(full=True)
    return typed
