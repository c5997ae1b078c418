"""Workers that may be lost: a crash, a hang or a flood of memory costs exactly the one task that caused it.

A forkserver loads the parsers once and never parses anything; workers are forked from it in about a millisecond. Each
gets a few tasks at a time and answers after every one, so that the parent always knows which task a lost worker was
busy with; the rest of its tasks go to its successor.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import selectors
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from readiness.errors import AuditError
from readiness.model import Outcome
from readiness.stall import beat
from readiness.workers import sandbox
from readiness.workers.worker_start import surroundings

Task = TypeVar("Task")
Answer = TypeVar("Answer")

Handler = Callable[[Task, Callable[[object], None]], Answer]
"""``handler(task, tell)``, importable by name in the worker. What it ``tell``s, in JSON, survives the worker's loss."""

_BATCH = 8
"""Tasks under way per worker: enough to hide the round trip, few enough that none waits long. Chosen by us."""

_STARTING_SECONDS = 120.0
_MAX_FAILED_STARTS = 3
_RETIRE_AFTER = 1000
_LONGEST_WAIT_SECONDS = 1.0
_SHORT_SECONDS = 0.1
MOST_PATIENCE = 4
"""On a crowded machine a task may take this many times its seconds by the clock, and no more. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``seconds`` and ``memory_mb`` bound one task; ``memory_mb`` counts beyond what an idle worker holds.

    The time a worker stands in line for a processor is not charged to its task, within four times ``seconds``: a
    crowded machine makes no document slow, and a hang ends all the same.
    """

    workers: int
    seconds: float
    memory_mb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The answer for a task whose worker was lost. ``told`` is what its handler told last, or None."""

    outcome: Outcome
    detail: str
    told: object = None


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    process: BaseProcess
    connection: Connection
    desk: Path
    since: float
    queued_before: float | None = None
    ready: bool = False
    retiring: bool = False
    answered: int = 0
    pending: deque[Task] = field(default_factory=deque)

    def begin(self) -> None:
        """A task is under way from now on."""
        self.since, self.queued_before = time.monotonic(), None

    def charged_seconds(self) -> float:
        """Wall time of the task under way, less what its worker stood in line for a processor."""
        wall = time.monotonic() - self.since
        if wall < _SHORT_SECONDS:
            return wall
        queued = sandbox.queued_seconds(self.process.pid)
        if self.queued_before is None:
            self.queued_before = queued
        return max(wall - (queued - self.queued_before), wall / MOST_PATIENCE)


def run(
    tasks: Iterable[Task],
    handler: Handler[Task, Answer],
    limits: Limits,
    *,
    setup: Callable[[], None] | None = None,
    preload: Sequence[str] = (),
) -> Generator[tuple[Task, Answer | Lost], None, None]:
    """Every task with its answer, in the order they come. Closing the generator ends the workers.

    Parameters
    ----------
    tasks: drawn as workers fall idle; must be picklable, as must the answers.
    setup: called once in each worker before its first task, outside the task's deadline.
    preload: modules loaded once, before any worker is forked.

    Raises
    ------
    AuditError: workers cannot be started at all.
    """
    with tempfile.TemporaryDirectory(prefix="readiness-workers-") as desks:
        pool = _Pool(iter(tasks), handler, limits, setup, Path(desks))
        pool.context.set_forkserver_preload(list(preload))
        try:
            yield from pool.answers()
        finally:
            pool.close()


class _Pool(Generic[Task, Answer]):
    def __init__(
        self,
        tasks: Iterator[Task],
        handler: Handler[Task, Answer],
        limits: Limits,
        setup: Callable[[], None] | None,
        desks: Path,
    ) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self._tasks, self._handler, self._limits, self._setup, self._desks = tasks, handler, limits, setup, desks
        self._again: deque[Task] = deque()
        self._workers: list[_Worker[Task]] = []
        self._ears = selectors.DefaultSelector()
        self._drained = False
        self._started = self._failed_starts = 0

    def answers(self) -> Iterator[tuple[Task, Answer | Lost]]:
        while self._feed():
            for key, _ in self._ears.select(self._patience()):
                yield from self._listen(key.data)
            yield from self._overdue()

    def close(self) -> None:
        for worker in list(self._workers):
            self._dismiss(worker)
        self._ears.close()

    def _feed(self) -> bool:
        """Give idle workers tasks, starting workers as needed; False when all is answered."""
        for worker in [worker for worker in self._workers if worker.retiring or (worker.ready and not worker.pending)]:
            if worker.retiring or not self._give(worker):
                self._dismiss(worker)
        while len(self._workers) < self._limits.workers and (batch := self._draw()):
            self._start(batch)
        return bool(self._workers)

    def _draw(self) -> list[Task]:
        batch: list[Task] = []
        while len(batch) < _BATCH and self._again:
            batch.append(self._again.popleft())
        while len(batch) < _BATCH and not self._drained:
            try:
                batch.append(next(self._tasks))
            except StopIteration:
                self._drained = True
        return batch

    def _give(self, worker: _Worker[Task]) -> bool:
        batch = self._draw()
        if batch:
            worker.pending.extend(batch)
            worker.begin()
            _send(worker, batch)
        return bool(batch)

    def _start(self, batch: list[Task]) -> None:
        ours, theirs = self.context.Pipe()
        self._started += 1
        desk = self._desks / str(self._started)
        arguments = (theirs, self._handler, self._setup, self._limits.memory_mb, desk)
        process = self.context.Process(target=sandbox.serve, args=arguments, daemon=True)
        with surroundings():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, desk, time.monotonic(), pending=deque(batch))
        self._workers.append(worker)
        self._ears.register(ours, selectors.EVENT_READ, worker)
        _send(worker, batch)

    def _patience(self) -> float:
        """Seconds until the next deadline, at least 0, and never long: each task is looked at well before its own."""
        left = (self._allowed(worker) - worker.charged_seconds() for worker in self._workers if worker.pending)
        return max(0.0, min([*left, _LONGEST_WAIT_SECONDS, self._limits.seconds / 4]))

    def _allowed(self, worker: _Worker[Task]) -> float:
        return self._limits.seconds if worker.ready else _STARTING_SECONDS

    def _listen(self, worker: _Worker[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """The next thing a worker has to say."""
        try:
            kind, value = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(worker, *_cause_of_death(worker))
            return
        worker.begin()
        if kind == sandbox.READY:
            worker.ready, self._failed_starts = True, 0
        else:
            yield self._answered(worker, kind, *value)

    def _answered(self, worker: _Worker[Task], kind: str, value: Any, tired: bool) -> tuple[Task, Answer | Lost]:
        beat()
        task = worker.pending.popleft()
        answer = value if kind == sandbox.ANSWERED else self._too_long(worker, value)
        worker.answered += 1
        if tired:  # it has ended already, its other tasks untouched
            self._put_back(worker)
        worker.retiring = tired or (not worker.pending and worker.answered >= _RETIRE_AFTER)
        return task, answer

    def _too_long(self, worker: _Worker[Task], length: int) -> Lost:
        detail = f"reading it gave {length} bytes of facts; {sandbox.MAX_ANSWER_BYTES} are allowed"
        told = sandbox.last_note(worker.desk, worker.answered)
        return Lost(outcome=Outcome.TOO_LARGE, detail=detail, told=told)

    def _overdue(self) -> Iterator[tuple[Task, Answer | Lost]]:
        for worker in list(self._workers):
            late = worker.pending and worker.charged_seconds() > self._allowed(worker)
            if late and not worker.connection.poll():
                detail = f"took longer than {self._limits.seconds:g} s"
                yield from self._bury(worker, Outcome.TIMEOUT, detail)

    def _bury(self, worker: _Worker[Task], outcome: Outcome, detail: str) -> Iterator[tuple[Task, Lost]]:
        """Name the task that was under way as lost, and put the others back."""
        self._dismiss(worker)
        lost = None
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_FAILED_STARTS:
                raise AuditError("workers for reading documents cannot be started", where=detail)
        elif worker.pending:
            beat()
            told = sandbox.last_note(worker.desk, worker.answered)
            lost = worker.pending.popleft(), Lost(outcome=outcome, detail=detail, told=told)
        self._put_back(worker)
        if lost is not None:
            yield lost

    def _put_back(self, worker: _Worker[Task]) -> None:
        self._again.extend(worker.pending)
        worker.pending.clear()

    def _dismiss(self, worker: _Worker[Task]) -> None:
        self._workers.remove(worker)
        self._ears.unregister(worker.connection)
        _kill(worker)


def _send(worker: _Worker[Task], batch: list[Task]) -> None:
    try:
        worker.connection.send(batch)
    except OSError:  # it died just now: listening to it finds that out and puts the batch back
        return


def _kill(worker: _Worker[Task]) -> None:
    if worker.process.is_alive():
        with contextlib.suppress(ProcessLookupError, PermissionError):  # its own session is its first act
            os.killpg(worker.process.pid or 0, signal.SIGKILL)
        worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _cause_of_death(worker: _Worker[Task]) -> tuple[Outcome, str]:
    worker.process.join(5)
    return sandbox.cause_of_death(worker.process.exitcode, worker.desk)
