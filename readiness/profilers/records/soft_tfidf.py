"""Similarity of two short texts: their words matched softly, each weighed by its rarity.

Method: soft TF-IDF (Cohen, Ravikumar & Fienberg 2003, "A comparison of string distance metrics for name-matching
tasks"), with the similarity of two words from ``spelling``. A difference of meaning is no misspelling: other numbers,
or one established word in the place of another, are a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
from readiness.profilers.records.spelling import number_sequence, word_similarity
from readiness.profilers.records.vocabulary import Words, take_texts

WHOLE, PART = 0.6, 0.4
"""Weights of the two texts as a whole (Dice) and of the shorter inside the longer (overlap). Chosen by us."""

CONFLICT = 0.3
"""Similarity that texts of different meaning do not exceed. Chosen by us."""

ESTABLISHED_VALUES = 3
"""A word in this many distinct values is a word of the field, no typo. Chosen by us."""

SIMILAR_WITHOUT_SPACES = 0.85
"""Similarity from which texts that differ in their spaces count as equal (``day care``, ``daycare``). Chosen by us."""

_MATCHED = 0.9
_MOST_WORD_PAIRS = 4_000_000
"""Word against word at a time; a bound of memory, not of meaning."""


def soft_tfidf(values: pa.Array, words: Words, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """(similarity 0-1, bits shared) of pairs of different values, each (pairs,)."""
    similarity, bits = np.zeros(len(first)), np.zeros(len(first))
    for part in _parts(words, first, second):
        match = _match_words(words, first[part], second[part])
        similarity[part] = _similarity(values, match)
        bits[part] = np.minimum(match.shared_bits[0], match.shared_bits[1])
    return similarity, bits


def _parts(words: Words, first: Ints, second: Ints) -> Iterator[slice]:
    sizes = np.diff(words.starts)
    word_pairs = np.cumsum(sizes[first] * sizes[second])
    begin = 0
    while begin < len(first):
        before = word_pairs[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(word_pairs, before + _MOST_WORD_PAIRS, side="right")))
        yield slice(begin, end)
        begin = end


@dataclass(frozen=True, slots=True, kw_only=True)
class _TextWords:
    """The words of one text of each pair: ``pairs`` and ``words`` (entries,), ``matched`` 0-1 by the other text."""

    values: Ints
    pairs: Ints
    words: Ints
    matched: Floats

    def per_pair(self, weights: Floats | Mask) -> Floats:
        sums = np.bincount(self.pairs, weights=weights.astype(np.float64), minlength=len(self.values))
        return sums.astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    texts: tuple[_TextWords, _TextWords]
    words: Words

    @property
    def shared_bits(self) -> tuple[Floats, Floats]:
        """Bits of each text that the other one matches."""
        one, other = (text.per_pair(self.words.bits[text.words] * text.matched) for text in self.texts)
        return one, other

    @property
    def total(self) -> tuple[Floats, Floats]:
        one, other = (text.per_pair(self.words.bits[text.words]) for text in self.texts)
        return one, other


def _match_words(words: Words, first: Ints, second: Ints) -> _Match:
    (pairs_a, words_a), (pairs_b, words_b) = words.expand(first), words.expand(second)
    keys_a = pairs_a * len(words.texts) + words_a
    keys_b = pairs_b * len(words.texts) + words_b
    same_a, same_b = _are_among(keys_a, keys_b), _are_among(keys_b, keys_a)
    alike_a, alike_b = same_a.astype(np.float64), same_b.astype(np.float64)
    left, right = _word_pairs(pairs_a, pairs_b, np.flatnonzero(~same_a), np.flatnonzero(~same_b))
    if len(left):
        similarity = word_similarity(words, words_a[left], words_b[right])
        np.maximum.at(alike_a, left, similarity)
        np.maximum.at(alike_b, right, similarity)
    one = _TextWords(values=first, pairs=pairs_a, words=words_a, matched=alike_a)
    other = _TextWords(values=second, pairs=pairs_b, words=words_b, matched=alike_b)
    return _Match(texts=(one, other), words=words)


def _are_among(keys: Ints, others: Ints) -> Mask:
    """The same as ``np.isin``; keys that nearly ascend are sorted and searched faster than hashed."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    ascending = np.sort(others, kind="stable")
    places = np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)
    found: Mask = ascending[places] == keys
    return found


