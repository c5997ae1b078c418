"""Parts of a PDF outside its pages' text: comments, form entries, the outline, and XMP where there is no Info."""

from __future__ import annotations

import ctypes
import html
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

_MAX_NOTES = 500
_MAX_NOTE_BYTES = 200_000
_MAX_HEADINGS = 1000
_XMP_BYTES = 65_536
_XMP_VALUES = {
    "title": re.compile(rb"<dc:title>\s*(?:<rdf:Alt>\s*<rdf:li[^>]*>)?([^<]{1,1000})<"),
    "author": re.compile(rb"<dc:creator>\s*(?:<rdf:\w+>\s*<rdf:li[^>]*>)?([^<]{1,1000})<"),
    "created": re.compile(rb"xmp:CreateDate(?:>|\s*=\s*[\"'])([0-9T:.+Z-]{4,40})"),
    "modified": re.compile(rb"xmp:ModifyDate(?:>|\s*=\s*[\"'])([0-9T:.+Z-]{4,40})"),
}


def notes(page: Any) -> list[str]:
    """Comments and the values of form fields on one page; each once."""
    from pypdfium2 import raw as pdfium

    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_NOTES)
    texts = dict.fromkeys(_note(page, index) for index in range(count))
    return [text for text in texts if len(text) > 1]  # a letter or less is the state of a box to tick


def _note(page: Any, index: int) -> str:
    from pypdfium2 import raw as pdfium

    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return ""
    try:
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium.FPDF_ANNOT_WIDGET:
            key = b"V"
        elif kind in {pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_HIGHLIGHT}:
            key = b"Contents"
        else:
            return ""
        return string_of(lambda buffer, size: int(pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def string_of(fill: Callable[[Any, int], int]) -> str:
    """Pdfium's way to give a string: asked once for the bytes it takes, once for them."""
    size = fill(None, 0)
    if not 2 < size <= _MAX_NOTE_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fill(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\r", "\n").replace("\x00", "").strip()


def outline(document: Any) -> tuple[str, ...]:
    """Titles of the bookmarks, top down."""
    titles = (" ".join(entry.get_title().split()) for entry in itertools.islice(_entries(document), _MAX_HEADINGS))
    return tuple(title for title in titles if title)


def _entries(document: Any) -> Iterator[Any]:
    yield from document.get_toc(max_depth=10)


def xmp(data: bytes) -> dict[str, str]:
    """Title, author and dates of the last uncompressed XMP packet in the file (ISO 16684-1)."""
    at = max((data.rfind(mark) for mark in (b"<x:xmpmeta", b"<rdf:RDF")), default=-1)
    packet = data[at : at + _XMP_BYTES] if at >= 0 else b""
    matches = {name: pattern.search(packet) for name, pattern in _XMP_VALUES.items()} if packet else {}
    return {
        name: html.unescape(match[1].decode("utf-8", "replace")).strip() for name, match in matches.items() if match
    }
