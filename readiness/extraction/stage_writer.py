"""Stored readings, in order, as the stage's two Parquet files. Memory holds one batch of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.extraction import cache
from readiness.extraction.examine import Examined, Request, failed
from readiness.extraction.worker import Job
from readiness.model import Outcome

ENTRY_DATE = "entry"
"""The key of ``embedded_dates`` for what a container says of its member's age: no date inside the member itself."""

_BATCH_ROWS = 1024
_TEXT_ROWS = 128  # a row group each: what several workers can share out among them
_BATCH_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One job and where its reading is: a stored entry, or ``known`` where there was nothing to store.

    ``holds``: there is something to take out. ``said``: outcome, detail, members, where taking it apart showed them.
    """

    job: Job
    entry: str = ""
    known: Examined | None = None
    sha256: str = ""
    format: str = ""
    holds: bool = False
    said: Mapping[str, str] = field(default_factory=dict)


def assemble(rows: Iterable[Row], entries: Path, out: Path) -> None:
    """Write ``profile_documents.parquet`` and ``document_text.parquet``: both in place, or neither changed."""
    with _Sheets(out) as sheets:
        for row in rows:
            examined = row.known or cache.load(entries, row.entry) or _vanished(row.job)
            sheets.add(row.job, _as_shown(row, examined))


def _as_shown(row: Row, examined: Examined) -> Examined:
    """The reading, which knows the bytes alone, with what lies around them and what was found inside."""
    facts: dict[str, Any] = {**examined.facts, "container": None}
    said = dict(row.said)
    if "members" in said:
        facts["metadata"] = sorted([*facts["metadata"], ("members", said.pop("members"))])
    if row.job.inside is not None:
        facts["container"] = row.job.inside.container
        if row.job.inside.modified:
            facts["embedded_dates"] = sorted([*facts["embedded_dates"], (ENTRY_DATE, row.job.inside.modified)])
            source = (f"{ENTRY_DATE}_source", row.job.inside.modified_source)
            facts["metadata"] = sorted([*facts["metadata"], source])
    return replace(examined, facts=facts | said)


def _vanished(job: Job) -> Examined:
    detail = "its reading was lost from the cache while the audit ran"
    return failed(Request(name=job.item, kind=job.kind), Outcome.CRASHED, detail, None)


class _Sheets:
    def __init__(self, out: Path) -> None:
        self._targets = [out / "profile_documents.parquet", out / "document_text.parquet"]
        self._beside = [target.with_suffix(".part") for target in self._targets]
        self._schemas = [schemas.PROFILE_DOCUMENTS, schemas.DOCUMENT_TEXT]
        self._pending: list[list[dict[str, Any]]] = [[], []]
        self._characters = 0

    def __enter__(self) -> Self:
        pairs = zip(self._beside, self._schemas, strict=True)
        self._writers = [pq.ParquetWriter(path, schema, compression="zstd") for path, schema in pairs]
        return self

    def add(self, job: Job, examined: Examined) -> None:
        key = {"source": job.source, "item": job.item}
        self._pending[0].append({**key, **examined.facts})
        if examined.text.strip() and job.kind != "table":
            self._pending[1].append({**key, "text": examined.text})
            self._characters += len(examined.text)
        if len(self._pending[0]) >= _BATCH_ROWS:
            self._flush(0)
        if len(self._pending[1]) >= _TEXT_ROWS or self._characters >= _BATCH_CHARACTERS:
            self._flush(1)
            self._characters = 0

    def _flush(self, sheet: int) -> None:
        rows = self._pending[sheet]
        if rows:
            self._writers[sheet].write_batch(pa.RecordBatch.from_pylist(rows, schema=self._schemas[sheet]))
            rows.clear()

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for sheet in (0, 1) if kind is None else ():
            self._flush(sheet)
        for writer in self._writers:
            writer.close()
        for beside, target in zip(self._beside, self._targets, strict=True):
            if kind is None:
                beside.replace(target)
            else:
                beside.unlink(missing_ok=True)
