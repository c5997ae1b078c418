"""Inside a worker: what it may use, and what its end means.

No network, no children, bounded memory, files, descriptors and answers; it dies with its parent. Each bound is the
system's own where the system has one, so that a parser written in C is held by it too.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import re
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, NoReturn

from readiness.model import Outcome
from readiness.storage import private_files
from readiness.workers import seccomp

READY, ANSWERED, TOO_LONG = "ready", "answered", "too long"

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_MEGABYTE = 1024 * 1024
_RECURSION = 2000
_TIRED_SHARE = 0.25
"""A worker that has kept this share of its allowance after a task is replaced: memory freed is not memory returned."""

MAX_ANSWER_BYTES = 16 * _MEGABYTE
"""Answers are facts about a reading; its text goes to a file. Chosen by us."""

_MAX_FILE_BYTES = 512 * _MEGABYTE
"""The longest text that is stored takes 80 MB in UTF-8; what grows beyond this is no reading. Chosen by us."""

_MAX_DESCRIPTORS = 256
_SPARE_DESCRIPTORS = 64
_OUT_OF_MEMORY = re.compile(rb"memory allocation of|out of memory|bad_alloc|MemoryError|cannot allocate", re.IGNORECASE)
_LAST_WORDS_BYTES = 65_536

Handler = Callable[[Any, Callable[[object], None]], object]


def serve(
    connection: Connection, handler: Handler, setup: Callable[[], None] | None, memory_mb: int, desk: Path
) -> None:
    """The worker's whole life: announce itself, answer batches task by task, end when the pipe does."""
    os.umask(private_files.UMASK)  # not that of the server, which may be older than this audit
    tempfile.tempdir = os.environ["TMPDIR"] = str(desk.parent)
    _silence(log_of(desk))
    _let_go_of_the_server()
    _confine()
    if setup is not None:
        setup()
    note = _open_note(desk)
    seccomp.deny()
    allowance = _Allowance(memory_mb)
    connection.send((READY, None))
    for answered, task in enumerate(_tasks(connection)):
        answer = handler(task, lambda told: _write_note(note, answered, told))  # noqa: B023 - called at once
        message, tired = _packed(answer, allowance.is_strained())
        connection.send_bytes(message)
        if tired:
            return


def _tasks(connection: Connection) -> Iterator[Any]:
    while True:
        try:
            batch = connection.recv()
        except (EOFError, OSError):
            return
        yield from batch


def log_of(desk: Path) -> Path:
    """Where a worker's standard output and error go."""
    return desk.with_suffix(".log")


def note_of(desk: Path) -> Path:
    """Where a worker notes what its handler tells."""
    return desk.with_suffix(".note")


def _open_note(desk: Path) -> mmap.mmap:
    """A page shared with the parent through its file: writing it costs no call to the system."""
    note_of(desk).write_bytes(bytes(mmap.PAGESIZE))
    with note_of(desk).open("r+b") as file:
        return mmap.mmap(file.fileno(), mmap.PAGESIZE)


def _write_note(note: mmap.mmap, answered: int, told: object) -> None:
    line = f"{answered} {json.dumps(told)}\n".encode()[: mmap.PAGESIZE]
    note[: len(line)] = line


def last_note(desk: Path, answered: int) -> object:
    """What the handler of task number ``answered`` told last; None if it told nothing, or was lost in the middle."""
    with contextlib.suppress(OSError, ValueError):
        number, _, told = note_of(desk).read_text("utf-8").partition("\n")[0].partition(" ")
        return json.loads(told) if int(number) == answered else None
    return None


def _packed(answer: object, tired: bool) -> tuple[bytes, bool]:
    """The message as ``Connection.send`` would pickle it, and whether the worker ends with it.

    An answer that is too long is left out, and ends the worker: so its note stays for the parent to read.
    """
    message = bytes(ForkingPickler.dumps((ANSWERED, (answer, tired))))
    if len(message) > MAX_ANSWER_BYTES:
        return bytes(ForkingPickler.dumps((TOO_LONG, (len(message), True)))), True
    return message, tired


def cause_of_death(exit_code: int | None, desk: Path) -> tuple[Outcome, str]:
    """What a worker's exit code and its last words say: out_of_memory or crashed."""
    if _OUT_OF_MEMORY.search(_last_words(log_of(desk))):
        return Outcome.OUT_OF_MEMORY, "reading it took more memory than one document may take"
    if exit_code == -signal.SIGKILL:
        return Outcome.OUT_OF_MEMORY, "the system ended the reader, most likely for want of memory"
    if exit_code is not None and exit_code < 0:
        return Outcome.CRASHED, f"the reader crashed: {signal.Signals(-exit_code).name}"
    return Outcome.CRASHED, f"the reader ended with exit code {exit_code}"


def _last_words(log: Path) -> bytes:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS_BYTES))
        return file.read(_LAST_WORDS_BYTES)
    return b""


def queued_seconds(pid: int | None) -> float:
    """How long a process has stood in line for a processor since it began (Linux, sched-stats); else 0."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    return 0.0


def _silence(log: Path) -> None:
    """Parsers written in C complain to file descriptors: their words go to a file, not into the audit's output."""
    sys.stdout.flush()
    sys.stderr.flush()
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def _let_go_of_the_server() -> None:
    """Close the worker's hold on the server it was forked from, which else waits for it when the parent is killed.

    Then the server ends with the parent, and the worker with the server: in the middle of whatever it is doing.
    """
    held = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)
    if isinstance(held, int):
        with contextlib.suppress(OSError):
            os.close(held)


def _confine() -> None:
    os.setsid()  # away from the terminal; and whatever a worker might start ends with its session
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers itself
    sys.setrecursionlimit(_RECURSION)
    for bound, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS),
    ):
        _lower(bound, value)
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = _refuse  # type: ignore[method-assign]
    socket.getaddrinfo = _refuse
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        # Best effort: a network of its own, with nothing in it. Root needs no user namespace, and would lose its
        # access to other people's files in one; others get the network only together with one.
        libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # after it, as a change of credentials may clear this


def _lower(bound: int, value: int) -> None:
    """Set both limits to ``value``, or to the hard limit where that is lower already."""
    _, hard = resource.getrlimit(bound)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(bound, (value, value))


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError("documents are read without network")


class _Allowance:
    """What a worker may take beyond what it holds when idle, and whether it has given back what it took."""

    def __init__(self, memory_mb: int) -> None:
        used = _pages(0)
        if used:
            _lower(resource.RLIMIT_AS, used + memory_mb * _MEGABYTE)
        self._most_bytes = _pages(1) + memory_mb * _MEGABYTE * _TIRED_SHARE
        self._last_descriptor = _next_descriptor() + _SPARE_DESCRIPTORS

    def is_strained(self) -> bool:
        if _next_descriptor() > self._last_descriptor:
            return True
        # The highest ever is cheap to ask for; what is held now matters only once that is past the mark.
        return _peak_bytes() > self._most_bytes and _pages(1) > self._most_bytes


def _next_descriptor() -> int:
    """The lowest free descriptor: it rises with every one that a task leaves open."""
    try:
        descriptor = os.dup(1)
    except OSError:
        return _MAX_DESCRIPTORS
    os.close(descriptor)
    return descriptor


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _pages(field: int) -> int:
    """A field of /proc/self/statm in bytes, 0 where there is none."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[field]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0
