"""Checks of table files without reading them: whole or cut, encrypted or not, and their encoding."""

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
from readiness.extraction.document import ReadResult, Unreadable
from readiness.extraction.ole_streams import open_streams, xls_is_encrypted
from readiness.extraction.sniff import claimed_format
from readiness.extraction.sniff.name_claims import EMPTY, UNKNOWN
from readiness.model import Outcome
from readiness.text.decoding import UNDECODABLE, detect, worst_problem

_SAMPLE_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 1 << 20
_MAX_OLE_BYTES = 256 * 1024 * 1024
_MAX_TESTED_BYTES = 64 * 1024 * 1024
_OTHERS = frozenset({"avro", "orc", "ooxml-encrypted", EMPTY, UNKNOWN})
_TEXT = frozenset({"csv", "html", "json", "jsonl", "md", "tsv", "txt", "xml"})


def can_check(format_name: str) -> bool:
    """True for formats that tables come in, and for unknown content; others are documents with a misleading name."""
    return format_name in _TEXT or format_name in _CHECKS or format_name in _OTHERS


def check(file: BinaryIO, size: int, format_name: str, name: str) -> ReadResult:
    """Outcome and encoding of one table file. Never raises for a file.

    Reads a few megabytes of text, and makes one pass over the bytes to see whether they are UTF-8 to the end.
    """
    if format_name == EMPTY:
        return ReadResult(outcome=Outcome.EMPTY, detail="the file has no bytes")
    try:
        if format_name in _TEXT:
            return _text(file)
        return _CHECKS[format_name](file, size) if format_name in _CHECKS else _result_without_check(format_name, name)
    except Unreadable as stop:
        return ReadResult(outcome=stop.outcome, detail=stop.detail[:300])
    except MemoryError:
        return ReadResult(outcome=Outcome.OUT_OF_MEMORY, detail="opening it took more memory than one file may take")
    except Exception as error:  # noqa: BLE001 - a parser's failure is a fact about the file
        return ReadResult(outcome=Outcome.CORRUPT, detail=f"{type(error).__name__}: {error}"[:300])


def _result_without_check(format_name: str, name: str) -> ReadResult:
    if format_name == "ooxml-encrypted":
        return ReadResult(outcome=Outcome.ENCRYPTED, detail="the workbook opens with a password only (MS-OFFCRYPTO)")
    if format_name != UNKNOWN:
        return ReadResult(detail=f"known as {format_name} by its first bytes only")
    claimed = claimed_format(name)
    if claimed:
        return ReadResult(outcome=Outcome.CORRUPT, detail=f"named as {claimed}, but the content is not")
    return ReadResult(outcome=Outcome.UNSUPPORTED, detail="of an unknown format")


def _text(file: BinaryIO) -> ReadResult:
    found = detect(file)
    file.seek(0)
    data = file.read(_SAMPLE_BYTES)
    decoder = codecs.getincrementaldecoder(found.encoding)(errors="replace")  # the sample may end within a character
    text = decoder.decode(data)
    if not text.strip("\ufeff\x00 \t\r\n"):
        return ReadResult(outcome=Outcome.EMPTY, detail="holds nothing but blanks")
    problem = UNDECODABLE if found.damaged else worst_problem(found.uncertain, text)
    encoding = "ascii" if data.isascii() and text.isascii() else found.encoding
    return ReadResult(encoding=encoding, encoding_problem=problem)


def _workbook(file: BinaryIO, _size: int) -> ReadResult:
    """Check that the directory is there, nothing is encrypted, and the workbook's part unpacks with its checksum."""
    with guarded_zip.open_archive_file(file) as parts:
        if b"encryption-data" in parts.get("meta-inf/manifest.xml"):
            raise Unreadable(Outcome.ENCRYPTED, "the workbook is protected by a password")
        workbooks = [name for name in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") if name in parts]
        if not workbooks:
            raise Unreadable(Outcome.CORRUPT, "the archive holds no workbook")
        parts.read(workbooks[0])
    return ReadResult()


def _xls(file: BinaryIO, size: int) -> ReadResult:
    if size > _MAX_OLE_BYTES:
        raise Unreadable(Outcome.TOO_LARGE, f"{size} bytes; compound files over {_MAX_OLE_BYTES} bytes are not opened")
    file.seek(0)
    data = file.read()
    if data.startswith(b"\xd0\xcf"):
        with open_streams(data) as streams:
            if xls_is_encrypted(streams):
                raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only")
    return ReadResult()


def _parquet(file: BinaryIO, size: int) -> ReadResult:
    """Check the format's frame: magic, footer, footer length, magic (Apache Parquet, file format)."""
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
    return ReadResult()


def _arrow(file: BinaryIO, size: int) -> ReadResult:
    file.seek(max(0, size - 6))
    if file.read(6) != b"ARROW1":
        raise Unreadable(Outcome.TRUNCATED, "the end mark is missing: the file was cut off")
    return ReadResult()


def _sqlite(file: BinaryIO, size: int) -> ReadResult:
    """Check the header's page count against the size (SQLite file format, 1.3), then the schema itself."""
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
    return ReadResult()


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


def _gzip(file: BinaryIO, _size: int) -> ReadResult:
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
    return ReadResult()


_CHECKS: dict[str, Callable[[BinaryIO, int], ReadResult]] = {
    "arrow": _arrow,
    "gz": _gzip,
    "ods": _workbook,
    "parquet": _parquet,
    "sqlite": _sqlite,
    "xls": _xls,
    "xlsb": _workbook,
    "xlsx": _workbook,
}
"""Format -> its check; plain text is decoded, anything else is recognised by its first bytes only."""
