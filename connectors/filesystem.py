"""A local folder, or one local file. Nothing is opened while listing, and nothing outside the root is ever read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from connectors import inventory_rows
from connectors.byte_names import item_names, real_name
from connectors.error_kinds import access_error, of_kind
from connectors.folder_walk import Walk, reason_to_leave_out
from connectors.globs import Filter, filter_of
from connectors.inventory_rows import Row
from connectors.left_out import ListingLog
from connectors.posix_readers import PosixReaders, user_name
from connectors.probe import probe_in_steps
from connectors.settings import ConnectorSettings
from readiness.config.project import Source
from readiness.errors import AccessError, did_you_mean
from readiness.model import Access
from readiness.tables.base import TableStream

READ_TRIES = 5
"""Listed files that a probe tries before it reports that none can be read."""

_SPECIAL = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


class FilesystemConnector:
    """Items are paths below the root, ``/`` between names."""

    def __init__(self, source: Source, root: Path, *, url: str = "") -> None:
        self.name = source.name
        self._given = url or source.url
        self._root = root
        self._tables = frozenset(source.tables)
        self._readers = PosixReaders(str(root))
        self._filter: Filter = filter_of(source.include, source.exclude)

    @classmethod
    def open(cls, settings: ConnectorSettings) -> FilesystemConnector:
        return cls(settings.source, settings.path, url=settings.shown_url)

    def probe(self) -> Access:
        steps = (("reach", self._reach), ("list", self._first), ("read", self._read_one))
        return probe_in_steps(self.name, steps, where=self._given)

    def list(self, log: ListingLog | None = None) -> Iterator[pa.RecordBatch]:
        self._reach()
        return inventory_rows.batches(self.name, self._rows(log))

    def fetch(self, item: str) -> BinaryIO:
        path = self._path(item)
        try:
            # Non-blocking, so that a pipe put in a file's place cannot hang the audit; no link, for the same reason.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise access_error(error, where=item) from None
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise of_kind("unsupported", "not a regular file", where=item)
        return os.fdopen(handle, "rb")

    def local_path(self, item: str) -> Path | None:
        return self._path(item)

    def table(self, item: str, *, limit: int | None = None) -> TableStream:
        raise of_kind("unsupported", f"a file holds no database table (asked for {limit or 'all'} rows)", where=item)

    def _reach(self) -> str:
        try:
            mode = self._root.stat().st_mode
        except (OSError, ValueError) as error:
            raise self._missing() or access_error(error, where=self._given) from None
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            raise of_kind("unsupported", f"is {_special(mode)}, expected a folder or a file", where=self._given)
        if stat.S_ISDIR(mode):
            try:
                os.scandir(self._root).close()
            except OSError as error:
                raise access_error(error, where=self._given) from None
        return ""

    def _missing(self) -> AccessError | None:
        """Error that names the missing folder and a similar name beside it; None when the folder exists."""
        if os.path.lexists(self._root):
            return None
        above = self._root.parent
        try:
            beside = [entry.name for entry in above.iterdir() if not reason_to_leave_out(entry.name)]
        except (OSError, ValueError):
            beside = []
        near = did_you_mean(self._root.name, sorted(beside))
        hint = f" ({near})" if near else ""
        return of_kind("missing", f"no such folder or file: {self._given}{hint}", where=self._given)

    def _first(self) -> str:
        if next(self._rows(), None):
            return ""
        filtered = self._filter.include or self._filter.exclude
        return f"nothing to audit: {'nothing matches include and exclude' if filtered else 'the folder is empty'}"

    def _read_one(self) -> str:
        """Read a byte of the first readable file; the first refusal counts only when none of some can be read."""
        refusal: AccessError | None = None
        tried = 0
        for row in self._rows():
            if row.state == "listed":
                try:
                    with self.fetch(row.item) as stream:
                        stream.read(1)
                    return ""
                except (AccessError, OSError) as error:
                    refusal = refusal or access_error(error, where=row.item)
                    tried += 1
            elif row.state == "unreachable":
                refusal = refusal or of_kind("forbidden", f"{row.item}: {row.problem}", where=self._given)
            if tried >= READ_TRIES:
                break
        if refusal:
            raise refusal
        return ""

    def _rows(self, log: ListingLog | None = None) -> Iterator[Row]:
        if self._root.is_file():
            (item,) = item_names([self._root.name])
            yield self._file_row(item, str(self._root), self._root.stat())
            return
        yield from Walk(self._root, self._filter, self._file_row, log or ListingLog()).rows()

    def _file_row(self, item: str, path: str, facts: os.stat_result) -> Row:
        kind = inventory_rows.kind_by_name(item, self._tables)
        extension = inventory_rows.extension_of(item)
        if not stat.S_ISREG(facts.st_mode):
            return Row(
                item=item, extension=extension, state="unsupported", problem=f"{_special(facts.st_mode)}, not a file"
            )
        readable = os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)
        return Row(
            item=item,
            kind=kind,
            size_bytes=facts.st_size,
            modified=inventory_rows.within_calendar(facts.st_mtime_ns // 1000),
            created=inventory_rows.microseconds(getattr(facts, "st_birthtime", None)),
            extension=extension,
            owner=user_name(facts.st_uid),
            readers=self._readers.of(path, facts),
            state="listed" if readable else "unreachable",
            problem=None if readable else "permission denied",
        )

    def _path(self, item: str) -> Path:
        """The real path of an item, links resolved; refuses what leads out of the root."""
        parts = item.split("/")
        if not item or "\0" in item or any(part in {"", ".", ".."} for part in parts):
            raise of_kind("missing", "not an item of this source", where=item)
        if self._root.is_file():
            if parts not in ([self._root.name], list(item_names([self._root.name]))):
                raise of_kind("missing", "there is no such item", where=item)
            return Path(os.path.realpath(self._root))
        top = os.path.realpath(self._root)
        path = os.path.realpath(_find_path(top, parts))
        if os.path.commonpath([top, path]) != top:
            raise of_kind("forbidden", "leads out of the source", where=item)
        return self._regular(path, item)

    def _regular(self, path: str, item: str) -> Path:
        try:
            mode = Path(path).stat().st_mode
        except (OSError, ValueError) as error:
            raise access_error(error, where=item) from None
        if not stat.S_ISREG(mode):
            raise of_kind("unsupported", f"is {_special(mode)}, expected a file", where=item)
        return Path(path)


def _find_path(top: str, parts: list[str]) -> str:
    """Each written name as the file that bears it, else as the bytes it escapes."""
    path = top
    for part in parts:
        literal = f"{path}/{part}"
        path = literal if os.path.lexists(literal) else f"{path}/{real_name(part)}"
    return path


def _special(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else _SPECIAL.get(stat.S_IFMT(mode), "a special file")
