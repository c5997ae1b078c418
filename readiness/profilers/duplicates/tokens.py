"""Text to words, words to 64-bit shingle hashes: what "the same wording" means, for every script.

Words are maximal runs of letters, digits, combining marks and underscores after Unicode NFKC and case folding.
In scripts that write no spaces between words (Han, kana, Thai, Lao, Khmer, Myanmar, ...) each character is a word.
A text is compared by the *set* of its runs of five words (word 5-grams, "shingles": Broder 1997).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.shingles import ShingleSets

U64 = npt.NDArray[np.uint64]
U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]

SHINGLE_WORDS = 5
"""Words per shingle: the size of Lee et al. 2022 (deduplicating training data, MinHash on 5-grams)."""

SHORTEST_NEAR_WORDS = 8
"""Below it two texts match only when equal. Arithmetic, not choice: a Jaccard of at least 0.8 below 1 needs a
union of five shingles, so sets of four and five, so texts of eight and nine words."""

BATCH_CHARACTERS = 1 << 20
"""Characters hashed at once: about 50 bytes of working memory each. Chosen by us."""

_SEPARATOR, _WORD, _ALONE = 0, 1, 2
_WORD_BASE = np.uint64(0x5851F42D4C957F2D)  # odd multipliers; the first is Knuth's MMIX constant
_SHINGLE_BASE = np.uint64(0xD6E8FEB86659FD93)
_LENGTH_SALT = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio

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
# Characters that are never seen: soft hyphens, joiners, direction marks, byte order marks, and the
# U+FFFE that PDF readers write for a hyphen at the end of a line. They split no word.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")


def fold(text: str) -> str:
    r"""The text as it is compared: NFKC, case folded, without invisible characters.

    >>> fold("\ufb01le Stra\u00dfe")
    'file strasse'
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", composed.casefold())


@cache
def _classes() -> U8:
    """The class of every code point: separator, part of a word, or a word by itself."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for found in re.finditer(r"\w+", "".join(map(chr, range(sys.maxunicode + 1)))):
        table[found.start() : found.end()] = _WORD
    # \w leaves combining marks out, which would cut Hindi or decomposed words at every vowel sign.
    marks = [code for code in range(0x20000) if unicodedata.category(chr(code))[0] == "M"]
    table[marks] = _WORD
    for first, last in _UNSPACED:
        block = table[first : last + 1]
        block[block == _WORD] = _ALONE
    return table


def unspaced_characters(text: str) -> int:
    """Characters that are words by themselves, as in Han, kana or Thai.

    >>> unspaced_characters("契約 no. 5")
    2
    """
    if text.isascii():
        return 0
    return int(np.count_nonzero(_classes()[_codes(text)] == _ALONE))


def mix64(values: U64) -> U64:
    """The 64-bit finaliser of MurmurHash3 (Appleby 2011): a bijection that spreads every bit. In place, returned."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values ^= values >> np.uint64(33)
        values *= np.uint64(multiplier)
    values ^= values >> np.uint64(33)
    return values


def _powers(base: np.uint64, count: int) -> U64:
    powers = np.full(count, base, dtype=np.uint64)
    powers[:1] = 1
    return np.multiply.accumulate(powers)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _pieces(classes: U8) -> Iterator[tuple[int, int]]:
    """Cut ``classes`` into pieces of about ``BATCH_CHARACTERS``, never inside a word."""
    start = 0
    while start < len(classes):
        stop = min(len(classes), start + BATCH_CHARACTERS)
        while stop < len(classes) and classes[stop] == _WORD and classes[stop - 1] == _WORD:
            stop += 1
        yield start, stop
        start = stop


def _piece_tokens(codes: npt.NDArray[np.uint32], classes: U8) -> tuple[U64, I64]:
    """Hash and first character of every word of one piece."""
    starts_word = classes != _SEPARATOR
    starts_word[1:] &= (classes[1:] == _ALONE) | (classes[:-1] != _WORD)
    characters = np.flatnonzero(classes)
    if not len(characters):
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    firsts = np.flatnonzero(starts_word[characters])
    lengths = np.diff(firsts, append=len(characters))
    places = np.arange(len(characters)) - np.repeat(firsts, lengths)
    weighed = (codes[characters].astype(np.uint64) + np.uint64(1)) * _powers(_WORD_BASE, int(lengths.max()))[places]
    hashes = np.add.reduceat(weighed, firsts) ^ (lengths.astype(np.uint64) * _LENGTH_SALT)
    return mix64(hashes), characters[firsts]


def token_hashes(folded: str) -> tuple[U64, I64]:
    """The words of a folded text in order: 64-bit hashes (uint64) and first characters (int64)."""
    codes = _codes(folded)
    classes = _classes()[codes]
    found = [(start, *_piece_tokens(codes[start:stop], classes[start:stop])) for start, stop in _pieces(classes)]
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate([hashes for _, hashes, _ in found]), np.concatenate([s + firsts for s, _, firsts in found])


def _short_hash(words: U64) -> U64:
    """One shingle for a text of fewer than five words; its length keeps it apart from every longer text."""
    spread = np.sum(words * _powers(_SHINGLE_BASE, len(words)), dtype=np.uint64)
    return mix64(np.array([spread]) ^ (np.array([len(words)], dtype=np.uint64) * _LENGTH_SALT))


def _text_shingles(windows: U64, words: U64, start: int, stop: int) -> U64:
    """The sorted set of shingle hashes of the words ``start:stop``."""
    if stop - start < SHINGLE_WORDS:
        return _short_hash(words[start:stop]) if stop > start else np.empty(0, np.uint64)
    return np.unique(windows[start : stop - SHINGLE_WORDS + 1])


def _batch_sets(folded: list[str]) -> ShingleSets:
    words, firsts = token_hashes("\n".join(folded))
    ends = np.cumsum([len(text) + 1 for text in folded])
    bounds = [0, *np.searchsorted(firsts, ends).tolist()]
    windows = np.zeros(max(0, len(words) - SHINGLE_WORDS + 1), dtype=np.uint64)
    for place, power in enumerate(_powers(_SHINGLE_BASE, SHINGLE_WORDS)):
        windows += words[place : place + len(windows)] * power
    mix64(windows)
    spans = list(pairwise(bounds))
    sets = [_text_shingles(windows, words, start, stop) for start, stop in spans]
    return ShingleSets.of(sets, words=np.array([stop - start for start, stop in spans], dtype=np.int64))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for text in texts:
        folded = fold(text)
        if batch and held + len(folded) > BATCH_CHARACTERS:
            yield batch
            batch, held = [], 0
        batch.append(folded)
        held += len(folded)
    if batch:
        yield batch


def shingle_sets(texts: Iterable[str]) -> ShingleSets:
    """The shingle set of every text, in order, reading the texts once and holding one batch of them.

    The hashes are seeded by fixed constants: equal on every machine, in every process, in every version of Python.
    """
    return ShingleSets.concatenated([_batch_sets(batch) for batch in _batches(texts)])
