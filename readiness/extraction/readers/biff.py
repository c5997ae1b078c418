"""Worksheets of Excel 2 to 4, from before compound files: the cells' words and numbers, row by row."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.ole_streams import FILE_PASS
from readiness.model import Outcome

_INTEGER, _NUMBER, _LABEL, _FORMULA, _STRING = 0x0002, 0x0003, 0x0004, 0x0006, 0x0007
_RK, _CODEPAGE = 0x027E, 0x0042
_CELLS = frozenset({_INTEGER, _NUMBER, _LABEL, _FORMULA})
_VERSION_BITS = 0x0600  # 0x02xx and 0x04xx are the same records in Excel 3 and 4
_MAX_CELLS = 5_000_000
_CODEPAGES = {0x8000: "mac_roman", 0x8001: "cp1252", 10000: "mac_roman"}


def read(raw: RawFile) -> ReadResult:
    """Tab-separated cells, one row a line; formulas by the number or text they last showed."""
    codec = "cp1252"
    rows: dict[int, list[str]] = {}
    row, count = -1, 0
    for kind, body in _records(raw.data):
        if kind == FILE_PASS:
            raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only")
        if kind == _CODEPAGE:
            codec = _codec(body)
        if kind & ~_VERSION_BITS == _STRING and row >= 0:  # what the formula before it shows
            rows[row].append(_text(body, wide=kind >= 0x0200, codec=codec))
        value = _value(kind, body, codec)
        if value is not None and count < _MAX_CELLS:
            row, count = struct.unpack_from("<H", body)[0], count + 1
            rows.setdefault(row, []).append(value)
    lines = ("\t".join(cell for cell in rows[number] if cell) for number in sorted(rows))
    return ReadResult(text="\n".join(line for line in lines if line), tables=1 if rows else 0)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _codec(body: bytes) -> str:
    page = int.from_bytes(body[:2], "little")
    return _CODEPAGES.get(page, f"cp{page}" if page in {437, 850, 852, 866, 1250, 1251, 1252, 1253, 1254} else "cp1252")


def _value(kind: int, body: bytes, codec: str) -> str | None:
    """The cell's value as text; "" for a formula whose text follows; None for what is no cell."""
    base = kind & ~_VERSION_BITS
    first = 7 if kind < 0x0200 else 6  # Excel 2 keeps three bytes of attributes, later ones an index of two
    if kind == _RK and len(body) >= 10:
        return _number(_rk(body[6:10]))
    if base not in _CELLS or len(body) < first + 2:
        return None
    if base == _LABEL:
        return _text(body[first:], wide=kind >= 0x0200, codec=codec)
    if base == _INTEGER:
        return str(int.from_bytes(body[first : first + 2], "little")) if kind < 0x0200 else None
    return _double(body[first : first + 8])


def _double(value: bytes) -> str | None:
    """A number; "" for the mark of a formula that shows text, which the next record holds."""
    if len(value) < 8:
        return None
    return "" if value[6:] == b"\xff\xff" else _number(struct.unpack("<d", value)[0])


def _text(body: bytes, *, wide: bool, codec: str) -> str:
    """A string behind its length, of one byte or two."""
    size = 2 if wide else 1
    length = int.from_bytes(body[:size], "little")
    return body[size : size + length].decode(codec, "replace").replace("\x00", "")


def _rk(value: bytes) -> float:
    """MS-XLS 2.5.122: a number in 30 bits, and two that say how."""
    bits = int.from_bytes(value, "little", signed=True)
    number = float(bits >> 2) if bits & 2 else struct.unpack("<d", bytes(4) + struct.pack("<i", bits & ~3))[0]
    return number / 100 if bits & 1 else number


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
