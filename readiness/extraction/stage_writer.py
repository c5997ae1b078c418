"""Writer of the stage's two Parquet files from stored readings, in order. Memory holds one batch of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.extraction import cache
from readiness.extraction.examine import Examination, Request, failed_examination
from readiness.extraction.worker import Job
from readiness.model import Outcome
from readiness.storage.atomic import written_beside

ENTRY_DATE = "entry"
"""Key of ``embedded_dates`` for the time that a container states for its member; it is no date inside the member."""

_BATCH_ROWS = 1024
_TEXT_ROWS = 128  # a row group each: what several workers can share out among them
_BATCH_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One job and its reading: a stored entry, or ``known`` where there was nothing to store.

    ``has_members``: it has members to take out. ``overrides``: facts from unpacking it, or from items beside it.
    """

    job: Job
    entry: str = ""
    known: Examination | None = None
    sha256: str = ""
    format: str = ""
    has_members: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)


def assemble(rows: Iterable[Row], entries: Path, out: Path) -> None:
    """Write ``profile_documents.parquet`` and ``document_text.parquet``: both in place, or neither changed."""
    with _StageFiles(out) as files:
        for row in rows:
            examined = row.known or cache.load(entries, row.entry) or _lost_reading(row.job)
            files.add(row.job, _with_container_facts(row, examined))


def _with_container_facts(row: Row, examined: Examination) -> Examination:
    """The reading with the item's container, the time that container states, and the result of unpacking the item."""
    facts: dict[str, Any] = {**examined.facts, "container": None}
    overrides = dict(row.overrides)
    if "members" in overrides:
        facts["metadata"] = sorted([*facts["metadata"], ("members", overrides.pop("members"))])
    if row.job.origin is not None:
        facts["container"] = row.job.origin.container
        if row.job.origin.modified:
            facts["embedded_dates"] = sorted([*facts["embedded_dates"], (ENTRY_DATE, row.job.origin.modified)])
            source = (f"{ENTRY_DATE}_source", row.job.origin.modified_source)
            facts["metadata"] = sorted([*facts["metadata"], source])
    return replace(examined, facts=facts | overrides)


def _lost_reading(job: Job) -> Examination:
    detail = "its reading was lost from the cache while the audit ran"
    return failed_examination(Request(name=job.item, kind=job.kind), Outcome.CRASHED, detail, None)


class _StageFiles:
    def __init__(self, out: Path) -> None:
        self._targets = [out / "profile_documents.parquet", out / "document_text.parquet"]
        self._schemas = [schemas.PROFILE_DOCUMENTS, schemas.DOCUMENT_TEXT]
        self._pending: list[list[dict[str, Any]]] = [[], []]
        self._characters = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            paths = [stack.enter_context(written_beside(target)) for target in self._targets]
            self._writers = [
                stack.enter_context(pq.ParquetWriter(path, schema, compression="zstd"))
                for path, schema in zip(paths, self._schemas, strict=True)
            ]
            self._open = stack.pop_all()
        return self

    def add(self, job: Job, examined: Examination) -> None:
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

    def _flush(self, file: int) -> None:
        rows = self._pending[file]
        if rows:
            self._writers[file].write_batch(pa.RecordBatch.from_pylist(rows, schema=self._schemas[file]))
            rows.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._open.__exit__(kind, error, trace)
            return
        with self._open:
            for file in (0, 1):
                self._flush(file)
