"""Similarity of two different words: typos, abbreviations, initials, numbers written otherwise."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Floats, Ints
from readiness.profilers.records.vocabulary import Words

LETTERS_PER_EDIT = 4
"""One edit is allowed for every so many letters, at least one from three letters on. Chosen by us."""

IN_USE_VALUES = 5
"""Two words that are in this many distinct values each are two words (Joan, John), not one with a typo."""

IN_USE_FACTOR = 0.5
ABBREVIATION, INITIAL, SAME_NUMBER = 0.8, 0.6, 0.95
"""Similarity of ``street`` and ``st``, of ``mary`` and ``m``, of ``007`` and ``7th``. Chosen by us."""

_ORDINAL, _ZEROS = re.compile(r"^(\d+)(st|nd|rd|th)$"), re.compile(r"^0+(?=.)")
_UNIT = re.compile(r"^\D{2,}|\D{2,}$")
_WORDS_HELD = 1 << 16
_MIN_TYPO_SIMILARITY = 0.7
_SHORT_FORM = 4


def word_similarity(words: Words, first: Ints, second: Ints) -> Floats:
    """Similarity 0-1 of pairs of different words, (pairs,)."""
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second).astype(np.int64)
    keys, places = np.unique(low * len(words.texts) + high, return_inverse=True)
    similarity: Floats = _similarity_of_distinct(words, *np.divmod(keys, len(words.texts)))[places]
    return similarity


def _similarity_of_distinct(words: Words, first: Ints, second: Ints) -> Floats:
    one, other = [words.texts[i] for i in first.tolist()], [words.texts[i] for i in second.tolist()]
    edits = process.cpdist(one, other, scorer=OSA.distance, dtype=np.int32)
    longer = np.array([max(len(a), len(b)) for a, b in zip(one, other, strict=True)])
    allowed = np.where(longer < 3, 0, np.maximum(1, longer // LETTERS_PER_EDIT))
    similarity = np.where(edits <= allowed, 1.0 - edits / longer, 0.0)
    in_use = np.minimum(words.values_with[first], words.values_with[second]) >= IN_USE_VALUES
    similarity = np.where(in_use, IN_USE_FACTOR * similarity, similarity)
    numbers = words.digits[first] | words.digits[second]
    for place in np.flatnonzero(~numbers & (similarity < _MIN_TYPO_SIMILARITY)):
        similarity[place] = max(similarity[place], short_form(one[place], other[place]))
    for place in np.flatnonzero(numbers):
        similarity[place] = SAME_NUMBER if same_number(one[place], other[place]) else 0.0
    return similarity


def short_form(one: str, other: str) -> float:
    """Similarity of a word and its abbreviation: a beginning, or a few letters of it in order after the first.

    >>> [short_form(*pair.split()) for pair in ("st street", "assoc association", "m mary", "ctr center", "sun moon")]
    [0.8, 0.8, 0.6, 0.8, 0.0]
    """
    short, full = sorted((one, other), key=len)
    if short[:1] != full[:1] or len(short) == len(full):
        return 0.0
    if len(short) == 1:
        return INITIAL
    if full.startswith(short):
        return ABBREVIATION
    rest = iter(full)
    inside = len(short) <= _SHORT_FORM and len(full) - len(short) > 1 and all(letter in rest for letter in short)
    return ABBREVIATION if inside else 0.0


def same_number(one: str, other: str) -> bool:
    """True when two words with digits are one number: leading zeros, ordinal endings, a unit or maker's letters apart.

    >>> [same_number(*pair.split()) for pair in ("007 7th", "64gb 64", "sx123 123", "7a 7b", "7a 7", "12 13")]
    [True, True, True, False, False, False]
    """
    left, right = _number(one), _number(other)
    if left == right:
        return True
    bare, lettered = (left, right) if left.isdigit() else (right, left)
    return bare.isdigit() and bare == _UNIT.sub("", lettered)


@lru_cache(maxsize=_WORDS_HELD)
def _number(word: str) -> str:
    """The number in a word with digits: without ordinal ending and leading zeros; a code keeps its letters.

    >>> [_number(word) for word in ("007", "7th", "7a", "x7")]
    ['7', '7', '7a', 'x7']
    """
    return _ZEROS.sub("", _ORDINAL.sub(r"\1", word))


def number_sequence(text: str) -> list[str]:
    """The words with digits of a text, in order."""
    return [_number(word) for word in text.split() if any(letter.isdigit() for letter in word)]
