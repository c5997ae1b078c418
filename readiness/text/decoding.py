"""Bytes to characters, for documents and tables: which encoding, whether anything was lost, whether it is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from readiness.text import ebcdic
from readiness.text.encoding_detection import Guess, guess_encoding, is_mainframe
from readiness.text.encoding_labels import decode_as, refuses_others
from readiness.text.mojibake import is_misread
from readiness.text.unicode_marks import MARKS, is_utf8, wide_codec

UNDECODABLE, MOJIBAKE, UNCERTAIN = "undecodable", "mojibake", "uncertain"

_SAMPLE_BYTES = 262_144
"""Of a long file so many bytes of lines beyond ASCII show its encoding, from wherever they are. Chosen by us."""

_MOSTLY_VALID = 0.8
"""A text whose non-ASCII sequences are mostly valid UTF-8 is UTF-8 with damage. By chance none are in Cyrillic or
Greek code pages, a third in Chinese and Japanese ones, half in Thai. Chosen by us."""

_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = re.compile(rb"[\x80-\xff]")

_SHIFTED = (("iso2022_jp_2", b"\x1b$B"), ("iso2022_jp_2", b"\x1b$@"), ("iso2022_kr", b"\x1b$)C"))
"""ASCII bytes that switch to another alphabet by an escape sequence (RFC 1468, RFC 1557)."""

_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
"""Chinese between marks of ASCII (RFC 1843); nothing else of ASCII is written so."""
_FEWEST_HZ = 2

_CP1252_HIGH = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0))
_TAIL = f"[{re.escape(_CP1252_HIGH)}\x80-\xbf]"
_LONG_MOJIBAKE = re.compile(f"[à-ï]{_TAIL}{{2}}|[ð-ô]{_TAIL}{{3}}")
_SHORT_MOJIBAKE = re.compile(f"[Â-ß]{_TAIL}")
_FEWEST_SHORT = 2
"""Two such pairs, as one may be meant (a capital Â before a quotation mark); chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """``problem`` is ``undecodable``, or ``uncertain: `` and the encodings that fit about as well, or ""."""

    text: str
    encoding: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """``marked`` is a byte-order mark before the text, ``damaged`` UTF-8 with some bytes that are not.

    ``uncertain`` is a problem as ``Decoded`` has it.
    """

    encoding: str
    marked: bool = False
    damaged: bool = False
    uncertain: str = ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """``data`` as text: by byte-order mark, as strict UTF-8, as declared, then by the best guess.

    >>> decode("café".encode("latin-1"), "iso-8859-1")
    Decoded(text='café', encoding='iso-8859-1', problem='')
    """
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _lossy(data[len(mark) :], codec)
    unmarked = _codec_beyond_ascii(data)
    if unmarked:
        return _lossy(data, unmarked)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8" if _HIGH.search(data) else "ascii")
    except UnicodeDecodeError:
        return _decode_otherwise(data, declared)


def detect(file: BinaryIO) -> Detected:
    """The encoding of a file that declares none, found as ``decode`` finds it, without holding the file in memory."""
    file.seek(0)
    head = file.read(_SAMPLE_BYTES)
    marked = next((codec for mark, codec in MARKS if head.startswith(mark)), "")
    if marked:
        return Detected(encoding=marked, marked=True, damaged=marked == "utf-8" and not is_utf8(file))
    if unmarked := _codec_beyond_ascii(head):
        return Detected(encoding=unmarked)
    if is_utf8(file):
        return Detected(encoding="utf-8")
    return _legacy(head, _lines_beyond_ascii(file))


def _codec_beyond_ascii(data: bytes) -> str:
    """The encoding of text that is no byte-wise superset of ASCII, and shows it."""
    wide = wide_codec(data)
    if wide:
        return wide
    if len(_HZ.findall(data)) >= _FEWEST_HZ and data.isascii():
        return "hz"
    return next((codec for codec, mark in _SHIFTED if mark in data), "")


def _decode_otherwise(data: bytes, declared: str) -> Decoded:
    fits = _decode_as_declared(data, declared)
    if fits and refuses_others(declared):
        return fits
    sample = _lines_beyond_ascii(BytesIO(data))
    if fits and _share_of_valid_utf8(sample) < _MOSTLY_VALID and not _is_ebcdic(data[:_SAMPLE_BYTES]):
        return fits
    found = _legacy(data[:_SAMPLE_BYTES], sample)
    decoded = _lossy(data, found.encoding)
    if found.encoding in ebcdic.CODECS:
        decoded = Decoded(text=decoded.text.replace("\x85", "\n"), encoding=found.encoding)  # NEL ends lines there
    return Decoded(text=decoded.text, encoding=decoded.encoding, problem=decoded.problem or found.uncertain)


def _legacy(head: bytes, sample: bytes) -> Detected:
    """The encoding of bytes that are not all UTF-8."""
    if _share_of_valid_utf8(sample) >= _MOSTLY_VALID:
        return Detected(encoding="utf-8", damaged=True)
    if _is_ebcdic(head):
        return _mainframe(head)
    found = guess_encoding(sample)
    return Detected(encoding=found.encoding, uncertain=_uncertain(found))


def _is_ebcdic(head: bytes) -> bool:
    return ebcdic.is_text(head) and is_mainframe(head)


def _mainframe(head: bytes) -> Detected:
    if not ebcdic.has_national_letters(head):
        return Detected(encoding=ebcdic.codec_of(head))
    found = guess_encoding(head, mainframe=True)
    return Detected(encoding=found.encoding, uncertain=_uncertain(found))


def _uncertain(found: Guess) -> str:
    if found.plausible and not found.alternatives:
        return ""
    return f"{UNCERTAIN}: {', '.join(found.alternatives[:3]) or 'none that is known makes words of it'}"


def _lines_beyond_ascii(file: BinaryIO) -> bytes:
    """Lines that show the encoding, up to ``_SAMPLE_BYTES`` of them, from anywhere in the file."""
    kept, size = [], 0
    file.seek(0)
    while size < _SAMPLE_BYTES and (line := file.readline(_SAMPLE_BYTES)):
        if not line.isascii():
            kept.append(line)
            size += len(line)
    return b"".join(kept)


def _lossy(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(text=data.decode(codec), encoding=codec)
    except UnicodeDecodeError:
        return Decoded(text=data.decode(codec, "replace"), encoding=codec, problem=UNDECODABLE)


def _share_of_valid_utf8(data: bytes) -> float:
    """Share of the non-ASCII bytes that stand in valid UTF-8 sequences, 0-1."""
    high = len(_HIGH.findall(data))
    return sum(map(len, _UTF8_SEQUENCE.findall(data))) / high if high else 1.0


def _decode_as_declared(data: bytes, declared: str) -> Decoded | None:
    found = decode_as(data, declared)
    return Decoded(text=found[0], encoding=found[1]) if found else None


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


def worst_problem(problem: str, text: str, *, decoded: bool = True) -> str:
    """The problem that decoding met, or the one that the text shows, which weighs more than an uncertain encoding."""
    if problem and not problem.startswith(UNCERTAIN):
        return problem
    return encoding_problem(text, decoded=decoded) or problem


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
