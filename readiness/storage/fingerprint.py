"""One short name for the state of a source: it changes when, and only when, its inventory does."""

from __future__ import annotations

import hashlib
import json

import pyarrow as pa

COLUMNS = ("item", "size_bytes", "modified", "version", "rows")
"""Columns that distinguish two states of a source before anything is opened."""


def fingerprint(inventory: pa.Table) -> str:
    """SHA-256 (hex) over the sorted items of an ``INVENTORY`` table: name, size, time, version, rows.

    The order of the rows does not matter; owner, slices and state do not take part.
    """
    digest = hashlib.sha256()
    micros = inventory.select(COLUMNS)
    position = COLUMNS.index("modified")
    micros = micros.set_column(position, "modified", micros["modified"].cast(pa.int64()))
    ordered = micros.sort_by([(column, "ascending") for column in COLUMNS])
    for batch in ordered.to_batches():
        for row in zip(*(batch.column(i).to_pylist() for i in range(batch.num_columns)), strict=True):
            digest.update(json.dumps(row, ensure_ascii=True).encode())
            digest.update(b"\n")
    return digest.hexdigest()
