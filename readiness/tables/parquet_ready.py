"""Arrow batches as Parquet and every profiler can take them: flat, decoded, valid text, dates that Python holds."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.tables.cell_types import cell_text
from readiness.tables.column_names import unique_names
from readiness.tables.moments import may_leave_calendar, outside_calendar

TEXT = pa.large_string()

FAR_MOMENTS = "dates or times outside the years 1 to 9999 that were left blank"
NOT_UTF8 = "cells that are not valid UTF-8, whose wrong bytes were replaced"
NOT_STAGED = "cells that no column type holds and that were left blank"

_DECIMAL128_DIGITS = 38
"""Decimals of more digits are staged as text: few readers of Parquet hold them (Apache Parquet, decimal)."""

_UNFIT = (pa.ArrowException, ValueError, TypeError, OverflowError)


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type a column is staged as: numbers, dates, booleans and binary as they are, all else text."""
    if isinstance(kind, pa.BaseExtensionType) and kind != pa.uuid():
        return plain_type(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return plain_type(kind.value_type)
    plain_tests = (
        pa.types.is_integer,
        pa.types.is_float32,
        pa.types.is_float64,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_time,
    )
    if any(test(kind) for test in plain_tests):
        return pa.date32() if pa.types.is_date64(kind) else kind
    if pa.types.is_decimal(kind):
        return kind if kind.precision <= _DECIMAL128_DIGITS else TEXT
    if pa.types.is_float16(kind):
        return pa.float32()
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
    return pa.large_binary() if any(test(kind) for test in binary) else TEXT


def plain_schema(schema: pa.Schema, names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, plain_type(field.type)) for name, field in zip(names, schema, strict=True)])


def plain_batch(batch: pa.RecordBatch, schema: pa.Schema, odd: Counter[str]) -> pa.RecordBatch:
    """``batch`` in ``schema``. No cell makes it raise; cells that cannot be kept as they are are counted in ``odd``."""
    columns = [_fit(column, field.type, odd) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _fit(column: pa.Array, kind: pa.DataType, odd: Counter[str]) -> pa.Array:
    try:
        return _plain(column, kind, odd)
    except _UNFIT:
        return pa.concat_arrays([_single(column.slice(at, 1), kind, odd) for at in range(len(column))])


def _single(cell: pa.Array, kind: pa.DataType, odd: Counter[str]) -> pa.Array:
    try:
        return _plain(cell, kind, odd)
    except _UNFIT:
        odd[NOT_STAGED] += 1
        return pa.nulls(1, kind)


def _plain(column: pa.Array, kind: pa.DataType, odd: Counter[str]) -> pa.Array:
    if isinstance(column, pa.ExtensionArray) and column.type != pa.uuid():
        column = column.storage
    if pa.types.is_run_end_encoded(column.type):
        column = pc.run_end_decode(column)
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if kind == TEXT:
        return _text(column, odd)
    if may_leave_calendar(column.type):
        column = _within_calendar(column, odd)
    return column if column.type == kind else pc.cast(column, kind)


def _within_calendar(column: pa.Array, odd: Counter[str]) -> pa.Array:
    outside = outside_calendar(column)
    count = pc.sum(outside).as_py() or 0
    if not count:
        return column
    odd[FAR_MOMENTS] += count
    return pc.if_else(outside, pa.scalar(None, column.type), column)


def _text(column: pa.Array, odd: Counter[str]) -> pa.Array:
    if pa.types.is_decimal(column.type):
        return pc.cast(column, TEXT)
    stringy = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if not any(test(column.type) for test in stringy):
        return pa.array([cell_text(_value(scalar)) for scalar in column], TEXT)
    cast = pc.cast(column, TEXT)
    try:
        cast.validate(full=True)
    except pa.ArrowInvalid:
        raw = pc.cast(cast, pa.large_binary()).to_pylist()
        return pa.array([_decode(cell, odd) for cell in raw], TEXT)
    return cast


def _decode(cell: bytes | None, odd: Counter[str]) -> str | None:
    if cell is None:
        return None
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        odd[NOT_UTF8] += 1
        return cell.decode("utf-8", "replace")


def _value(scalar: Any) -> Any:
    """A nested Arrow value as Python; maps as objects, so that they read as JSON."""
    try:
        if isinstance(scalar, pa.MapScalar) and scalar.is_valid:
            return {str(key): value for key, value in scalar.as_py()}
        return scalar.as_py()
    except (ValueError, OverflowError):
        return _part_by_part(scalar)


def _part_by_part(scalar: Any) -> Any:
    """A value of which Python cannot hold some part: the rest as it is, that part as text."""
    if isinstance(scalar, pa.StructScalar):
        names = unique_names(field.name for field in scalar.type)
        return {name: _value(scalar[at]) for at, name in enumerate(names)}
    if isinstance(scalar, pa.ListScalar):  # maps too: their entries are structs of key and value
        return [_value(part) for part in scalar.values]
    if isinstance(scalar, pa.DurationScalar):
        return f"{scalar.value} {scalar.type.unit}"
    if isinstance(scalar, pa.StringScalar):
        return scalar.as_buffer().to_pybytes().decode("utf-8", "replace")
    return pc.cast(scalar, pa.string()).as_py()
