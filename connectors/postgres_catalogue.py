"""Catalogue of PostgreSQL's tables, and how to read each column without losing anything.

Read through ADBC, a ``numeric`` comes as text, a two-dimensional array flat, an ``inet`` as raw bytes; infinite times
overflow later. So each column gets a SQL expression and an Arrow type, chosen by what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from connectors.database_tables import Relation
from readiness.tables.base import Reference

DEFAULT_SCHEMA = "public"

TABLES = """
SELECT n.nspname::text, c.relname::text, c.relkind IN ('v', 'm'), c.reltuples::float8,
       pg_get_userbyid(c.relowner)::text,
       has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT'), c.relispopulated
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""
"""Tables, partitioned tables as one, foreign tables, views; not what extensions brought along."""

SYSTEM_SCHEMAS = ("information_schema", "pg_catalog")
"""Where the server keeps its own tables; schemas for temporary and oversized values come and go, and hold no others."""

COLUMNS = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod)::text,
       coalesce(b.typname, t.typname)::text, t.typbasetype <> 0
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE a.attrelid = (quote_ident($1) || '.' || quote_ident($2))::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""

_KEY = """(SELECT json_agg(a.attname ORDER BY k.position) FROM unnest(con.{key}) WITH ORDINALITY k(number, position)
 JOIN pg_catalog.pg_attribute a ON a.attrelid = con.{of} AND a.attnum = k.number)::text"""

CONSTRAINTS = f"""
SELECT con.contype::text, fn.nspname::text, f.relname::text, {_KEY.format(key="conkey", of="conrelid")},
       {_KEY.format(key="confkey", of="confrelid")}
FROM pg_catalog.pg_constraint con
LEFT JOIN pg_catalog.pg_class f ON f.oid = con.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE con.conrelid = (quote_ident($1) || '.' || quote_ident($2))::regclass AND con.contype IN ('p', 'f')
ORDER BY con.contype, con.conname
"""  # noqa: S608 - two literals

NATIVE = {
    "bool": pa.bool_(),
    "bpchar": pa.string(),
    "bytea": pa.binary(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "name": pa.string(),
    "text": pa.string(),
    "time": pa.time64("us"),
    "varchar": pa.string(),
}
"""Types that ADBC hands over whole, whatever they hold. Every other one is read as text."""

MOMENTS = {
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}

DECIMAL_DIGITS = 38  # of Arrow's decimal128
_INTEGER_DIGITS = 18  # always within 64 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``declared`` as its owner wrote it, ``base`` the type below a domain."""

    name: str
    declared: str
    base: str

    @property
    def quoted_name(self) -> str:
        return quote_name(self.name)

    @property
    def type_depends_on_values(self) -> bool:
        """Return whether the column's Arrow type depends on its values."""
        return self.base == "numeric" or self.base in MOMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Query for one column: the SQL that selects it and the Arrow type it then has."""

    column: Column
    expression: str
    type: pa.DataType


def relation_of(row: Sequence[Any]) -> tuple[Relation, float]:
    """A row of ``TABLES`` as a relation, and the planner's estimate of its rows (negative when never analysed)."""
    schema, name, is_view, estimate, owner, may_enter, may_read, filled = row
    problem = "" if may_enter and may_read else "no permission to read it"
    problem = problem if filled else "a materialised view that was never filled"
    shown_schema = "" if schema == DEFAULT_SCHEMA else schema
    relation = Relation(
        name=name, schema=shown_schema, is_view=is_view, owner=owner, problem=problem, is_shut=not may_enter
    )
    return relation, float(estimate)


def columns_of(rows: Sequence[Sequence[Any]]) -> tuple[Column, ...]:
    return tuple(Column(name=name, declared=declared, base=base) for name, declared, base, _ in rows)


def keys_and_references(rows: Sequence[Sequence[Any]]) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
    """Primary-key columns and foreign keys, from rows of ``CONSTRAINTS``."""
    keys: tuple[str, ...] = ()
    references = []
    for kind, schema, name, columns, to in rows:
        if kind == "p":
            keys = tuple(json.loads(columns))
        else:
            table = Relation(name=name, schema="" if schema == DEFAULT_SCHEMA else schema).item
            references.append(Reference(columns=tuple(json.loads(columns)), table=table, to=tuple(json.loads(to))))
    return keys, tuple(references)


def value_aggregates(columns: Sequence[Column]) -> list[str]:
    """Aggregates that decide the types of columns whose type depends on their values, three for each."""
    aggregates: list[str] = []
    for column in (column for column in columns if column.type_depends_on_values):
        name = column.quoted_name
        if column.base == "numeric":
            aggregates += [
                f"coalesce(bool_or({name}::text IN ('NaN', 'Infinity', '-Infinity')), false)",
                f"coalesce(max(scale({name})), 0)",
                f"coalesce(max(length(trunc(abs({name}))::text)), 0)",
            ]
        else:
            outside = f"NOT isfinite({name}) OR {name} < '0001-01-01' OR {name} > '9999-12-31'"
            aggregates += [f"coalesce(bool_or({outside}), false)", "0", "0"]
    return aggregates


def readings(columns: Sequence[Column], values: Sequence[Any]) -> tuple[Reading, ...]:
    """Queries for all columns, given the row of ``value_aggregates``."""
    remaining = iter(values)
    return tuple(
        _reading_of(column, (next(remaining), next(remaining), next(remaining)))
        if column.type_depends_on_values
        else _plain_reading(column)
        for column in columns
    )


def quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain_reading(column: Column) -> Reading:
    native = NATIVE.get(column.base)
    if native is None:
        return _as_text(column)
    return Reading(column=column, expression=f"{column.quoted_name}::{column.base}", type=native)


def _reading_of(column: Column, look: tuple[Any, Any, Any]) -> Reading:
    odd, scale, digits = look
    if odd:  # NaN, infinity and years outside 1-9999 survive as text only
        return _as_text(column)
    if column.base in MOMENTS:
        return Reading(column=column, expression=f"{column.quoted_name}::{column.base}", type=MOMENTS[column.base])
    if scale == 0 and digits <= _INTEGER_DIGITS:
        return Reading(column=column, expression=f"{column.quoted_name}::int8", type=pa.int64())
    if scale + digits > DECIMAL_DIGITS:
        return _as_text(column)
    return Reading(
        column=column, expression=f"{column.quoted_name}::text", type=pa.decimal128(max(scale + digits, 1), scale)
    )


def _as_text(column: Column) -> Reading:
    return Reading(column=column, expression=f"{column.quoted_name}::text", type=pa.string())
