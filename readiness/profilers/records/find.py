"""Near-duplicate records of one table, from its staged columns to verified clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from readiness.config_resources import Resources
from readiness.profilers.columns.encoded import EncodedColumn, Ints
from readiness.profilers.records.blocks import Candidates, candidates
from readiness.profilers.records.facets import without_facets
from readiness.profilers.records.fields import Field, fields_of, is_record_like
from readiness.profilers.records.groups import Repeat, repeats
from readiness.profilers.records.scores import Scored, scored

if TYPE_CHECKING:
    import pandas as pd

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


REPEATS = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("related", pa.int64(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("keeper", pa.int64(), nullable=False),
        pa.field("cluster_size", pa.int64(), nullable=False),
    ]
)


def near_duplicate_records(table_or_path: pa.Table | pd.DataFrame | Path | str) -> pa.Table:
    """Rows that describe the same person, firm, place or thing as another row, in slightly other words.

    Parameters
    ----------
    table_or_path: an Arrow table, a pandas DataFrame, or the path of a file with one table.

    Returns one row per repeated record: ``row`` and ``related`` (0-based row numbers), ``similarity`` (0-1, weighted
    over the fields both rows fill), ``keeper`` (the row of its cluster that is verified against most others) and
    ``cluster_size``; ascending by ``row``. Rows equal to an earlier one in every column but an id are repeated rows
    and left out. A table without columns that name things gives none. Every row is compared; nothing is sampled.

    Methods: blocking by rare words and pairs of words; soft TF-IDF (Cohen, Ravikumar & Fienberg 2003) per field;
    agreement weights after Fellegi & Sunter 1969 with chances read off the table itself.

    Raises ``UsageError`` when a path holds no table that can be read.
    """
    import tempfile

    from readiness.profilers.columns import staged_of
    from readiness.profilers.records.rows import row_counter
    from readiness.profilers.records.staged import repeats_of

    with tempfile.TemporaryDirectory(prefix="readiness-records-") as folder:
        spill = Path(folder)
        with row_counter(memory_mb=Resources().memory_mb, threads=Resources().workers, spill=spill) as counter:
            found = [repeats_of(table, counter).records for table in staged_of(table_or_path, spill)[:1]]
    repeats = [repeat for one in found for repeat in one.repeats]
    return pa.table(
        {
            "row": [one.row for one in repeats],
            "related": [one.related for one in repeats],
            "similarity": [one.similarity for one in repeats],
            "keeper": [one.keeper for one in repeats],
            "cluster_size": [one.size for one in repeats],
        },
        schema=REPEATS,
    )
