"""SQLite files with a log of changes beside them: read from a private copy in which the log is applied."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from readiness.tables.reasons import reason

LOG_ENDINGS = ("-wal", "-journal")
"""Names of the write-ahead log and of the rollback journal (sqlite.org/fileformat.html, 3 and 4)."""

_WAL_HEADER, _FRAME_HEADER, _SALT_BYTES = 32, 24, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteFile:
    """``own`` is a private copy, which may be written; ``unread`` names changes in a log that could not be applied."""

    path: Path
    own: bool = False
    unread: str = ""

    def connect(self) -> sqlite3.Connection:
        """A connection for reading. Any other than a private copy is neither locked nor written beside."""
        mode = "mode=rw" if self.own else "mode=ro&immutable=1"
        return sqlite3.connect(f"file:{quote(str(self.path.absolute()))}?{mode}", uri=True, check_same_thread=False)


@contextmanager
def with_log(path: Path, beside: Mapping[str, Path], scratch: Path | None) -> Iterator[SqliteFile]:
    """The file as its last transaction left it, while this lasts.

    Parameters
    ----------
    beside: log files by the ending of their name; those with the file's own name in its folder are found without.
    scratch: a folder for the private copy; the system's own when None.
    """
    logs = {ending: log for ending in LOG_ENDINGS if (log := beside.get(ending) or _sibling(path, ending))}
    logs = {ending: log for ending, log in logs.items() if _holds_changes(log, ending)}
    if not logs:
        yield SqliteFile(path=path)
        return
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="sqlite-", dir=scratch) as folder:
        try:
            file = _copy(path, logs, Path(folder))
        except (OSError, sqlite3.Error) as error:
            file = SqliteFile(path=path, unread=f"its log of changes could not be applied ({reason(error)})")
        yield file


def _sibling(path: Path, ending: str) -> Path | None:
    log = path.with_name(path.name + ending)
    return log if log.is_file() else None


def _holds_changes(log: Path, ending: str) -> bool:
    """A log of a header alone, or a journal whose header was zeroed, is at rest."""
    try:
        with log.open("rb") as file:
            head = file.read(_WAL_HEADER + 1)
    except OSError:
        return True  # not known: its copy will fail, and be named
    return len(head) > _WAL_HEADER if ending == "-wal" else bool(head.strip(b"\x00"))


def _copy(path: Path, logs: Mapping[str, Path], folder: Path) -> SqliteFile:
    own = folder / "copy.sqlite"
    shutil.copyfile(path, own)
    for ending, log in logs.items():
        shutil.copyfile(log, own.with_name(own.name + ending))
    file = SqliteFile(path=own, own=True)
    with closing(file.connect()) as base:
        base.execute("select count(*) from sqlite_schema").fetchone()
        applied = base.execute("pragma wal_checkpoint(passive)").fetchone()[1] if "-wal" in logs else 0
    return SqliteFile(
        path=own, own=True, unread=_unapplied_log(logs["-wal"], max(0, applied)) if "-wal" in logs else ""
    )


def _unapplied_log(log: Path, applied: int) -> str:
    """Describe what SQLite skips in the log: a log of another file, or all that follows a damaged page."""
    with log.open("rb") as file:
        header = file.read(_WAL_HEADER)
        page_bytes, salt = int.from_bytes(header[8:12], "big"), header[16 : 16 + _SALT_BYTES]
        frames = 0
        while (frame := file.read(_FRAME_HEADER)) and frame[8 : 8 + _SALT_BYTES] == salt:
            frames += 1
            file.seek(page_bytes, 1)
    if not applied:
        return "its log of changes is damaged or belongs to another file"
    return (
        f"{frames - applied} of {frames} pages in its log of changes are not part of a whole transaction"
        if frames > applied
        else ""
    )
