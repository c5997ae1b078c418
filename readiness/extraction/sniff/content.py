"""The type of a file by its content. Names are not evidence."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import BinaryIO

from readiness.extraction.sniff import ole, plain, zips
from readiness.extraction.sniff.claims import EMPTY, UNKNOWN

_HEAD_BYTES = 8192
_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, Annex H, implementation note 13
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")

_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"ORC", "orc"),
    (b"Obj\x01", "avro"),
)
_TAR_MAGIC_AT = 257
_BIFF_BOF = {0x0009: (2, 4, 6), 0x0209: (6, 8), 0x0409: (6, 8), 0x0809: (8, 16)}
"""Records that open a worksheet file from before OLE containers (MS-XLS 2.4.21): id -> its lengths."""


def sniff(path: Path) -> str:
    """The format that the content of ``path`` shows, read from its first 8 kB and its directory, if it has one.

    One of pdf, docx, xlsx, xlsb, pptx, odt, ods, odp, epub, ooxml, zip, doc, xls, ppt, msg, ole, ooxml-encrypted, rtf,
    html, xml, json, jsonl, eml, mbox, csv, tsv, md, txt, parquet, arrow, orc, avro, sqlite, png, jpg, tiff, gif, bmp,
    webp, gz, bz2, xz, zst, 7z, rar, tar, empty, unknown.

    Raises
    ------
    OSError: the file cannot be opened or read.
    """
    with path.open("rb") as file:
        return sniff_file(file)


def sniff_bytes(data: bytes) -> str:
    """``sniff`` for bytes in memory.

    >>> sniff_bytes(b"%PDF-1.7 ..."), sniff_bytes(b""), sniff_bytes(b"Dear all,")
    ('pdf', 'empty', 'txt')
    """
    return sniff_file(io.BytesIO(data))


def sniff_file(file: BinaryIO) -> str:
    """``sniff`` for a seekable file, wherever it stands."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        return EMPTY
    if not head.strip(b"\x00"):
        return UNKNOWN
    if head.startswith(_ZIP_MAGICS):
        return zips.zip_kind(file)
    if head.startswith(ole.MAGIC):
        return ole.ole_kind(file)
    return _by_magic(head) or plain.plain_kind(head)


def _by_magic(head: bytes) -> str:
    found = next((kind for magic, kind in _MAGICS if head.startswith(magic)), "")
    if found:
        return found
    if b"%PDF-" in head[:_PDF_HEADER_WITHIN] and not _is_text_about_pdf(head):
        return "pdf"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"BM") and len(head) > 18 and struct.unpack_from("<I", head, 14)[0] in {12, 40, 108, 124}:
        return "bmp"
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return "tar"
    record, length = struct.unpack_from("<HH", head) if len(head) >= 4 else (0, 0)
    return "xls" if length in _BIFF_BOF.get(record, ()) else ""


def _is_text_about_pdf(head: bytes) -> bool:
    """A text or mail that mentions ``%PDF-`` in passing, not a PDF behind a few stray bytes."""
    before = head[: head.index(b"%PDF-")]
    return len(before.strip()) > 0 and plain.plain_kind(head) in {"eml", "html", "md", "mbox"}
