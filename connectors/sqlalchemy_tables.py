"""Tables of any other database that SQLAlchemy has a dialect for: SELECT alone, rows streamed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from connectors import cells, database_tables, inventory_rows
from connectors.database_tables import Relation
from connectors.error_kinds import CONNECT_SECONDS, access_error, of_kind
from connectors.left_out import SCHEMA, SYSTEM, ItemCount, ListingLog
from connectors.probe import probe_in_steps
from connectors.retry import Retries
from connectors.settings import ConnectorSettings
from readiness.errors import AccessError, ConfigError
from readiness.model import Access
from readiness.tables.base import Reference, TableStream

if TYPE_CHECKING:
    from sqlalchemy import Connection, Inspector
    from sqlalchemy.sql import Select

READ_SECONDS = 600
"""How long a driver waits for the next rows before it gives up. Chosen by us."""

DECIMAL_DIGITS = 38  # of Arrow's decimal128
_UNSIGNED_DIGITS = 20  # of 2**64 - 1

_DEFAULT_DRIVERS = {"mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}
_CONNECT_ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "oracledb": {"tcp_connect_timeout": CONNECT_SECONDS},
    "pymysql": {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS},
    "pyodbc": {"timeout": CONNECT_SECONDS},
}
_SIGNED_BITS = 63
_READ_ONLY = {
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
}
_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "sys", "system"})


class SqlalchemyConnector:
    """Items are table names of the default schema; ``schema.table`` where the config names one."""

    def __init__(self, settings: ConnectorSettings) -> None:
        import sqlalchemy as sa

        self.name = settings.source.name
        self._source = settings.source
        self._safe_url = settings.shown_url
        self._known_secrets = settings.known_secrets
        self._retries = Retries()
        try:
            url = sa.make_url(settings.url)
            if url.drivername in _DEFAULT_DRIVERS:
                url = url.set(drivername=_DEFAULT_DRIVERS[url.drivername])
            arguments = dict(_CONNECT_ARGUMENTS.get(url.get_driver_name(), {}))
            arguments |= settings.options.get("connect_args", {})
            self._engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=arguments)
            if self._engine.dialect.name in _READ_ONLY and not url.database:
                raise ConfigError(
                    "the URL names no database", where=self._safe_url, next_step="add its name after the host: /NAME"
                )
        except sa.exc.NoSuchModuleError:  # the dialect is a package of its own
            raise ImportError(settings.scheme) from None
        except sa.exc.ArgumentError as error:
            raise ConfigError(f"not a database URL: {type(error).__name__}", where=self._safe_url) from None

    @classmethod
    def open(cls, settings: ConnectorSettings) -> SqlalchemyConnector:
        return cls(settings)

    def probe(self) -> Access:
        steps = (("reach", self._reach), ("list", self._first), ("read", self._read_one))
        return probe_in_steps(
            self.name, steps, where=self._safe_url, known_secrets=self._known_secrets, retries=self._retries
        )

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        with self._session() as connection:
            known = self._relations(connection, log)
            self._note_other_schemas(connection, log)
            asked = {
                relation
                for relation in database_tables.select_relations(known, self._source)
                if isinstance(relation, Relation)
            }
            counted = [_count_rows(connection, relation) if relation in asked else relation for relation in known]
        return inventory_rows.batches(self.name, database_tables.rows_of(counted, self._source, log))

    def fetch(self, item: str) -> BinaryIO:
        raise of_kind("unsupported", "a table has no bytes of its own", where=item, next_step="read it as a table")

    def local_path(self, item: str) -> Path | None:
        with self._session() as connection:
            database_tables.find(item, self._relations(connection), self._safe_url)
        return None

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        from sqlalchemy import inspect

        with self._session() as connection:
            relation = database_tables.find(item, self._relations(connection), self._safe_url)
            inspector = inspect(connection)
            columns = inspector.get_columns(relation.name, schema=relation.schema or None)
            key = inspector.get_pk_constraint(relation.name, schema=relation.schema or None)
            keys = tuple(key["constrained_columns"]) if key else ()
            strict = self._engine.dialect.name != "sqlite"  # SQLite's declared types bind no cell
            schema = pa.schema(
                [(column["name"], _arrow_type(column["type"]) if strict else pa.string()) for column in columns]
            )
            return TableStream(
                item=relation.item,
                schema=schema,
                batches=self._batches(schema, _select(relation, schema, keys, limit), relation.item),
                types=tuple(str(column["type"]).lower() for column in columns),
                keys=keys,
                references=_references(inspector, relation),
                rows=_count_rows(connection, relation).rows,
                format=self._engine.dialect.name,
            )

    def _error(self, error: Exception, where: str) -> AccessError:
        return access_error(error, where=where, known_secrets=self._known_secrets)

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except Exception as error:  # noqa: BLE001 - each driver raises families of its own
            raise self._error(error, self._safe_url) from None

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        try:
            with self._retries.call(self._connect) as connection:
                if self._engine.dialect.name in _READ_ONLY:
                    connection.exec_driver_sql(_READ_ONLY[self._engine.dialect.name])
                yield connection
        except Exception as error:  # noqa: BLE001 - each driver raises families of its own
            raise self._error(error, self._safe_url) from None

    def _reach(self) -> str:
        with self._session():
            return ""

    def _first(self) -> str:
        with self._session() as connection:
            first = next(database_tables.select_relations(self._relations(connection), self._source), None)
        return "" if first else "nothing to audit: the database holds no table that this user can see"

    def _read_one(self) -> str:
        with self._session() as connection:
            relations = list(database_tables.select_relations(self._relations(connection), self._source))
        return database_tables.read_one_of(relations, lambda item: self.table(item, limit=1))

    def _relations(self, connection: Connection, log: ListingLog | None = None) -> tuple[Relation, ...]:
        """Tables and views of the default schema, and of every schema that the config names."""
        from sqlalchemy import inspect

        inspector = inspect(connection)
        relations: list[Relation] = []
        for schema in (None, *sorted(self._other_schemas(inspector) & self._named_schemas())):
            try:
                relations += _in_schema(inspector, schema)
            except Exception as error:
                if schema is None:
                    raise
                (log or ListingLog()).add_unlisted(schema, self._error(error, schema))
        return tuple(sorted(relations, key=lambda relation: relation.item))

    def _named_schemas(self) -> set[str]:
        return {name.partition(".")[0] for name in self._source.tables if "." in name}

    def _other_schemas(self, inspector: Inspector) -> set[str]:
        return set(inspector.get_schema_names()) - {inspector.default_schema_name or ""}

    def _note_other_schemas(self, connection: Connection, log: ListingLog | None) -> None:
        """Count schemas that the config does not name; in MySQL a schema is another database, and none of ours."""
        from sqlalchemy import inspect

        if log is None or self._engine.dialect.name in _READ_ONLY:
            return
        for name in sorted(self._other_schemas(inspect(connection)) - self._named_schemas()):
            log.leave_out(SYSTEM if name.lower() in _SYSTEM_SCHEMAS else SCHEMA, name, ItemCount(items=1, bytes=None))

    def _batches(self, schema: pa.Schema, query: Select[Any], item: str) -> Iterator[pa.RecordBatch]:
        """The rows, through a cursor on the server where the driver has one; the connection closes when they end."""
        with self._session() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=cells.BATCH_ROWS)
            try:
                yield from cells.batches((tuple(row) for row in streaming.execute(query)), schema)
            except (pa.ArrowException, ValueError, OverflowError):
                raise of_kind("corrupted", "a value does not fit the type its column declares", where=item) from None


def _in_schema(inspector: Inspector, schema: str | None) -> list[Relation]:
    tables, views = inspector.get_table_names(schema), inspector.get_view_names(schema)
    return [
        Relation(name=name, schema=schema or "", is_view=is_view)
        for is_view, names in ((False, tables), (True, views))
        for name in names
    ]


def _count_rows(connection: Connection, relation: Relation) -> Relation:
    """With its rows, unless it is a view, or counting is refused."""
    import sqlalchemy as sa

    if relation.is_view:
        return relation
    with suppress(sa.exc.SQLAlchemyError):
        query = sa.select(sa.func.count()).select_from(_from(relation, []))
        return dataclasses.replace(relation, rows=int(connection.execute(query).scalar_one()))
    return relation


def _select(relation: Relation, schema: pa.Schema, keys: tuple[str, ...], limit: int | None) -> Select[Any]:
    """Untyped columns, so that every cell comes as the driver gives it; the first rows in key order when limited."""
    import sqlalchemy as sa

    table = _from(relation, schema.names)
    query: Select[Any] = sa.select(*table.columns)
    return query if limit is None else query.order_by(*(table.columns[key] for key in keys)).limit(limit)


def _from(relation: Relation, names: list[str]) -> Any:
    import sqlalchemy as sa

    return sa.table(relation.name, *(sa.column(name) for name in names), schema=relation.schema or None)


def _references(inspector: Inspector, relation: Relation) -> tuple[Reference, ...]:
    keys = inspector.get_foreign_keys(relation.name, schema=relation.schema or None)
    references = [
        Reference(
            columns=tuple(key["constrained_columns"]),
            table=Relation(name=key["referred_table"], schema=key["referred_schema"] or "").item,
            to=tuple(key["referred_columns"]),
        )
        for key in keys
    ]
    return tuple(sorted(references, key=lambda reference: reference.columns))


def _arrow_type(declared: Any) -> pa.DataType:
    """The Arrow type that holds every value of a declared type; text where in doubt (times, intervals, JSON)."""
    import sqlalchemy as sa
    from sqlalchemy.dialects import mysql

    if isinstance(declared, mysql.BIT):
        return pa.decimal128(_UNSIGNED_DIGITS, 0) if (declared.length or 1) > _SIGNED_BITS else pa.int64()
    if isinstance(declared, sa.Integer):
        return pa.decimal128(_UNSIGNED_DIGITS, 0) if getattr(declared, "unsigned", False) else pa.int64()
    if isinstance(declared, sa.Float):
        return pa.float64()
    if isinstance(declared, sa.Numeric) and declared.precision and declared.precision <= DECIMAL_DIGITS:
        return pa.decimal128(declared.precision, declared.scale or 0)
    if isinstance(declared, (sa.LargeBinary, sa.types._Binary)):
        return pa.binary()
    return pa.string()
