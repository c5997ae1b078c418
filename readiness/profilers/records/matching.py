"""Near-duplicate records of one table, from its staged columns to verified clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints
from readiness.profilers.records.blocking import Candidates, candidate_pairs
from readiness.profilers.records.facets import without_facets
from readiness.profilers.records.groups import Repeat, repeats
from readiness.profilers.records.match_weights import MatchedPairs, match_pairs
from readiness.profilers.records.record_fields import Field, fields_of, is_record_like

NO_ROWS: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Result of comparing the records of one table.

    ``fields`` are the columns that describe the thing a row is about, none when the table holds no records; ``facets``
    those of them that differ between rows about one thing. ``rows`` were compared, as ``pairs`` candidates that share
    ``shared_blocks`` blocks at least; ``passed_over`` counts entries of rows in blocks too large to compare.
    """

    repeats: list[Repeat]
    fields: tuple[str, ...]
    facets: tuple[str, ...]
    rows: int
    pairs: int = 0
    shared_blocks: int = 0
    passed_over: int = 0


NOTHING = Comparison(repeats=[], fields=(), facets=(), rows=0)
"""The table holds no records: nothing was compared."""


def compare(columns: Iterable[EncodedColumn], *, aside: Ints = NO_ROWS) -> Comparison:
    """Find the near-duplicates among rows given column by column (without ids); rows ``aside`` take no part."""
    fields = fields_of(columns, aside=aside)
    if not fields or not is_record_like(fields):
        return NOTHING
    candidates = candidate_pairs(fields)
    pairs, facets = match_records(fields, candidates)
    return Comparison(
        repeats=repeats(pairs),
        fields=tuple(field.name for field in fields),
        facets=facets,
        rows=fields[0].rows - len(aside),
        pairs=len(candidates.first),
        shared_blocks=candidates.shared_blocks,
        passed_over=candidates.passed_over,
    )


def match_records(fields: Sequence[Field], candidates: Candidates) -> tuple[MatchedPairs, tuple[str, ...]]:
    """The candidates that are one record, and the facets in which pairs had to agree."""
    return without_facets(fields, match_pairs(fields, candidates))
