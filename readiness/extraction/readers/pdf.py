"""PDF through pdfium: text by page, pages that are pictures, encryption and permissions, cut files, Info dates."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.readers import pdf_annotations, pdf_columns, pdf_parts
from readiness.model import Outcome
from readiness.text.hyphenation import join_breaks
from readiness.text.text_quality import is_garbled

FEW_CHARACTERS = 25
"""A page with fewer characters has no text layer to speak of: a page number, a stamp. Chosen by us."""

PICTURE_SHARE = 0.3
"""Share of the page that one picture must cover for such a page to be a scan, not a blank. Chosen by us."""

STAMP_CHARACTERS = 100
FULL_PAGE_SHARE = 0.8
"""A picture over nearly the whole page is a scan even below a line of stamped text (an e-signature's envelope number,
a records stamp): such stamps run to some 60-90 characters. Chosen by us."""

OUTLINED_PATHS = 200
"""A page without characters but with this many drawn shapes is text turned into outlines. Chosen by us."""

_MAX_OBJECTS = 300
_MAX_NAMES = 10_000
_EXTRACT_ALLOWED = 0x10  # ISO 32000-1, table 22: bit 5, copy or otherwise extract text
_EOF, _START = b"%%EOF", b"startxref"
_TAIL_BYTES = 2048  # ISO 32000-1, Annex H, note 18 allows %%EOF within the last 1024 bytes; twice that, to be tolerant
_MORE_CONTENT = re.compile(rb"\d{1,10}\s{1,20}\d{1,5}\s{1,20}obj\b|endstream|endobj")
_HEAD_BYTES = 1024
_LINEARISED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})")  # ISO 32000-1, Annex F: the file's whole length
_DATE = re.compile(r"D?:?\s*(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*([+\-Z])?(\d{2})?'?(\d{2})?")
_INFO_DATES = {"created": "CreationDate", "modified": "ModDate"}
_INFO = ("Subject", "Keywords", "Creator", "Producer")


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    is_picture: bool
    shows_something: bool = True
    is_damaged: bool = False


_DAMAGED = _Page("", is_picture=False, shows_something=False, is_damaged=True)


def read(raw: RawFile) -> ReadResult:
    import pypdfium2
    from pypdfium2 import raw as pdfium

    try:
        document = pypdfium2.PdfDocument(raw.data)
    except pypdfium2.PdfiumError as error:
        raise _open_error(raw.data, str(error)) from None
    try:
        info = document.get_metadata_dict(skip_empty=True)
        locked = not pdfium.FPDF_GetDocPermissions(document) & _EXTRACT_ALLOWED
        pages = [_page(document, number) for number in range(len(document))]
        headings = pdf_annotations.outline(document)
        form = pdf_parts.form_text(document)
        attached = [pdf_parts.file_name(one) for one in pdf_parts.attached_files(document)]
    finally:
        document.close()
    reading = _reading(pages, info, locked=locked, cut=_is_cut(raw.data))
    reading = _with_attachments(_with_form(replace(reading, headings=headings), form), attached)
    return _with_xmp(reading, raw.data)


def _with_form(reading: ReadResult, form: str | None) -> ReadResult:
    """The content of a dynamic form in place of the page that only says that it cannot be shown."""
    if form is None:
        return reading
    if form:
        return replace(reading, text=form, outcome=Outcome.OK, detail="a dynamic XFA form: its captions and entries")
    return replace(reading, outcome=Outcome.UNSUPPORTED, detail="a dynamic XFA form whose content cannot be read")


def _with_attachments(reading: ReadResult, names: list[str]) -> ReadResult:
    """The names of attached files among the facts: they are taken out and are items of their own."""
    if not names:
        return reading
    return replace(reading, metadata={**reading.metadata, "attachments": ", ".join(names)[:_MAX_NAMES]})


def _with_xmp(reading: ReadResult, data: bytes) -> ReadResult:
    """The result completed from the XMP packet where the Info dictionary lacks entries (PDF 2.0 deprecates most)."""
    if reading.title and reading.author and len(reading.dates) == len(_INFO_DATES):
        return reading
    stated = pdf_annotations.xmp(data)
    dates = {key: stated[key] for key in _INFO_DATES if key in stated and key not in reading.dates}
    return replace(
        reading,
        title=reading.title or stated.get("title", ""),
        author=reading.author or stated.get("author", ""),
        dates={**reading.dates, **dates},
        metadata={**reading.metadata, **{f"{key}_source": "pdf_xmp" for key in dates}},
    )


def _open_error(data: bytes, error: str) -> Unreadable:
    if "password" in error.lower() or "security" in error.lower():
        return Unreadable(Outcome.ENCRYPTED, "the document opens with a password only")
    if _is_cut(data) and _MORE_CONTENT.search(data):
        return Unreadable(Outcome.TRUNCATED, "the file ends before its end mark: it was cut off")
    return Unreadable(Outcome.CORRUPT, f"pdfium cannot open it: {error}")


def _is_cut(data: bytes) -> bool:
    """True where the file goes on after its last end mark, or has none: readers then rebuild what they can find."""
    planned = _LINEARISED.search(data[:_HEAD_BYTES])
    if planned and int(planned[1]) > len(data):
        return True
    end = data.rfind(_EOF)
    if _START in data[max(end, len(data) - _TAIL_BYTES, 0) :]:
        return False  # all is there but the end mark itself
    return end < 0 or _MORE_CONTENT.search(data, end) is not None


def _page(document: Any, number: int) -> _Page:
    """One page, empty and so marked where it is damaged."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return _DAMAGED
    try:
        text_page = page.get_textpage()
        text = pdf_columns.in_columns(text_page) or str(text_page.get_text_bounded())
        text_page.close()
        characters = len("".join(text.split()))
        text = "\n".join([text, *(note for note in pdf_annotations.notes(page) if note not in text)])
        shows = characters > 0 or next(_picture_shares(page), 0.0) > 0
        return _Page(text, is_picture=_is_picture(page, characters), shows_something=shows)
    except pypdfium2.PdfiumError:
        return _DAMAGED
    finally:
        page.close()


