"""dBase tables (dBase III+ to Visual FoxPro): rows of fixed width, cells as they are written."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.bounds import BATCH_ROWS, refuse_wide
from readiness.tables.column_names import unique_names
from readiness.tables.losses import Losses
from readiness.text.decoding import detect

_HEADER_BYTES, _FIELD_BYTES, _FIELDS_END = 32, 32, 0x0D
_CODEPAGE_AT = 29
_DELETED = b"*"
_READ_TYPES = frozenset(b"CNFDL")
_SAMPLE_BYTES = 256 * 1024
_CODEPAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: "gbk", 0x4E: "cp949", 0x4F: "big5",
    0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x7A: "gbk",
    0x7B: "cp932", 0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
    0xCC: "cp1257",
}  # fmt: skip
"""Language driver byte -> code page, as Visual FoxPro documents it; others are found from the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """``fields``: name, type, first and last byte in a row, whose first byte marks deleted rows."""

    rows: int
    start: int
    length: int
    codec: str
    fields: tuple[tuple[str, str, int, int], ...]
    beside: int


def read_dbf(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream of text columns. Deleted rows are left out and noted; memo fields lie in another file."""
    layout = _layout(path)
    refuse_wide(len(layout.fields))
    whole = max(0, min(layout.rows, (path.stat().st_size - layout.start) // layout.length))
    losses, names = Losses(), unique_names(name for name, *_ in layout.fields)
    if whole < layout.rows:
        losses.add("rows that the header states, but that are after the end of the file", layout.rows - whole)
    stream = TableStream(
        item=item,
        schema=pa.schema([(name, pa.string()) for name in names]),
        batches=iter(()),
        types=tuple(kind for _, kind, *_ in layout.fields),
        encoding=layout.codec,
        format=format,
        losses=losses,
        notes={"beside": f"{layout.beside} fields are in another file and were not read"} if layout.beside else {},
    )
    stream.batches = _batches(path, layout, stream, whole, limit)
    yield stream


def _layout(path: Path) -> _Layout:
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
        rows, start, length = struct.unpack_from("<IHH", head, 4)
        described = file.read(max(0, start - _HEADER_BYTES))
        sample = file.read(_SAMPLE_BYTES)
    fields, beside, position = [], 0, 1
    for at in range(0, len(described) - _FIELD_BYTES + 1, _FIELD_BYTES):
        if described[at] == _FIELDS_END:
            break
        name = described[at : at + 11].partition(b"\x00")[0].decode("latin-1").strip()
        width = described[at + 16]
        if described[at + 11] in _READ_TYPES:
            fields.append((name, chr(described[at + 11]), position, position + width))
        else:
            beside += 1
        position += width
    if not fields or length < position:
        raise ValueError("its header names no fields, or rows shorter than their fields")
    codec = _CODEPAGES.get(head[_CODEPAGE_AT]) or detect(BytesIO(sample)).encoding
    return _Layout(rows=rows, start=start, length=length, codec=codec, fields=tuple(fields), beside=beside)


def _batches(
    path: Path, layout: _Layout, stream: TableStream, whole: int, limit: int | None
) -> Iterator[pa.RecordBatch]:
    deleted, left = 0, whole if limit is None else min(whole, limit)
    with path.open("rb") as file:
        file.seek(layout.start)
        while left > 0:
            block = file.read(min(BATCH_ROWS, left) * layout.length)
            rows = [block[at : at + layout.length] for at in range(0, len(block), layout.length)]
            left -= len(rows) or left
            live = [row for row in rows if not row.startswith(_DELETED)]
            deleted += len(rows) - len(live)
            yield pa.RecordBatch.from_arrays(
                [_column(live, field, layout.codec) for field in layout.fields], schema=stream.schema
            )
    if deleted:
        stream.notes["deleted"] = f"{deleted} rows are marked as deleted and were left out"
    stream.rows = None if limit is not None and limit < whole else whole - deleted + (stream.losses.total or 0)


def _column(rows: list[bytes], field: tuple[str, str, int, int], codec: str) -> pa.Array:
    _, _, first, last = field
    cells = (row[first:last].replace(b"\x00", b" ").strip() for row in rows)
    return pa.array([cell.decode(codec, "replace") or None for cell in cells], pa.string())
