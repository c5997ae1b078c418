"""Cost of isolation: CPU around a task that does nothing. ``python -m benchmarks.extraction.overhead``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from readiness.workers import pool

TASKS = 20_000


def nothing(task: str, report: Callable[[object], None]) -> tuple[int, float]:
    report(task)
    return os.getpid(), time.process_time()


def main() -> float:
    """Microseconds per task, of the parent and of the workers together; starting them not counted."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    limits = pool.Limits(workers=2, seconds=30, memory_mb=256)
    started = time.process_time()
    for _, answer in pool.run(map(str, range(TASKS)), nothing, limits, preload=[__name__]):
        assert isinstance(answer, tuple)
        first.setdefault(*answer)
        last[answer[0]] = answer[1]
    own = time.process_time() - started
    return 1e6 * (own + sum(last[pid] - first[pid] for pid in last)) / TASKS


if __name__ == "__main__":
    from benchmarks.extraction.overhead import main as imported  # the workers import it by this name

    print(f"{imported():.0f} µs of CPU per task")
