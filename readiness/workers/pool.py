"""Pool of isolated worker processes: a crash, a hang or a lack of memory loses only the task that caused it.

A forkserver loads the parsers once and never parses anything; workers are forked from it in about a millisecond. Each
gets a few tasks at a time and answers after every one, so that the parent always knows the current task of a lost
worker; the rest of its tasks go to the next worker.
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
from readiness.workers.worker_start import worker_environment

Task = TypeVar("Task")
Answer = TypeVar("Answer")

Handler = Callable[[Task, Callable[[object], None]], Answer]
"""``handler(task, report)``, importable by name in the worker. A report, in JSON, survives the worker's loss."""

_BATCH = 8
"""Tasks under way per worker: enough to hide the round trip, few enough that none waits long. Chosen by us."""

_START_TIMEOUT_SECONDS = 120.0
_MAX_FAILED_STARTS = 3
_RETIRE_AFTER = 1000
_MAX_WAIT_SECONDS = 1.0
_SHORT_SECONDS = 0.1
TIMEOUT_FACTOR = 4
"""Wall time that a task may take on a busy machine, as a multiple of its seconds. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``seconds`` and ``memory_mb`` bound one task; ``memory_mb`` counts beyond what an idle worker holds.

    Time in which a worker waits for a processor is not charged to its task, within four times ``seconds``: a busy
    machine makes no document slow, and a hang ends all the same.
    """

    workers: int
    seconds: float
    memory_mb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The answer for a task whose worker was lost. ``last_report`` is the last report of its handler, or None."""

    outcome: Outcome
    detail: str
    last_report: object = None


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    process: BaseProcess
    connection: Connection
    worker_dir: Path
    since: float
    cpu_wait_before: float | None = None
    ready: bool = False
    retiring: bool = False
    answered: int = 0
    pending: deque[Task] = field(default_factory=deque)

    def begin(self) -> None:
        """Start the clock of the current task."""
        self.since, self.cpu_wait_before = time.monotonic(), None

    def charged_seconds(self) -> float:
        """Wall time of the current task, less the time in which its worker waited for a processor."""
        wall = time.monotonic() - self.since
        if wall < _SHORT_SECONDS:
            return wall
        cpu_wait = sandbox.cpu_wait_seconds(self.process.pid)
        if self.cpu_wait_before is None:
            self.cpu_wait_before = cpu_wait
        return max(wall - (cpu_wait - self.cpu_wait_before), wall / TIMEOUT_FACTOR)


def run(
    tasks: Iterable[Task],
    handler: Handler[Task, Answer],
    limits: Limits,
    *,
    setup: Callable[[], None] | None = None,
    preload: Sequence[str] = (),
) -> Generator[tuple[Task, Answer | Lost], None, None]:
    """Every task with its answer, in the order of the answers. Closing the generator ends the workers.

    Parameters
    ----------
    tasks: drawn as workers fall idle; must be picklable, as must the answers.
    setup: called once in each worker before its first task, outside the task's deadline.
    preload: modules loaded once, before any worker is forked.

    Raises
    ------
    AuditError: workers cannot be started at all.
    """
    with tempfile.TemporaryDirectory(prefix="readiness-workers-") as worker_dirs:
        pool = _Pool(iter(tasks), handler, limits, setup, Path(worker_dirs))
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
        worker_dirs: Path,
    ) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self._tasks, self._handler, self._limits, self._setup, self._worker_dirs = (
            tasks,
            handler,
            limits,
            setup,
            worker_dirs,
        )
        self._returned: deque[Task] = deque()
        self._workers: list[_Worker[Task]] = []
        self._selector = selectors.DefaultSelector()
        self._drained = False
        self._started = self._failed_starts = 0

    def answers(self) -> Iterator[tuple[Task, Answer | Lost]]:
        while self._feed():
            for key, _ in self._selector.select(self._select_timeout()):
                yield from self._receive(key.data)
            yield from self._check_overdue()

    def close(self) -> None:
        for worker in list(self._workers):
            self._terminate(worker)
        self._selector.close()

    def _feed(self) -> bool:
        """Give idle workers tasks, starting workers as needed; False when all is answered."""
        for worker in [worker for worker in self._workers if worker.retiring or (worker.ready and not worker.pending)]:
            if worker.retiring or not self._send_batch(worker):
                self._terminate(worker)
        while len(self._workers) < self._limits.workers and (batch := self._next_batch()):
            self._start(batch)
        return bool(self._workers)

    def _next_batch(self) -> list[Task]:
        batch: list[Task] = []
        while len(batch) < _BATCH and self._returned:
            batch.append(self._returned.popleft())
        while len(batch) < _BATCH and not self._drained:
            try:
                batch.append(next(self._tasks))
            except StopIteration:
                self._drained = True
        return batch

    def _send_batch(self, worker: _Worker[Task]) -> bool:
        batch = self._next_batch()
        if batch:
            worker.pending.extend(batch)
            worker.begin()
            _send(worker, batch)
        return bool(batch)

    def _start(self, batch: list[Task]) -> None:
        ours, theirs = self.context.Pipe()
        self._started += 1
        worker_dir = self._worker_dirs / str(self._started)
        arguments = (theirs, self._handler, self._setup, self._limits.memory_mb, worker_dir)
        process = self.context.Process(target=sandbox.serve, args=arguments, daemon=True)
        with worker_environment():
            process.start()
        theirs.close()
        worker = _Worker(process, ours, worker_dir, time.monotonic(), pending=deque(batch))
        self._workers.append(worker)
        self._selector.register(ours, selectors.EVENT_READ, worker)
        _send(worker, batch)

    def _select_timeout(self) -> float:
        """Seconds until the next deadline, at least 0, and short enough to check each task well before its own."""
        left = (self._time_limit(worker) - worker.charged_seconds() for worker in self._workers if worker.pending)
        return max(0.0, min([*left, _MAX_WAIT_SECONDS, self._limits.seconds / 4]))

    def _time_limit(self, worker: _Worker[Task]) -> float:
        return self._limits.seconds if worker.ready else _START_TIMEOUT_SECONDS

    def _receive(self, worker: _Worker[Task]) -> Iterator[tuple[Task, Answer | Lost]]:
        """Receive the next message of a worker."""
        try:
            kind, value = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._mark_lost(worker, *_exit_cause(worker))
            return
        worker.begin()
        if kind == sandbox.READY:
            worker.ready, self._failed_starts = True, 0
        else:
            yield self._record_answer(worker, kind, *value)

    def _record_answer(
        self, worker: _Worker[Task], kind: str, value: Any, should_retire: bool
    ) -> tuple[Task, Answer | Lost]:
        beat()
        task = worker.pending.popleft()
        answer = value if kind == sandbox.ANSWERED else self._answer_too_long(worker, value)
        worker.answered += 1
        if should_retire:  # it has ended already, its other tasks untouched
            self._requeue(worker)
        worker.retiring = should_retire or (not worker.pending and worker.answered >= _RETIRE_AFTER)
        return task, answer

    def _answer_too_long(self, worker: _Worker[Task], length: int) -> Lost:
        detail = f"reading it gave {length} bytes of facts; {sandbox.MAX_ANSWER_BYTES} are allowed"
        last_report = sandbox.last_report(worker.worker_dir, worker.answered)
        return Lost(outcome=Outcome.TOO_LARGE, detail=detail, last_report=last_report)

    def _check_overdue(self) -> Iterator[tuple[Task, Answer | Lost]]:
        for worker in list(self._workers):
            late = worker.pending and worker.charged_seconds() > self._time_limit(worker)
            if late and not worker.connection.poll():
                detail = f"took longer than {self._limits.seconds:g} s"
                yield from self._mark_lost(worker, Outcome.TIMEOUT, detail)

    def _mark_lost(self, worker: _Worker[Task], outcome: Outcome, detail: str) -> Iterator[tuple[Task, Lost]]:
        """Report the current task as lost, and requeue the others."""
        self._terminate(worker)
        lost = None
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_FAILED_STARTS:
                raise AuditError("workers for reading documents cannot be started", where=detail)
        elif worker.pending:
            beat()
            last_report = sandbox.last_report(worker.worker_dir, worker.answered)
            lost = worker.pending.popleft(), Lost(outcome=outcome, detail=detail, last_report=last_report)
        self._requeue(worker)
        if lost is not None:
            yield lost

    def _requeue(self, worker: _Worker[Task]) -> None:
        self._returned.extend(worker.pending)
        worker.pending.clear()

    def _terminate(self, worker: _Worker[Task]) -> None:
        self._workers.remove(worker)
        self._selector.unregister(worker.connection)
        _kill(worker)


def _send(worker: _Worker[Task], batch: list[Task]) -> None:
    try:
        worker.connection.send(batch)
    except OSError:  # it ended just now: receiving from it shows that and requeues the batch
        return


def _kill(worker: _Worker[Task]) -> None:
    if worker.process.is_alive():
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it opens its own session first
            os.killpg(worker.process.pid or 0, signal.SIGKILL)
        worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _exit_cause(worker: _Worker[Task]) -> tuple[Outcome, str]:
    worker.process.join(5)
    return sandbox.exit_cause(worker.process.exitcode, worker.worker_dir)
