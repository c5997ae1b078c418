"""Text of drawings, charts and diagrams (ISO/IEC 29500-1, DrawingML), the same in all office formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.extraction.document import Unreadable
from readiness.extraction.guarded_zip import Archive
from readiness.extraction.markup import local_name, parse
from readiness.model import Outcome

_SKIPPED = frozenset({"Fallback", "numCache", "numLit"})
"""mc:Fallback repeats the element before it for old readers; cached numbers of a chart are those of its sheet."""

_LINE_ENDS = frozenset({"p", "br", "tr", "pt"})
_WORDS = frozenset({"t", "text", "v"})
_WALKED = [f"{{*}}{name}" for name in sorted(_SKIPPED | _LINE_ENDS | _WORDS)]


def drawn_texts(parts: Archive, *patterns: str) -> list[str]:
    """The text of each part whose name matches, in the order given; each text once, damaged parts left out."""
    texts = dict.fromkeys(_texts(parts, patterns))
    return [text for text in texts if text]


def _texts(parts: Archive, patterns: tuple[str, ...]) -> Iterator[str]:
    for name in (name for pattern in patterns for name in parts.names(pattern)):
        try:
            yield drawn_text(parse(parts.read(name), name))
        except Unreadable as stop:
            if stop.outcome is Outcome.HOSTILE:
                raise


def drawn_text(root: Any) -> str:
    """Every run of text below ``root``, one paragraph a line; of a chart its title, series and categories."""
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"), tag=_WALKED)
    for event, element in walk:
        name = local_name(element)
        if event == "start" and name in _SKIPPED:
            walk.skip_subtree()
        elif event == "start" and name in _WORDS:
            pieces.append(element.text or "")
        elif event == "end" and name in _LINE_ENDS:
            pieces.append("\n")
    return "\n".join(line for line in "".join(pieces).split("\n") if line.strip())
