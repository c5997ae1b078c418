"""The files of a published run, by digest: whether they are still those that its scorecard was sealed with."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from readiness.model import PublishedFile

CARD = "scorecard.json"
"""It holds the digests of all others, and its own seal."""

_BLOCK_BYTES = 1 << 20
_AGAIN = "run readiness audit again"


def digests_of(folder: Path) -> dict[str, PublishedFile]:
    """Size and SHA-256 of every file of a run, its scorecard apart."""
    paths = sorted(path for path in folder.iterdir() if path.name != CARD)
    return {path.name: _digest(path) for path in paths}


def damage(folder: Path, sealed: Mapping[str, PublishedFile], names: Collection[str] | None = None) -> str:
    """Describe damage to the files of a run in one sentence; "" when they are those that were sealed.

    Parameters
    ----------
    names: only these files are compared; None compares all, and searches for files that were added.

    At most the sealed number of bytes is read of each file: one of another size is not read at all. Hidden names are
    passed over, which no reader of a run opens and file managers leave behind.
    """
    if names is None:
        try:
            there = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {CARD}
        except OSError as error:
            return f"the folder of the published run cannot be listed: {error.strerror}; {_AGAIN}"
        if added := sorted(there - sealed.keys()):
            return f"{added[0]} was added to the published run after the audit; remove it, or {_AGAIN}"
    checked = (_damage(folder / name, one) for name, one in sorted(sealed.items()) if names is None or name in names)
    return next((problem for problem in checked if problem), "")


def _damage(path: Path, sealed: PublishedFile) -> str:
    try:
        is_same = _is_regular(path, sealed.bytes) and _digest(path) == sealed
    except FileNotFoundError:
        return f"{path.name} of the published run is missing; {_AGAIN}"
    except OSError as error:
        return f"{path.name} of the published run cannot be read: {error.strerror}; {_AGAIN}"
    return "" if is_same else f"{path.name} of the published run was changed after the audit; {_AGAIN}"


def _is_regular(path: Path, size: int) -> bool:
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_size == size


def _digest(path: Path) -> PublishedFile:
    digest, size = hashlib.sha256(), path.lstat().st_size
    left = size
    # Without waiting, and no link: a FIFO or a link in a file's place must neither hang nor lead elsewhere.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as file:
        while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
            digest.update(block)
            left -= len(block)
    return PublishedFile(sha256=digest.hexdigest(), bytes=size)
