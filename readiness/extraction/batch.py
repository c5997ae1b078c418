"""The documents stage: every item opened in a worker that may be lost, facts and texts as two Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from readiness.extraction import cache as cache_of
from readiness.extraction import dispatch, pool, second_try, worker
from readiness.extraction.assembly import Row, assemble
from readiness.extraction.examine import Examined, Request, failed
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.worker import Bench, Done, Job
from readiness.model import Outcome

__all__ = ["ExtractionSettings", "Job", "Tally", "extract_items"]

Progress = Callable[[int, int], None]

_PRELOAD = ("readiness.extraction.worker", "readiness.extraction.preload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How an extraction went: documents read now, reused from the cache, and lost with their worker."""

    read: int
    reused: int
    lost: int


def extract_items(
    jobs: Iterable[Job],
    *,
    out: Path,
    settings: ExtractionSettings,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Open every item and write ``out/profile_documents.parquet`` and ``out/document_text.parquet``.

    Parameters
    ----------
    jobs: drawn as they are read, so that fetching may go on meanwhile; one row each, sorted by source and item.
    out: a folder; both files are written beside and moved into place whole.
    cache: finished readings by content; None keeps none. A killed run goes on from it.
    progress: ``progress(done, total)``; ``total`` is 0 where ``jobs`` has no length.

    Nothing a document is raises: lost workers, vanished files and lies are outcomes.

    Raises
    ------
    AuditError: workers cannot be started. OSError: ``out`` or ``cache`` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        entries = cache or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".reading-", dir=out)))
        bench = Bench(entries=entries, settings=settings, version=cache_of.extractor_version())
        run = _Run(bench, jobs, progress or _silent)
        rows = run.rows()
        assemble(sorted(rows, key=lambda row: (row.job.source, row.job.item)), entries, out)
    return Tally(read=run.read, reused=run.reused, lost=run.lost)


def _silent(_done: int, _total: int) -> None:
    """Progress nobody watches."""


def _wants_second_try(job: Job, answer: worker.Answered | pool.Lost) -> bool:
    if job.kind == "table" or not isinstance(answer, Done):
        return False
    return dispatch.wants_second_try(Outcome(answer.outcome), answer.format)


class _Run:
    """Two passes: lanes for all; then unstructured where a source asks for it or a lane came back with nothing."""

    def __init__(self, bench: Bench, jobs: Iterable[Job], progress: Progress) -> None:
        self._bench, self._jobs, self._progress = bench, jobs, progress
        self._total = len(jobs) if isinstance(jobs, (list, tuple)) else 0
        self._done = self.read = self.reused = self.lost = 0
        self._asked: list[Job] = []
        self._empty_handed: list[Row] = []

    def rows(self) -> list[Row]:
        answers = pool.run(self._for_lanes(), worker.handler(self._bench), self._limits(), preload=_PRELOAD)
        with closing(answers):  # or workers would go on writing while an interrupt removes their folder
            rows = [self._row(job, answer) for job, answer in answers]
        return [row for row in rows if row is not None] + self._second_pass()

    def _for_lanes(self) -> Iterator[Job]:
        for job in self._jobs:
            if job.engine == dispatch.UNSTRUCTURED_ENGINE and job.kind != "table":
                self._asked.append(job)
            else:
                yield job

    def _row(self, job: Job, answer: worker.Answered | pool.Lost) -> Row | None:
        """The job's row, None while a second try is still to be made."""
        first = self._as_row(job, answer)
        row = self._tried_before(first, answer) if _wants_second_try(job, answer) else first
        if row is not None:
            self._count()
        return row

    def _tried_before(self, row: Row, answer: worker.Answered | pool.Lost) -> Row | None:
        """The better of both tries where an earlier audit made the second; else None, and the row waits for it."""
        assert isinstance(answer, Done)
        request = Request(name=row.job.item, kind=row.job.kind, engine=dispatch.UNSTRUCTURED_ENGINE)
        name = cache_of.key(answer.sha256, request, self._bench.settings, self._bench.version)
        stored = cache_of.load(self._bench.entries, name)
        if stored is None:
            self._empty_handed.append(row)
            return None
        return replace(row, entry=name) if stored.facts["outcome"] == Outcome.OK else row

    def _second_pass(self) -> list[Row]:
        first = {(row.job.source, row.job.item): row for row in self._empty_handed}
        again = [replace(row.job, engine=dispatch.UNSTRUCTURED_ENGINE) for row in self._empty_handed]
        if not again and not self._asked:
            return []
        tasks = iter([*self._asked, *again])
        answers = pool.run(tasks, worker.handler(self._bench), self._limits(), setup=second_try.load, preload=_PRELOAD)
        found = []
        with closing(answers):
            for job, answer in answers:
                found.append(self._better(first.get((job.source, job.item)), job, answer))
                self._count()
        return found

    def _better(self, before: Row | None, job: Job, answer: worker.Answered | pool.Lost) -> Row:
        """The second reading where it found something, or where there is no first."""
        found_something = isinstance(answer, Done) and answer.outcome == Outcome.OK
        return self._as_row(job, answer) if before is None or found_something else before

    def _as_row(self, job: Job, answer: worker.Answered | pool.Lost) -> Row:
        if isinstance(answer, Done):
            self.reused += answer.reused
            self.read += not answer.reused
            return Row(job=job, entry=answer.entry)
        if isinstance(answer, Examined):
            return Row(job=job, known=answer)
        self.lost += 1
        request = Request(name=job.item, kind=job.kind, engine=job.engine)
        return Row(job=job, known=failed(request, answer.outcome, answer.detail, answer.told))

    def _count(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)

    def _limits(self) -> pool.Limits:
        settings = self._bench.settings
        return pool.Limits(workers=settings.workers, seconds=settings.seconds, memory_mb=settings.memory_mb)
