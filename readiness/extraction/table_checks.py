"""Tables are opened and checked here, not read: whole or cut, locked or not, and what they really are."""

from __future__ import annotations

import codecs
import gzip
import sqlite3
import struct
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import BinaryIO

from readiness.extraction import guarded_zip
from readiness.extraction.decoding import UNDECODABLE, decode, encoding_problem
from readiness.extraction.document import Reading, Unreadable
from readiness.extraction.ole_streams import opened as opened_ole
from readiness.extraction.ole_streams import xls_is_encrypted
from readiness.extraction.sniff import claimed_format
from readiness.extraction.sniff.name_claims import EMPTY, UNKNOWN
from readiness.model import Outcome

_SAMPLE_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 1 << 20
_MAX_OLE_BYTES = 256 * 1024 * 1024
_MAX_TESTED_BYTES = 64 * 1024 * 1024
_OTHERS = frozenset({"avro", "orc", "ooxml-encrypted", EMPTY, UNKNOWN})
_TEXT = frozenset({"csv", "html", "json", "jsonl", "md", "tsv", "txt", "xml"})


def knows(found: str) -> bool:
    """True for formats that tables come in, and for what is no format at all; others are documents by another name."""
    return found in _TEXT or found in _CHECKS or found in _OTHERS


def check(file: BinaryIO, size: int, found: str, name: str) -> Reading:
    """Outcome and encoding of one table file. Never raises for what the file is.

    Reads a few megabytes of text, and makes one pass over the bytes to see whether they are UTF-8 to the end.
    """
    if found == EMPTY:
        return Reading(outcome=Outcome.EMPTY, detail="the file has no bytes")
    try:
        if found in _TEXT:
            return _text(file)
        return _CHECKS[found](file, size) if found in _CHECKS else _unchecked(found, name)
    except Unreadable as stop:
        return Reading(outcome=stop.outcome, detail=stop.detail[:300])
    except MemoryError:
        return Reading(outcome=Outcome.OUT_OF_MEMORY, detail="opening it took more memory than one file may take")
    except Exception as error:  # noqa: BLE001 - a parser's failure is a fact about the file
        return Reading(outcome=Outcome.CORRUPT, detail=f"{type(error).__name__}: {error}"[:300])


def _unchecked(found: str, name: str) -> Reading:
    if found == "ooxml-encrypted":
        return Reading(outcome=Outcome.ENCRYPTED, detail="the workbook opens with a password only (MS-OFFCRYPTO)")
    if found != UNKNOWN:
        return Reading(detail=f"known as {found} by its first bytes only")
    claimed = claimed_format(name)
    if claimed:
        return Reading(outcome=Outcome.CORRUPT, detail=f"named as {claimed}, but the content is not")
    return Reading(outcome=Outcome.UNSUPPORTED, detail="of an unknown format")


def _text(file: BinaryIO) -> Reading:
    file.seek(0)
    sample = decode(file.read(_SAMPLE_BYTES))
    if not sample.text.strip("\ufeff\x00 \t\r\n"):
        return Reading(outcome=Outcome.EMPTY, detail="holds nothing but blanks")
    problem = sample.problem or encoding_problem(sample.text)
    if not problem and sample.encoding in {"ascii", "utf-8"} and not _is_utf8_to_the_end(file):
        problem = UNDECODABLE if sample.encoding == "utf-8" else ""
    return Reading(encoding=sample.encoding, encoding_problem=problem)


def _is_utf8_to_the_end(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK_BYTES):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _workbook(file: BinaryIO, _size: int) -> Reading:
    """The directory is there, nothing is locked, and the workbook's own parts unpack with the right checksum."""
    with guarded_zip.opened_file(file) as parts:
        if b"encryption-data" in parts.get("meta-inf/manifest.xml"):
            raise Unreadable(Outcome.ENCRYPTED, "the workbook is protected by a password")
        found = [name for name in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") if name in parts]
        if not found:
            raise Unreadable(Outcome.CORRUPT, "the archive holds no workbook")
        parts.read(found[0])
    return Reading()


def _xls(file: BinaryIO, size: int) -> Reading:
    if size > _MAX_OLE_BYTES:
        raise Unreadable(Outcome.TOO_LARGE, f"{size} bytes; compound files over {_MAX_OLE_BYTES} bytes are not opened")
    file.seek(0)
    data = file.read()
    if data.startswith(b"\xd0\xcf"):
        with opened_ole(data) as streams:
            if xls_is_encrypted(streams):
                raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only")
    return Reading()


def _parquet(file: BinaryIO, size: int) -> Reading:
    """The format's own frame: magic, footer, footer length, magic (Apache Parquet, file format)."""
    file.seek(0)
    first = file.read(4)
    file.seek(max(0, size - 8))
    length, last = struct.unpack("<I4s", file.read(8)) if size >= 12 else (0, b"")
    if b"PARE" in (first, last):
        raise Unreadable(Outcome.ENCRYPTED, "the footer is encrypted")
    if last != b"PAR1":
        raise Unreadable(Outcome.TRUNCATED, "the footer is missing: the file was cut off")
    if length + 12 > size:
        raise Unreadable(Outcome.CORRUPT, "the footer is longer than the file")
    return Reading()


def _arrow(file: BinaryIO, size: int) -> Reading:
    file.seek(max(0, size - 6))
    if file.read(6) != b"ARROW1":
        raise Unreadable(Outcome.TRUNCATED, "the end mark is missing: the file was cut off")
    return Reading()


def _sqlite(file: BinaryIO, size: int) -> Reading:
    """The header's page count against the size (SQLite file format, 1.3), then the schema itself."""
    file.seek(0)
    header = file.read(100)
    if len(header) < 100:
        raise Unreadable(Outcome.TRUNCATED, "the header is cut off")
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65_536 if page_bytes == 1 else page_bytes
    change, pages, valid_for = (int.from_bytes(header[at : at + 4], "big") for at in (24, 28, 92))
    if change == valid_for and pages * page_bytes > size:  # the count is only valid when both counters agree
        raise Unreadable(Outcome.TRUNCATED, f"{size} bytes of the {pages * page_bytes} that its header states")
    _list_tables(file)
    return Reading()


def _list_tables(file: BinaryIO) -> None:
    path = getattr(file, "name", None)
    if not isinstance(path, str):
        return
    from pathlib import Path

    uri = f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as base:
            base.execute("select count(*) from sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        raise Unreadable(Outcome.CORRUPT, f"SQLite cannot open it: {error}") from None


def _gzip(file: BinaryIO, _size: int) -> Reading:
    file.seek(0)
    left = _MAX_TESTED_BYTES
    try:
        with gzip.open(file) as unpacked:
            while left > 0 and (chunk := unpacked.read(_CHUNK_BYTES)):
                left -= len(chunk)
    except EOFError:
        raise Unreadable(Outcome.TRUNCATED, "the packed stream ends early: the file was cut off") from None
    except (OSError, zlib.error) as error:
        raise Unreadable(Outcome.CORRUPT, f"damaged packed stream: {error}") from None
    return Reading()


_CHECKS: dict[str, Callable[[BinaryIO, int], Reading]] = {
    "arrow": _arrow,
    "gz": _gzip,
    "ods": _workbook,
    "parquet": _parquet,
    "sqlite": _sqlite,
    "xls": _xls,
    "xlsb": _workbook,
    "xlsx": _workbook,
}
"""Format -> how it is opened; plain text is decoded, anything else is known by its first bytes only."""
