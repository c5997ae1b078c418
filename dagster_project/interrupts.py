"""Ctrl-C at any moment: one sentence and exit code 130, also during imports. The first import of the command.

The handler ends the process itself. An exception instead could be raised anywhere: inside an import, a callback or
another handler, where it is printed, swallowed or taken for something else.
"""

from __future__ import annotations

import os
import signal
import sys

STOPPED = "stopped before it ended"
EXIT_STOPPED = 130
"""128 + SIGINT, by the convention of shells."""


def watch() -> None:
    """End this process at the first Ctrl-C."""
    signal.signal(signal.SIGINT, _end)


def unwatch() -> None:
    """Raise ``KeyboardInterrupt`` again, for a command that has something to end first."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def ignore() -> None:
    """The answer is given: a Ctrl-C while Python ends changes nothing any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(number: int, _frame: object) -> None:
    ignore()
    try:
        os.write(2, f"{STOPPED}\n".encode())
    finally:
        os._exit(128 + number)


if sys.argv[:1] and sys.argv[0].rpartition("/")[2] == "readiness":  # the console script, and no other program
    watch()
