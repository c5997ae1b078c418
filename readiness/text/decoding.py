"""Bytes to characters, saying which encoding was used and whether anything was lost on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.text import ebcdic
from readiness.text.codepages import latin_codepage
from readiness.text.encoding_labels import decode_as, refuses_others
from readiness.text.mojibake import is_misread
from readiness.text.unicode_marks import MARKS, utf16_without_mark

UNDECODABLE = "undecodable"
MOJIBAKE = "mojibake"

_SAMPLE_BYTES = 65_536
_MOSTLY_VALID = 0.8
"""A text whose non-ASCII sequences are mostly valid UTF-8 is UTF-8 with damage. By chance none are in Cyrillic or
Greek code pages, a third in Chinese and Japanese ones, half in Thai. Chosen by us."""

_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = re.compile(rb"[\x80-\xff]")

_CONTROL = re.compile(rb"[\x00-\x06]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LATIN_RUN = 1.5
"""Bytes beyond ASCII in a row, on average: 1.1 in French or Czech, the length of a word elsewhere. Chosen by us."""

_HEBREW = re.compile(rb"[\xe0-\xfa]")
_HEBREW_LETTERS = 40
"""So many letters, all between alef and tav: Cyrillic in the same places also has я, ь, ы behind, and capitals before.
Chosen by us."""

_SHIFTED = (("iso2022_jp_2", b"\x1b$B"), ("iso2022_jp_2", b"\x1b$@"), ("iso2022_kr", b"\x1b$)C"))
"""ASCII bytes that switch to another alphabet by an escape sequence (RFC 1468, RFC 1557)."""

_CP1252_HIGH = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0))
_TAIL = f"[{re.escape(_CP1252_HIGH)}\x80-\xbf]"
_LONG_MOJIBAKE = re.compile(f"[à-ï]{_TAIL}{{2}}|[ð-ô]{_TAIL}{{3}}")
_SHORT_MOJIBAKE = re.compile(f"[Â-ß]{_TAIL}")
_FEWEST_SHORT = 2
"""Two such pairs, as one may be meant (a capital Â before a quotation mark); chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    text: str
    encoding: str
    problem: str = ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """``data`` as text: by byte-order mark, as strict UTF-8, as declared, then by the best guess.

    >>> decode("café".encode("latin-1"), "iso-8859-1")
    Decoded(text='café', encoding='iso-8859-1', problem='')
    """
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _lossy(data[len(mark) :], codec)
    unmarked = utf16_without_mark(data) or next((codec for codec, mark in _SHIFTED if mark in data), "")
    if unmarked:
        return _lossy(data, unmarked)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8" if _HIGH.search(data) else "ascii")
    except UnicodeDecodeError:
        return _decoded_otherwise(data, declared)


def _decoded_otherwise(data: bytes, declared: str) -> Decoded:
    fits = _declared(data, declared)
    if fits and refuses_others(declared):
        return fits
    if _share_of_valid_utf8(data) >= _MOSTLY_VALID:
        return _lossy(data, "utf-8")
    if ebcdic.is_text(data[:_SAMPLE_BYTES]):
        return _ebcdic(data)
    return fits or _guessed(data)


def _ebcdic(data: bytes) -> Decoded:
    codec = ebcdic.codec_of(data)
    return Decoded(text=data.decode(codec).replace("\x85", "\n"), encoding=codec)  # NEL ends lines there


def _lossy(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(text=data.decode(codec), encoding=codec)
    except UnicodeDecodeError:
        return Decoded(text=data.decode(codec, "replace"), encoding=codec, problem=UNDECODABLE)


def _share_of_valid_utf8(data: bytes) -> float:
    """Share of the non-ASCII bytes that stand in valid UTF-8 sequences, 0-1."""
    high = len(_HIGH.findall(data))
    return sum(map(len, _UTF8_SEQUENCE.findall(data))) / high if high else 1.0


def _declared(data: bytes, declared: str) -> Decoded | None:
    found = decode_as(data, declared)
    return Decoded(text=found[0], encoding=found[1]) if found else None


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    latin = latin_codepage(data[:_SAMPLE_BYTES]) if _is_latin(data) else ""
    if latin:
        return _lossy(data, latin)
    sample = data if len(data) <= _SAMPLE_BYTES else _around_first_high(data)
    if _is_hebrew(sample):
        return _lossy(data, "cp1255")
    best = from_bytes(sample).best()
    codec = best.encoding if best else "cp1252"
    return _lossy(data, codec)


def _is_hebrew(sample: bytes) -> bool:
    letters = len(_HEBREW.findall(sample))
    return letters >= _HEBREW_LETTERS and letters == len(_HIGH.findall(sample))


def _is_latin(data: bytes) -> bool:
    """Latin letters beyond ASCII stand alone among others; of Cyrillic, Greek or Chinese whole words lie beyond it."""
    sample = data[:_SAMPLE_BYTES]
    runs = _HIGH_RUN.findall(sample)
    return bool(runs) and sum(map(len, runs)) < _LATIN_RUN * len(runs) and not _CONTROL.search(sample)


def _around_first_high(data: bytes) -> bytes:
    """A sample that holds the bytes in question: the head of a long file may be plain ASCII."""
    found = _HIGH.search(data)
    start = max(0, (found.start() if found else 0) - 1024)
    return data[start : start + _SAMPLE_BYTES]


def encoding_problem(text: str, *, decoded: bool = True) -> str:
    """``undecodable`` where characters were lost for good, ``mojibake`` after a wrong code page, or "".

    ``decoded`` is False for text that never was bytes in an encoding: a PDF's unknown glyphs are no lost characters.

    >>> encoding_problem("the supplierâ€™s obligations"), encoding_problem("naïve café")
    ('mojibake', '')
    """
    if decoded and "\ufffd" in text:
        return UNDECODABLE
    if text.isascii():
        return ""
    long = sum(_is_utf8(match.group()) for match in _LONG_MOJIBAKE.finditer(text))
    short = 0 if long else sum(_is_utf8(match.group()) for match in _SHORT_MOJIBAKE.finditer(text))
    return MOJIBAKE if long or short >= _FEWEST_SHORT or is_misread(text) else ""


def _is_utf8(run: str) -> bool:
    """True where the run, written back as Windows-1252 (or Latin-1 where that has no such character), is UTF-8."""
    raw = b"".join(_as_byte(character) for character in run)
    try:
        return raw.decode("utf-8").isprintable() or raw == b"\xc2\xa0"
    except UnicodeDecodeError:
        return False


def _as_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "ignore")
