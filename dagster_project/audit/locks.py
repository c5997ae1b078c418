"""Lock of a project: one audit at a time, from the command line or from Dagster.

An audit from the command line holds its project from the first step to the last. A run that Dagster starts (from the
UI, by a schedule) takes it at its first step and keeps it until its scorecard is published, or its process ends: the
lock is one of the operating system and falls with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from readiness.errors import UsageError
from readiness.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeldLock:
    """``key`` is the Dagster run that holds the project, ``thread`` where it runs."""

    key: str
    thread: threading.Thread
    file: IO[str]


_HELD: dict[Path, _HeldLock] = {}
_CHANGING = threading.Lock()


@contextlib.contextmanager
def holding(store: Store, key: str) -> Iterator[None]:
    """Hold the project for the run ``key`` while the block runs."""
    hold(store, key)
    try:
        yield
    finally:
        release(store, key)


def hold(store: Store, key: str) -> None:
    """Take the project for the run ``key``, unless it has it; ``UsageError`` where another run does.

    Dagster runs the steps of a run in one thread: a second run in the same thread begins when the first is over.
    """
    with _CHANGING:
        held = _HELD.get(_place(store))
        if held is not None and held.key != key:
            if held.thread is not threading.current_thread() and held.thread.is_alive():
                raise UsageError(
                    "another audit of this project is running", where=str(store.root), next_step="wait for it to end"
                )
            _HELD.pop(_place(store)).file.close()
            held = None
        if held is None:
            file = store.hold()
            _HELD[_place(store)] = _HeldLock(key=key, thread=threading.current_thread(), file=file)


def release(store: Store, key: str) -> None:
    """Give the project back, if the run ``key`` has it."""
    with _CHANGING:
        held = _HELD.get(_place(store))
        if held is not None and held.key == key:
            _HELD.pop(_place(store)).file.close()


def _place(store: Store) -> Path:
    return store.root.resolve()
