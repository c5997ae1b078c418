"""Recognition of a file's format by its content; its name is no evidence."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from readiness.extraction.sniff import magics, ole, plain_text_kind, zip_content
from readiness.extraction.sniff.name_claims import EMPTY, UNKNOWN
from readiness.text import ebcdic

_HEAD_BYTES = 8192
_PDF_HEADER_WITHIN = 1024  # ISO 32000-1, Annex H, implementation note 13
_WRAPPERS = frozenset({"cms-signed"})
"""Envelopes that may precede a whole PDF."""
_DUCKDB_MARK_AT = 8  # behind a checksum: duckdb.org/docs/stable/internals/storage
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")


def sniff(path: Path) -> str:
    """The format that the content of ``path`` shows, read from its first 8 kB and its directory, if it has one.

    Names of formats are those of ``readiness.extraction.formats``; ``zip``, ``ole`` and ``ooxml`` are containers of
    unknown content. Otherwise ``empty`` or ``unknown``.

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
    """``sniff`` for a seekable file, at any position."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        return EMPTY
    if not head.strip(b"\x00"):
        return UNKNOWN
    if head[_DUCKDB_MARK_AT:].startswith(b"DUCK"):
        return "duckdb"
    if head.startswith(_ZIP_MAGICS):
        return zip_content.zip_kind(file)
    if head.startswith(ole.MAGIC):
        return ole.ole_kind(file)
    return _by_content(head)


def _by_content(head: bytes) -> str:
    format_name = magics.by_mark(head)
    if not format_name or format_name in _WRAPPERS:
        format_name = _pdf(head) or format_name or plain_text_kind.plain_kind(head)
    return "txt" if format_name == UNKNOWN and ebcdic.is_text(head) else format_name


def _pdf(head: bytes) -> str:
    return "pdf" if b"%PDF-" in head[:_PDF_HEADER_WITHIN] and not _is_text_about_pdf(head) else ""


def _is_text_about_pdf(head: bytes) -> bool:
    """A text that mentions ``%PDF-`` in passing, not a PDF behind a few stray bytes or lines."""
    before = head[: head.index(b"%PDF-")]
    if not before.strip():
        return False
    kind = plain_text_kind.plain_kind(head)
    return kind in {"eml", "html", "md", "mbox"} or (kind != UNKNOWN and not before.endswith((b"\n", b"\r")))
