"""Papers as files: the same bytes on every run, with dates inside that are the papers' own."""

from __future__ import annotations

from examples.enterprise_maker.document import Document
from examples.enterprise_maker.formats.docx import docx
from examples.enterprise_maker.formats.pdf import pdf
from examples.enterprise_maker.formats.plain import html, markdown, text

WRITERS = {"docx": docx, "html": html, "md": markdown, "pdf": pdf, "txt": text}


def render(document: Document, extension: str) -> bytes:
    """A paper in one of the formats of ``WRITERS``."""
    return WRITERS[extension](document)
