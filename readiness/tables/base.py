"""Common interface of all tables: files, sheets and database tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from readiness.tables.losses import Losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key: ``columns`` of this table name ``to`` columns of the table item ``table``."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class TableStream:
    """One table: facts first, then its rows in batches, read once.

    ``schema`` is that of every batch. ``types`` are the types as the source names them ("text" for CSV, whose cells
    stay strings so that their patterns can be seen). ``rows`` is the source's own count, lost rows included, None when
    unknown. ``losses`` are the rows that cannot be read; they may be counted while the batches are read.
    ``problem`` is why a table could not be read, or not to its end; ``notes`` are oddities of one that was.
    """

    item: str
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    types: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    rows: int | None = None
    delimiter: str = ""
    encoding: str = ""
    format: str = ""
    problem: str = ""
    losses: Losses = field(default_factory=Losses)
    notes: dict[str, str] = field(default_factory=dict)
