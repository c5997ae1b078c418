"""Work on several threads, answers in order. Kernels let go of the interpreter's lock, so threads are enough."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from readiness.stall import beat

Item = TypeVar("Item")
Answer = TypeVar("Answer")

THREADS = 2
"""Threads of one comparison: the cores that the figures of the README were measured on, and ``resources.workers``'
default."""
LEAST_LOAD = 1 << 14
"""Shingles worth a thread of their own: below it, starting one costs more. Chosen by us."""


def in_order(function: Callable[[Item], Answer], items: Iterable[Item], threads: int = THREADS) -> Iterator[Answer]:
    """``map`` on threads: answers in order, at most ``threads + 1`` items under way or waiting to be taken."""
    if threads == 1 or (isinstance(items, Sized) and len(items) <= 1):
        yield from map(function, items)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="duplicates") as pool:
        waiting: deque[Future[Answer]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > threads:
                yield waiting.popleft().result()
                beat()
        while waiting:
            yield waiting.popleft().result()
            beat()


def each(function: Callable[[Item], object], items: Iterable[Item], threads: int = THREADS) -> None:
    """Call the function with every item, on threads, for what it does."""
    deque(in_order(function, items, threads), maxlen=0)


def shares(load: npt.NDArray[np.int64], pieces: int) -> list[tuple[int, int]]:
    """Cut items into ranges of about equal load; ``load`` int64 (n + 1,) is cumulative, as offsets are."""
    pieces = int(min(pieces, max(1, (load[-1] - load[0]) // LEAST_LOAD)))
    marks = np.linspace(load[0], load[-1], pieces + 1)
    cuts = np.unique(np.concatenate([[0], np.searchsorted(load, marks[1:-1]), [len(load) - 1]]))
    return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))
