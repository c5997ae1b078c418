"""Files read within bounds: only regular ones, at most so many bytes, and nothing that could make a reader wait."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from readiness.errors import AuditError

MAX_SCORECARD_BYTES = 64 * 1024 * 1024
"""Scorecards of large corpora stay below 1 MB; this is far above, and far below what fills a memory. Chosen by us."""

MAX_RECORD_BYTES = 64 * 1024
"""Records of attempts and pulls have under 1 KB. Chosen by us."""


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file.

    Raises ``FileNotFoundError`` when nothing is there, ``AuditError`` with the reason for a folder, a FIFO, a device, a
    loop of links, a file of more than ``max_bytes``, or one that cannot be read.
    """
    try:
        _refuse_special(path, path.stat())  # before it is opened: opening a device may already do something
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
            _refuse_special(path, os.fstat(file.fileno()))
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise AuditError(f"{path.name} cannot be read: {error.strerror}", where=str(path)) from None
    if len(content) > max_bytes:
        raise AuditError(f"{path.name} is larger than {max_bytes:,} bytes", where=str(path))
    return content


def _refuse_special(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise AuditError(f"{path.name} is not a regular file but {_kind(found.st_mode)}", where=str(path))


def _kind(mode: int) -> str:
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def read_record(path: Path) -> dict[str, Any] | None:
    """The JSON object of a small file; None where there is none, or nothing that can be read."""
    try:
        record = json.loads(read_bounded(path, MAX_RECORD_BYTES))
    except (OSError, AuditError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
