"""A stage that finishes nothing for too long is ended. There is no limit on the whole: long work that goes on is fine.

A thread checks the time of the last ``beat``; when it is too long ago, the stage is interrupted where it is: by a
signal in the main thread, which also ends waiting for a socket, a pipe or a lock, and in another thread by an
exception set on it, which takes effect once it runs Python again. Code that never returns from a compiled library is
not ended by either: that takes a supervisor in another process.
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from readiness.errors import AuditError

_SIGNAL = signal.SIGUSR2
_LONGEST_WAIT_SECONDS = 1.0
_AGAIN_SECONDS = 5.0
"""Wait before a stage that swallowed the interruption is interrupted again. Chosen by us."""


class StallError(AuditError):
    """A stage finished nothing for as long as ``resources.stall_seconds`` allows."""


class _Interruption(BaseException):
    """Raised inside the stage. No ``Exception``: a reader that takes any for bad data must not take this one."""


class _Watch:
    """The time of the last beat of one stage, and the thread that checks it."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._due = seconds, time.monotonic() + seconds
        self._target = threading.current_thread()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._wait_until_late, name="stall", daemon=True)

    def beat(self) -> None:
        self._due = time.monotonic() + self._seconds

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()

    @property
    def is_late(self) -> bool:
        return not self._over.is_set() and time.monotonic() >= self._due

    def _wait_until_late(self) -> None:
        while not self._over.wait(min(_LONGEST_WAIT_SECONDS, max(0.0, self._due - time.monotonic()))):
            if self.is_late:
                self._interrupt()
                self._over.wait(_AGAIN_SECONDS)

    def _interrupt(self) -> None:
        ident = self._target.ident or 0
        if self._target is threading.main_thread():
            signal.pthread_kill(ident, _SIGNAL)
        else:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(_Interruption))


_watches: list[_Watch] = []
"""The stages under way in this process, the innermost last: one, but for tests."""


def beat(*_: object) -> None:
    """Record that something was finished: an item, a batch, a column. Costs nothing where no stage is watched."""
    for watch in _watches:
        watch.beat()


@contextmanager
def limit_stall(stage: str, seconds: float) -> Iterator[None]:
    """Raise ``StallError`` inside the block when nothing is finished (``beat``) for ``seconds``."""
    watch = _Watch(seconds)
    before = _handle() if threading.current_thread() is threading.main_thread() else None
    _watches.append(watch)
    try:
        try:
            watch.start()
            yield
        finally:
            watch.stop()
    except _Interruption:
        what = f"the stage {stage} finished nothing for {seconds:g} s"
        raise StallError(what, next_step="see what it waits for, or raise resources.stall_seconds") from None
    finally:
        _watches.remove(watch)
        if before is not None:
            signal.signal(_SIGNAL, before)


def _handle() -> signal._HANDLER:
    return signal.signal(_SIGNAL, _raise)


def _raise(_number: int, _frame: FrameType | None) -> None:
    if any(watch.is_late for watch in _watches):
        raise _Interruption
