"""Papers as Word files."""

from __future__ import annotations

import datetime as dt
import io

from examples.enterprise_maker.formats.steady_zip import steady
from examples.enterprise_maker.paper import Paper

_STYLE_IDS = {"title": "Title", "heading": "Heading1"}
"""Set by id: looking a style up by name costs more than all else in a document."""


def docx(paper: Paper) -> bytes:
    import docx as python_docx

    document = python_docx.Document()
    for kind, text in paper.lines():
        added = document.add_paragraph(text)
        if kind in _STYLE_IDS:
            added._p.style = _STYLE_IDS[kind]
    written = dt.datetime.combine(paper.written_on, dt.time(9, 30))
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = paper.title, paper.author, paper.author
    facts.comments = ""
    facts.created = facts.modified = written
    out = io.BytesIO()
    document.save(out)
    return steady(out.getvalue(), written.isoformat() + "Z")
