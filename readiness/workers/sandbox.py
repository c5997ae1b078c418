"""The worker process: limits on its resources, its loop, and the meaning of its exit code.

No network, no child processes, bounded memory, files, descriptors and answers; it ends with its parent. Each bound is
one of the operating system where there is one, so that it holds for parsers written in C too.
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
_RETIRE_SHARE = 0.25
"""A worker that keeps this share of its budget after a task is replaced: memory freed is not memory returned to the
system. Chosen by us."""

MAX_ANSWER_BYTES = 16 * _MEGABYTE
"""Answers are facts about a reading; its text goes to a file. Chosen by us."""

_MAX_FILE_BYTES = 512 * _MEGABYTE
"""The longest text that is stored takes 80 MB in UTF-8; a larger file is no reading. Chosen by us."""

_MAX_DESCRIPTORS = 256
_SPARE_DESCRIPTORS = 64
_OUT_OF_MEMORY = re.compile(rb"memory allocation of|out of memory|bad_alloc|MemoryError|cannot allocate", re.IGNORECASE)
_LOG_TAIL_BYTES = 65_536

Handler = Callable[[Any, Callable[[object], None]], object]


def serve(
    connection: Connection, handler: Handler, setup: Callable[[], None] | None, memory_mb: int, worker_dir: Path
) -> None:
    """Run a worker: report that it is ready, answer batches task by task, end when the pipe is closed."""
    os.umask(private_files.UMASK)  # not that of the server, which may be older than this audit
    tempfile.tempdir = os.environ["TMPDIR"] = str(worker_dir.parent)
    _redirect_output(log_file(worker_dir))
    _release_forkserver()
    _restrict_process()
    if setup is not None:
        setup()
    report_page = _open_report(worker_dir)
    seccomp.install_filter()
    budget = _ResourceBudget(memory_mb)
    connection.send((READY, None))
    for answered, task in enumerate(_tasks(connection)):
        answer = handler(task, lambda last_report: _write_report(report_page, answered, last_report))  # noqa: B023 - called at once
        message, should_retire = _serialize_answer(answer, budget.over_budget())
        connection.send_bytes(message)
        if should_retire:
            return


def _tasks(connection: Connection) -> Iterator[Any]:
    while True:
        try:
            batch = connection.recv()
        except (EOFError, OSError):
            return
        yield from batch


def log_file(worker_dir: Path) -> Path:
    """File of a worker's standard output and error."""
    return worker_dir.with_suffix(".log")


def report_file(worker_dir: Path) -> Path:
    """File of the last report of a worker's handler."""
    return worker_dir.with_suffix(".note")


def _open_report(worker_dir: Path) -> mmap.mmap:
    """A memory page shared with the parent through its file: writing it needs no system call."""
    report_file(worker_dir).write_bytes(bytes(mmap.PAGESIZE))
    with report_file(worker_dir).open("r+b") as file:
        return mmap.mmap(file.fileno(), mmap.PAGESIZE)


def _write_report(report_page: mmap.mmap, answered: int, last_report: object) -> None:
    line = f"{answered} {json.dumps(last_report)}\n".encode()[: mmap.PAGESIZE]
    report_page[: len(line)] = line


def last_report(worker_dir: Path, answered: int) -> object:
    """Last report of the handler of task number ``answered``; None for none, or an incomplete one."""
    with contextlib.suppress(OSError, ValueError):
        number, _, last_report = report_file(worker_dir).read_text("utf-8").partition("\n")[0].partition(" ")
        return json.loads(last_report) if int(number) == answered else None
    return None


def _serialize_answer(answer: object, should_retire: bool) -> tuple[bytes, bool]:
    """The message as ``Connection.send`` would pickle it, and whether the worker ends with it.

    An answer that is too long is left out, and ends the worker: so its note stays for the parent to read.
    """
    message = bytes(ForkingPickler.dumps((ANSWERED, (answer, should_retire))))
    if len(message) > MAX_ANSWER_BYTES:
        return bytes(ForkingPickler.dumps((TOO_LONG, (len(message), True)))), True
    return message, should_retire


def exit_cause(exit_code: int | None, worker_dir: Path) -> tuple[Outcome, str]:
    """Outcome and detail by a worker's exit code and the end of its log: out_of_memory or crashed."""
    if _OUT_OF_MEMORY.search(_log_tail(log_file(worker_dir))):
        return Outcome.OUT_OF_MEMORY, "reading it took more memory than one document may take"
    if exit_code == -signal.SIGKILL:
        return Outcome.OUT_OF_MEMORY, "the system ended the reader, most likely for want of memory"
    if exit_code is not None and exit_code < 0:
        return Outcome.CRASHED, f"the reader crashed: {signal.Signals(-exit_code).name}"
    return Outcome.CRASHED, f"the reader ended with exit code {exit_code}"


def _log_tail(log: Path) -> bytes:
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LOG_TAIL_BYTES))
        return file.read(_LOG_TAIL_BYTES)
    return b""


def cpu_wait_seconds(pid: int | None) -> float:
    """Seconds that a process has waited for a processor since it began (Linux, sched-stats); else 0."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    return 0.0


def _redirect_output(log: Path) -> None:
    """Send standard output and error to a file: parsers written in C write to the descriptors themselves."""
    sys.stdout.flush()
    sys.stderr.flush()
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)


def _release_forkserver() -> None:
    """Close the worker's descriptor of the server it was forked from, which otherwise waits for it after the parent.

    Then the server ends with the parent, and the worker with the server, even in the middle of a task.
    """
    descriptor = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)
    if isinstance(descriptor, int):
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _restrict_process() -> None:
    os.setsid()  # away from the terminal; all that a worker might start ends with its session
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


class _ResourceBudget:
    """Bounds on memory and descriptors of a worker beyond those of an idle one."""

    def __init__(self, memory_mb: int) -> None:
        used = _pages(0)
        if used:
            _lower(resource.RLIMIT_AS, used + memory_mb * _MEGABYTE)
        self._most_bytes = _pages(1) + memory_mb * _MEGABYTE * _RETIRE_SHARE
        self._last_descriptor = _next_descriptor() + _SPARE_DESCRIPTORS

    def over_budget(self) -> bool:
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
