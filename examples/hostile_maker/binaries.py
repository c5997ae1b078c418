"""Compound files whose chains run in circles, pictures larger than memory, files that are two things at once."""

from __future__ import annotations

import struct
import zlib

from examples.hostile_maker.containers import compound
from examples.hostile_maker.specimen import BROKEN, EMPTY, LOST, OK, PACKED, Specimen

_UNREAD = BROKEN | EMPTY | LOST | PACKED
_PICTURE = frozenset({"needs_ocr"}) | BROKEN | LOST
_FAT, _DIRECTORY = 512, 1024


def _looping_fat(stream: str) -> bytes:
    """A file allocation table in which sector 2 follows every sector."""
    data = compound(stream, b"\xec\xa5" + bytes(8190))
    for sector in range(2, 18):
        struct.pack_into("<I", data, _FAT + 4 * sector, 2)
    return bytes(data)


def _looping_directory(stream: str) -> bytes:
    """The one entry is its own left and right neighbour and its own child."""
    data = compound(stream, bytes(8192))
    struct.pack_into("<3I", data, _DIRECTORY + 128 + 68, 1, 1, 1)
    return bytes(data)


def _directory_without_end() -> bytes:
    data = compound("WordDocument", bytes(8192))
    struct.pack_into("<I", data, _FAT + 4, 1)
    return bytes(data)


def _huge_table() -> bytes:
    """A header that claims four billion sectors of tables, each table naming itself as the next."""
    data = compound("Workbook", bytes(8192))
    struct.pack_into("<I", data, 44, 0xFFFFFFF0)
    struct.pack_into("<2I", data, 68, 2, 0xFFFFFFF0)
    return bytes(data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(pixels: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">2I5B", pixels, pixels, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9)) + _chunk(b"IEND", b"")


def _tiff_circle() -> bytes:
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 8)


def _tiff_wide() -> bytes:
    tags = b"".join(struct.pack("<2H2I", tag, 4, 1, 0xFFFFFFFF) for tag in (256, 257))
    return b"II*\0" + struct.pack("<IH", 8, 2) + tags + struct.pack("<I", 0)


def _gif_and_script() -> bytes:
    return b"GIF89a=1;/*" + bytes(64) + b"*/alert(document.domain);//"


SPECIMENS = (
    Specimen("looping-fat.doc", _UNREAD, lambda: _looping_fat("WordDocument")),
    Specimen("looping-fat.xls", _UNREAD, lambda: _looping_fat("Workbook")),
    Specimen("looping-fat.ppt", _UNREAD, lambda: _looping_fat("PowerPoint Document")),
    Specimen("looping-directory.doc", _UNREAD, lambda: _looping_directory("WordDocument")),
    Specimen("looping-directory.msg", _UNREAD, lambda: _looping_directory("__properties_version1.0")),
    Specimen("directory-without-end.doc", _UNREAD, _directory_without_end),
    Specimen("four-billion-sectors.xls", _UNREAD, _huge_table),
    Specimen("two-billion-pixels.png", _PICTURE, lambda: _png(0x7FFFFFFF)),
    Specimen("tiff-circle.tiff", _PICTURE, _tiff_circle),
    Specimen("four-billion-pixels.tiff", _PICTURE, _tiff_wide),
    Specimen("picture-and-script.gif", _PICTURE, _gif_and_script),
    Specimen("zeros.docx", BROKEN, lambda: bytes(1_000_000)),
    Specimen("nothing.pdf", EMPTY, lambda: b""),
    Specimen("one-byte.xlsx", BROKEN | OK, lambda: b"P"),
)
