"""Facets: columns whose values differ between rows about one thing, such as the day of each order, the measure of each
clinic, or the first name of each member of a household. Where most similar pairs differ in the same column, the table
repeats on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from readiness.profilers.columns.dictionary_column import Floats
from readiness.profilers.records.field_similarity import DISAGREEMENT
from readiness.profilers.records.match_weights import MatchedPairs
from readiness.profilers.records.record_fields import Field

FACET_BITS = 4.0
"""A column of fewer values (a source, a programme) differs between true duplicates as well. Chosen by us."""

FACET_FILLED = 0.8
"""Share of the similar pairs in which both rows fill the column. Chosen by us."""

FACET_DIFFERS = 0.5
"""Share of those pairs that differ in it. Chosen by us: copies of one record differ in any one column less often."""

FACET_PAIRS = 5
"""Similar pairs from which a facet can be recognised: one pair that differs is one pair. Chosen by us."""

FEW_PAIRS_SIMILARITY = 0.7
"""Least similarity of the pairs of a table with fewer: in it true duplicates are rare, and chance has as many. Chosen
by us."""

SAME_FACET = 0.9
"""Similarity from which a facet is the same: here a typo is more likely another day. Chosen by us."""


def without_facets(fields: Sequence[Field], pairs: MatchedPairs) -> tuple[MatchedPairs, tuple[str, ...]]:
    """Pairs that agree in every facet, and the names of the facets."""
    facets: list[int] = []
    if len(pairs.first) < FACET_PAIRS:
        return pairs.filter(pairs.similarity >= FEW_PAIRS_SIMILARITY), ()
    while new := [column for column in range(len(fields)) if _distinguishes_rows(fields, pairs, column)]:
        facets += new
        similarities = pairs.similarities[:, new]
        pairs = pairs.filter(np.all(np.isnan(similarities) | (similarities >= SAME_FACET), axis=1))
    return pairs, tuple(fields[column].name for column in sorted(facets))


def _distinguishes_rows(fields: Sequence[Field], pairs: MatchedPairs, column: int) -> bool:
    if fields[column].bits < FACET_BITS or not len(pairs.first):
        return False
    similarities: Floats = pairs.similarities[:, column]
    known = similarities[~np.isnan(similarities)]
    return len(known) >= FACET_FILLED * len(similarities) and float((known < DISAGREEMENT).mean()) >= FACET_DIFFERS
