"""PowerPoint presentations (ISO/IEC 29500-1, PresentationML): slides, then notes, diagrams, charts, masters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction import guarded_zip, office_properties
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.drawing import drawn_text, drawn_texts
from readiness.extraction.markup import parse
from readiness.model import Outcome

_SLIDES = r"ppt/slides/slide\d+\.xml"
_FURTHER = (
    r"ppt/notesslides/notesslide\d+\.xml",
    r"ppt/diagrams/data\d+\.xml",
    r"ppt/charts/chart\d+\.xml",
    r"ppt/comments/[^/]+\.xml",
)
_MASTERS = r"ppt/slide(?:layout|master)s/slide(?:layout|master)\d+\.xml"
_SHAPE_END, _PLACEHOLDER_MARK = re.compile(rb"</(?:\w{1,20}:)?sp>"), re.compile(rb"<(?:\w{1,20}:)?ph[ />]")
_TITLES = frozenset({"title", "ctrTitle"})
_MAX_HEADINGS = 1000


def read(raw: RawFile) -> ReadResult:
    """Slides as text, one paragraph a line, a form feed between slides. ``pages`` counts slides."""
    with guarded_zip.open_archive(raw.data) as parts:
        slides = parts.names(_SLIDES)
        if not slides and "ppt/presentation.xml" not in parts:
            raise Unreadable(Outcome.CORRUPT, "the archive holds no presentation")
        roots = [parse(parts.read(name), name) for name in slides]
        further = [*drawn_texts(parts, *_FURTHER), *_printed_on_all(parts)]
        properties = office_properties.ooxml_properties(parts)
    return ReadResult(
        text="\f".join([*map(drawn_text, roots), *further]).strip(),
        title=properties.title,
        author=properties.author,
        pages=len(slides),
        pages_without_text=sum(_is_picture_only(root) for root in roots),
        tables=sum(1 for root in roots for _ in root.iter("{*}tbl")),
        headings=tuple(title for root in roots for title in _titles(root))[:_MAX_HEADINGS],
        dates=properties.dates,
        metadata=properties.metadata,
    )


def _printed_on_all(parts: guarded_zip.Archive) -> list[str]:
    """Text that masters and layouts print on every slide, without their placeholders, which only prompt."""
    texts: dict[str, None] = {}
    for name in parts.names(_MASTERS):
        data = parts.get(name)
        if len(_PLACEHOLDER_MARK.findall(data)) < len(_SHAPE_END.findall(data)):
            texts |= dict.fromkeys(
                drawn_text(shape) for shape in _shapes(parse(data, name)) if _placeholder(shape) is None
            )
    return [text for text in texts if text]


def _titles(root: Any) -> Iterator[str]:
    for shape in _shapes(root):
        if _placeholder(shape) in _TITLES:
            title = " ".join(drawn_text(shape).split())
            if title:
                yield title


def _shapes(root: Any) -> Iterator[Any]:
    return iter(root.iter("{*}sp"))


def _placeholder(shape: Any) -> str | None:
    """The kind of placeholder that a shape fills, None for a shape of its own."""
    placeholder = next(shape.iter("{*}ph"), None)
    return None if placeholder is None else str(placeholder.get("type", ""))


def _is_picture_only(root: Any) -> bool:
    return not drawn_text(root) and next(root.iter("{*}pic"), None) is not None
