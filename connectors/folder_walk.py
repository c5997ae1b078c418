"""The walk over a local folder: which entries are items, which are left out and why, which places cannot be listed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from connectors import inventory_rows
from connectors.byte_names import item_name, item_names
from connectors.globs import Filter
from connectors.inventory_rows import Row
from connectors.left_out import CACHE, HIDDEN, LINK, OUTPUT, PATTERN, SYSTEM, Child, ItemCount, ListingLog, count_below
from readiness.storage.store import CACHE_TAG

SYSTEM_NAMES = frozenset(
    {
        "$recycle.bin",
        "@eadir",
        "__macosx",
        "desktop.ini",
        "ehthumbs.db",
        "lost+found",
        "system volume information",
        "thumbs.db",
    }
)
"""Left behind by operating systems and storage boxes; no data. Compared in lower case."""

OUTPUT_NAMES = frozenset({".dagster", ".readiness"})
"""Folders that audits themselves write."""

CACHE_MARK = "CACHEDIR.TAG"
CACHE_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
"""A folder holds a cache where a file of this name begins with this line (Cache Directory Tagging Specification)."""

_OWN_TAG = CACHE_TAG.encode("ascii")

FileRow = Callable[[str, str, os.stat_result], Row]
"""``(item, path, facts) -> row`` of one file that may be followed."""


def reason_to_leave_out(name: str) -> str:
    """Why an entry of this name is no item: hidden, or left behind by systems and office programs; "" for others."""
    if name.startswith("."):
        return HIDDEN
    return SYSTEM if name.startswith("~$") or name.lower() in SYSTEM_NAMES else ""


class Walk:
    """The tree below a root, depth first in item order, one folder's names in memory at a time."""

    def __init__(self, root: Path, wanted: Filter, file_row: FileRow, log: ListingLog) -> None:
        self._root = root
        self._top = os.path.realpath(root)
        self._wanted = wanted
        self._file_row = file_row
        self._log = log

    def rows(self) -> Iterator[Row]:
        pending = [self._entries("", str(self._root))]
        while pending:
            entry = next(pending[-1], None)
            if entry is None:
                pending.pop()
            elif isinstance(entry, Row):
                yield entry
            else:
                pending.append(self._entries(*entry))

    def _entries(self, folder: str, path: str) -> Iterator[Row | tuple[str, str]]:
        """Rows of the files in ``folder``, and ``(item, path)`` of each folder to go into."""
        try:
            with os.scandir(path) as listing:
                entries = {entry.name: entry for entry in listing}
        except OSError as error:
            self._not_listed(folder, error)
            return
        if folder and CACHE_MARK in entries and (start := _start_of(entries[CACHE_MARK])).startswith(CACHE_SIGNATURE):
            self._leave_out_folder(OUTPUT if start == _OWN_TAG else CACHE, folder, path)
            return
        names = item_names(list(entries))
        for written in sorted(names, key=lambda name: name + "/" * is_folder(entries[names[name]])):
            item = f"{folder}/{written}" if folder else written
            entry = entries[names[written]]
            yield from self._folder(item, entry) if is_folder(entry) else self._file(item, entry)

    def _not_listed(self, folder: str, error: OSError) -> None:
        """A place that cannot be listed is unknown, unless nothing below it could match ``include``."""
        if folder and not self._wanted.may_hold(folder):
            self._log.exclude(folder, ItemCount(items=0, bytes=None))
        else:
            self._log.add_unlisted(folder or ".", error)

    def _folder(self, item: str, entry: os.DirEntry[str]) -> Iterator[tuple[str, str]]:
        if not self._wanted.enters(item):
            self._log.exclude(item, count_below(entry.path, _children, self._log.budget))
        elif entry.name in OUTPUT_NAMES:
            self._leave_out_folder(OUTPUT, item, entry.path)
        elif reason := reason_to_leave_out(entry.name):
            self._leave_out_folder(reason, item, entry.path)
        else:
            yield item, entry.path

    def _leave_out_folder(self, reason: str, item: str, path: str) -> None:
        """Count what a folder holds; what cannot be listed in a hidden one is as unknown as elsewhere."""
        if reason == OUTPUT:  # grows with each audit: counted, two audits of the same inputs would differ
            self._log.leave_out(reason, item, ItemCount(items=1, bytes=None))
            return
        counted = count_below(path, _children, self._log.budget)
        self._log.leave_out(reason, item, counted)
        for place, error in counted.unlisted if reason != CACHE else ():
            below = os.path.relpath(place, path)
            names = [] if below == "." else map(item_name, below.split("/"))
            self._log.add_unlisted("/".join([item, *names]), error)

    def _file(self, item: str, entry: os.DirEntry[str]) -> Iterator[Row]:
        reason = reason_to_leave_out(entry.name) or ("" if self._wanted.wants(item) else PATTERN)
        if reason:
            self._log.leave_out(reason, item, ItemCount(items=1, bytes=_size_of(entry)))
            return
        try:
            yield self._refused_link(item, entry) or self._file_row(item, entry.path, entry.stat())
        except OSError as error:
            yield Row(
                item=item, extension=inventory_rows.extension_of(item), state="unreachable", problem=_reason(error)
            )

    def _refused_link(self, item: str, entry: os.DirEntry[str]) -> Row | None:
        """A row for a link that is not followed: broken, out of the root, or to a folder (which could loop)."""
        if not entry.is_symlink():
            return None
        target = os.path.realpath(entry.path)
        if os.path.commonpath([self._top, target]) != self._top:
            return self._not_followed(item, "a link that leads out of the source")
        if Path(target).is_dir():
            return self._not_followed(item, "a link to a folder of this source, listed under its own name")
        if not Path(target).exists():
            problem = "a link to nothing, or to itself"
            return Row(item=item, extension=inventory_rows.extension_of(item), state="unreachable", problem=problem)
        return None

    def _not_followed(self, item: str, problem: str) -> Row:
        self._log.leave_out(LINK, item, ItemCount(items=1, bytes=None))
        return Row(item=item, extension=inventory_rows.extension_of(item), state="refused", problem=problem)


def _children(folder: str) -> Iterator[Child]:
    with os.scandir(folder) as entries:
        for entry in entries:
            below = is_folder(entry)
            yield entry.path, below, None if below else _size_of(entry)


def _start_of(entry: os.DirEntry[str]) -> bytes:
    """The first bytes of a regular file, as many as our own tag has; nothing where they cannot be read."""
    try:
        if not entry.is_file(follow_symlinks=False):
            return b""
        # Non-blocking and no link, should a pipe or a link have taken the file's place meanwhile.
        handle = os.open(entry.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return file.read(len(_OWN_TAG)) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    except OSError:
        return b""


def _size_of(entry: os.DirEntry[str]) -> int | None:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return None


def is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
