"""Recognition of OLE compound files (MS-CFB) by the names in their directory, without reading a stream."""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from readiness.extraction.formats import FORMATS

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END_OF_CHAIN = 0xFFFFFFFA  # MAXREGSECT: values above it are no sectors
_SECTOR_BYTES = {9: 512, 12: 4096}
_ENTRY_BYTES = 128
_MAX_DIRECTORY_SECTORS = 512
_HEADER_FAT_SECTORS = 109

_STREAMS = tuple((stream, each.name) for each in FORMATS for stream in each.signature.ole_streams)
_WORKS = frozenset({"contents"})
"""A compound file with this stream and none of a known program's is a letter of Microsoft Works 2000 or later."""

_OF_EVERY_PROGRAM = frozenset({"\x01compobj", "\x05summaryinformation", "\x05documentsummaryinformation", "spelling"})


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int


def ole_kind(file: BinaryIO) -> str:
    """``doc``, ``xls``, ``ppt``, ``msg``, ``ooxml-encrypted``, another program's name, or ``ole`` for the rest."""
    names = _top_names(_entries(file))
    format_name = next((kind for name, kind in _STREAMS if name in names), "")
    return format_name or ("works" if names - _OF_EVERY_PROGRAM == _WORKS else "ole")


def _top_names(entries: list[_Entry]) -> set[str]:
    """Lower-case names right below the root: deeper ones belong to embedded files."""
    names: set[str] = set()
    pending, seen = [entries[0].child] if entries else [], set[int]()
    while pending:
        number = pending.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            names.add(entries[number].name.lower())
            pending += [entries[number].left, entries[number].right]
    return names


def _entries(file: BinaryIO) -> list[_Entry]:
    """The directory's entries, as far as it can be walked."""
    file.seek(0)
    header = file.read(512)
    shift = struct.unpack_from("<H", header, 30)[0] if len(header) == 512 else 0
    if shift not in _SECTOR_BYTES:
        return []
    sectors = _directory_sectors(file, header, _SECTOR_BYTES[shift])
    return [entry for sector in sectors for entry in _entries_in(sector)]


def _directory_sectors(file: BinaryIO, header: bytes, sector_bytes: int) -> list[bytes]:
    fat_sectors = struct.unpack_from("<109I", header, 76)
    number = struct.unpack_from("<I", header, 48)[0]
    sectors: list[bytes] = []
    while number < _END_OF_CHAIN and len(sectors) < _MAX_DIRECTORY_SECTORS:
        file.seek((number + 1) * sector_bytes)
        sectors.append(file.read(sector_bytes))
        number = _next_sector(file, fat_sectors, number, sector_bytes)
    return sectors


def _next_sector(file: BinaryIO, fat_sectors: tuple[int, ...], number: int, sector_bytes: int) -> int:
    table, position = divmod(number, sector_bytes // 4)
    if table >= _HEADER_FAT_SECTORS or fat_sectors[table] >= _END_OF_CHAIN:
        return _END_OF_CHAIN
    file.seek((fat_sectors[table] + 1) * sector_bytes + position * 4)
    entry = file.read(4)
    return int.from_bytes(entry, "little") if len(entry) == 4 else _END_OF_CHAIN


def _entries_in(sector: bytes) -> list[_Entry]:
    return [
        _entry(sector[start : start + _ENTRY_BYTES]) for start in range(0, len(sector) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
    ]


def _entry(raw: bytes) -> _Entry:
    length = min(struct.unpack_from("<H", raw, 64)[0], 64)
    left, right, child = struct.unpack_from("<3I", raw, 68)
    return _Entry(raw[: max(0, length - 2)].decode("utf-16-le", "replace"), left, right, child)
