"""Folding of characters for comparison: the rules of ``shingling`` as tables for the kernels."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.kernels.arrays import FoldingTables
from readiness.storage.atomic import written_beside

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

SEPARATOR, WORD, ALONE = 0, 1, 2

# Blocks whose scripts put no space between words (Unicode 16, UAX #14 classes ID and SA).
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x3005, 0x3007),  # ideographic iteration and zero
    (0x3040, 0x312F),  # Hiragana, Katakana, Bopomofo; Hangul is spaced
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0xA4CF),  # Han, Yi
    (0xF900, 0xFAFF),
    (0x1AFF0, 0x1B16F),  # kana extensions
    (0x20000, 0x3FFFF),  # Han extensions
)
# Characters that are not displayed: soft hyphens, joiners, direction marks, byte order marks, and the
# U+FFFE that PDF readers write for a hyphen at the end of a line. They split no word.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")

_LAST_CHANGING = 0x30000  # nothing beyond plane 2 but tags and selectors, which stay as they are
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # Hangul vowels and finals compose by arithmetic


def fold(text: str) -> str:
    r"""Text for comparison: NFKC, case folded, without invisible characters.

    >>> fold("\ufb01le Stra\u00dfe")
    'file strasse'
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", composed.casefold())


@cache
def _digest() -> str:
    """Digest of the sources of the tables: Unicode's data, these rules, and the entries as the kernels read them."""
    rules = (
        Path(__file__),
        *(Path(__file__).parent / "kernels" / name for name in ("text_shingles.py", "primitives.py")),
    )
    parts = [unicodedata.unidata_version.encode(), *(path.read_bytes() for path in rules)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


Arrays = dict[str, Any]


def _load_or_make(name: str, make: Callable[[], Arrays]) -> Arrays:
    """Arrays that take most of a second to make, stored beside the compiled kernels; made anew where damaged."""
    from readiness.near_duplicate_search.kernels.compile_cache import cache_folder

    path = cache_folder() / f"{name}-{_digest()}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile), np.load(path, allow_pickle=False) as kept:
        return {key: kept[key] for key in kept.files}
    made = make()
    # Where it cannot be written the next process makes them too; savez adds an ending to a name, not to a file.
    with suppress(OSError), written_beside(path) as beside, beside.open("wb") as file:
        np.savez(file, **made)
    return made


@cache
def classes() -> U8:
    """The class of every code point: separator, part of a word, or a word by itself."""
    table: U8 = _load_or_make("classes", lambda: {"classes": _classes()})["classes"]
    return table


def _classes() -> U8:
    """The classes, made from Python's own regular expressions and Unicode data."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for run in re.finditer(r"\w+", "".join(map(chr, range(sys.maxunicode + 1)))):
        table[run.start() : run.end()] = WORD
    # \w leaves combining marks out, which would cut Hindi or decomposed words at every vowel sign.
    marks = [code for code in (*range(0x20000), *range(0xE0100, 0xE01F0)) if unicodedata.category(chr(code))[0] == "M"]
    table[marks] = WORD
    for first, last in _UNSPACED:
        block = table[first : last + 1]
        block[block == WORD] = ALONE
    return table


@cache
def _composing_characters() -> frozenset[str]:
    """Characters that may change the one before them: marks, and every second one of a composition."""
    seconds = {chr(code) for code in _JAMO}
    for code in range(0x20000):
        pair = unicodedata.decomposition(chr(code)).split()
        if len(pair) == 2 and not pair[0].startswith("<"):
            seconds.add(chr(int(pair[1], 16)))
        if unicodedata.combining(chr(code)):
            seconds.add(chr(code))
    return frozenset(seconds)


def _depends_on_neighbours(steps: tuple[str, str, str]) -> bool:
    """True if folding this character can depend on its neighbours: any step begins with a composing character."""
    begins = (unicodedata.normalize("NFKD", step)[:1] for step in steps)
    return any(first in _composing_characters() for first in begins)


def _changed_characters() -> dict[int, str | None]:
    """Folded form of each code point where that is not itself; None where it depends on its neighbours."""
    codes = range(0x80, _LAST_CHANGING)
    # A line feed composes with nothing, so all code points are folded in one call each.
    composed = unicodedata.normalize("NFKC", "\n".join(map(chr, codes)))
    cased = composed.casefold()
    folded = unicodedata.normalize("NFKC", cased)
    steps = zip(codes, composed.split("\n"), cased.split("\n"), folded.split("\n"), strict=True)
    changed: dict[int, str | None] = {}
    for code, *forms in steps:
        first, middle, last = forms
        if last != chr(code) or first[0] in _composing_characters():
            changed[code] = None if _depends_on_neighbours((first, middle, last)) else last
    changed.update({code: "" for code in codes if INVISIBLE.match(chr(code))})
    return changed


def _spaced_bytes(folded: str) -> bytes:
    """A folded text with a space for each separator and around each word of one character."""
    written = {SEPARATOR: " ", WORD: "{}", ALONE: " {} "}
    return "".join(written[int(classes()[ord(sign)])].format(sign) for sign in folded).encode("utf-8", "surrogatepass")


@cache
def tables() -> FoldingTables:
    """Entries per code point for texts as written and for folded ones; bytes and offsets of their replacements."""
    arrays = _load_or_make("tables", _tables)
    for array in arrays.values():
        array.flags.writeable = False
    return FoldingTables(*(arrays[name] for name in FoldingTables._fields))


def _tables() -> Arrays:
    """The arrays of ``FoldingTables`` by name."""
    from readiness.near_duplicate_search.kernels.compile_cache import load

    text = load("text_shingles")
    kinds = np.array([text.GAP, text.SAME, text.ALONE], dtype=np.uint32)
    unchanged = kinds[classes()]
    entries = unchanged.copy()
    replacements: list[bytes] = []
    for code, folded in _changed_characters().items():
        if folded is None:
            entries[code] = text.CONTEXTUAL
        else:
            entries[code] = text.MAPPED | len(replacements) << text.KIND_BITS
            replacements.append(_spaced_bytes(folded))
    starts = np.cumsum([0, *map(len, replacements)]).astype(np.int64)
    joined = np.frombuffer(b"".join(replacements), dtype=np.uint8)
    return {"entries": entries, "folded_entries": unchanged, "replacements": joined, "starts": starts}
