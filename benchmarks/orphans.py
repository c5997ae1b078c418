"""Orphans of a measured command: they are handed to us (prctl(2), Linux), waited for and counted."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children(pid: int) -> set[int]:
    """The processes that are this one's to wait for; none where it has ended."""
    with contextlib.suppress(OSError):
        listed = (path.read_text("ascii") for path in Path(f"/proc/{pid}/task").glob("*/children"))
        return {int(child) for line in listed for child in line.split()}
    return set()


def reap(before: set[int]) -> float:
    """CPU seconds of our processes that outlived the one that started them; not those of ``before``."""
    seconds = 0.0
    while left := children(os.getpid()) - before:
        with contextlib.suppress(ChildProcessError):
            _, _, usage = os.wait4(min(left), 0)
            seconds += usage.ru_utime + usage.ru_stime
    return seconds
