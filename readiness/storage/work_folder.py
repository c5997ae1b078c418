"""The one folder for temporary files of an audit: removed when the audit ends, by the next audit where it was killed.

It lies in the system's folder for temporary files, and libraries and child processes use it too (``TMPDIR``). Its
owner holds a lock on a file in it as long as it, or a child that shares the lock, lives; a folder whose lock is free
is not in use any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import util
from pathlib import Path

from readiness.storage import private_files

LOCK, ELSEWHERE = "owner.lock", "multiprocessing"
UNLOCKED_SECONDS = 3600
"""Age from which a folder without a lock file counts as left behind: its owner locks at once. Chosen by us."""


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """Send all temporary files of this process and its children into a new private folder, and remove it at the end.

    Inside another work folder there is no second one. The setting belongs to the process, as ``TMPDIR`` does.
    """
    base = Path(tempfile.gettempdir())
    if base.name.startswith(_prefix()):
        yield base
        return
    sweep(base)
    elsewhere = util.get_temp_dir()  # multiprocessing has one per process: it must not go before its process does
    folder = Path(tempfile.mkdtemp(prefix=_prefix(), dir=base))
    folder.chmod(private_files.FOLDER)
    with _hold_lock(folder), _temporary_files_in(folder):
        (folder / ELSEWHERE).write_text(elsewhere, encoding="utf-8")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(base: Path | None = None) -> None:
    """Remove this user's work folders whose owner is dead; what cannot be removed stays for the next time."""
    for folder in (base or Path(tempfile.gettempdir())).glob(f"{_prefix()}*"):
        with contextlib.suppress(OSError):
            if _is_own(folder) and _is_left(folder):
                _remove_elsewhere(folder)
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()


def _remove_elsewhere(folder: Path) -> None:
    """Remove what multiprocessing left of a dead process."""
    with contextlib.suppress(FileNotFoundError):
        other = Path((folder / ELSEWHERE).read_text("utf-8"))
        if other.name.startswith("pymp-") and _is_own(other):
            shutil.rmtree(other, ignore_errors=True)


def _prefix() -> str:
    return f"readiness-work-{os.getuid()}-"


def _is_left(folder: Path) -> bool:
    """Return whether the folder's lock is free."""
    try:
        with (folder / LOCK).open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime > UNLOCKED_SECONDS
    except OSError:  # held
        return False


@contextlib.contextmanager
def _hold_lock(folder: Path) -> Iterator[None]:
    """Hold the folder. The lock is taken before the file has its name, so that no other process finds it free."""
    unnamed = folder / f".{LOCK}"
    with unnamed.open("w", encoding="ascii") as file:
        unnamed.chmod(private_files.FILE)
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{os.getpid()}\n")
        file.flush()
        unnamed.rename(folder / LOCK)
        yield


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR")
        if variable is not None:
            os.environ["TMPDIR"] = variable
