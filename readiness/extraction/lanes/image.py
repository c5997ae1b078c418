"""Pictures: never text, so each is a page for OCR. Dimensions come from the first bytes."""

from __future__ import annotations

import struct

from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.model import Outcome

_MAX_FRAMES = 10_000
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # ITU-T T.81, table B.1: start-of-frame markers
_JPEG_END = b"\xff\xd9"
_PNG_END = b"IEND"


def read(raw: Raw) -> Reading:
    size = _SIZES[raw.format](raw.data) if raw.format in _SIZES else None
    if raw.format in _SIZES and size is None:
        raise Unreadable(Outcome.CORRUPT, "the picture's header is damaged")
    if _is_cut(raw):
        raise Unreadable(Outcome.TRUNCATED, "the picture ends before its end mark: it was cut off")
    pages = _tiff_frames(raw.data) if raw.format == "tiff" else 1
    facts = {"width": str(size[0]), "height": str(size[1])} if size else {}
    return Reading(
        outcome=Outcome.NEEDS_OCR,
        detail="a picture: it holds no text until OCR has read it",
        pages=pages,
        pages_without_text=pages,
        metadata=facts,
    )


def _is_cut(raw: Raw) -> bool:
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


_SIZES = {"gif": _gif, "jpg": _jpg, "png": _png}


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
