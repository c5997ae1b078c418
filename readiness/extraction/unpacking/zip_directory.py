"""The table of contents of a zip, read entry by entry; where it is missing or wrong, the headers before each member."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.model import Outcome

_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535  # APPNOTE 6.3.10, 4.3.16
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"  # 4.3.14, 4.3.15
_CENTRAL, _CENTRAL_BYTES = b"PK\x01\x02", 46  # 4.3.12
LOCAL, LOCAL_BYTES = b"PK\x03\x04", 30  # 4.3.7
_UTF8, _ENCRYPTED, _DESCRIPTOR = 0x800, 0x1, 0x8  # 4.4.4
_ZIP64, _UNIX_TIME, _UNICODE_PATH, _AES = 0x0001, 0x5455, 0x7075, 0x9901
_MAX32, _MAX16 = 0xFFFFFFFF, 0xFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One member; ``at`` is the offset of its local header; sizes are None where only a data descriptor states them."""

    name: str
    at: int
    method: int
    encrypted: bool
    crc: int | None
    packed_bytes: int | None
    unpacked_bytes: int | None
    modified: str
    symlink: bool = False

    @property
    def is_folder(self) -> bool:
        return self.name.endswith(("/", "\\"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    count: int
    at: int
    shift: int  # bytes before the archive, as in a self-extracting one


def find_directory(file: BinaryIO) -> Directory:
    """Find the table of contents.

    Raises
    ------
    Unreadable: truncated where it is missing from the end, corrupt where it is outside the file.
    """
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_BYTES - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    position = tail.rfind(_END)
    if position < 0 or len(tail) - position < _END_BYTES:
        raise Unreadable(Outcome.TRUNCATED, "the file ends before its table of contents: it was cut off")
    disk, _, _, count, length, offset = struct.unpack_from("<HHHHII", tail, position + 4)
    end = start + position
    if _MAX16 in (count, disk) or _MAX32 in (length, offset):
        count, length, offset, end = _zip64_directory(file, end) or (count, length, offset, end)
    shift = end - length - offset
    if shift < 0 or disk not in {0, _MAX16}:
        raise Unreadable(Outcome.CORRUPT, "its table of contents is outside the file, or in another part of it")
    return Directory(count=count, at=offset + shift, shift=shift)


def _zip64_directory(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    file.seek(max(0, end - 20))
    locator = file.read(20)
    if not locator.startswith(_LOCATOR64) or len(locator) < 20:
        return None
    file.seek(struct.unpack_from("<Q", locator, 8)[0])
    at, record = file.tell(), file.read(56)
    if not record.startswith(_END64) or len(record) < 56:
        return None
    count, length, offset = struct.unpack_from("<QQQ", record, 32)
    return count, length, offset, at


def list_headers(file: BinaryIO, where: Directory) -> Iterator[Header]:
    """The entries of the table of contents, one in memory at a time.

    Raises
    ------
    Unreadable: corrupt from where the table stops to be one.
    """
    at = where.at
    for number in range(where.count):
        file.seek(at)
        head = file.read(_CENTRAL_BYTES)
        if len(head) < _CENTRAL_BYTES or not head.startswith(_CENTRAL):
            raise Unreadable(Outcome.CORRUPT, f"its table of contents breaks off after {number} of {where.count}")
        lengths = struct.unpack_from("<HHH", head, 28)
        rest = file.read(sum(lengths))
        at += _CENTRAL_BYTES + sum(lengths)
        yield _central(head, rest[: lengths[0]], rest[lengths[0] : lengths[0] + lengths[1]], where.shift)


def _central(head: bytes, name: bytes, extra: bytes, shift: int) -> Header:
    made_by, flags, method, time, date, crc, packed, unpacked = struct.unpack_from("<H2xHHHHIII", head, 4)
    attributes, at = struct.unpack_from("<II", head, 38)
    fields = _extra(extra)
    wide = io.BytesIO(fields.get(_ZIP64, b""))
    unpacked, packed, at = (_zip64_value(value, wide) for value in (unpacked, packed, at))
    return Header(
        name=_text(name, flags, fields),
        at=at + shift,
        method=method,
        encrypted=bool(flags & _ENCRYPTED) or _AES in fields,
        crc=crc,
        packed_bytes=packed,
        unpacked_bytes=unpacked,
        modified=_modification_time(date, time, fields),
        symlink=made_by >> 8 == 3 and attributes >> 28 == 0xA,  # Unix: S_IFLNK in the high half (4.4.15)
    )


def _zip64_value(value: int, wide: io.BytesIO) -> int:
    if value != _MAX32:
        return value
    eight = wide.read(8)
    return int.from_bytes(eight, "little") if len(eight) == 8 else value


def read_local_header(file: BinaryIO, at: int) -> tuple[Header, int] | None:
    """The header before a member, and the offset of the member's bytes; None where there is none."""
    file.seek(at)
    head = file.read(LOCAL_BYTES)
    if len(head) < LOCAL_BYTES or not head.startswith(LOCAL):
        return None
    flags, method, time, date, crc, packed, unpacked = struct.unpack_from("<HHHHIII", head, 6)
    lengths = struct.unpack_from("<HH", head, 26)
    rest = file.read(sum(lengths))
    if len(rest) < sum(lengths):
        return None
    fields = _extra(rest[lengths[0] :])
    wide = io.BytesIO(fields.get(_ZIP64, b""))
    unpacked, packed = (_zip64_value(value, wide) for value in (unpacked, packed))
    in_descriptor = bool(flags & _DESCRIPTOR)
    header = Header(
        name=_text(rest[: lengths[0]], flags, fields),
        at=at,
        method=method,
        encrypted=bool(flags & _ENCRYPTED),
        crc=None if in_descriptor else crc,
        packed_bytes=None if in_descriptor else packed,
        unpacked_bytes=None if in_descriptor else unpacked,
        modified=_modification_time(date, time, fields),
    )
    return header, at + LOCAL_BYTES + sum(lengths)


def _extra(data: bytes) -> dict[int, bytes]:
    fields, at = {}, 0
    while at + 4 <= len(data):
        tag, length = struct.unpack_from("<HH", data, at)
        fields[tag] = data[at + 4 : at + 4 + length]
        at += 4 + length
    return fields


def _text(name: bytes, flags: int, fields: dict[int, bytes]) -> str:
    """UTF-8 where it is any, flagged or not; else code page 437, which the format falls back on (4.4.4, appendix D)."""
    unicode_path = fields.get(_UNICODE_PATH, b"")[5:]
    for candidate in (unicode_path, name):
        try:
            if candidate:
                return candidate.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "surrogateescape") if flags & _UTF8 else name.decode("cp437")


def _modification_time(date: int, time: int, fields: dict[int, bytes]) -> str:
    """The Unix time where the packer kept one, else the DOS time, which has no zone; "" for none."""
    stamp = fields.get(_UNIX_TIME, b"")
    try:
        if len(stamp) >= 5 and stamp[0] & 1:
            return dt.datetime.fromtimestamp(struct.unpack_from("<i", stamp, 1)[0], dt.UTC).isoformat()
        day = (1980 + (date >> 9), date >> 5 & 15, date & 31)
        return dt.datetime(*day, time >> 11, time >> 5 & 63, min(59, (time & 31) * 2), tzinfo=None).isoformat()  # noqa: DTZ001
    except (ValueError, OverflowError, OSError):
        return ""


def find_local_header(file: BinaryIO, at: int) -> int | None:
    """Offset of the next local header at or after ``at``, None where there is none."""
    file.seek(at)
    overlap = b""
    while chunk := file.read(1 << 20):
        block = overlap + chunk
        match = re.search(re.escape(LOCAL), block)
        if match:
            return at + match.start()
        at, overlap = at + len(block) - 3, block[-3:]
    return None
