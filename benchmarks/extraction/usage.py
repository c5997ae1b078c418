"""Resources of a command and all that it starts: CPU seconds to the last descendant, and memory at its height."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import orphans

_EVERY_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """``peak_mb`` is the proportional set size of the whole tree, so that pages shared by workers count once."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    exit_code: int


def measure(command: Sequence[str | Path], environment: dict[str, str]) -> Usage:
    """Run ``command`` to its end, and wait for whatever it left behind; not for what was there before (Linux)."""
    orphans.adopt()
    before = orphans.children(os.getpid())
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], env=environment)
    watch = _Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    cpu = usage.ru_utime + usage.ru_stime + orphans.reap(before)
    return Usage(cpu_s=cpu, wall_s=time.monotonic() - started, peak_mb=watch.peak_mb, exit_code=process.returncode)


class _Watch(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root, self._done, self.peak_mb = root, threading.Event(), 0.0

    def run(self) -> None:
        while not self._done.wait(_EVERY_SECONDS):
            self.peak_mb = max(self.peak_mb, sum(map(_held_mb, [self._root, *_descendants(self._root)])))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _descendants(root: int) -> list[int]:
    found, pending = [], [root]
    while pending:
        below = orphans.children(pending.pop())
        pending += below
        found += below
    return found


def _held_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
