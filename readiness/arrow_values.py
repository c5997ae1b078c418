"""Arrow cells as Python values and as text, also those beyond Python: the year 20226, an unknown time zone."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

NO_PYTHON_VALUE = (ValueError, OverflowError, KeyError, pa.ArrowException)
"""What Arrow raises where a cell has no value in Python: KeyError for time zones (``zoneinfo``, ``pytz``)."""

_NOT_HELD = object()


def values_of(column: pa.Array | pa.ChunkedArray) -> list[Any]:
    """Every cell as a Python value; as text those cells, and only those, that Python cannot hold."""
    try:
        values: list[Any] = column.to_pylist()
    except NO_PYTHON_VALUE:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        values = [_value(scalar) for scalar in whole]
        texts = texts_of(whole)
        values = [texts[at].as_py() if value is _NOT_HELD else value for at, value in enumerate(values)]
    return values


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except NO_PYTHON_VALUE:
        return _NOT_HELD


def texts_of(values: pa.Array) -> pa.Array:
    """Cells as ``large_string``, null where they are null; a time in an unknown zone is written in UTC.

    Bytes that are no UTF-8 are replaced, nested values are written as Python writes them.
    """
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None and not _is_known(kind):
        values = pc.cast(values, pa.timestamp(kind.unit))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _valid(values)
    try:
        return pc.cast(values, pa.large_string())
    except pa.ArrowException:
        return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.large_string())


def _is_known(kind: pa.TimestampType) -> bool:
    try:
        pc.cast(pa.scalar(0, pa.int64()).cast(kind), pa.string())
    except pa.ArrowException:
        return False
    return True


def _valid(values: pa.Array) -> pa.Array:
    cast = pc.cast(values, pa.large_string())
    try:
        cast.validate(full=True)
    except pa.ArrowException:
        raw = pc.cast(cast, pa.large_binary()).to_pylist()
        return pa.array([None if cell is None else cell.decode("utf-8", "replace") for cell in raw], pa.large_string())
    return cast
