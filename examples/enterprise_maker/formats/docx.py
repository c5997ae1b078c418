"""Papers as Word files."""

from __future__ import annotations

import datetime as dt
import io

from examples.enterprise_maker.document import Document
from examples.enterprise_maker.formats.steady_zip import steady

_STYLE_IDS = {"title": "Title", "heading": "Heading1"}
"""Set by id: looking a style up by name costs more than all else in a document."""


def docx(document: Document) -> bytes:
    import docx as python_docx

    word_file = python_docx.Document()
    for kind, text in document.lines():
        added = word_file.add_paragraph(text)
        if kind in _STYLE_IDS:
            added._p.style = _STYLE_IDS[kind]
    written = dt.datetime.combine(document.written_on, dt.time(9, 30))
    facts = word_file.core_properties
    facts.title, facts.author, facts.last_modified_by = document.title, document.author, document.author
    facts.comments = ""
    facts.created = facts.modified = written
    out = io.BytesIO()
    word_file.save(out)
    return steady(out.getvalue(), written.isoformat() + "Z")