def _word_pairs(pairs_a: Ints, pairs_b: Ints, rest_a: Ints, rest_b: Ints) -> tuple[Ints, Ints]:
    """Every unmatched word of one text with every unmatched word of the other."""
    per_pair = np.bincount(pairs_b[rest_b], minlength=int(pairs_a.max(initial=0)) + 1)
    starts = np.concatenate([[0], np.cumsum(per_pair)])
    counts = per_pair[pairs_a[rest_a]]
    left = np.repeat(rest_a, counts)
    inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return left, rest_b[inside + np.repeat(starts[pairs_a[rest_a]], counts)]


def _similarity(values: pa.Array, match: _Match) -> Floats:
    shared, total = match.shared_bits, match.total
    dice = (shared[0] + shared[1]) / (total[0] + total[1])
    shorter = np.where(total[0] <= total[1], shared[0] / total[0], shared[1] / total[1])
    similarity = WHOLE * dice + PART * np.minimum(shorter, 1.0)
    conflict = _other_numbers(match) | _other_word(match)
    similarity = np.where(conflict, np.minimum(similarity, CONFLICT), similarity)
    similarity = np.where(_moved_numbers(values, match, similarity), CONFLICT, similarity)
    return np.where(conflict, similarity, np.maximum(similarity, _similarity_without_spaces(values, match, similarity)))


def _other_numbers(match: _Match) -> Mask:
    """Both texts hold a number that the other does not: ``Product 12`` is not ``Product 13``."""
    one, other = (text.per_pair(match.words.digits[text.words] & (text.matched < _MATCHED)) for text in match.texts)
    return (one > 0) & (other > 0)


def _other_word(match: _Match) -> Mask:
    """All words are the same but one, and both words in its place are established: black and white, north and south."""
    one, other = match.texts
    differs = np.ones(len(one.values), dtype=bool)
    for text in (one, other):
        alone = text.matched < 1.0
        foreign = alone & (text.matched < 0.5) & (match.words.values_with[text.words] >= ESTABLISHED_VALUES)
        differs &= (text.per_pair(alone) == 1) & (text.per_pair(foreign) == 1)
    return differs


def _moved_numbers(values: pa.Array, match: _Match, similarity: Floats) -> Mask:
    """The same numbers in another order: flat 2 in house 1 is not flat 1 in house 2."""
    several = match.texts[0].per_pair(match.words.digits[match.texts[0].words]) >= 2
    moved = np.zeros(len(similarity), dtype=bool)
    places = np.flatnonzero(several & (similarity >= CONFLICT))
    texts = (take_texts(values, text_words.values[places]) for text_words in match.texts)
    for place, one, other in zip(places, *texts, strict=True):
        left, right = number_sequence(one), number_sequence(other)
        moved[place] = left != right and sorted(left) == sorted(right)
    return moved


def _similarity_without_spaces(values: pa.Array, match: _Match, similarity: Floats) -> Floats:
    """Similarity without spaces, for texts with different numbers of words."""
    one, other = match.texts
    counts = [text_words.per_pair(np.ones(len(text_words.words))) for text_words in match.texts]
    places = np.flatnonzero((similarity < SIMILAR_WITHOUT_SPACES) & (counts[0] != counts[1]))
    closer = np.zeros(len(similarity))
    if len(places):
        bare = pc.replace_substring(values, " ", "")
        lengths = pc.utf8_length(bare).to_numpy(zero_copy_only=False)
        places = places[_may_be_close(lengths[one.values[places]], lengths[other.values[places]])]
        texts = [take_texts(bare, text_words.values[places]) for text_words in (one, other)]
        closer[places] = process.cpdist(*texts, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR_WITHOUT_SPACES)
    return closer


def _may_be_close(first: Ints, second: Ints) -> Mask:
    """Mask of the texts whose lengths alone allow ``SIMILAR_WITHOUT_SPACES``: each character more is an edit."""
    apart, longer = np.abs(first - second), np.maximum(first, second)
    close: Mask = apart <= (1 - SIMILAR_WITHOUT_SPACES) * longer + 1e-6
    return close
