"""Text of a workbook whose cells cannot be read: its table of shared strings, which is a part of its own."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from readiness.extraction import guarded_zip
from readiness.extraction.drawing import drawn_texts

_XLSX_STRINGS = r"xl/sharedstrings\.xml"
_XLSX_SHEETS = r"xl/(?:work|macro)sheets/[^/]+\.xml"
_XLSB_STRINGS = "xl/sharedstrings.bin"
_ITEM = 19  # MS-XLSB 2.4.829: BrtSSTItem


def texts(data: bytes) -> list[str]:
    """Each string once, in the order of the table; where there is none, the strings in the cells themselves."""
    with guarded_zip.open_archive(data) as parts:
        binary = dict.fromkeys(_binary(parts.get(_XLSB_STRINGS)))
        shared = [text for text in [*drawn_texts(parts, _XLSX_STRINGS), *binary] if text]
        return shared or drawn_texts(parts, _XLSX_SHEETS)


def _binary(data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        kind, at = _read_varint(data, at, 2)
        length, at = _read_varint(data, at, 4)
        if kind == _ITEM and length >= 5:
            count = struct.unpack_from("<I", data, at + 1)[0] if at + 5 <= len(data) else 0
            yield data[at + 5 : at + 5 + min(2 * count, length)].decode("utf-16-le", "replace").strip()
        at += length


def _read_varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first (MS-XLSB 2.1.4), and where it ends."""
    value = 0
    for place in range(most):
        if at >= len(data):
            break
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return value, at
