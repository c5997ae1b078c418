"""Part of a DuckDB write-ahead log that the database skips in silence when it opens."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_VERSION_ENTRY = b"\x64\x00\x62"
_ENTRY_END = b"\xff\xff"
_LARGEST_VERSION_ENTRY = 256
"""The version entry holds an identifier of 16 bytes and two numbers: about 40 bytes. Chosen by us, far above."""

_ENTRY_HEAD = struct.Struct("<QQ")  # bytes of the entry, checksum
_COMMITTED = (b"\x64\x00\x64", b"\x64\x00\x63")  # a flushed transaction, a checkpoint: DuckDB, wal_type.hpp
_TYPE_BYTES = 3


def unread_log(database: Path) -> str:
    """Reason why changes in the log beside a DuckDB file are missing from its content; "" when none are.

    A log of another database, or with a wrong checksum, does not open at all: DuckDB reports it. One that breaks off,
    or does not begin as a log, is skipped.
    """
    log = database.with_name(database.name + ".wal")
    try:
        size = log.stat().st_size
        if not size:
            return ""
        with log.open("rb") as file:
            starts = _starts(file.read(_LARGEST_VERSION_ENTRY))
            unread = min((size - _committed_until(file, start, size) for start in starts), default=size)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"its log of changes could not be read: {error.strerror or type(error).__name__}"
    if not starts:
        return "its log of changes is damaged: it does not begin as a log"
    return f"the last {unread:,} of {size:,} bytes of its log of changes are of no whole transaction" if unread else ""


def _starts(head: bytes) -> list[int]:
    """Positions where the first transaction may begin: behind the version entry, whose end mark may repeat in it."""
    if not head.startswith(_VERSION_ENTRY):
        return []
    return [at + len(_ENTRY_END) for at in range(len(head)) if head.startswith(_ENTRY_END, at)]


def _committed_until(file: BinaryIO, start: int, size: int) -> int:
    """Position of the end of the last whole transaction."""
    at = committed = start
    while at + _ENTRY_HEAD.size <= size:
        file.seek(at)
        length, _ = _ENTRY_HEAD.unpack(file.read(_ENTRY_HEAD.size))
        kind = file.read(_TYPE_BYTES)
        at += _ENTRY_HEAD.size + length
        if at <= size and kind in _COMMITTED:
            committed = at
    return committed
