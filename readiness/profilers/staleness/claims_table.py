"""The date claims gathered so far, kept as Arrow batches, and the one claim that dates each item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.model import DateClaim, DateKind
from readiness.profilers.rate_counter import Key

_FLUSH_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedItem:
    """One item and the claim that dates it; ``claim`` None when it has none. ``column`` is a table's date column."""

    key: Key
    claim: DateClaim | None
    table: bool = False
    column: str = ""

    @property
    def inside(self) -> dt.date | None:
        """The date, unless only the file's own time gives it."""
        if self.claim is None or self.claim.kind is DateKind.FILE_MODIFIED:
            return None
        return self.claim.date


class ClaimsTable:
    """Claims as rows of ``schemas.DATE_CLAIMS``; rows of file times wait until resets are known."""

    def __init__(self) -> None:
        self.dated: list[DatedItem] = []
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, dated: DatedItem, claims: Iterable[DateClaim]) -> None:
        """Keep an item's claims; its trusted claim is marked, a file time only by ``trust_file_time``."""
        self.dated.append(dated)
        for claim in claims:
            by_file = dated.claim is not None and dated.claim.kind is DateKind.FILE_MODIFIED
            if not (by_file and claim == dated.claim):
                self._write(dated.key, claim, trusted=claim == dated.claim)

    def add_file_time(self, dated: DatedItem, *, trusted: bool) -> None:
        """Write the file time that is all an item has, once it is known whether it can be trusted."""
        if dated.claim:
            self._write(dated.key, dated.claim, trusted=trusted)

    def _write(self, key: Key, claim: DateClaim, *, trusted: bool) -> None:
        stated = {"date": claim.date, "kind": claim.kind.value, "date_source": claim.source, "text": claim.text}
        self._rows.append({"source": key[0], "item": key[1], **stated, "trusted": trusted})
        if len(self._rows) >= _FLUSH_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._batches.append(pa.RecordBatch.from_pylist(self._rows, schema=schemas.DATE_CLAIMS))
            self._rows = []

    def table(self) -> pa.Table:
        self._flush()
        return pa.Table.from_batches(self._batches, schema=schemas.DATE_CLAIMS)
