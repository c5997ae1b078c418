"""Text boxes and cell comments of Excel 97-2003 (MS-XLS 2.4.329), which stand beside the cells."""

from __future__ import annotations

import re
import struct

_TEXT_OBJECT = re.compile(rb"\xb6\x01\x12\x00.{10}(..).{6}\x3c\x00(..)(.)", re.DOTALL)
"""A TxO record of 18 bytes: its count of characters; then a Continue record: length, width of characters."""

_WIDE = 0x01
_MAX_BOXES = 10_000


def texts(workbook: bytes) -> list[str]:
    """Each box's text once, in file order; of texts over 8 kB the first part."""
    found: dict[str, None] = {}
    for _, match in zip(range(_MAX_BOXES), _TEXT_OBJECT.finditer(workbook), strict=False):
        count, length = (struct.unpack("<H", value)[0] for value in match.groups()[:2])
        wide = match[3][0] & _WIDE
        data = workbook[match.end() : match.end() + min(count * (1 + wide), max(0, length - 1))]
        found[data.decode("utf-16-le" if wide else "latin-1", "replace").strip()] = None
    return [text for text in found if text]
