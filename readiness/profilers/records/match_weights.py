"""Which candidate pairs are one record written twice: fields weighed by what their agreement says.

Method: agreement weights in the manner of Fellegi & Sunter 1969, with the chance of agreement read off the table
itself (value frequencies, Winkler 1989) instead of learnt from labelled pairs. A pair must pass three tests: its
fields are alike on the weighted average, what they agree on is rare enough to single out a row of this table, and it
agrees on something that names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
from readiness.profilers.records.blocking import Candidates
from readiness.profilers.records.field_similarity import AGREES, DIFFERS, likeness
from readiness.profilers.records.record_fields import NAMING_BITS, Field
from readiness.profilers.records.transpositions import exchanged

ALIKE = 0.6
"""Least weighted likeness of the fields that both rows fill. Chosen by us: on generated persons, firms, restaurants,
citations and products F1 stays within 0.03 of its best from 0.5 to 0.7."""

SPARE_BITS = 2.0
"""Bits that the agreeing fields must hold beyond log2(rows), so that chance agreement is rare. Chosen by us."""

AGREEING_FIELDS = 2
"""Fields that must agree: one alone is a namesake. Chosen by us."""

_FIELD_BITS = 3.0
"""An agreeing field counts from here: sharing a sex or a state is nothing."""

_PART_PAIRS = 500_000
"""Candidate pairs compared at a time; a bound of memory, not of meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Pairs that passed: rows ``first < second``, ``similarity`` 0-1, each (pairs,), and ``alike`` (pairs, fields)
    with NaN where one of the two has no value.
    """

    first: Ints
    second: Ints
    similarity: Floats
    alike: Floats

    def only(self, kept: Mask) -> Scored:
        return Scored(
            first=self.first[kept],
            second=self.second[kept],
            similarity=self.similarity[kept],
            alike=self.alike[kept],
        )


def scored(fields: Sequence[Field], pairs: Candidates) -> Scored:
    """Compare the candidates field by field and keep those that are one record."""
    parts = [
        _judged(fields, pairs.first[begin : begin + _PART_PAIRS], pairs.second[begin : begin + _PART_PAIRS])
        for begin in range(0, max(1, len(pairs.first)), _PART_PAIRS)
    ]
    return Scored(
        first=np.concatenate([part.first for part in parts]),
        second=np.concatenate([part.second for part in parts]),
        similarity=np.concatenate([part.similarity for part in parts]),
        alike=np.concatenate([part.alike for part in parts]),
    )


def _judged(fields: Sequence[Field], first: Ints, second: Ints) -> Scored:
    weights = np.array([field.weight for field in fields])
    both = np.stack([(field.codes[first] >= 0) & (field.codes[second] >= 0) for field in fields], axis=1)
    alike, bits = np.full(both.shape, np.nan), np.zeros(both.shape)
    total = np.maximum(both @ weights, 1e-9)
    swapped = exchanged(fields, first, second)
    most = np.ones(len(first))  # what each pair may still reach: fields not compared yet count as equal
    for column in np.argsort(-weights, kind="stable").tolist():
        alive = np.flatnonzero((most >= ALIKE) & both[:, column])
        codes = fields[column].codes
        found, worth = likeness(fields[column], codes[first[alive]], codes[second[alive]])
        found[swapped[alive, column]] = 1.0
        alike[alive, column], bits[alive, column] = found, worth
        most[alive] -= weights[column] * (1.0 - found) / total[alive]
    kept = (most >= ALIKE) & both.any(axis=1)
    kept[kept] &= _single_out(fields, alike[kept], bits[kept])
    return Scored(first=first[kept], second=second[kept], similarity=most[kept], alike=alike[kept])


def _single_out(fields: Sequence[Field], alike: Floats, bits: Floats) -> Mask:
    identifying = np.array([field.identifies for field in fields])
    naming = np.array([field.names for field in fields])
    known = np.nan_to_num(alike)
    spoken = np.where(identifying, bits, 0.0)
    enough = np.where(known >= DIFFERS, spoken, 0.0).sum(axis=1) >= np.log2(fields[0].rows) + SPARE_BITS
    agreeing = ((known >= AGREES) & (spoken >= _FIELD_BITS)).sum(axis=1) >= AGREEING_FIELDS
    rare = min(NAMING_BITS, np.log2(fields[0].rows) / 2)  # in a small table no value is rarer than one of its rows
    named = ((known >= AGREES) & naming & (spoken >= rare)).any(axis=1)
    found: Mask = enough & agreeing & named
    return found
