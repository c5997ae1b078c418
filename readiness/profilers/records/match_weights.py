"""Match weights of candidate pairs: fields weighed by the evidence in their agreement.

Method: agreement weights in the manner of Fellegi & Sunter 1969, with the chance of agreement read off the table itself
(value frequencies, Winkler 1989) instead of learnt from labelled pairs. A pair must pass three tests: its fields are
similar on the weighted average, the values they agree on are rare enough to single out a row of this table, and one of
them is a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask
from readiness.profilers.records.blocking import Candidates
from readiness.profilers.records.field_similarity import AGREEMENT, DISAGREEMENT, field_similarity
from readiness.profilers.records.record_fields import NAMING_BITS, Field
from readiness.profilers.records.transpositions import transposed_fields

MATCH_THRESHOLD = 0.6
"""Least weighted similarity of the fields that both rows fill. Chosen by us: on generated persons, firms, restaurants,
citations and products F1 stays within 0.03 of its best from 0.5 to 0.7."""

MARGIN_BITS = 2.0
"""Bits that the agreeing fields must hold beyond log2(rows), so that chance agreement is rare. Chosen by us."""

AGREEING_FIELDS = 2
"""Fields that must agree: one alone is a namesake. Chosen by us."""

_FIELD_BITS = 3.0
"""An agreeing field counts from here: sharing a sex or a state is nothing."""

_PART_PAIRS = 500_000
"""Candidate pairs compared at a time; a bound of memory, not of meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedPairs:
    """Pairs that passed: rows ``first < second``, ``similarity`` 0-1, each (pairs,), and ``similarities`` (pairs,
    fields) with NaN where one of the two has no value.
    """

    first: Ints
    second: Ints
    similarity: Floats
    similarities: Floats

    def filter(self, kept: Mask) -> MatchedPairs:
        return MatchedPairs(
            first=self.first[kept],
            second=self.second[kept],
            similarity=self.similarity[kept],
            similarities=self.similarities[kept],
        )


def match_pairs(fields: Sequence[Field], pairs: Candidates) -> MatchedPairs:
    """Compare the candidates field by field and keep those that are one record."""
    parts = [
        _match_part(fields, pairs.first[begin : begin + _PART_PAIRS], pairs.second[begin : begin + _PART_PAIRS])
        for begin in range(0, max(1, len(pairs.first)), _PART_PAIRS)
    ]
    return MatchedPairs(
        first=np.concatenate([part.first for part in parts]),
        second=np.concatenate([part.second for part in parts]),
        similarity=np.concatenate([part.similarity for part in parts]),
        similarities=np.concatenate([part.similarities for part in parts]),
    )


def _match_part(fields: Sequence[Field], first: Ints, second: Ints) -> MatchedPairs:
    weights = np.array([field.weight for field in fields])
    both = np.stack([(field.codes[first] >= 0) & (field.codes[second] >= 0) for field in fields], axis=1)
    similarities, bits = np.full(both.shape, np.nan), np.zeros(both.shape)
    total = np.maximum(both @ weights, 1e-9)
    swapped = transposed_fields(fields, first, second)
    most = np.ones(len(first))  # what each pair may still reach: fields not compared yet count as equal
    for column in np.argsort(-weights, kind="stable").tolist():
        alive = np.flatnonzero((most >= MATCH_THRESHOLD) & both[:, column])
        codes = fields[column].codes
        similarity, agreement_bits = field_similarity(fields[column], codes[first[alive]], codes[second[alive]])
        similarity[swapped[alive, column]] = 1.0
        similarities[alive, column], bits[alive, column] = similarity, agreement_bits
        most[alive] -= weights[column] * (1.0 - similarity) / total[alive]
    kept = (most >= MATCH_THRESHOLD) & both.any(axis=1)
    kept[kept] &= _singles_out_row(fields, similarities[kept], bits[kept])
    return MatchedPairs(first=first[kept], second=second[kept], similarity=most[kept], similarities=similarities[kept])


def _singles_out_row(fields: Sequence[Field], similarities: Floats, bits: Floats) -> Mask:
    identifying = np.array([field.identifies for field in fields])
    naming = np.array([field.names for field in fields])
    known = np.nan_to_num(similarities)
    identifying_bits = np.where(identifying, bits, 0.0)
    enough = np.where(known >= DISAGREEMENT, identifying_bits, 0.0).sum(axis=1) >= np.log2(fields[0].rows) + MARGIN_BITS
    agreeing = ((known >= AGREEMENT) & (identifying_bits >= _FIELD_BITS)).sum(axis=1) >= AGREEING_FIELDS
    rare = min(NAMING_BITS, np.log2(fields[0].rows) / 2)  # in a small table no value is rarer than one of its rows
    named = ((known >= AGREEMENT) & naming & (identifying_bits >= rare)).any(axis=1)
    is_match: Mask = enough & agreeing & named
    return is_match
