"""Near-duplicate records of one table, from its staged columns to verified clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints
from readiness.profilers.records.blocking import Candidates, candidates
from readiness.profilers.records.facets import without_facets
from readiness.profilers.records.groups import Repeat, repeats
from readiness.profilers.records.match_weights import Scored, scored
from readiness.profilers.records.record_fields import Field, fields_of, is_record_like

NO_ROWS: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was compared in one table, and how.

    ``fields`` are the columns that speak of the thing a row is about, none when the table holds no records;
    ``facets`` those of them that tell rows about one thing apart. ``rows`` were compared, as ``pairs`` candidates
    that meet in ``meetings`` blocks at least; ``passed_over`` counts entries of rows in blocks too large to compare.
    """

    repeats: list[Repeat]
    fields: tuple[str, ...]
    facets: tuple[str, ...]
    rows: int
    pairs: int = 0
    meetings: int = 0
    passed_over: int = 0


NOTHING = Comparison(repeats=[], fields=(), facets=(), rows=0)
"""The table holds no records: nothing was compared."""


def compare(columns: Iterable[EncodedColumn], *, aside: Ints = NO_ROWS) -> Comparison:
    """Find the near-duplicates among rows given column by column (without ids); rows ``aside`` take no part."""
    fields = fields_of(columns, aside=aside)
    if not fields or not is_record_like(fields):
        return NOTHING
    found = candidates(fields)
    pairs, facets = verified(fields, found)
    return Comparison(
        repeats=repeats(pairs),
        fields=tuple(field.name for field in fields),
        facets=facets,
        rows=fields[0].rows - len(aside),
        pairs=len(found.first),
        meetings=found.meetings,
        passed_over=found.passed_over,
    )


def verified(fields: Sequence[Field], found: Candidates) -> tuple[Scored, tuple[str, ...]]:
    """The candidates that are one record, and the facets that were held against the others."""
    return without_facets(fields, scored(fields, found))
