"""Unicode text by its byte-order mark, and UTF-16 without one by its pattern of bytes."""

from __future__ import annotations

import re
from collections import Counter

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LAST_HIGH_BYTE = 0x06
_HIGH_BYTES = re.compile(rb"[\x00-\x06]")
_HIGH_BYTE_SHARE = 0.7


def utf16_without_mark(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` where every second byte is one of two high bytes of an alphabet, else "".

    Latin letters have the high byte 0, Greek 3, Cyrillic 4, Hebrew 5, Arabic 6; blanks and digits have 0 everywhere.
    Text in bytes holds no such control characters.
    """
    sample = head[: len(head) & ~1][:4096]
    if len(sample) < 8 or not _HIGH_BYTES.search(sample):
        return ""
    even, odd = Counter(sample[::2]), Counter(sample[1::2])
    if _are_high_bytes(odd) and not _are_high_bytes(even):
        return "utf-16-le"
    return "utf-16-be" if _are_high_bytes(even) and not _are_high_bytes(odd) else ""


def _are_high_bytes(counts: Counter[int]) -> bool:
    common = counts.most_common(2)
    return sum(count for byte, count in common if byte <= _LAST_HIGH_BYTE) > _HIGH_BYTE_SHARE * counts.total()
