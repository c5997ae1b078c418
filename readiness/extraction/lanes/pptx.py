"""PowerPoint presentations (ISO/IEC 29500-1, PresentationML): slides in order, then their notes, diagrams, comments."""

from __future__ import annotations

from typing import Any

from readiness.extraction import archive, office_properties
from readiness.extraction.markup import local_name, parse
from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.model import Outcome

_SLIDES = r"ppt/slides/slide\d+\.xml"
_FURTHER = (r"ppt/notesslides/notesslide\d+\.xml", r"ppt/diagrams/data\d+\.xml", r"ppt/comments/[^/]+\.xml")
_LINE_ENDS = frozenset({"p", "br", "tr"})


def read(raw: Raw) -> Reading:
    """Slides as text, one paragraph a line, a form feed between slides. ``pages`` counts slides."""
    with archive.opened(raw.data) as parts:
        slides = parts.names(_SLIDES)
        if not slides and "ppt/presentation.xml" not in parts:
            raise Unreadable(Outcome.CORRUPT, "the archive holds no presentation")
        roots = [parse(parts.read(name), name) for name in slides]
        further = [_text(parse(parts.read(name), name)) for pattern in _FURTHER for name in parts.names(pattern)]
        properties = office_properties.ooxml_properties(parts)
    return Reading(
        text="\f".join([*map(_text, roots), *filter(None, further)]).strip(),
        title=properties.title,
        author=properties.author,
        pages=len(slides),
        pages_without_text=sum(_is_picture_only(root) for root in roots),
        tables=sum(1 for root in roots for element in root.iter() if local_name(element) == "tbl"),
        dates=properties.dates,
        metadata=properties.metadata,
    )


def _text(root: Any) -> str:
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "start" and name == "Fallback":
            walk.skip_subtree()
        elif event == "start" and name in {"t", "text"}:
            pieces.append(element.text or "")
        elif event == "end" and name in _LINE_ENDS:
            pieces.append("\n")
    return "".join(pieces).strip()


def _is_picture_only(root: Any) -> bool:
    return not _text(root) and any(local_name(element) == "pic" for element in root.iter())
