"""The documents stage: every item opened in a worker that may be lost, facts and texts as two Parquet files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from readiness.extraction import cache as cache_of
from readiness.extraction import read_one, unstructured_reader, worker
from readiness.extraction.companions import with_companions
from readiness.extraction.examine import Examination, Request, failed_examination
from readiness.extraction.member_unpacking import Members, Unpacker
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format
from readiness.extraction.stage_writer import Row, assemble
from readiness.extraction.worker import PRELOAD, Job, StoredReading, WorkerConfig
from readiness.model import Outcome
from readiness.progress import Progress, silent
from readiness.workers import pool

__all__ = ["ExtractionSettings", "Job", "Members", "Tally", "extract_items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of an extraction: documents read now, reused from the cache, and lost with their worker."""

    read: int
    reused: int
    lost: int


def extract_items(
    jobs: Iterable[Job],
    *,
    out: Path,
    settings: ExtractionSettings,
    cache: Path | None = None,
    progress: Progress = silent,
    members: Members | None = None,
) -> Tally:
    """Open every item and write ``out/profile_documents.parquet`` and ``out/document_text.parquet``.

    Parameters
    ----------
    jobs: drawn as they are read, so that fetching may go on meanwhile; one row each, sorted by source and item.
    out: a folder; both files are written to temporary names and moved into place whole.
    cache: finished readings by content; None keeps none. A killed run continues from it.
    progress: ``progress(done, total)``; ``total`` counts ``jobs`` where that has a length, and what is unpacked.
    members: the folder for members of containers, and their kind by name; the bytes of tables stay there. None puts
        them into a temporary folder in ``out``, and takes all of them for documents.

    No document raises: lost workers, vanished files and misleading names are outcomes.

    Raises
    ------
    AuditError: workers cannot be started. OSError: ``out`` or ``cache`` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        entries = cache or Path(stack.enter_context(TemporaryDirectory(prefix=".reading-", dir=out)))
        config = WorkerConfig(entries=entries, settings=settings, version=cache_of.extractor_version())
        folder = members or Members(folder=Path(stack.enter_context(TemporaryDirectory(prefix=".members-", dir=out))))
        unpacker = Unpacker(folder, settings, PRELOAD)
        run = _Run(config, progress, unpacker.release_if_final)
        rows = with_companions(_with_members(run, unpacker, jobs))
        assemble(sorted(rows, key=lambda row: (row.job.source, row.job.item)), entries, out)
    return Tally(read=run.read, reused=run.reused, lost=run.lost)


def _with_members(run: _Run, unpacker: Unpacker, jobs: Iterable[Job]) -> list[Row]:
    """Rows of all jobs and of the members of containers, one level of nesting after the other."""
    rows = level = run.rows(jobs)
    while containers := [row for row in level if unpacker.is_container(row)]:
        containers.sort(key=lambda row: (row.job.source, row.job.item))
        level = run.rows(unpacker.jobs(containers)) + unpacker.pop_unread()
        rows = rows + level
    return [unpacker.with_container_result(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A job, and the row of its first try, which is kept if unstructured finds nothing; None for a first try."""

    job: Job
    first_result: Row | None = None


