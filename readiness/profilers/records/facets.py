"""Columns that tell apart rows about one thing: the day of each order, the measure of each clinic, the first name of
each member of a household. Where most pairs that look alike differ in the same column, the table repeats on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from readiness.profilers.columns.dictionary_column import Floats
from readiness.profilers.records.field_similarity import DIFFERS
from readiness.profilers.records.match_weights import Scored
from readiness.profilers.records.record_fields import Field

FACET_BITS = 4.0
"""A column of fewer values (a source, a programme) differs between true duplicates as well. Chosen by us."""

FACET_FILLED = 0.8
"""Share of the alike pairs in which both rows fill the column. Chosen by us."""

FACET_DIFFERS = 0.5
"""Share of those pairs that differ in it. Chosen by us: copies of one record differ in any one column less often."""

FACET_PAIRS = 5
"""Alike pairs from which a habit of the table can be read: one pair that differs is one pair. Chosen by us."""

FEW_PAIRS_ALIKE = 0.7
"""Likeness asked of the pairs of a table with fewer: in it true duplicates are rare, and chance has as many. Chosen
by us."""

SAME_FACET = 0.9
"""Likeness from which a facet is the same: here a slip of the pen is more likely another day. Chosen by us."""


def without_facets(fields: Sequence[Field], pairs: Scored) -> tuple[Scored, tuple[str, ...]]:
    """Pairs that agree in every facet, and the names of the facets."""
    facets: list[int] = []
    if len(pairs.first) < FACET_PAIRS:
        return pairs.only(pairs.similarity >= FEW_PAIRS_ALIKE), ()
    while new := [column for column in range(len(fields)) if _tells_apart(fields, pairs, column)]:
        facets += new
        alike = pairs.alike[:, new]
        pairs = pairs.only(np.all(np.isnan(alike) | (alike >= SAME_FACET), axis=1))
    return pairs, tuple(fields[column].name for column in sorted(facets))


def _tells_apart(fields: Sequence[Field], pairs: Scored, column: int) -> bool:
    if fields[column].bits < FACET_BITS or not len(pairs.first):
        return False
    alike: Floats = pairs.alike[:, column]
    known = alike[~np.isnan(alike)]
    return len(known) >= FACET_FILLED * len(alike) and float((known < DIFFERS).mean()) >= FACET_DIFFERS
