"""Unicode text by its byte-order mark, UTF-16 and UTF-32 without one by the pattern of bytes, and UTF-8 by validity."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from typing import BinaryIO

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
_SAMPLE_BYTES, _BLOCK_BYTES = 4096, 1 << 20
_UTF_32, _UTF_16 = ("utf-32-le", "utf-32-be"), ("utf-16-le", "utf-16-be")
_FEWEST_BYTES = 8
_LEAD = 1.5
"""By so much one byte order must lead; single bytes are spread alike in both halves otherwise. Chosen by us."""
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})


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


def wide_codec(head: bytes) -> str:
    r"""The Unicode encoding of two or four bytes that text without a byte-order mark is in, else "".

    >>> [wide_codec("id,town\n7,東京都\n".encode(codec)) for codec in ("utf-16-be", "utf-32-le", "utf-8")]
    ['utf-16-be', 'utf-32-le', '']
    """
    if not _HIGH_BYTES.search(head[:_SAMPLE_BYTES]):
        return ""
    long = next((codec for codec in _UTF_32 if _is_assigned(head[:_SAMPLE_BYTES], codec)), "")
    if found := long or utf16_without_mark(head):
        return found
    if _is_utf8_beyond_ascii(head[:_SAMPLE_BYTES]):
        return ""
    short = [codec for codec in _UTF_16 if _is_assigned(head[:_SAMPLE_BYTES], codec)]
    return short[0] if len(short) == 1 else _by_commonest(head) if short else ""


def _is_utf8_beyond_ascii(sample: bytes) -> bool:
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(sample).isascii()
    except UnicodeDecodeError:
        return False


def _by_commonest(head: bytes) -> str:
    """The byte order in which characters share their high byte more often: kana and marks beside many ideographs."""
    sample = head[: len(head) & ~1][:_SAMPLE_BYTES]
    big, little = (Counter(sample[at::2]).most_common(1)[0][1] for at in (0, 1))
    return "" if max(big, little) < _LEAD * min(big, little) else "utf-16-be" if big > little else "utf-16-le"


def _is_assigned(sample: bytes, codec: str) -> bool:
    """Return whether the bytes are text in ``codec`` to the last character, none of which Unicode leaves open."""
    width = 4 if codec in _UTF_32 else 2
    if len(sample) < _FEWEST_BYTES:
        return False
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample[: len(sample) // width * width])
    except UnicodeDecodeError:
        return False
    return all(character in "\t\r\n" or unicodedata.category(character) not in _NO_TEXT for character in text)


def is_utf8(file: BinaryIO) -> bool:
    """Return whether a file is valid UTF-8 from its beginning to its end, read block by block."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(_BLOCK_BYTES):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
