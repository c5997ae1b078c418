"""Python cells of untyped sources (JSON, workbooks, SQLite) as Arrow columns: typed when all agree, else text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

_INT64 = range(-(2**63), 2**63)
_EXACT_IN_FLOAT64 = range(-(2**53), 2**53 + 1)
"""Integers that a 64-bit float holds exactly (IEEE 754); beyond them a column of both kinds would round."""

ARROW_TYPES: dict[frozenset[str], pa.DataType] = {
    frozenset({"integer"}): pa.int64(),
    frozenset({"wide integer"}): pa.int64(),
    frozenset({"integer", "wide integer"}): pa.int64(),
    frozenset({"decimal"}): pa.float64(),
    frozenset({"integer", "decimal"}): pa.float64(),
    frozenset({"boolean"}): pa.bool_(),
    frozenset({"date"}): pa.date32(),
    frozenset({"datetime"}): pa.timestamp("us"),
    frozenset({"date", "datetime"}): pa.timestamp("us"),
}
"""What a column of these kinds becomes; every other mixture is text, so that no cell is lost or rounded."""


_KINDS: dict[type, str] = {
    type(None): "blank",
    bool: "boolean",
    int: "integer",
    float: "decimal",
    dt.datetime: "datetime",
    dt.date: "date",
    dict: "nested",
    list: "nested",
}


def kind_of(value: Any) -> str:
    """The kind of one cell; ``blank`` for None and blank text, ``text`` for what no Arrow column of a kind holds."""
    if isinstance(value, str) and not value.strip():
        return "blank"
    if isinstance(value, int) and value not in _EXACT_IN_FLOAT64:
        return "wide integer" if value in _INT64 else "text"
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return "text"
    return _KINDS.get(type(value), "text")


def arrow_type(kinds: Iterable[str]) -> pa.DataType:
    return ARROW_TYPES.get(frozenset(kinds) - {"blank"}, pa.string())


def type_name(kinds: Iterable[str]) -> str:
    """Name of a column's cell types together: one kind, ``mixed``, or ``text`` when there is none.

    >>> type_name({"integer", "text"})
    'mixed'
    """
    filled = sorted(set(kinds) - {"blank"})
    if arrow_type(filled) == pa.timestamp("us"):
        return "datetime"
    if arrow_type(filled) == pa.float64():
        return "decimal"
    if filled and arrow_type(filled) == pa.int64():
        return "integer"
    return filled[0] if len(filled) == 1 else ("mixed" if filled else "text")


def arrow_column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """One batch of a column whose type is known."""
    if kind == pa.string():
        return pa.array([cell_text(value) for value in values], kind)
    if kind == pa.timestamp("us"):
        return pa.array([_as_datetime(value) for value in values], kind)
    return pa.array([None if kind_of(value) == "blank" else value for value in values], kind)


def _as_datetime(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None


def cell_text(value: Any) -> str | None:
    """A cell as text: dates ISO 8601, whole floats without a point, nested values as JSON, bytes as UTF-8 or hex."""
    if value is None or isinstance(value, str):
        return value
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    return str(value)


def _float_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()


_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (float, _float_text),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    ((dict, list, tuple), lambda value: json.dumps(value, ensure_ascii=False, default=str)),
    (bytes, _bytes_text),
)