class _Run:
    """Own readers for all jobs; then unstructured where a source asks for it, or they found nothing or crashed."""

    def __init__(self, config: WorkerConfig, progress: Progress, release_if_final: Callable[[Row], None]) -> None:
        self._config, self._progress, self._on_final = config, progress, release_if_final
        self._total = 0
        self._done = self.read = self.reused = self.lost = 0
        self._second_try_queue: list[_Attempt] = []

    def rows(self, jobs: Iterable[Job]) -> list[Row]:
        self._total += len(jobs) if isinstance(jobs, (list, tuple)) else 0
        answers = pool.run(self._for_own_readers(jobs), worker.handler(self._config), self._limits(), preload=PRELOAD)
        with closing(answers):  # or workers would go on writing while an interrupt removes their folder
            rows = [self._row(_Attempt(job=job), answer) for job, answer in answers]
        while self._second_try_queue:  # at most twice: a second try is not repeated
            rows += self._second_tries()
        return [row for row in rows if row is not None]

    def _for_own_readers(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            self._total += job.origin is not None
            if job.engine == read_one.UNSTRUCTURED_ENGINE and job.kind != "table":
                self._second_try_queue.append(_Attempt(job=job))
            else:
                yield job

    def _second_tries(self) -> list[Row | None]:
        tried, self._second_try_queue = self._second_try_queue, []
        known = {(attempt.job.source, attempt.job.item): attempt for attempt in tried}
        jobs = iter([attempt.job for attempt in tried])
        setup = partial(unstructured_reader.load, frozenset(claimed_format(attempt.job.item) for attempt in tried))
        answers = pool.run(jobs, worker.handler(self._config), self._limits(), setup=setup, preload=PRELOAD)
        with closing(answers):
            return [self._row(known[job.source, job.item], answer) for job, answer in answers]

    def _row(self, attempt: _Attempt, answer: worker.Answered | pool.Lost) -> Row | None:
        """The job's row, None while a second try is pending."""
        job, row = attempt.job, self._as_row(attempt.job, answer)
        if attempt.first_result is not None and not (
            isinstance(answer, StoredReading) and answer.outcome == Outcome.OK
        ):
            row = attempt.first_result
        if engine := _second_engine(job, answer) if attempt.first_result is None else "":
            better = self._stored_second_try(row, answer, engine)
            if better is None:
                self._second_try_queue.append(_Attempt(job=replace(job, engine=engine), first_result=row))
                return None
            row = better
        self._on_final(row)
        self._done += 1
        self._progress(self._done, self._total)
        return row

    def _stored_second_try(self, row: Row, answer: worker.Answered | pool.Lost, engine: str) -> Row | None:
        """The better of both tries where an earlier audit made the second, else None."""
        sha256 = answer.sha256 if isinstance(answer, StoredReading) else _reported_sha256(answer)
        request = Request(name=row.job.item, kind=row.job.kind, engine=engine)
        name = cache_of.key(sha256, request, self._config.settings, self._config.version)
        stored = cache_of.load(self._config.entries, name)
        if stored is None:
            return None
        return replace(row, entry=name, known=None) if stored.facts["outcome"] == Outcome.OK else row

    def _as_row(self, job: Job, answer: worker.Answered | pool.Lost) -> Row:
        if isinstance(answer, StoredReading):
            self.reused += answer.reused
            self.read += not answer.reused
            return Row(
                job=job, entry=answer.entry, sha256=answer.sha256, format=answer.format, has_members=answer.has_members
            )
        if isinstance(answer, Examination):
            return Row(job=job, known=answer)
        self.lost += 1
        request = Request(name=job.item, kind=job.kind, engine=job.engine)
        return Row(job=job, known=failed_examination(request, answer.outcome, answer.detail, answer.last_report))

    def _limits(self) -> pool.Limits:
        settings = self._config.settings
        return pool.Limits(workers=settings.workers, seconds=settings.seconds, memory_mb=settings.memory_mb)


def _second_engine(job: Job, answer: worker.Answered | pool.Lost) -> str:
    """Engine for a second try after this answer; "" for none.

    A reader that crashed its worker is not called twice: unstructured then reads alone.
    """
    if job.kind == "table" or isinstance(answer, Examination):
        return ""
    if isinstance(answer, StoredReading):
        wants = job.engine == read_one.OWN_READERS and read_one.wants_second_try(Outcome(answer.outcome), answer.format)
        return read_one.UNSTRUCTURED_ENGINE if wants else ""
    wants = read_one.wants_second_try(answer.outcome, claimed_format(job.item))
    return read_one.UNSTRUCTURED_ALONE if wants else ""


def _reported_sha256(answer: object) -> str:
    report = getattr(answer, "last_report", None)
    return str(report[0]) if isinstance(report, (list, tuple)) else ""
