"""Similarity of two different words: typos, abbreviations, initials, numbers written otherwise."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
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
    similarity = _typo_similarity(words, first, second)
    in_use = np.minimum(words.values_with[first], words.values_with[second]) >= IN_USE_VALUES
    similarity = np.where(in_use, IN_USE_FACTOR * similarity, similarity)
    numbers = words.digits[first] | words.digits[second]
    for place in np.flatnonzero(~numbers & (similarity < _MIN_TYPO_SIMILARITY) & _may_be_short(words, first, second)):
        form = short_form(words.texts[first[place]], words.texts[second[place]])
        similarity[place] = max(similarity[place], form)
    similarity[numbers] = np.where(_same_numbers(words, first[numbers], second[numbers]), SAME_NUMBER, 0.0)
    return similarity


def _typo_similarity(words: Words, first: Ints, second: Ints) -> Floats:
    """Similarity of words that are few edits apart, 0 of others; those whose lengths differ more are not compared."""
    lengths = np.array([len(text) for text in words.texts], dtype=np.int64)
    longer = np.maximum(lengths[first], lengths[second])
    allowed = np.where(longer < 3, 0, np.maximum(1, longer // LETTERS_PER_EDIT))
    near = np.flatnonzero(np.abs(lengths[first] - lengths[second]) <= allowed)
    one, other = ([words.texts[word] for word in side[near].tolist()] for side in (first, second))
    edits = process.cpdist(one, other, scorer=OSA.distance, dtype=np.int32)
    similarity = np.zeros(len(first))
    similarity[near] = np.where(edits <= allowed[near], 1.0 - edits / longer[near], 0.0)
    return similarity


def _may_be_short(words: Words, first: Ints, second: Ints) -> Mask:
    """Words that begin alike and are not equally long: one may be short for the other."""
    lengths = np.array([len(text) for text in words.texts], dtype=np.int64)
    letters = np.array([ord(text[0]) if text else 0 for text in words.texts], dtype=np.int64)
    maybe: Mask = (lengths[first] != lengths[second]) & (letters[first] == letters[second])
    return maybe


def _same_numbers(words: Words, first: Ints, second: Ints) -> Mask:
    """``same_number`` of pairs of words, each word read once."""
    used, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    numbers = [_number(words.texts[word]) for word in used.tolist()]
    bare = np.array([number.isdigit() for number in numbers], dtype=bool)
    codes = {text: code for code, text in enumerate(dict.fromkeys([*numbers, *map(_without_unit, numbers)]))}
    whole = np.array([codes[number] for number in numbers], dtype=np.int64)
    unitless = np.array([codes[_without_unit(number)] for number in numbers], dtype=np.int64)
    left, right = places[: len(first)], places[len(first) :]
    of_left = bare[left] & (whole[left] == unitless[right])
    of_right = ~bare[left] & bare[right] & (whole[right] == unitless[left])
    same: Mask = (whole[left] == whole[right]) | of_left | of_right
    return same


def _without_unit(number: str) -> str:
    return _UNIT.sub("", number)


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
    return bare.isdigit() and bare == _without_unit(lettered)


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
