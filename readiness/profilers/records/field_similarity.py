"""How alike two values of one field are, 0 to 1, and how many bits their agreement is worth."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import OSA

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
from readiness.profilers.records.record_fields import Field
from readiness.profilers.records.soft_tfidf import phrase_likeness
from readiness.profilers.records.vocabulary import taken

AGREES, DIFFERS = 0.7, 0.5
"""A field agrees from the first, and differs below the second. Chosen by us."""

ESTABLISHED_ROWS = 3
"""A code this often in use is no misprint of another one that is. Chosen by us."""

ONE_SLIP, TWO_SLIPS, ENDING = 0.75, 0.6, 0.95
"""Codes and dates one or two edits apart, and numbers that end alike (a missing area code). Chosen by us."""

_ONE_SLIP_LENGTH, _TWO_SLIPS_LENGTH, _ENDING_LENGTH = 4, 8, 6


def likeness(field: Field, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """(similarity, bits) of pairs of rows' codes, each (pairs,); similarity is NaN where one has no value.

    Bits are those of the rarer reading: sharing ``smith`` says less than sharing ``featherstonehaugh`` (Winkler 1989).
    """
    similarity, bits = np.full(len(first), np.nan), np.zeros(len(first))
    both = (first >= 0) & (second >= 0)
    equal = both & (first == second)
    similarity[equal] = 1.0
    bits[equal] = -np.log2(field.counts[first[equal]] / field.filled)
    unequal = np.flatnonzero(both & ~equal)
    if len(unequal):
        low = np.minimum(first[unequal], second[unequal]).astype(np.int64)
        high = np.maximum(first[unequal], second[unequal]).astype(np.int64)
        keys, places = np.unique(low * len(field.values) + high, return_inverse=True)
        alike, worth = _unequal(field, *np.divmod(keys, len(field.values)))
        similarity[unequal] = alike[places]
        bits[unequal] = np.where(alike >= DIFFERS, worth, 0.0)[places]
    return similarity, bits


def _unequal(field: Field, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    if field.words is not None:
        return phrase_likeness(field.values, field.words, first, second)
    if field.comparison == "number":
        return _near_numbers(field, first, second), np.zeros(len(first))
    alike = _near_codes(field, first, second)
    frequent = np.maximum(field.counts[first], field.counts[second])
    return alike, -np.log2(frequent / field.filled) * alike


def _near_numbers(field: Field, first: Ints, second: Ints) -> Floats:
    """Measured numbers fall from 1 to 0 while they grow apart by half; whole numbers are the same or not."""
    if not field.decimal:
        return np.zeros(len(first))
    numbers = pc.cast(field.values, "float64").to_numpy(zero_copy_only=False)
    one, other = numbers[first], numbers[second]
    larger = np.maximum(np.maximum(np.abs(one), np.abs(other)), 1e-12)
    found: Floats = np.maximum(0.0, 1.0 - 2.0 * np.abs(one - other) / larger)
    return found


def _near_codes(field: Field, first: Ints, second: Ints) -> Floats:
    one, other = taken(field.values, first), taken(field.values, second)
    edits = process.cpdist(one, other, scorer=OSA.distance, dtype=np.int32)
    lengths = np.array([len(text) for text in one]), np.array([len(text) for text in other])
    shorter = np.minimum(*lengths)
    alike = np.where((edits == 2) & (shorter >= _TWO_SLIPS_LENGTH), TWO_SLIPS, 0.0)
    alike = np.where((edits == 1) & (shorter >= _ONE_SLIP_LENGTH), ONE_SLIP, alike)
    in_use = np.minimum(field.counts[first], field.counts[second]) >= ESTABLISHED_ROWS
    alike = np.where(in_use, 0.0, alike)
    for place in np.flatnonzero((shorter >= _ENDING_LENGTH) & (lengths[0] != lengths[1])):
        if one[place].endswith(other[place]) or other[place].endswith(one[place]):
            alike[place] = ENDING
    if field.comparison == "date":
        alike = np.where(_day_for_month(one, other), np.maximum(alike, ONE_SLIP), alike)
    return alike


def _day_for_month(one: list[str], other: list[str]) -> Mask:
    """Dates that are equal once day and month change places, written as eight digits with the year at either end."""
    pairs = zip(one, other, strict=True)
    return np.array([len(a) == len(b) == 8 and a in {_swapped(b, 4), _swapped(b, 0)} for a, b in pairs], dtype=bool)


def _swapped(date: str, at: int) -> str:
    """Two pairs of digits of a date in each other's place.

    >>> _swapped("20240312", 4), _swapped("12032024", 0)
    ('20241203', '03122024')
    """
    return date[:at] + date[at + 2 : at + 4] + date[at : at + 2] + date[at + 4 :]
