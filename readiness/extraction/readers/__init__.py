"""Which lane reads which format: a literal table. A new format is one file and one line here.

A lane is a module with ``read(raw: Raw) -> Reading``, which may raise ``Unreadable``. It is imported when first used.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol, cast

from readiness.extraction.document import Raw, Reading
from readiness.extraction.readers.unsupported import NAMES


@dataclass(frozen=True, slots=True)
class Lane:
    """``module`` below this package; ``engine`` is the library named in ``profile_documents.engine``."""

    module: str
    engine: str


_READERS: dict[str, Lane] = {
    "7z": Lane("archive_check", ""),
    "bmp": Lane("image", "header"),
    "bz2": Lane("archive_check", ""),
    "csv": Lane("plain_text", "plain"),
    "dbf": Lane("dbf_text", "own"),
    "doc": Lane("doc", "olefile"),
    "docx": Lane("docx", "lxml"),
    "eml": Lane("eml", "email"),
    "epub": Lane("epub", "resiliparse"),
    "gif": Lane("image", "header"),
    "gz": Lane("archive_check", ""),
    "html": Lane("html", "resiliparse"),
    "heic": Lane("image", "header"),
    "jp2": Lane("image", "header"),
    "jpg": Lane("image", "header"),
    "json": Lane("plain_text", "plain"),
    "jsonl": Lane("plain_text", "plain"),
    "jxl": Lane("image", "header"),
    "mbox": Lane("mbox", "email"),
    "md": Lane("plain_text", "plain"),
    "msg": Lane("msg", "olefile"),
    "odg": Lane("odf", "lxml"),
    "odp": Lane("odf", "lxml"),
    "ods": Lane("spreadsheet", "calamine"),
    "odt": Lane("odf", "lxml"),
    "ole": Lane("encrypted_ole", ""),
    "ooxml": Lane("archive_check", ""),
    "ooxml-encrypted": Lane("encrypted_ole", ""),
    "pdf": Lane("pdf", "pdfium"),
    "png": Lane("image", "header"),
    "ppt": Lane("ppt", "olefile"),
    "pptx": Lane("pptx", "lxml"),
    "psd": Lane("image", "header"),
    "rar": Lane("archive_check", ""),
    "rtf": Lane("rtf", "own"),
    "tar": Lane("archive_check", ""),
    "tiff": Lane("image", "header"),
    "tsv": Lane("plain_text", "plain"),
    "txt": Lane("plain_text", "plain"),
    "webp": Lane("image", "header"),
    "write": Lane("ms_write", "own"),
    "xls": Lane("spreadsheet", "calamine"),
    "xlsb": Lane("spreadsheet", "calamine"),
    "xlsx": Lane("spreadsheet", "calamine"),
    "xml": Lane("xml", "lxml"),
    "xz": Lane("archive_check", ""),
    "zip": Lane("archive_check", ""),
    "zst": Lane("archive_check", ""),
}

LANES = _READERS | {name: Lane("unsupported", "") for name in NAMES}

HEAVY_MODULES = ("lxml.etree", "olefile", "pypdfium2", "python_calamine", "resiliparse.extract.html2text")
"""What lanes import where used; a pool loads them once, before it forks its workers."""


class _Module(Protocol):
    def read(self, raw: Raw) -> Reading: ...


def lane_of(format: str) -> _Module | None:  # noqa: A002 - the word of the schema
    """The module that reads ``format``, None where none does."""
    lane = LANES.get(format)
    return cast("_Module", importlib.import_module(f"{__name__}.{lane.module}")) if lane else None
