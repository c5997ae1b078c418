"""How time grows with the input: a law that holds on a crowded machine too, where a limit in seconds does not."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4
"""How much larger the larger input is."""

BOUND = 10.0
"""Most that its time may grow by. Linear work takes 4 times as long, quadratic 16: chosen by us between the two."""

LEAST_SECONDS = 0.02
"""Shorter times count as this: clocks and caches blur them. Chosen by us."""

ROUNDS = 4


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """``work(size)`` takes at most ``BOUND`` times the CPU seconds of ``work(size / 4)``, the least of some rounds."""
    small, large = float("inf"), float("inf")
    for _ in range(ROUNDS):
        small = min(small, max(LEAST_SECONDS, _seconds(work, size // TIMES)))
        large = min(large, _seconds(work, size))
        if large <= BOUND * small:
            return
    raise AssertionError(f"{TIMES} times the input took {large / small:.1f} times as long ({large:.2f} s)")


def _seconds(work: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    work(size)
    return time.process_time() - started