def _is_picture(page: Any, characters: int) -> bool:
    from pypdfium2 import raw as pdfium

    if characters >= STAMP_CHARACTERS:
        return False
    if characters == 0 and pdfium.FPDFPage_CountObjects(page) >= OUTLINED_PATHS:
        return True
    least = PICTURE_SHARE if characters < FEW_CHARACTERS else FULL_PAGE_SHARE
    return any(share > least for share in _picture_shares(page))


def _picture_shares(page: Any) -> Iterator[float]:
    """Share of the page that each picture, or form that may hold one, covers."""
    from pypdfium2 import raw as pdfium

    width, height = page.get_size()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) not in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}:
            continue
        if pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top) and width * height > 0:
            yield abs((right.value - left.value) * (top.value - bottom.value)) / (width * height)


def _reading(pages: list[_Page], info: Mapping[str, str], *, locked: bool, cut: bool) -> ReadResult:
    if not any(page.text.strip() for page in pages):  # then any picture may be what there is to read
        pages = [replace(page, is_picture=page.is_picture or page.shows_something) for page in pages]
    text = join_breaks("\f".join(page.text for page in pages).replace("\r\n", "\n").replace("\x00", "")).strip()
    dates = {key: _iso(info.get(name, "")) for key, name in _INFO_DATES.items()}
    dates = {key: value for key, value in dates.items() if value}
    outcome, detail = _outcome(pages, text, locked=locked, cut=cut)
    return ReadResult(
        outcome=outcome,
        detail=detail,
        text=text,
        title=info.get("Title", ""),
        author=info.get("Author", ""),
        pages=len(pages),
        pages_without_text=sum(page.is_picture for page in pages),
        dates=dates,
        metadata={
            **{name.lower(): info[name] for name in _INFO if name in info},
            **{f"{key}_source": "pdf_info" for key in dates},
        },
    )


def _outcome(pages: list[_Page], text: str, *, locked: bool, cut: bool) -> tuple[Outcome, str]:
    pictures = sum(page.is_picture for page in pages)
    damaged = sum(page.is_damaged for page in pages)
    if cut:
        return Outcome.TRUNCATED, f"the file ends before its end mark: it was cut off; {len(pages)} pages recovered"
    if damaged and damaged == len(pages):
        return Outcome.CORRUPT, f"none of its {damaged} pages can be loaded"
    written = sum(not page.is_picture and bool(page.text.strip()) for page in pages)
    if pictures and not written:
        return Outcome.NEEDS_OCR, f"{pictures} of {len(pages)} pages are images without a text layer"
    if not text:
        return Outcome.EMPTY, "no page shows any text or picture"
    if is_garbled(text):
        return Outcome.GARBLED_TEXT_LAYER, "the text layer holds no readable words: no character maps, or bad OCR"
    outcome = Outcome.OWNER_LOCKED if locked else Outcome.OK
    lock = "opens, but its owner's settings forbid copying text" if locked else ""
    return outcome, f"{damaged} of {len(pages)} pages cannot be loaded" if damaged else lock


def _iso(value: str) -> str:
    """A PDF date (ISO 32000-1, section 7.9.4) as ISO 8601, "" where it is none.

    >>> _iso("D:20240503101500+02'00'"), _iso("D:2024"), _iso("yesterday")
    ('2024-05-03T10:15:00+02:00', '2024-01-01', '')
    """
    match = _DATE.match(value.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second, sign, *offset = match.groups()
    date = f"{year}-{month or '01'}-{day or '01'}"
    if not hour:
        return date
    zone = "" if not sign else "Z" if sign == "Z" else f"{sign}{offset[0] or '00'}:{offset[1] or '00'}"
    return f"{date}T{hour}:{minute or '00'}:{second or '00'}{zone}"
