"""Arrow batches as Parquet and every profiler can take them: flat, decoded, valid text."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.tables.cells import cell_text

TEXT = pa.large_string()


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type a column is staged as: numbers, dates, booleans and binary as they are, all else text."""
    if pa.types.is_dictionary(kind):
        return plain_type(kind.value_type)
    kept = (
        pa.types.is_integer,
        pa.types.is_float32,
        pa.types.is_float64,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_time,
    )
    if any(test(kind) for test in kept):
        return pa.date32() if pa.types.is_date64(kind) else kind
    if pa.types.is_float16(kind):
        return pa.float32()
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
    return pa.large_binary() if any(test(kind) for test in binary) else TEXT


def plain_schema(schema: pa.Schema, names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, plain_type(field.type)) for name, field in zip(names, schema, strict=True)])


def plain_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_plain(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _plain(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if kind == TEXT:
        return _text(column)
    return column if column.type == kind else pc.cast(column, kind)


def _text(column: pa.Array) -> pa.Array:
    stringy = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if not any(test(column.type) for test in stringy):
        return pa.array([cell_text(_value(scalar)) for scalar in column], TEXT)
    cast = pc.cast(column, TEXT)
    try:
        cast.validate(full=True)
    except pa.ArrowInvalid:
        raw = pc.cast(cast, pa.large_binary()).to_pylist()
        return pa.array([None if cell is None else cell.decode("utf-8", "replace") for cell in raw], TEXT)
    return cast


def _value(scalar: Any) -> Any:
    """A nested Arrow value as Python; maps as objects, so that they read as JSON."""
    if isinstance(scalar, pa.MapScalar) and scalar.is_valid:
        return {str(key): value for key, value in scalar.as_py()}
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return str(scalar)
