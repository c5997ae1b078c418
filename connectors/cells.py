"""Rows of Python values, as database drivers give them, to Arrow batches that lose nothing."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

BATCH_ROWS = 4096
"""Rows held as Python objects at a time: some megabytes for wide tables. Chosen by us."""

BATCH_CHARACTERS = 16_000_000
"""A batch ends early past this much text, so that huge cells cannot fill the memory. Chosen by us."""

Convert = Callable[[Any], Any]


def batches(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """``rows`` as batches of ``schema``. A value that its column's type cannot hold raises ``pa.ArrowInvalid``."""
    converts = [_convert_to(field.type) for field in schema]
    iterator = iter(rows)
    while chunk := _chunk(iterator):
        columns = zip(*chunk, strict=True) if len(schema) else ()
        arrays = [
            pa.array([None if cell is None else convert(cell) for cell in column], field.type)
            for column, convert, field in zip(columns, converts, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def as_text(cell: Any) -> str:
    """A cell as its source writes it: ISO dates, plain decimals, bytes as ``0x`` hexadecimal unless they are text."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode("utf-8")
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return _bytes_as_text(bytes(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        return _time_as_text(cell)
    if isinstance(cell, decimal.Decimal):
        return format(cell, "f") if cell.is_finite() else str(cell)
    return str(cell)


def _chunk(rows: Iterator[Sequence[Any]]) -> list[Sequence[Any]]:
    chunk: list[Sequence[Any]] = []
    characters = 0
    for row in islice(rows, BATCH_ROWS):
        chunk.append(row)
        characters += sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        if characters > BATCH_CHARACTERS:
            break
    return chunk


def _convert_to(kind: pa.DataType) -> Convert:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return as_text
    if pa.types.is_floating(kind):
        return float
    if pa.types.is_boolean(kind):
        return bool
    if pa.types.is_integer(kind):
        return _as_integer
    if pa.types.is_decimal(kind):
        return lambda cell: decimal.Decimal(_as_integer(cell)) if isinstance(cell, bytes) else cell
    return lambda cell: cell


def _as_integer(cell: Any) -> int:
    """A whole number; MySQL's BIT arrives as big-endian bytes."""
    return int.from_bytes(cell, "big") if isinstance(cell, bytes) else int(cell)


def _bytes_as_text(cell: bytes) -> str:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return "0x" + cell.hex()


def _time_as_text(cell: dt.timedelta) -> str:
    """MySQL's TIME reaches past a day: ``-838:59:59``."""
    sign = "-" if cell < dt.timedelta(0) else ""
    seconds, fraction = divmod(abs(cell) // dt.timedelta(microseconds=1), 1_000_000)
    hours, rest = divmod(seconds, 3600)
    parts = f".{fraction:06d}".rstrip("0") if fraction else ""
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}{parts}"
