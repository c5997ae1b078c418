"""Files that appear whole or not at all, and locks that fall with the process that holds them."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from readiness.storage.private_files import FILE, make_folder


@contextlib.contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A private path to write to; it takes the place of ``path`` when the block ends well, and goes when it does not.

    What is created there has mode 0600, also where the writer opens it anew.
    """
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
    beside.chmod(FILE)
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def lock_file(path: Path, *, shared: bool = False, wait: bool = True) -> IO[str]:
    """Lock a file until it is closed or the process ends; the file is made, private, where it is missing.

    ``shared`` locks admit each other. No child process inherits the lock, and a FIFO in the file's place does not hang.

    Raises
    ------
    BlockingIOError: without ``wait``, another process holds the lock.
    """
    handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, FILE), "r+")
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        handle.close()
        raise
    return handle


@contextlib.contextmanager
def file_lock(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Hold the lock of ``lock_file`` for a block."""
    with lock_file(path, shared=shared, wait=wait):
        yield
