"""Bounds of a table and of the batches it is read in. What a bound keeps out is always named in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")

BATCH_ROWS = 16_384
BATCH_BYTES = 32 << 20
"""About how much one batch may hold, so that rows of huge cells come a few at a time. Chosen by us."""

MAX_COLUMNS = 16_384
"""Wider tables are refused by name. The widest sheet that Excel writes (its published limits)."""


def refuse_wide(columns: int) -> None:
    """Raise ``ValueError`` for a table of more than ``MAX_COLUMNS`` columns."""
    if columns > MAX_COLUMNS:
        raise ValueError(f"has {columns} columns; tables of more than {MAX_COLUMNS} columns are not read")


def row_chunks(rows: Iterable[Row], weight: Callable[[Row], int]) -> Iterator[list[Row]]:
    """``rows`` in lists of at most ``BATCH_ROWS`` and about ``BATCH_BYTES`` by ``weight``, each at least one row."""
    chunk: list[Row] = []
    heavy = 0
    for row in rows:
        chunk.append(row)
        heavy += weight(row)
        if len(chunk) >= BATCH_ROWS or heavy >= BATCH_BYTES:
            yield chunk
            chunk, heavy = [], 0
    if chunk:
        yield chunk
