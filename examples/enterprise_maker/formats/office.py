"""Spreadsheets and slides."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

from examples.enterprise_maker.document import Document
from examples.enterprise_maker.formats.steady_zip import steady

Cells = Iterable[Sequence[object]]


def xlsx(sheets: Mapping[str, Cells], written_on: dt.date) -> bytes:
    """A workbook: sheet name to rows, the header first."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    written = dt.datetime.combine(written_on, dt.time(9, 30))
    book.properties.created = written
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue(), written.isoformat() + "Z")


def pptx(document: Document) -> bytes:
    """One title slide, then one slide per section."""
    import pptx as python_pptx

    deck = python_pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = document.title
    first.placeholders[1].text = "\n".join(f"{label}: {value}" for label, value in document.facts)
    for section in document.sections:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = section.heading
        slide.placeholders[1].text = "\n".join(section.paragraphs)
    written = dt.datetime.combine(document.written_on, dt.time(9, 30))
    facts = deck.core_properties
    facts.title, facts.author, facts.last_modified_by = document.title, document.author, document.author
    facts.created = facts.modified = written
    out = io.BytesIO()
    deck.save(out)
    return steady(out.getvalue(), written.isoformat() + "Z")
