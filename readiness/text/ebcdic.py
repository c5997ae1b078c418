"""Text in EBCDIC, the characters of mainframes: known by its commonest bytes, as it has no byte-order mark."""

from __future__ import annotations

from collections import Counter

_INTERNATIONAL, _AMERICAN, _EURO = "cp500", "cp037", "cp1140"
CODECS = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"})
_EXCLAMATION = {_INTERNATIONAL: 0x4F, _AMERICAN: 0x5A}
_EURO_SIGN = 0x9F
_BLANKS = frozenset(b"\x40\x15\x25\x0d\x05\x00")
_LETTERS = frozenset([*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)])
_CAPITALS = frozenset([*range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA)])
_DIGITS = frozenset(range(0xF0, 0xFA))
_MARKS = frozenset(b"\x4b\x6b\x60\x61\x7a\x5e\x4d\x5d\x7d\x7f\x6d\x4e\x5c\x6f\x5a\x4f\x7b\x7c\x5b\x50\x6c\x7e\x4c\x6e")
INVARIANT = bytes(_BLANKS | _LETTERS | _CAPITALS | _DIGITS | _MARKS)
"""Bytes that are the same characters in every EBCDIC of Latin letters, or nearly: brackets and the like differ."""

_FEWEST_BYTES = 40
_LEAST_SHARE = 0.95
"""Share of bytes that are letters, digits, blanks or marks in EBCDIC. Text has over 98 %; packed decimals, or Latin
text in any other code page, far less. Chosen by us."""

_LEAST_BLANKS, _MOST_BLANKS = 0.04, 0.9
_LEAST_LETTERS = 0.1
_COMMON = "etaoinsrETAOINSR".encode(_AMERICAN)
_LEAST_COMMON = 0.4
"""Share of the letters that are one of e t a o i n s r: 60-70 % in languages of western Europe."""


def is_text(head: bytes) -> bool:
    """True where ``head`` reads as EBCDIC text and as nothing else: many blanks, and letters as languages use them.

    >>> is_text("The supplier shall deliver the goods within thirty days.".encode("cp037")), is_text(b"Dear all, " * 9)
    (True, False)
    """
    if len(head) < _FEWEST_BYTES:
        return False
    counts = Counter(head)
    letters = sum(counts[byte] for byte in _LETTERS | _CAPITALS)
    blanks = sum(counts[byte] for byte in _BLANKS)
    known = letters + blanks + sum(counts[byte] for byte in _DIGITS | _MARKS)
    if known < _LEAST_SHARE * len(head) or counts[0] > 0.1 * len(head):
        return False
    if not (_LEAST_BLANKS <= blanks / len(head) <= _MOST_BLANKS) or letters < _LEAST_LETTERS * len(head):
        return False
    return sum(counts[byte] for byte in _COMMON) >= _LEAST_COMMON * letters


def codec_of(data: bytes) -> str:
    """EBCDIC code page of text without national letters: by its exclamation mark and its euro sign."""
    if _EURO_SIGN in data:
        return _EURO
    return max(_EXCLAMATION, key=lambda codec: (data.count(_EXCLAMATION[codec]), codec == _AMERICAN))


def has_national_letters(data: bytes) -> bool:
    """Return whether bytes occur, the euro sign apart, that are not the same characters in every EBCDIC.

    >>> has_national_letters("Köln".encode("cp273")), has_national_letters("Cologne: 5 €".encode("cp1140"))
    (True, False)
    """
    return bool(data.translate(None, INVARIANT + bytes([_EURO_SIGN])))
