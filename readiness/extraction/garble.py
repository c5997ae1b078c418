"""Tells words from the debris of a broken text layer: shifted font maps, glyph numbers, failed OCR."""

from __future__ import annotations

import re
import unicodedata

_SAMPLE_CHARACTERS = 100_000
_FEWEST_CHARACTERS = 200
_MAX_JUNK_SHARE = 0.15
"""Control, private-use and replacement characters among all but blanks. Sound layers hold under 2 %; chosen by us."""

_WORD = re.compile(r"[A-Za-z]{4,}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_FEWEST_WORDS = 50
_MAX_VOWELLESS_SHARE = 0.35
"""Words of four Latin letters and more without any vowel. Prose in Latin script holds under 3 %, tables of codes under
20 % (measured on public test files); a text shifted by its font map about half. Chosen by us."""

_LATIN_SHARE = 0.5
_CID = re.compile(r"\(cid:\d+\)")


def is_garbled(text: str) -> bool:
    """True where most of a text layer is no writing in any script. Short texts are never judged.

    >>> is_garbled("The supplier shall deliver the goods within thirty days. " * 10)
    False
    """
    sample = _CID.sub("\ufffd", text[:_SAMPLE_CHARACTERS])
    shown = [character for character in sample if not character.isspace()]
    if len(shown) < _FEWEST_CHARACTERS:
        return False
    junk = sum(unicodedata.category(character) in {"Cc", "Co", "Cn"} or character == "\ufffd" for character in shown)
    return junk / len(shown) > _MAX_JUNK_SHARE or _has_no_vowels(sample, len(shown))


def _has_no_vowels(sample: str, shown: int) -> bool:
    words = _WORD.findall(sample)
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) / shown < _LATIN_SHARE:
        return False
    return sum(not _VOWEL.search(word) for word in words) / len(words) > _MAX_VOWELLESS_SHARE
