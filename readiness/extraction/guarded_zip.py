"""Members of a zip, read within bounds on what it may unpack to; damage is named."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.model import Outcome

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""All members read from one document. Chosen by us: 100 times the largest text part seen in real Office files."""

MAX_RATIO = 200
"""Unpacked to packed. Deflate cannot pass 1032; honest Office XML stays under 100 (measured on public test files)."""

_RATIO_MATTERS_ABOVE = 4 * 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_END_RECORD_WITHIN = 65_535 + 22  # APPNOTE 6.3.10, section 4.3.16: the comment is at most 65 535 bytes
_ENCRYPTED = 0x1


_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What ``zipfile`` raises at damage: ValueError where a member is said to lie before the file's beginning."""


class Archive:
    """An open zip whose members are read within a budget. Names are compared without regard to case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.replace("\\", "/").lower().lstrip("/"): name for name in archive.namelist()}
        self._left = MAX_UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def names(self, pattern: str) -> list[str]:
        """Members whose lower-case name matches, in the order of the numbers inside their names."""
        matching = [name for name in self._names if re.fullmatch(pattern, name)]
        return sorted(matching, key=_natural_sort_key)

    def read(self, name: str) -> bytes:
        """One member's bytes.

        Raises
        ------
        Unreadable: no such member, hostile ratio or size, encrypted, or damaged.
        """
        if name not in self:
            raise Unreadable(Outcome.CORRUPT, f"the part {name} is missing")
        entry = self._archive.getinfo(self._names[name.lower()])
        self._refuse_bomb(entry)
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable(Outcome.ENCRYPTED, f"the part {name} is encrypted")
        return self._unpack(entry)

    def get(self, name: str) -> bytes:
        """Like ``read``; empty where there is no such member, or it is damaged: for optional parts."""
        try:
            return self.read(name) if name in self else b""
        except Unreadable as stop:
            if stop.outcome is Outcome.HOSTILE:
                raise
            return b""

    def _refuse_bomb(self, entry: zipfile.ZipInfo) -> None:
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > self._left or (entry.file_size > _RATIO_MATTERS_ABOVE and ratio > MAX_RATIO):
            detail = f"{entry.filename} would unpack {entry.compress_size} to {entry.file_size} bytes"
            raise Unreadable(Outcome.HOSTILE, detail)

    def _unpack(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._archive.open(entry) as member:
                data = member.read(self._left + 1)
        except _DAMAGE as error:
            raise Unreadable(Outcome.CORRUPT, f"the part {entry.filename} is damaged: {error}") from None
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(Outcome.HOSTILE, f"unpacks to more than {MAX_UNPACKED_BYTES} bytes")
        return data


def _natural_sort_key(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


@contextmanager
def open_archive(data: bytes) -> Iterator[Archive]:
    """The archive that ``data`` holds.

    Raises
    ------
    Unreadable: truncated where its directory is missing from the end, else corrupt.
    """
    with open_archive_file(io.BytesIO(data)) as archive:
        yield archive


@contextmanager
def open_archive_file(file: BinaryIO) -> Iterator[Archive]:
    """``open_archive`` for a seekable file."""
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # noqa: BLE001 - zipfile passes on what struct, codecs and seek raise
        raise _open_error(file, error) from None
    with archive:
        yield Archive(archive)


def _open_error(file: BinaryIO, error: Exception) -> Unreadable:
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - _END_RECORD_WITHIN))
    if _END_RECORD not in file.read():
        return Unreadable(Outcome.TRUNCATED, "the file ends before its table of contents: it was cut off")
    return Unreadable(Outcome.CORRUPT, f"damaged archive: {error}")
