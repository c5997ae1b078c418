"""Workers that may be lost: a crash, a hang or a flood of memory costs exactly the one task that caused it.

A forkserver loads the parsers once and never parses anything; workers are forked from it in about a millisecond. Each
gets a few tasks at a time and answers after every one, so that the parent always knows which task a lost worker was
busy with; the rest of its tasks go to its successor.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Generic, TypeVar

from readiness.errors import AuditError
from readiness.extraction import isolation
from readiness.model import Outcome

Task = TypeVar("Task")
Answer = TypeVar("Answer")

Handler = Callable[[Task, Callable[[object], None]], Answer]
"""``handler(task, tell)``, importable by name in the worker. What it ``tell``s survives the worker's loss."""

_BATCH = 8
"""Tasks under way per worker: enough to hide the round trip, few enough that none waits long. Chosen by us."""

_STARTING_SECONDS = 120.0
_MAX_FAILED_STARTS = 3
_RETIRE_AFTER = 1000
_LONGEST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``seconds`` and ``memory_mb`` bound one task; ``memory_mb`` counts beyond what an idle worker holds."""

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
    log: Path
    since: float
    ready: bool = False
    retiring: bool = False
    answered: int = 0
    told: object = None
    pending: deque[Task] = field(default_factory=deque)


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
    with tempfile.TemporaryDirectory(prefix="readiness-workers-") as logs:
        pool = _Pool(iter(tasks), handler, limits, setup, Path(logs))
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
        logs: Path,
    ) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self._tasks, self._handler, self._limits, self._setup, self._logs = tasks, handler, limits, setup, logs
        self._again: deque[Task] = deque()
        self._workers: list[_Worker[Task]] = []
        self._drained = False
        self._started = self._failed_starts = 0

    def answers(self) -> Iterator[tuple[Task, Answer | Lost]]:
        while self._feed():
            ready = wait([worker.connection for worker in self._workers], self._patience())
            for worker in [worker for worker in self._workers if worker.connection in ready]:
                yield from self._listen(worker)
            yield from self._overdue()

    def close(self) -> None:
        for worker in self._workers:
            _kill(worker)
        self._workers.clear()

    def _feed(self) -> bool:
        """Give idle workers tasks, starting workers as needed; False when all is answered."""
        for worker in [worker for worker in self._workers if not worker.pending and worker.ready]:
            if worker.retiring or not self._give(worker):
                self._workers.remove(worker)
                _kill(worker)
        while len(self._workers) < self._limits.workers and (batch := self._draw()):
            self._workers.append(self._start(batch))
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
            worker.since = time.monotonic()
            _send(worker, batch)
        return bool(batch)

    def _start(self, batch: list[Task]) -> _Worker[Task]:
        ours, theirs = self.context.Pipe()
        self._started += 1
        log = self._logs / f"{self._started}.log"
        arguments = (theirs, self._handler, self._setup, self._limits.memory_mb, log)
        process = self.context.Process(target=isolation.serve, args=arguments, daemon=True)
        with _anonymous_main():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, log, time.monotonic(), pending=deque(batch))
        _send(worker, batch)
        return worker

    def _patience(self) -> float:
        """Seconds until the next deadline, at least 0; bounded, as a clock may be set under our feet."""
        now = time.monotonic()
        left = (worker.since + self._allowed(worker) - now for worker in self._workers if worker.pending)
        return max(0.0, min([*left, _LONGEST_WAIT_SECONDS]))

    def _allowed(self, worker: _Worker[Task]) -> float:
        return self._limits.seconds if worker.ready else _STARTING_SECONDS

    def _listen(self, worker: _Worker[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Everything a worker has to say by now."""
        while worker.connection.poll():
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._bury(worker, *_cause_of_death(worker))
                return
            worker.since = worker.since if kind == isolation.TOLD else time.monotonic()
            if kind == isolation.READY:
                worker.ready, self._failed_starts = True, 0
            elif kind == isolation.TOLD:
                worker.told = value
            else:
                yield self._answered(worker, *value)

    def _answered(self, worker: _Worker[Task], answer: Answer | Lost, tired: bool) -> tuple[Task, Answer | Lost]:
        task, worker.told = worker.pending.popleft(), None
        worker.answered += 1
        worker.retiring = worker.retiring or tired or worker.answered >= _RETIRE_AFTER
        return task, answer

    def _overdue(self) -> Iterator[tuple[Task, Answer | Lost]]:
        now = time.monotonic()
        for worker in list(self._workers):
            late = worker.pending and now - worker.since > self._allowed(worker)
            if late and not worker.connection.poll():
                detail = f"took longer than {self._limits.seconds:g} s"
                yield from self._bury(worker, Outcome.TIMEOUT, detail)

    def _bury(self, worker: _Worker[Task], outcome: Outcome, detail: str) -> Iterator[tuple[Task, Lost]]:
        """Name the task that was under way as lost, and put the others back."""
        self._workers.remove(worker)
        _kill(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_FAILED_STARTS:
                raise AuditError("workers for reading documents cannot be started", where=detail)
        elif worker.pending:
            yield worker.pending.popleft(), Lost(outcome=outcome, detail=detail, told=worker.told)
        self._again.extend(worker.pending)


def _send(worker: _Worker[Task], batch: list[Task]) -> None:
    try:
        worker.connection.send(batch)
    except OSError:  # it died just now: listening to it finds that out and puts the batch back
        return


def _kill(worker: _Worker[Task]) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _cause_of_death(worker: _Worker[Task]) -> tuple[Outcome, str]:
    worker.process.join(5)
    return isolation.cause_of_death(worker.process.exitcode, worker.log)


@contextmanager
def _anonymous_main() -> Iterator[None]:
    """Start workers without the caller's main module.

    They need nothing of it, and importing it again would cost seconds, run unguarded scripts twice, and bring in what
    this floor must not know.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
