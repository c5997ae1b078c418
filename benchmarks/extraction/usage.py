"""What a command and everything it starts take: CPU seconds to the last descendant, and memory at its height."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_EVERY_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """``peak_mb`` is the proportional set size of the whole tree, so that pages shared by workers count once."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    exit_code: int


def measured(command: Sequence[str | Path], environment: dict[str, str]) -> Usage:
    """Run ``command`` to its end, and wait for whatever it left behind; not for what was there before (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    before = set(_descendants(os.getpid()))
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], env=environment)
    watch = _Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    cpu = usage.ru_utime + usage.ru_stime
    while left := set(_children(os.getpid())) - before:
        _, _, usage = os.wait4(left.pop(), 0)
        cpu += usage.ru_utime + usage.ru_stime
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


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        listed = (path.read_text("ascii") for path in Path(f"/proc/{pid}/task").glob("*/children"))
        return [int(child) for line in listed for child in line.split()]
    return []


def _descendants(root: int) -> list[int]:
    found, pending = [], [root]
    while pending:
        children = _children(pending.pop())
        pending += children
        found += children
    return found


def _held_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
