"""Work on several threads, results in order. Kernels release the interpreter's lock, so threads are enough."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from readiness.stall import beat

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
"""Threads of one comparison: the cores that the figures of the README were measured on, and ``resources.workers``'
default."""
MIN_WORK = 1 << 14
"""Shingles worth a thread of their own: below it, starting one costs more. Chosen by us."""


def map_in_order(function: Callable[[Item], Result], items: Iterable[Item], threads: int = THREADS) -> Iterator[Result]:
    """``map`` on threads: results in order, at most ``threads + 1`` items running or waiting to be read."""
    if threads == 1 or (isinstance(items, Sized) and len(items) <= 1):
        yield from map(function, items)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="duplicates") as pool:
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > threads:
                yield waiting.popleft().result()
                beat()
        while waiting:
            yield waiting.popleft().result()
            beat()


def for_each(function: Callable[[Item], object], items: Iterable[Item], threads: int = THREADS) -> None:
    """Call the function with every item, on threads; results are dropped."""
    deque(map_in_order(function, items, threads), maxlen=0)


def split_by_work(work: npt.NDArray[np.int64], pieces: int) -> list[tuple[int, int]]:
    """Ranges of items of about equal work; ``work`` int64 (n + 1,) is cumulative, as offsets are."""
    pieces = int(min(pieces, max(1, (work[-1] - work[0]) // MIN_WORK)))
    marks = np.linspace(work[0], work[-1], pieces + 1)
    cuts = np.unique(np.concatenate([[0], np.searchsorted(work, marks[1:-1]), [len(work) - 1]]))
    return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))
