"""Pictures: each is a page for OCR. Dimensions come from the first bytes."""

from __future__ import annotations

import re
import struct

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome

_MAX_FRAMES = 10_000
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # ITU-T T.81, table B.1: start-of-frame markers
_JPEG_END = b"\xff\xd9"
_PNG_END = b"IEND"
_BOXES_WITHIN = 1 << 16
_SPATIAL_EXTENTS = re.compile(rb"ispe\x00\x00\x00\x00(.{8})", re.DOTALL)
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_SHORT = 256, 257, 3


def read(raw: RawFile) -> ReadResult:
    measure = _SIZES.get(raw.format) or _SIZES_IF_ANY.get(raw.format)
    size = measure(raw.data) if measure else None
    if raw.format in _SIZES and size is None:
        raise Unreadable(Outcome.CORRUPT, "the picture's header is damaged")
    if _is_cut(raw):
        raise Unreadable(Outcome.TRUNCATED, "the picture ends before its end mark: it was cut off")
    pages = _tiff_frames(raw.data) if raw.format == "tiff" else 1
    facts = {"width": str(size[0]), "height": str(size[1])} if size else {}
    return ReadResult(
        outcome=Outcome.NEEDS_OCR,
        detail="a picture: it holds no text until OCR has read it",
        pages=pages,
        pages_without_text=pages,
        metadata=facts,
    )


def _is_cut(raw: RawFile) -> bool:
    if raw.format == "png":
        return _PNG_END not in raw.data[-4096:] and _PNG_END not in raw.data
    return raw.format == "jpg" and _JPEG_END not in raw.data


def _png(data: bytes) -> tuple[int, int] | None:
    return struct.unpack_from(">II", data, 16) if data[12:16] == b"IHDR" and len(data) >= 24 else None


def _gif(data: bytes) -> tuple[int, int] | None:
    return struct.unpack_from("<HH", data, 6) if len(data) >= 10 else None


def _jpg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        if data[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 1 if data[at + 1] == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _bmp(data: bytes) -> tuple[int, int] | None:
    if len(data) < 26:
        return None
    if int.from_bytes(data[14:18], "little") == 12:  # OS/2
        return struct.unpack_from("<HH", data, 18)
    width, height = struct.unpack_from("<ii", data, 18)
    return width, abs(height)  # negative where rows run from the top


def _webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649: one of three kinds of first chunk."""
    kind = data[12:16]
    if len(data) < 30 or kind not in {b"VP8X", b"VP8L", b"VP8 "}:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _psd(data: bytes) -> tuple[int, int] | None:
    height, width = struct.unpack_from(">II", data, 14) if len(data) >= 22 else (0, 0)
    return (width, height) if width and height else None


def _box_size(data: bytes) -> tuple[int, int] | None:
    """JPEG 2000 (ISO/IEC 15444-1, ihdr: height first) and HEIF (ISO/IEC 23008-12, the largest ispe)."""
    at = data.find(b"ihdr", 0, _BOXES_WITHIN)
    if 0 <= at <= len(data) - 12:
        height, width = struct.unpack_from(">II", data, at + 4)
        return width, height
    sizes = [struct.unpack(">II", match[1]) for match in _SPATIAL_EXTENTS.finditer(data[:_BOXES_WITHIN])]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _tiff(data: bytes) -> tuple[int, int] | None:
    """ImageWidth and ImageLength of the first directory (TIFF 6.0, section 8)."""
    order = "<" if data[:2] == b"II" else ">"
    at = _word(data, order, 4)
    count = struct.unpack_from(order + "H", data, at)[0] if at + 2 <= len(data) else 0
    values: dict[int, int] = {}
    for start in range(at + 2, min(at + 2 + 12 * count, len(data) - 11), 12):
        tag, kind = struct.unpack_from(order + "HH", data, start)
        if tag in {_TIFF_WIDTH, _TIFF_HEIGHT}:
            values[tag] = struct.unpack_from(order + ("H" if kind == _TIFF_SHORT else "I"), data, start + 8)[0]
    return (values[_TIFF_WIDTH], values[_TIFF_HEIGHT]) if len(values) == 2 else None


_SIZES = {"bmp": _bmp, "gif": _gif, "jpg": _jpg, "png": _png, "webp": _webp}
_SIZES_IF_ANY = {"heic": _box_size, "jp2": _box_size, "psd": _psd, "tiff": _tiff}
"""Formats whose dimensions may be in places that are not read: without them the picture is still valid."""


def _tiff_frames(data: bytes) -> int:
    """Pages of a TIFF: the length of its chain of directories (TIFF 6.0, section 2)."""
    order = "<" if data[:2] == b"II" else ">"
    at, seen = _word(data, order, 4), set[int]()
    while at and at not in seen and len(seen) < _MAX_FRAMES:
        seen.add(at)
        count = struct.unpack_from(order + "H", data, at)[0] if at + 2 <= len(data) else None
        at = _word(data, order, at + 2 + 12 * count) if count is not None else 0
    return max(1, len(seen))


def _word(data: bytes, order: str, at: int) -> int:
    return int(struct.unpack_from(order + "I", data, at)[0]) if at + 4 <= len(data) else 0
