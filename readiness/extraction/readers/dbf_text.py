"""dBase tables (dBase III+ to Visual FoxPro): field names, then the rows; memos are in a file of their own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome
from readiness.text.decoding import Decoded, decode

_FIELDS_AT, _FIELD_BYTES, _FIELDS_END = 32, 32, 0x0D
_CODEPAGE_AT = 29
_DELETED = b"*"
_TEXT_TYPES = frozenset(b"CNFDL")
_CODEPAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: "gbk", 0x4E: "cp949", 0x4F: "big5",
    0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x7A: "gbk",
    0x7B: "cp932", 0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
    0xCC: "cp1257",
}  # fmt: skip
"""Language driver byte -> code page, as Visual FoxPro documents it; others are guessed from the text."""


class _Field(NamedTuple):
    name: str
    start: int
    end: int


def read(raw: RawFile) -> ReadResult:
    """Tab-separated rows below a row of field names; deleted rows are left out."""
    data = raw.data
    if len(data) < _FIELDS_AT:
        raise Unreadable(Outcome.TRUNCATED, "cut off within its header")
    count, header, length = struct.unpack_from("<IHH", data, 4)
    fields = list(_fields(data, header))
    if not fields or length < 2:
        raise Unreadable(Outcome.CORRUPT, "the table names no fields")
    rows = [data[at : at + length] for at in range(header, min(len(data), header + count * length), length)]
    whole = [row for row in rows if len(row) == length]
    lines = (b"\t".join(_cells(row, fields)) for row in whole if not row.startswith(_DELETED))
    decoded = _decode_body(b"\n".join(lines), data[_CODEPAGE_AT])
    cut = len(whole) < count
    return ReadResult(
        outcome=Outcome.TRUNCATED if cut else Outcome.OK,
        detail=f"{len(whole)} of the {count} rows that its header states" if cut else "",
        text="\n".join(["\t".join(field.name for field in fields), decoded.text]).strip(),
        encoding=decoded.encoding,
        encoding_problem=decoded.problem,
        tables=1,
        metadata={"rows": str(len(whole)), "columns": str(len(fields))},
    )


def _fields(data: bytes, header: int) -> Iterator[_Field]:
    position = 1  # the byte before is the mark of deleted rows
    for at in range(_FIELDS_AT, min(header, len(data)) - _FIELD_BYTES + 1, _FIELD_BYTES):
        if data[at] == _FIELDS_END:
            return
        name = data[at : at + 11].partition(b"\x00")[0].decode("latin-1").strip()
        width = data[at + 16]
        if data[at + 11] in _TEXT_TYPES:
            yield _Field(name, position, position + width)
        position += width


def _cells(row: bytes, fields: list[_Field]) -> Iterator[bytes]:
    return (row[field.start : field.end].replace(b"\x00", b" ").strip() for field in fields)


def _decode_body(body: bytes, driver: int) -> Decoded:
    codec = _CODEPAGES.get(driver)
    if codec is None:
        return decode(body)
    try:
        return Decoded(text=body.decode(codec), encoding=codec)
    except UnicodeDecodeError:
        return decode(body, codec)
