"""Similarity of two values of one field, 0 to 1, and the bits of information in their agreement."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
from readiness.profilers.records.record_fields import Field
from readiness.profilers.records.soft_tfidf import soft_tfidf
from readiness.profilers.records.vocabulary import take_texts

AGREEMENT, DISAGREEMENT = 0.7, 0.5
"""A field agrees from the first, and differs below the second. Chosen by us."""

ESTABLISHED_ROWS = 3
"""A code this often in use is no misprint of another one that is. Chosen by us."""

ONE_EDIT, TWO_EDITS, ENDING = 0.75, 0.6, 0.95
"""Similarity of codes and dates one or two edits apart, and of numbers with one ending (a missing area code). Chosen by
us."""

_MOST_EDITS = 2
_ONE_EDIT_LENGTH, _TWO_EDITS_LENGTH, _ENDING_LENGTH = 4, 8, 6


def field_similarity(field: Field, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """(similarity, bits) of pairs of rows' codes, each (pairs,); similarity is NaN where one has no value.

    Bits are those of the rarer reading: sharing ``smith`` is weaker evidence than sharing ``featherstonehaugh``
    (Winkler 1989).
    """
    similarity, bits = np.full(len(first), np.nan), np.zeros(len(first))
    both = (first >= 0) & (second >= 0)
    equal = both & (first == second)
    similarity[equal] = 1.0
    bits[equal] = -np.log2(field.counts[first[equal]] / field.filled_rows)
    unequal = np.flatnonzero(both & ~equal)
    if len(unequal):
        low = np.minimum(first[unequal], second[unequal]).astype(np.int64)
        high = np.maximum(first[unequal], second[unequal]).astype(np.int64)
        keys, places = np.unique(low * len(field.values) + high, return_inverse=True)
        similar, agreement_bits = _unequal(field, *np.divmod(keys, len(field.values)))
        similarity[unequal] = similar[places]
        bits[unequal] = np.where(similar >= DISAGREEMENT, agreement_bits, 0.0)[places]
    return similarity, bits


def _unequal(field: Field, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    if field.words is not None:
        return soft_tfidf(field.values, field.words, first, second)
    if field.comparison == "number":
        return _near_numbers(field, first, second), np.zeros(len(first))
    similarity = _near_codes(field, first, second)
    frequent = np.maximum(field.counts[first], field.counts[second])
    return similarity, -np.log2(frequent / field.filled_rows) * similarity


def _near_numbers(field: Field, first: Ints, second: Ints) -> Floats:
    """Measured numbers fall from 1 to 0 while they grow apart by half; whole numbers are the same or not."""
    if not field.decimal:
        return np.zeros(len(first))
    numbers = pc.cast(field.values, "float64").to_numpy(zero_copy_only=False)
    one, other = numbers[first], numbers[second]
    larger = np.maximum(np.maximum(np.abs(one), np.abs(other)), 1e-12)
    similarity: Floats = np.maximum(0.0, 1.0 - 2.0 * np.abs(one - other) / larger)
    return similarity


def _near_codes(field: Field, first: Ints, second: Ints) -> Floats:
    of_values = pc.utf8_length(field.values).to_numpy(zero_copy_only=False)
    lengths = of_values[first], of_values[second]
    shorter = np.minimum(*lengths)
    edits = _few_edits(field, first, second, np.abs(lengths[0] - lengths[1]) <= _MOST_EDITS)
    similarity = np.where((edits == 2) & (shorter >= _TWO_EDITS_LENGTH), TWO_EDITS, 0.0)
    similarity = np.where((edits == 1) & (shorter >= _ONE_EDIT_LENGTH), ONE_EDIT, similarity)
    in_use = np.minimum(field.counts[first], field.counts[second]) >= ESTABLISHED_ROWS
    similarity = np.where(in_use, 0.0, similarity)
    places = np.flatnonzero((shorter >= _ENDING_LENGTH) & (lengths[0] != lengths[1]))
    one, other = take_texts(field.values, first[places]), take_texts(field.values, second[places])
    ends = [a.endswith(b) or b.endswith(a) for a, b in zip(one, other, strict=True)]
    similarity[places[np.array(ends, dtype=bool)]] = ENDING
    if field.comparison == "date":
        similarity = np.where(_day_for_month(field, first, second), np.maximum(similarity, ONE_EDIT), similarity)
    return similarity


def _few_edits(field: Field, first: Ints, second: Ints, near: Mask) -> Ints:
    """Edits between pairs of values up to ``_MOST_EDITS``; one more for those that are further apart, or not ``near``
    in length.
    """
    edits = np.full(len(first), _MOST_EDITS + 1, dtype=np.int64)
    one, other = take_texts(field.values, first[near]), take_texts(field.values, second[near])
    edits[near] = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=_MOST_EDITS, dtype=np.int32)
    return edits


def _day_for_month(field: Field, first: Ints, second: Ints) -> Mask:
    """Dates that are equal once day and month change places, written as eight digits with the year at either end."""
    texts = field.values.to_pylist()
    swapped = np.zeros(len(first), dtype=bool)
    for at in (4, 0):
        others = [_swap_pairs_of_digits(text, at) if len(text) == 8 else None for text in texts]
        found = pc.index_in(pa.array(others, field.values.type), value_set=field.values, skip_nulls=True)
        swapped |= pc.fill_null(found, -1).to_numpy(zero_copy_only=False)[second] == first
    return swapped


def _swap_pairs_of_digits(date: str, at: int) -> str:
    """Two pairs of digits of a date in each other's place.

    >>> _swapped("20240312", 4), _swapped("12032024", 0)
    ('20241203', '03122024')
    """
    return date[:at] + date[at + 2 : at + 4] + date[at : at + 2] + date[at + 4 :]
