"""Defects of repeated rows and records: one for each up to a cap, and one with their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.columns.dictionary_column import Ints
from readiness.profilers.records.table_repeats import TableRepeats

ROWS, RECORDS = "uniqueness.rows", "uniqueness.records"

MAX_NAMED = 10_000
"""Repeated rows, and records, named one by one per table; the summary counts all of them."""

MAX_KEYS = 100
"""Row keys in a summary."""

_REMEDIES = {
    ROWS: "Remove repeated rows at the source, or declare the key that makes rows distinct.",
    RECORDS: "Merge the named records at the source, or declare the column that makes them distinct.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatDefects:
    """Writes the defects of one table."""

    builder: ProfileBuilder
    repeats: TableRepeats

    def add_rows(self) -> None:
        """Rows equal to an earlier one."""
        rows, ignored = self.repeats.rows, list(self.repeats.ignored)
        if not len(rows.rows):
            return
        but = f" in every column but {', '.join(ignored)}" if ignored else ""
        keys, firsts = (self._keys(numbers[:MAX_NAMED]) for numbers in (rows.rows, rows.firsts))
        for row, first, key, related in zip(rows.rows, rows.firsts, keys, firsts, strict=False):
            evidence = {
                "related": related,
                "similarity": 1.0,
                "row_numbers": [int(row), int(first)],
                **self._named_by(),
            }
            message = f"Row {key} repeats row {related}{but}."
            self._defect(ROWS, message, {**evidence, "ignored": ignored}, part=key)
        count, of = len(rows.rows), self.repeats.table.rows_read
        message = f"{count} of {of} rows repeat an earlier row{but}."
        self._defect(ROWS, message, {**self._summary(rows.rows, of), "ignored": ignored})

    def add_records(self) -> None:
        """Rows that describe in other words what another one describes."""
        compared = self.repeats.records
        if not compared.repeats:
            return
        named = compared.repeats[:MAX_NAMED]
        columns = (
            [repeat.row for repeat in named],
            [repeat.related for repeat in named],
            [repeat.keeper for repeat in named],
        )
        keys = [self._keys(np.array(numbers, dtype=np.int64)) for numbers in columns]
        for repeat, key, related, keeper in zip(named, *keys, strict=True):
            agree, differ = ([compared.fields[i] for i in places] for places in (repeat.agree, repeat.differ))
            evidence = {
                "related": related,
                "similarity": round(repeat.similarity, 4),
                "row_numbers": [repeat.row, repeat.related],
                "keeper": keeper,
                "cluster_size": repeat.size,
                "agree": agree,
                "differ": differ,
                **self._named_by(),
            }
            self._defect(RECORDS, _describe_repeat(key, related, repeat.similarity, agree), evidence, part=key)
        numbers = np.array([repeat.row for repeat in compared.repeats], dtype=np.int64)
        message = f"{len(numbers)} of {compared.rows} records are near-duplicates of another record."
        self._defect(RECORDS, message, {**self._summary(numbers, compared.rows), **self._how()})

    def _how(self) -> dict[str, Any]:
        compared = self.repeats.records
        return {
            "compared_by": list(compared.fields),
            "told_apart_by": list(compared.facets),
            "pairs_compared": compared.pairs,
            "blocks_shared": compared.shared_blocks,
            "blocks_passed_over": compared.passed_over,
        }

    def _summary(self, rows: Ints, of: int) -> dict[str, Any]:
        return {
            "summary": True,
            "count": len(rows),
            "of": of,
            "rows": self._keys(rows[:MAX_KEYS]),
            "rows_cap": MAX_KEYS,
            "row_numbers": rows[:MAX_KEYS].tolist(),
            **self._named_by(),
            "named": min(len(rows), MAX_NAMED),
            "named_cap": MAX_NAMED,
        }

    def _named_by(self) -> dict[str, Any]:
        return {"row_key": list(self.repeats.row_key) or "row number"}

    def _keys(self, rows: Ints) -> list[str]:
        return self.repeats.table.keys_of(self.repeats.row_key, rows)

    def _defect(self, code: str, message: str, evidence: dict[str, Any], *, part: str | None = None) -> None:
        self.builder.defect(
            code,
            source=self.repeats.table.source,
            item=self.repeats.table.item,
            part=part,
            related=evidence.get("related"),
            measure=evidence["similarity"] if part is not None else evidence["count"] / max(1, evidence["of"]),
            message=message,
            remedy=_REMEDIES[code],
            evidence=evidence,
        )


def _describe_repeat(key: str, related: str, similarity: float, agree: Sequence[str]) -> str:
    """Whole per cent, rounded down, so that what differs never reads as the same."""
    percent = int(similarity * 100 + 1e-9)
    return f"Row {key} is {percent} % the same record as row {related}: {', '.join(agree)} agree."
