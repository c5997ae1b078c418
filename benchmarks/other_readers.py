"""Readers that are not ours, one per format: their texts are compared with those of our readers.

Each is a function from bytes to text that may raise anything. They belong to the development environment only.
"""

from __future__ import annotations

import email
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from email import policy
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

_WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_OPEN_DOCUMENT_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body"
_UNSEEN = {"script", "style", "title", "noscript", "template"}


def pypdf(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def python_docx(data: bytes) -> str:
    import docx

    body = docx.Document(io.BytesIO(data)).element.body
    paragraphs = (element for element in body.iter() if element.tag.endswith("}p"))
    return "\n".join("".join(text.text or "" for text in paragraph.iter(_WORD_TEXT)) for paragraph in paragraphs)


def python_pptx(data: bytes) -> str:
    import pptx

    texts = []
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        parts = [slide.element, *([slide.notes_slide.element] if slide.has_notes_slide else [])]
        texts += [text.text or "" for part in parts for text in part.iter(_DRAWING_TEXT)]
    return "\n".join(texts)


def openpyxl(data: bytes) -> str:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


def xlrd(data: bytes) -> str:
    import xlrd as reader

    book = reader.open_workbook(file_contents=data, logfile=io.StringIO())
    cells = (
        sheet.cell(row, column)
        for sheet in book.sheets()
        for row in range(sheet.nrows)
        for column in range(sheet.ncols)
    )
    return "\n".join(str(cell.value) for cell in cells if cell.ctype == reader.XL_CELL_TEXT)


def office_oxide(kind: str) -> Callable[[bytes], str]:
    def read(data: bytes) -> str:
        from office_oxide import Document

        return str(Document.from_bytes(data, kind).plain_text())

    return read


def striprtf(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(data.decode("latin-1"), errors="ignore"))


def zip_and_elementtree(data: bytes) -> str:
    """OpenDocument by the standard library: every character of the body."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ET.fromstring(archive.read("content.xml"))
    body = root.find(_OPEN_DOCUMENT_BODY)
    return " ".join((body if body is not None else root).itertext())


def zip_and_html_parser(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [name for name in archive.namelist() if re.search(r"\.x?html?$", name)]
        return "\n".join(html_parser(archive.read(name)) for name in pages)


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def html_parser(data: bytes) -> str:
    parser = _VisibleText()
    parser.feed(data.decode("utf-8", "replace"))
    return " ".join(parser.pieces)


def email_default(data: bytes) -> str:
    """The standard library's modern policy, which parses headers and picks the body; our reader uses neither."""
    message = email.message_from_bytes(data, policy=policy.default)
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    shown = html_parser(text.encode()) if body is not None and body.get_content_subtype() == "html" else text
    return f"{message['subject'] or ''}\n{shown}"


def as_utf_8(data: bytes) -> str:
    return data.decode("utf-8")


READERS: Mapping[str, tuple[str, Callable[[bytes], str]]] = {
    "csv": ("str.decode", as_utf_8),
    "doc": ("office_oxide", office_oxide("doc")),
    "docx": ("python-docx", python_docx),
    "eml": ("email, policy.default", email_default),
    "epub": ("zipfile + html.parser", zip_and_html_parser),
    "html": ("html.parser", html_parser),
    "json": ("str.decode", as_utf_8),
    "md": ("str.decode", as_utf_8),
    "odp": ("zipfile + ElementTree", zip_and_elementtree),
    "odt": ("zipfile + ElementTree", zip_and_elementtree),
    "pdf": ("pypdf", pypdf),
    "ppt": ("office_oxide", office_oxide("ppt")),
    "pptx": ("python-pptx", python_pptx),
    "rtf": ("striprtf", striprtf),
    "txt": ("str.decode", as_utf_8),
    "xls": ("xlrd, words only", xlrd),
    "xlsx": ("openpyxl", openpyxl),
    "xml": ("ElementTree", lambda data: " ".join(ET.fromstring(data).itertext())),
}
"""Format -> the other reader's name and how it reads."""
