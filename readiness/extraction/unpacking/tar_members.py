"""Members of a tar (POSIX.1-2001 pax, GNU, v7), in one pass, from a file or from an unpacked stream."""

from __future__ import annotations

import datetime as dt
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.extraction.unpacking.entry import CHUNK_BYTES, Entry
from readiness.model import Outcome

BLOCK_BYTES = 512
_MAGIC, _MAGIC_AT = b"ustar", 257
_LONGEST_HEADER = 1 << 20
"""Bytes of one extended header: a path and some times take hundreds. Chosen by us."""

_REGULAR = frozenset({b"0", b"\x00", b"7"})
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _PAX_SOLARIS = b"L", b"K", b"x", b"g", b"X"
_EXTENDED = frozenset({_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _PAX_SOLARIS})
_FOLDERS = frozenset({b"5", b"D"})
_KIND_NAMES = {
    b"1": "a hard link", b"2": "a symbolic link", b"3": "a device", b"4": "a device", b"6": "a pipe",
    b"S": "a sparse file", b"M": "a part of a file that starts in another volume",
}  # fmt: skip
_NOT_TAKEN = {"a hard link": "links are not followed", "a symbolic link": "links are not followed"}


@dataclass(slots=True, kw_only=True)
class _ExtendedHeader:
    """Fields of extended headers for the member that follows them."""

    path: str = ""
    size: int | None = None
    mtime: float | None = None


class Stream:
    """Exact reads from bytes that come in pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._kept = iter(pieces), b""

    def read(self, size: int) -> bytes:
        """``size`` bytes; fewer only where the stream ends."""
        parts, missing = [self._kept], size - len(self._kept)
        while missing > 0 and (piece := next(self._pieces, b"")):
            parts.append(piece)
            missing -= len(piece)
        whole = b"".join(parts)
        self._kept = whole[size:]
        return whole[:size]

    def peek(self, size: int) -> bytes:
        head = self.read(size)
        self._kept = head + self._kept
        return head

    def read_pieces(self, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes in pieces."""
        while size > 0:
            piece = self.read(min(size, CHUNK_BYTES))
            if not piece:
                raise Unreadable(Outcome.TRUNCATED, "it was cut off in the middle of a member")
            size -= len(piece)
            yield piece


def is_tar(head: bytes) -> bool:
    return head[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    file.seek(0)
    return members(Stream(iter(lambda: file.read(CHUNK_BYTES), b"")))


def members(stream: Stream) -> Iterator[Entry]:
    """The members in order; folders are none.

    Raises
    ------
    Unreadable: truncated where the stream ends before its end mark, corrupt where a header is none.
    """
    extended = _ExtendedHeader()
    while (info := _header(stream)) is not None:
        body = _Body(stream, info.size)
        if info.type in _EXTENDED:
            _read_extended_header(extended, info, body)
        elif info.type not in _FOLDERS:
            if info.type in _REGULAR and extended.size is not None:
                body = _Body(stream, extended.size)
            yield _entry(info, extended, body)
            extended = _ExtendedHeader()
        else:
            extended = _ExtendedHeader()
        body.skip()


def _header(stream: Stream) -> tarfile.TarInfo | None:
    """The next header; None at the end mark, a block of zeros."""
    block = stream.read(BLOCK_BYTES)
    if len(block) < BLOCK_BYTES:
        raise Unreadable(Outcome.TRUNCATED, "it ends without an end mark: it was cut off")
    if not block.strip(b"\x00"):
        return None
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, OverflowError) as error:
        raise Unreadable(Outcome.CORRUPT, f"a header is damaged: {error}") from None
    if info.size < 0:
        raise Unreadable(Outcome.CORRUPT, "a header is damaged: a size below zero")
    if info.type in _KIND_NAMES and info.type not in {b"S", b"M"}:
        info.size = 0  # links and devices have no bytes, whatever their header claims (POSIX.1-2001, pax)
    return info


class _Body:
    """The bytes of one member, and the padding after them: read once, or skipped."""

    def __init__(self, stream: Stream, size: int) -> None:
        self._stream, self._left = stream, size
        self._filling = -size % BLOCK_BYTES
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream.read_pieces(self._left):
            self._left -= len(piece)
            yield piece

    def whole(self) -> bytes:
        if self.size > _LONGEST_HEADER:
            raise Unreadable(Outcome.HOSTILE, f"a header claims {self.size} bytes for a name")
        return b"".join(self)

    def skip(self) -> None:
        for _ in self._stream.read_pieces(self._left):
            pass
        self._left = 0
        self._stream.read(self._filling)


def _read_extended_header(extended: _ExtendedHeader, info: tarfile.TarInfo, body: _Body) -> None:
    if info.type == _LONG_NAME:
        extended.path = body.whole().partition(b"\x00")[0].decode("utf-8", "surrogateescape")
    elif info.type in {_PAX, _PAX_SOLARIS}:
        records = dict(_records(body.whole()))
        extended.path = records.get("path", extended.path)
        extended.size = int(records["size"]) if records.get("size", "").isdecimal() else extended.size
        extended.mtime = _seconds(records.get("mtime", "")) or extended.mtime


def _records(data: bytes) -> Iterator[tuple[str, str]]:
    """Pax records: ``length keyword=value`` (POSIX.1-2001, pax extended header); up to the first that is none."""
    at = 0
    while at < len(data):
        length = data[at : at + 20].partition(b" ")[0]
        if not length.isdigit() or not 5 <= int(length) <= len(data) - at:
            return
        keyword, _, value = data[at + len(length) + 1 : at + int(length) - 1].partition(b"=")
        yield keyword.decode("utf-8", "replace"), value.decode("utf-8", "surrogateescape")
        at += int(length)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _entry(info: tarfile.TarInfo, extended: _ExtendedHeader, body: _Body) -> Entry:
    kind = _KIND_NAMES.get(info.type, "" if info.type in _REGULAR else "of an unknown kind")
    return Entry(
        name=extended.path or info.name,
        chunks=() if kind else body,
        modified=_iso_time(info.mtime if extended.mtime is None else extended.mtime),
        modified_source="tar_entry",
        packed_bytes=body.size,
        outcome=Outcome.UNSUPPORTED if kind else Outcome.OK,
        detail=f"{kind}; {_NOT_TAKEN.get(kind, 'there is no document to read')}" if kind else "",
    )


def _iso_time(seconds: float) -> str:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC).isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""
