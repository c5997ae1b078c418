"""``near_duplicate_records`` of the Python API: the repeated records of one table or file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from readiness.config.resource_settings import Resources
from readiness.profilers.records.rows import row_counter
from readiness.profilers.records.table_repeats import repeats_of

if TYPE_CHECKING:
    import pandas as pd

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
    from readiness.profilers.columns import stage_table_or_file

    with tempfile.TemporaryDirectory(prefix="readiness-records-") as folder:
        spill = Path(folder)
        with row_counter(memory_mb=Resources().memory_mb, threads=Resources().workers, spill=spill) as counter:
            compared = [repeats_of(table, counter).records for table in stage_table_or_file(table_or_path, spill)[:1]]
    repeats = [repeat for one in compared for repeat in one.repeats]
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
