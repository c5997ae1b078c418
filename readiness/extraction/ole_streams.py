"""OLE compound files (MS-CFB): streams, summary properties, and the marks of a password."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from readiness.extraction.document import Unreadable
from readiness.extraction.office_properties import Properties
from readiness.model import Outcome
from readiness.text.decoding import decode

FILE_PASS = 0x002F  # MS-XLS 2.4.117
_BOUND_SHEET = 0x0085
_ENCRYPTED_WORD = 0x01  # MS-DOC 2.5.2, FibBase byte 11: bit A is fComplex's neighbour fEncrypted
_MAX_RECORDS = 200
_FREE, _END_OF_CHAIN, _MAX_SECTOR, _HEADER_BYTES = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFA, 512  # MS-CFB 2.1, 2.2
_MAX_STREAM_BYTES = 256 * 1024 * 1024


class Streams:
    """An open compound file."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __contains__(self, name: str) -> bool:
        return bool(self._file.exists(name))

    def names(self) -> list[str]:
        return ["/".join(parts) for parts in self._file.listdir()]

    def read(self, name: str) -> bytes:
        """One stream's bytes, empty where there is none.

        Raises
        ------
        Unreadable: the stream's sectors are missing or damaged.
        """
        if name not in self:
            return b""
        try:
            with self._file.openstream(name) as stream:
                return bytes(stream.read(_MAX_STREAM_BYTES))
        except OSError as error:
            raise Unreadable(Outcome.TRUNCATED, f"the stream {name} is incomplete: {error}") from None

    def properties(self) -> Properties:
        """Title, author and dates of SummaryInformation (MS-OLEPS)."""
        try:
            summary = self._file.get_metadata()
        except Exception:  # noqa: BLE001 - a document is read without its properties when those are damaged
            return Properties()
        dates = {"created": _iso(summary.create_time), "modified": _iso(summary.last_saved_time)}
        dates = {key: value for key, value in dates.items() if value}
        facts = {"subject": summary.subject, "keywords": summary.keywords, "company": summary.company}
        metadata = {key: _text(value) for key, value in facts.items() if value}
        metadata |= {f"{key}_source": "ole_summary" for key in dates}
        return Properties(title=_text(summary.title), author=_text(summary.author), dates=dates, metadata=metadata)


@contextmanager
def open_streams(data: bytes) -> Iterator[Streams]:
    """The compound file that ``data`` holds.

    Raises
    ------
    Unreadable: truncated where its sectors run past the end of the file, else corrupt.
    """
    import olefile

    try:
        file = olefile.OleFileIO(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001 - olefile raises OSError, struct.error, IndexError and more
        outcome = Outcome.TRUNCATED if _ends_early(data) else Outcome.CORRUPT
        raise Unreadable(outcome, f"damaged compound file: {error}") from None
    try:
        if _ends_early(data):
            raise Unreadable(Outcome.TRUNCATED, "the file ends before the last of its sectors: it was cut off")
        yield Streams(file)
    finally:
        file.close()


def _ends_early(data: bytes) -> bool:
    """True where the file's own allocation table has a sector in use that would begin beyond its end (MS-CFB 2.3)."""
    if len(data) < _HEADER_BYTES:
        return True
    shift = int.from_bytes(data[30:32], "little")
    if shift not in {9, 12}:
        return False
    sectors = (len(data) - 1) >> shift  # whole or begun, the header's not counted
    entries_each = (1 << shift) // 4
    for order, table in enumerate(_table_sectors(data, shift)):
        if table >= sectors:
            return True
        block = data[(table + 1) << shift : (table + 2) << shift].ljust(1 << shift, b"\xff")
        entries = struct.unpack_from(f"<{entries_each}I", block)
        inside = max(0, sectors - order * entries_each)
        # Missing are sectors that one inside goes on to, and those beyond the end that go on to others: some writers
        # fill the unused rest of the table with ends of chains.
        if any(sectors <= entry < _MAX_SECTOR for entry in entries[:inside]):
            return True
        if any(entry not in {_FREE, _END_OF_CHAIN} for entry in entries[inside:]):
            return True
    return False


def _table_sectors(data: bytes, shift: int) -> list[int]:
    """Sectors of the allocation table: 109 in the header, further ones in a chain of sectors."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, left = struct.unpack_from("<II", data, 68)
    each = (1 << shift) // 4 - 1
    while following < _MAX_SECTOR and 0 < left < _MAX_RECORDS:
        block = data[(following + 1) << shift : (following + 2) << shift]
        if len(block) < 1 << shift:
            return [*sectors, following]
        sectors += struct.unpack_from(f"<{each}I", block)
        following, left = int.from_bytes(block[-4:], "little"), left - 1
    return [sector for sector in sectors if sector < _MAX_SECTOR]


def doc_is_encrypted(streams: Streams) -> bool:
    header = streams.read("WordDocument")[:12]
    return len(header) == 12 and header[11] & _ENCRYPTED_WORD != 0


def xls_is_encrypted(streams: Streams) -> bool:
    """True where a FilePass record precedes the workbook's first sheet."""
    data = streams.read("Workbook") or streams.read("Book")
    at = 0
    for _ in range(_MAX_RECORDS):
        if at + 4 > len(data):
            return False
        record, length = struct.unpack_from("<HH", data, at)
        if record == FILE_PASS:
            return True
        if record == _BOUND_SHEET:
            return False
        at += 4 + length
    return False


def ppt_is_encrypted(streams: Streams) -> bool:
    """True where the header token of the current-user atom marks the file as encrypted (MS-PPT 2.3.2)."""
    user = streams.read("Current User")
    return len(user) >= 16 and int.from_bytes(user[12:16], "little") == 0xF3D1C4DF


def _text(value: object) -> str:
    text = decode(value).text if isinstance(value, bytes) else str(value or "")
    return text.replace("\x00", "").strip()


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) and value.year > 1601 else ""
