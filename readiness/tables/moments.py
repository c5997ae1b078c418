"""Dates and times that no calendar of years 1 to 9999 holds: found, and written as text."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 in days from 1970: what Python's ``datetime`` and most readers hold."""

_DAY_SECONDS = 86_400
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_WIDEST_OFFSET_SECONDS = 14 * 3600
"""No zone lies further from UTC; a moment nearer to the calendar's end may leave it in local time."""

_OUT_OF_RANGE = "<value out of range: "
_INT64 = range(-(2**63), 2**63)


def may_leave_calendar(kind: pa.DataType) -> bool:
    """Return whether a column of this type can hold what Python cannot."""
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind) or pa.types.is_time(kind))


def outside_calendar(column: pa.Array) -> pa.Array:
    """One boolean per cell: the date or time lies outside the years 1 to 9999 (a time of day: outside the day)."""
    first, last = _range_of(column.type)
    raw = column.view(pa.int32() if column.type.bit_width == 32 else pa.int64())
    low, high = pa.scalar(max(first, _INT64[0]), pa.int64()), pa.scalar(min(last, _INT64[-1]), pa.int64())
    wide = pc.cast(raw, pa.int64())
    return pc.fill_null(pc.or_(pc.less(wide, low), pc.greater(wide, high)), False)


def _range_of(kind: pa.DataType) -> tuple[int, int]:
    if pa.types.is_date32(kind):
        return _FIRST_DAY, _LAST_DAY
    if pa.types.is_date64(kind):
        return _FIRST_DAY * _DAY_SECONDS * 1000, (_LAST_DAY + 1) * _DAY_SECONDS * 1000 - 1
    if pa.types.is_time(kind):
        return 0, _DAY_SECONDS * _PER_SECOND[kind.unit] - 1
    margin = _WIDEST_OFFSET_SECONDS if kind.tz else 0
    per_second = _PER_SECOND[kind.unit]
    first, end = _FIRST_DAY * _DAY_SECONDS + margin, (_LAST_DAY + 1) * _DAY_SECONDS - margin
    return first * per_second, end * per_second - 1


def moment_text(column: pa.Array) -> pa.Array:
    """Dates and times as ISO 8601 text, those of zones in UTC with ``Z``; years beyond 9999 keep all their digits."""
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = pc.cast(column, pa.timestamp(column.type.unit, "UTC"))
    written = pc.cast(column, pa.large_string())
    unwritten = pc.fill_null(pc.starts_with(written, _OUT_OF_RANGE), False)
    if not pc.any(unwritten).as_py():
        return written
    return pa.array([_counted_text(text, column.type) for text in written.to_pylist()], pa.large_string())


def _counted_text(text: str | None, kind: Any) -> str | None:
    """Text of a time that not even Arrow writes as a date: the stored number with its unit."""
    if text is None or not text.startswith(_OUT_OF_RANGE):
        return text
    return f"{text.removeprefix(_OUT_OF_RANGE).rstrip('>Z')} {kind.unit}"
