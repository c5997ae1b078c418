"""Inside a worker: what it may use, and what its end means. No network, bounded memory, dies with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from readiness.model import Outcome

READY, TOLD, ANSWERED = "ready", "told", "answered"

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_MEGABYTE = 1024 * 1024
_RECURSION = 2000
_TIRED_SHARE = 0.25
"""A worker that has kept this share of its allowance after a task is replaced: memory freed is not memory returned."""

_OUT_OF_MEMORY = re.compile(rb"memory allocation of|out of memory|bad_alloc|MemoryError|cannot allocate", re.IGNORECASE)
_LOG_BYTES = 65_536


def serve(
    connection: Connection,
    handler: Callable[[Any, Callable[[object], None]], object],
    setup: Callable[[], None] | None,
    memory_mb: int,
    log: Path,
) -> None:
    """The worker's whole life: announce itself, answer batches task by task, end when the pipe does."""
    _silence(log)
    _confine()
    if setup is not None:
        setup()
    idle_bytes = _bound_memory(memory_mb)
    connection.send((READY, None))
    with contextlib.suppress(EOFError, OSError):
        while True:
            for task in connection.recv():
                answer = handler(task, lambda told: connection.send((TOLD, told)))
                tired = _resident_bytes() - idle_bytes > memory_mb * _MEGABYTE * _TIRED_SHARE
                connection.send((ANSWERED, (answer, tired)))


def cause_of_death(exit_code: int | None, log: Path) -> tuple[Outcome, str]:
    """What a worker's exit code and its last words say: out_of_memory or crashed."""
    with contextlib.suppress(OSError):
        if _OUT_OF_MEMORY.search(log.read_bytes()[-_LOG_BYTES:]):
            return Outcome.OUT_OF_MEMORY, "reading it took more memory than one document may take"
    if exit_code == -signal.SIGKILL:
        return Outcome.OUT_OF_MEMORY, "the system ended the reader, most likely for want of memory"
    if exit_code is not None and exit_code < 0:
        return Outcome.CRASHED, f"the reader crashed: {signal.Signals(-exit_code).name}"
    return Outcome.CRASHED, f"the reader ended with exit code {exit_code}"


def _silence(log: Path) -> None:
    """Parsers written in C complain to file descriptors: their words go to a file, not into the audit's output."""
    sys.stdout.flush()
    sys.stderr.flush()
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def _confine() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers itself
    sys.setrecursionlimit(_RECURSION)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # Best effort: a network of its own, with nothing in it. Root needs no user namespace, and would lose its
        # access to other people's files in one; others get the network only together with one.
        libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError("documents are read without network")


def _bound_memory(memory_mb: int) -> int:
    """Bound the address space to what is in use now plus the allowance; the resident bytes of now."""
    used = _pages(0)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = used + memory_mb * _MEGABYTE
    if used and (hard == resource.RLIM_INFINITY or limit < hard):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return _resident_bytes()


def _resident_bytes() -> int:
    return _pages(1)


def _pages(field: int) -> int:
    """A field of /proc/self/statm in bytes, 0 where there is none."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0
