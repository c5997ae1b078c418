"""Handlers that do to a worker what hostile documents do, on the word of their task."""

import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable


def act(task: str, tell: Callable[[object], None]) -> str:
    tell(f"began {task}")
    action = _ACTIONS.get(task.partition(" ")[0])
    return action() if action else task.upper()


def _segfault() -> str:
    ctypes.string_at(0)
    return "unreachable"


def _hang() -> str:
    time.sleep(600)
    return "unreachable"


def _flood() -> str:
    hoard = []
    while True:
        hoard.append(bytearray(64 * 1024 * 1024))


def _allocator_abort() -> str:
    sys.stderr.write("memory allocation of 549755813888 bytes failed\n")
    sys.stderr.flush()
    os.abort()


def _exit() -> str:
    os._exit(7)


def _killed() -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "unreachable"


def _reach_out() -> str:
    """Through the C module, past every patch: only a network of its own stops this."""
    import _socket

    raw = _socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        raw.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: connecting a datagram socket sends nothing
    except OSError as error:
        return f"refused: {error.strerror}"
    return "reached"


def _connect() -> str:
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    except OSError as error:
        return str(error)
    return "reached"


def _main() -> str:
    return str(getattr(sys.modules["__main__"], "__file__", None))


_ACTIONS: dict[str, Callable[[], str]] = {
    "abort": _allocator_abort,
    "connect": _connect,
    "exit": _exit,
    "flood": _flood,
    "hang": _hang,
    "kill": _killed,
    "main": _main,
    "reach": _reach_out,
    "segfault": _segfault,
}


def refuse_to_start() -> None:
    os._exit(3)
