"""The texts of a stage file by row: only the row groups that hold a wanted one are opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from readiness.profilers.duplicates.shingles import I64

_BATCH_ROWS = 1024


def texts_at(path: Path, rows: I64) -> Iterator[str]:
    """The texts at ``rows`` (int64, ascending) of ``document_text``, one batch in memory at a time."""
    if not len(rows):
        return
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        ends = np.cumsum([0, *sizes])
        for group in np.unique(np.searchsorted(ends, rows, side="right") - 1).tolist():
            start = int(ends[group])
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], columns=["text"]):
                low, high = np.searchsorted(rows, [start, start + batch.num_rows])
                yield from batch["text"].take(rows[low:high] - start).to_pylist()
                start += batch.num_rows
