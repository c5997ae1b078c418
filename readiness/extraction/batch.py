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
from readiness.extraction.examine import Examined, Request, failed
from readiness.extraction.member_unpacking import Members, Unpacker
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format
from readiness.extraction.stage_writer import Row, assemble
from readiness.extraction.worker import PRELOAD, Bench, Done, Job
from readiness.model import Outcome
from readiness.progress import Progress, silent
from readiness.workers import pool

__all__ = ["ExtractionSettings", "Job", "Members", "Tally", "extract_items"]


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
    progress: Progress = silent,
    members: Members | None = None,
) -> Tally:
    """Open every item and write ``out/profile_documents.parquet`` and ``out/document_text.parquet``.

    Parameters
    ----------
    jobs: drawn as they are read, so that fetching may go on meanwhile; one row each, sorted by source and item.
    out: a folder; both files are written beside and moved into place whole.
    cache: finished readings by content; None keeps none. A killed run goes on from it.
    progress: ``progress(done, total)``; ``total`` counts ``jobs`` where that has a length, and what is unpacked.
    members: where members of containers are put and what they are by name; the bytes of tables stay there. None puts
        them beside ``out`` for the while, and calls all of them documents.

    Nothing a document is raises: lost workers, vanished files and lies are outcomes.

    Raises
    ------
    AuditError: workers cannot be started. OSError: ``out`` or ``cache`` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        entries = cache or Path(stack.enter_context(TemporaryDirectory(prefix=".reading-", dir=out)))
        bench = Bench(entries=entries, settings=settings, version=cache_of.extractor_version())
        spool = members or Members(spool=Path(stack.enter_context(TemporaryDirectory(prefix=".members-", dir=out))))
        unpacker = Unpacker(spool, settings, PRELOAD)
        run = _Run(bench, progress, unpacker.settled)
        rows = with_companions(_with_members(run, unpacker, jobs))
        assemble(sorted(rows, key=lambda row: (row.job.source, row.job.item)), entries, out)
    return Tally(read=run.read, reused=run.reused, lost=run.lost)


def _with_members(run: _Run, unpacker: Unpacker, jobs: Iterable[Job]) -> list[Row]:
    """Level by level, until nothing is left to open."""
    rows = level = run.rows(jobs)
    while containers := [row for row in level if unpacker.opens(row)]:
        containers.sort(key=lambda row: (row.job.source, row.job.item))
        level = run.rows(unpacker.jobs(containers)) + unpacker.without_bytes()
        rows = rows + level
    return [unpacker.said_of(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """A job for unstructured, and the row that stands if it finds nothing; None where the source asked for it."""

    job: Job
    before: Row | None = None


class _Run:
    """Lanes for all; then unstructured where a source asks for it, or a lane came back with nothing or not at all."""

    def __init__(self, bench: Bench, progress: Progress, settled: Callable[[Row], None]) -> None:
        self._bench, self._progress, self._settled = bench, progress, settled
        self._total = 0
        self._done = self.read = self.reused = self.lost = 0
        self._waiting: list[_Again] = []

    def rows(self, jobs: Iterable[Job]) -> list[Row]:
        self._total += len(jobs) if isinstance(jobs, (list, tuple)) else 0
        answers = pool.run(self._for_lanes(jobs), worker.handler(self._bench), self._limits(), preload=PRELOAD)
        with closing(answers):  # or workers would go on writing while an interrupt removes their folder
            rows = [self._row(_Again(job=job), answer) for job, answer in answers]
        while self._waiting:  # twice at most: what stands after a second try is not tried again
            rows += self._tried_again()
        return [row for row in rows if row is not None]

    def _for_lanes(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            self._total += job.inside is not None
            if job.engine == read_one.UNSTRUCTURED_ENGINE and job.kind != "table":
                self._waiting.append(_Again(job=job))
            else:
                yield job

    def _tried_again(self) -> list[Row | None]:
        tried, self._waiting = self._waiting, []
        known = {(again.job.source, again.job.item): again for again in tried}
        jobs = iter([again.job for again in tried])
        setup = partial(unstructured_reader.load, frozenset(claimed_format(again.job.item) for again in tried))
        answers = pool.run(jobs, worker.handler(self._bench), self._limits(), setup=setup, preload=PRELOAD)
        with closing(answers):
            return [self._row(known[job.source, job.item], answer) for job, answer in answers]

    def _row(self, asked: _Again, answer: worker.Answered | pool.Lost) -> Row | None:
        """The job's row, None while another try is still to be made."""
        job, row = asked.job, self._as_row(asked.job, answer)
        if asked.before is not None and not (isinstance(answer, Done) and answer.outcome == Outcome.OK):
            row = asked.before
        if engine := _second_engine(job, answer) if asked.before is None else "":
            found = self._tried_before(row, answer, engine)
            if found is None:
                self._waiting.append(_Again(job=replace(job, engine=engine), before=row))
                return None
            row = found
        self._settled(row)
        self._done += 1
        self._progress(self._done, self._total)
        return row

    def _tried_before(self, row: Row, answer: worker.Answered | pool.Lost, engine: str) -> Row | None:
        """The better of both tries where an earlier audit made the second, else None."""
        sha256 = answer.sha256 if isinstance(answer, Done) else _told_sha256(answer)
        request = Request(name=row.job.item, kind=row.job.kind, engine=engine)
        name = cache_of.key(sha256, request, self._bench.settings, self._bench.version)
        stored = cache_of.load(self._bench.entries, name)
        if stored is None:
            return None
        return replace(row, entry=name, known=None) if stored.facts["outcome"] == Outcome.OK else row

    def _as_row(self, job: Job, answer: worker.Answered | pool.Lost) -> Row:
        if isinstance(answer, Done):
            self.reused += answer.reused
            self.read += not answer.reused
            return Row(job=job, entry=answer.entry, sha256=answer.sha256, format=answer.format, holds=answer.holds)
        if isinstance(answer, Examined):
            return Row(job=job, known=answer)
        self.lost += 1
        request = Request(name=job.item, kind=job.kind, engine=job.engine)
        return Row(job=job, known=failed(request, answer.outcome, answer.detail, answer.told))

    def _limits(self) -> pool.Limits:
        settings = self._bench.settings
        return pool.Limits(workers=settings.workers, seconds=settings.seconds, memory_mb=settings.memory_mb)


def _second_engine(job: Job, answer: worker.Answered | pool.Lost) -> str:
    """What may read the job after this answer; "" where nothing may.

    A lane that took its worker with it is not called twice: unstructured then reads alone.
    """
    if job.kind == "table" or isinstance(answer, Examined):
        return ""
    if isinstance(answer, Done):
        wants = job.engine == read_one.LANES_ENGINE and read_one.wants_second_try(
            Outcome(answer.outcome), answer.format
        )
        return read_one.UNSTRUCTURED_ENGINE if wants else ""
    wants = read_one.wants_second_try(answer.outcome, claimed_format(job.item))
    return read_one.UNSTRUCTURED_ALONE if wants else ""


def _told_sha256(answer: object) -> str:
    told = getattr(answer, "told", None)
    return str(told[0]) if isinstance(told, (list, tuple)) else ""
