"""Files and folders that only their owner can read, or a named group too: modes are set, never left to the umask."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from readiness.errors import ConfigError

UMASK = 0o077
FOLDER, FILE = 0o700, 0o600
GROUP_FOLDER, GROUP_FILE = 0o750, 0o640
PASSAGE = 0o710


@contextlib.contextmanager
def private_umask() -> Iterator[None]:
    """Make everything that this process and its children create private; other threads share the umask meanwhile."""
    before = os.umask(UMASK)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(folder: Path) -> None:
    """Make a folder and what is missing above it, each for its owner alone. A folder that is there stays as it is."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER, exist_ok=True)
        with contextlib.suppress(PermissionError):  # made meanwhile by somebody else
            path.chmod(FOLDER)


def make_private(folder: Path) -> None:
    """Make a folder of an audit, or close one that an older version left open, with all that lies in it."""
    make_folder(folder)
    if folder.stat().st_mode & 0o777 == FOLDER:
        return
    folder.chmod(FOLDER)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(FOLDER if path.is_dir() else FILE)


def make_way(folder: Path, group: int | None) -> None:
    """Make a folder that a group may pass through; one that is there, and may be others' too, stays as it is."""
    if folder.exists():
        return
    make_folder(folder)
    if group is not None:
        os.chown(folder, -1, group)
        folder.chmod(PASSAGE)


def group_id(name: str) -> int | None:
    """The number of the group ``name``, None for no name; raises ``ConfigError`` where files cannot be given to it."""
    if not name:
        return None
    import grp

    try:
        number = grp.getgrnam(name).gr_gid
    except KeyError:
        hint = "name a group of this machine, or leave outputs.group out"
        raise ConfigError(
            f"there is no group {name!r} on this machine", where="outputs.group", next_step=hint
        ) from None
    if os.geteuid() != 0 and number not in {os.getegid(), *os.getgroups()}:
        hint = "run the audit as a member of it"
        raise ConfigError(f"this user is not in the group {name!r}", where="outputs.group", next_step=hint)
    return number


def share(path: Path, group: int | None) -> None:
    """Let the members of a group read a file, folder or link; without a group it is for its owner alone."""
    if group is not None:
        os.chown(path, -1, group, follow_symlinks=False)
    if path.is_symlink():
        return
    if path.is_dir():
        path.chmod(FOLDER if group is None else GROUP_FOLDER)
    else:
        path.chmod(FILE if group is None else GROUP_FILE)


def share_all(folder: Path, group: int | None) -> None:
    """``share`` a folder and the files directly in it; the folder last, so that it opens when its files are ready."""
    for path in folder.iterdir():
        share(path, group)
    share(folder, group)
