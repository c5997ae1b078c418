"""Hidden text of PDF: drawn invisibly, in white on the bare page, too small to be seen, or outside of the page.

Invisible text on a page that a picture covers is the text layer of a scan, as OCR writes it, and usual. Text within
form objects is not examined. A document with more objects than ``MAX_OBJECTS`` is not examined.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.extraction.document import RawFile
from readiness.extraction.hidden.hidden_text import HiddenText

MAX_OBJECTS = 200_000
"""Objects of a document that are looked at: some ten seconds. Chosen by us."""
SCAN_SHARE = 0.5
"""Share of the page that pictures cover on a scanned page. Chosen by us."""
TINY_POINTS = 1.0
"""Letters of less height cannot be read."""
WHITE_FROM = 250
"""Red, green and blue from which a colour is white on paper, of 255. Chosen by us."""
_LETTER = re.compile("[^\\W_一ー]")
"""A dash or a full stop is low whatever its size."""
_INVISIBLE = 3  # ISO 32000-1, table 106: neither fill nor stroke

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The box of a page, whether pictures cover it, and the boxes of what is drawn below its text."""

    box: Box
    is_scan: bool
    grounds: tuple[Box, ...]


def find(raw: RawFile) -> Iterator[HiddenText]:
    """The hidden texts of all pages, object by object."""
    import pypdfium2
    from pypdfium2 import raw as pdfium

    document = pypdfium2.PdfDocument(raw.data)
    try:
        left = MAX_OBJECTS
        for number in range(len(document)):
            page = document[number]
            try:
                left -= pdfium.FPDFPage_CountObjects(page)
                if left < 0:
                    raise ValueError("too many objects to examine")
                yield from _of_page(page)
            finally:
                page.close()
    finally:
        document.close()


def _of_page(page: Any) -> Iterator[HiddenText]:
    from pypdfium2 import raw as pdfium

    objects = [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]
    facts = _facts(page, objects)
    text_page = page.get_textpage()
    try:
        for item in objects:
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT and (kind := _kind(item, facts)):
                text = _text(item, text_page)
                if _LETTER.search(text) if kind == "zero_size" else text.strip():
                    yield HiddenText(kind=kind, text=f"{text} ", usual=kind == "invisible" and facts.is_scan)
    finally:
        text_page.close()


def _facts(page: Any, objects: list[Any]) -> _Page:
    from pypdfium2 import raw as pdfium

    left, bottom, right, top = page.get_cropbox()
    size = max(1.0, abs((right - left) * (top - bottom)))
    pictures, grounds = 0.0, []
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        box = _bounds(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or box is None:
            continue
        if kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}:
            pictures += abs((box[2] - box[0]) * (box[3] - box[1]))
        if kind != pdfium.FPDF_PAGEOBJ_PATH or (_is_filled(item) and not _is_white(item)):
            grounds.append(box)
    return _Page(box=(left, bottom, right, top), is_scan=pictures / size >= SCAN_SHARE, grounds=tuple(grounds))


def _kind(item: Any, page: _Page) -> str:
    from pypdfium2 import raw as pdfium

    if pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
        return "invisible"
    box = _bounds(item)
    if box is None or box[2] - box[0] <= 0:
        return ""
    if box[2] < page.box[0] or box[0] > page.box[2] or box[3] < page.box[1] or box[1] > page.box[3]:
        return "off_page"
    if 0 < box[3] - box[1] < TINY_POINTS and box[2] - box[0] < TINY_POINTS * 40:
        return "zero_size"
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    covered = any(g[0] <= middle[0] <= g[2] and g[1] <= middle[1] <= g[3] for g in page.grounds)
    return "white_text" if not covered and _is_white(item) else ""


def _bounds(item: Any) -> Box | None:
    from pypdfium2 import raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _is_filled(path: Any) -> bool:
    from pypdfium2 import raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, fill, stroke)) and fill.value != pdfium.FPDF_FILLMODE_NONE


def _is_white(item: Any) -> bool:
    from pypdfium2 import raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= WHITE_FROM


def _text(item: Any, text_page: Any) -> str:
    from pypdfium2 import raw as pdfium

    length = pdfium.FPDFTextObj_GetText(item, text_page, None, 0)
    buffer = ctypes.create_string_buffer(max(2, length))
    pdfium.FPDFTextObj_GetText(item, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace")
