"""Handlers that do to a worker what hostile documents do, on the word of their task."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable


def act(task: str, report: Callable[[object], None]) -> str:
    report(f"began {task}")
    action = _ACTIONS.get(task.partition(" ")[0])
    return action() if action else task.upper()


def _segfault() -> str:
    ctypes.string_at(0)
    return "unreachable"


def _hang() -> str:
    time.sleep(600)
    return "unreachable"


def _slow() -> str:
    time.sleep(1.5)
    return "slept"


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

    try:
        raw = _socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
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


def _chatter() -> str:
    for _ in range(100):
        os.write(1, b"x" * 1_000_000)
    return "said it all"


def _ramble() -> str:
    return "x" * 20_000_000


def _recurse() -> str:
    def deeper() -> None:
        deeper()

    deeper()
    return "unreachable"


def _stop() -> str:
    os.kill(os.getpid(), signal.SIGSTOP)
    return "unreachable"


def _ignore_everything() -> str:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGSEGV, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    return _hang()


def _spin() -> str:
    while True:
        pass


def _fork() -> str:
    child = os.fork()
    if child == 0:
        _hang()
    return "forked"


def _run_a_program() -> str:
    subprocess.run(["/bin/true"], check=True)
    return "ran"


def _start_a_thread() -> str:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append("threads may"))
    thread.start()
    thread.join()
    return said[0]


def _use_up_descriptors() -> str:
    held: list[int] = []
    while True:
        held.append(os.open(os.devnull, os.O_RDONLY))


def _leak_descriptors() -> str:
    for _ in range(100):
        os.dup(1)
    return "leaked"


_HOARD: list[bytearray] = []


def _leak_memory() -> str:
    _HOARD.append(bytearray(os.urandom(1024)) * 100 * 1024)
    return "leaked"


def _fill_the_disk() -> str:
    with tempfile.TemporaryFile() as file:
        file.truncate(100 * 1024**3)
    return "filled"


def _where() -> str:
    return str(os.getpid())


_ACTIONS: dict[str, Callable[[], str]] = {
    "abort": _allocator_abort,
    "chatter": _chatter,
    "connect": _connect,
    "descriptors": _use_up_descriptors,
    "disk": _fill_the_disk,
    "exit": _exit,
    "flood": _flood,
    "fork": _fork,
    "hang": _hang,
    "ignore": _ignore_everything,
    "kill": _killed,
    "leak-descriptors": _leak_descriptors,
    "leak-memory": _leak_memory,
    "main": _main,
    "ramble": _ramble,
    "reach": _reach_out,
    "recurse": _recurse,
    "run": _run_a_program,
    "segfault": _segfault,
    "slow": _slow,
    "spin": _spin,
    "stop": _stop,
    "thread": _start_a_thread,
    "where": _where,
}


def refuse_to_start() -> None:
    os._exit(3)
