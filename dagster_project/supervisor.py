"""An audit in a child process: however it ends, the command ends with one sentence and a code of the contract.

The child is forked before anything heavy is imported, so it costs no second start. It has its own process group: Ctrl-C
reaches this process alone, which asks the child to stop, once, and ends its whole group if it does not. The child
writes to shared memory with which code it means to end; an end that it did not announce (a signal, the memory killer,
``_exit`` in a library) is none of an audit.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, NoReturn

from dagster_project import interrupts
from dagster_project.cli_options import EXIT_UNKNOWN

GRACE_SECONDS = 10
"""How long an audit that was asked to stop may take to leave its files in order, before it is killed. Chosen by us."""

STOPPED = "the audit was stopped before it ended; the next one continues with what was read already"
_PR_SET_PDEATHSIG = 1
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BLOCKED = (*_STOPPING, signal.SIGTSTP, signal.SIGALRM)
_STOP, _CODE = 0, 1
"""Bytes of the shared memory: 1 where the child is asked to stop; the exit code that it announces, plus 1."""

_STATE: dict[str, mmap.mmap] = {}
"""In the child, the memory that it shares with its supervisor under ``shared``."""


@dataclass(slots=True, kw_only=True)
class _Child:
    """The audit's process as its supervisor sees it. ``stopped_by`` is the first signal that asked it to stop."""

    pid: int
    shared: mmap.mmap
    stopped_by: int = 0
    ended: bool = False

    def stop(self, number: int, _frame: object) -> None:
        """Ask once; end the group at the second signal, or when the grace is over."""
        if self.stopped_by:
            self.kill()
            return
        self.stopped_by = number
        self.shared[_STOP] = 1
        self._send(signal.SIGTERM)
        self._send(signal.SIGCONT)  # one that is suspended hears nothing else
        signal.alarm(GRACE_SECONDS)

    def kill(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def suspend(self, *_: object) -> None:
        """Ctrl-Z: the child, in its own group, is suspended and woken together with this process."""
        self._send(signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        self._send(signal.SIGCONT)

    def _send(self, number: int) -> None:
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEnd:
    """End of an audit: the exit code of the command, a sentence where it broke, and output that was held back."""

    code: int
    sentence: str = ""
    output: bytes = field(default=b"", repr=False)


def supervise(work: Callable[[], int], *, hold_output: bool) -> AuditEnd:
    """Run ``work``, which returns an exit code, in a child process and wait for it; only the parent returns.

    ``hold_output`` keeps what the child prints until it has ended well, so that JSON is there whole or not at all.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    held = _temporary() if hold_output else None
    shared = mmap.mmap(-1, 2)
    signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED)
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        _become_child(parent, shared, held)
        _leave(work())
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)  # here too: whichever of the two comes first
    child = _Child(pid=pid, shared=shared)
    with _forward_signals(child):
        _, status = os.waitpid(pid, 0)
        child.ended = True
    return _end_of(child, os.waitstatus_to_exitcode(status), held)


def _end_of(child: _Child, code: int, held: IO[bytes] | None) -> AuditEnd:
    if child.stopped_by:
        child.kill()  # what it started and left behind
        return AuditEnd(code=128 + child.stopped_by, sentence=STOPPED)
    if not 0 <= code <= EXIT_UNKNOWN or child.shared[_CODE] != code + 1:
        child.kill()
        return AuditEnd(code=EXIT_UNKNOWN, sentence=f"the audit broke: {cause(code)}")
    if held is None:
        return AuditEnd(code=code)
    held.seek(0)
    return AuditEnd(code=code, output=held.read())


def cause(code: int) -> str:
    """Meaning of an exit code that no audit announced, in words; a negative one is a signal, as in Python."""
    if code >= 0:
        return f"its process ended by itself with code {code}"
    if -code == signal.SIGKILL:
        return "its process was killed (SIGKILL), by a user or because memory ran out"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    crashes = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
    return f"its process {'crashed' if -code in crashes else 'was ended'} ({name})"


def is_stopping() -> bool:
    """Return whether this process is an audit that was asked to stop; its supervisor prints the sentence."""
    return "shared" in _STATE and _STATE["shared"][_STOP] == 1


@contextlib.contextmanager
def _forward_signals(child: _Child) -> Iterator[None]:
    """Hand signals to the child while the block runs; what comes after it changes nothing any more."""
    for number in _STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # as nohup sets it
            signal.signal(number, child.stop)
    signal.signal(signal.SIGALRM, child.kill)
    signal.signal(signal.SIGTSTP, child.suspend)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED)
    try:
        yield
    finally:
        signal.alarm(0)
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)


def _become_child(parent: int, shared: mmap.mmap, held: IO[bytes] | None) -> None:
    """A process group of its own, which may write to the terminal and dies with its parent."""
    _STATE["shared"] = shared
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    for number in _STOPPING:
        signal.signal(number, _stop)
    for number in (signal.SIGALRM, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    _die_with(parent)
    if held is not None:
        os.dup2(held.fileno(), 1)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(EXIT_UNKNOWN)


def _stop(_number: int, _frame: object) -> NoReturn:
    """Outside of Dagster's steps, which have their own way to stop, nothing needs to be put in order."""
    os._exit(interrupts.EXIT_STOPPED)


def _leave(code: int) -> NoReturn:
    """End the child and mark its exit code as intended."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    _STATE["shared"][_CODE] = code + 1
    sys.exit(code)


def _temporary() -> IO[bytes]:
    import tempfile

    return tempfile.TemporaryFile()  # closed by the process that ends: the command ends right after
