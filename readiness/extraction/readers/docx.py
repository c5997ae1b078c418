"""Word documents (ISO/IEC 29500-1, WordprocessingML): body, notes, headers, footers, text boxes, comments."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from readiness.extraction import guarded_zip, office_properties
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.drawing import drawn_texts
from readiness.extraction.markup import local_name, parse
from readiness.extraction.readers import docx_chunks
from readiness.model import Outcome

_RELATIONS = "_rels/.rels"
_MAIN_PART = r"(?:word/)?document\d*\.xml"
_FURTHER_PARTS = tuple(
    rf"(?:word/)?{name}\d*\.xml" for name in ("footnotes", "endnotes", "header", "footer", "comments")
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DRAWINGS = (r"(?:word/)?charts/chart\d*\.xml", r"(?:word/)?diagrams/data\d*\.xml")
_SKIPPED = frozenset({"Fallback", "del", "moveFrom"})
"""mc:Fallback repeats a text box for old readers: reading it would double the text. What tracked changes deleted, or
moved elsewhere, is no longer part of the text."""

_STYLES = r"(?:word/)?styles\d*\.xml"
_HEADING_STYLE = re.compile(rb'w:styleId="([^"]{1,200})"[^>]{0,300}>\s{0,20}<w:name w:val="(?:[Hh]eading \d|[Tt]itle)"')
"""Word translates the ids of its styles, never their names: ``berschrift1`` is named ``heading 1``."""

_MAX_HEADINGS = 1000

_WALKED = [f"{{*}}{name}" for name in sorted({*_SKIPPED, *_BREAKS, "p", "pStyle", "t", "tbl", "tc", "tr"})]


def read(raw: RawFile) -> ReadResult:
    """The document as running text, one paragraph a line, table cells apart by tabs."""
    with guarded_zip.open_archive(raw.data) as parts:
        main = _main_part(parts)
        body = _Walk(parse(parts.read(main), main), _heading_styles(parts))
        further, broken = _further(parts)
        further += docx_chunks.texts(parts, main)
        further += drawn_texts(parts, *_DRAWINGS)
        properties = office_properties.ooxml_properties(parts)
    return ReadResult(
        text="\n".join([body.text, *further]).strip(),
        title=properties.title or body.title,
        author=properties.author,
        tables=body.tables,
        headings=tuple(body.headings[:_MAX_HEADINGS]),
        dates=properties.dates,
        metadata=properties.metadata,
        detail=f"left out, as damaged: {', '.join(broken)}" if broken else "",
    )


def _heading_styles(parts: guarded_zip.Archive) -> frozenset[str]:
    by_part = (_HEADING_STYLE.finditer(parts.get(name)) for name in parts.names(_STYLES)[:1])
    return frozenset(match[1].decode("utf-8", "replace") for matches in by_part for match in matches)


def _main_part(parts: guarded_zip.Archive) -> str:
    """The part the package names as its document; by its usual name where the package names none."""
    data = parts.get(_RELATIONS)
    for relation in parse(data, _RELATIONS) if data else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            target = str(relation.get("Target", "")).lstrip("/")
            if target in parts:
                return target
    candidates = parts.names(_MAIN_PART)
    if not candidates:
        raise Unreadable(Outcome.CORRUPT, "the archive holds no Word document")
    return candidates[0]


def _further(parts: guarded_zip.Archive) -> tuple[list[str], list[str]]:
    """Texts of notes, headers, footers and comments, each text once, and the names of damaged parts."""
    texts: Counter[str] = Counter()
    broken = []
    for name in [name for pattern in _FURTHER_PARTS for name in parts.names(pattern)]:
        try:
            text = _Walk(parse(parts.read(name), name)).text.strip()
        except Unreadable as stop:
            if stop.outcome is Outcome.HOSTILE:
                raise
            broken.append(name)
        else:
            texts[text] += bool(text)
    return [text for text in texts if text], broken


class _Walk:
    """One pass over a part, in document order."""

    def __init__(self, root: Any, heading_styles: frozenset[str] = frozenset()) -> None:
        self.tables = 0
        self.title = ""
        self._heading_styles = heading_styles
        self.headings: list[str] = []
        self._pieces: list[str] = []
        self._paragraph_from: list[int] = []
        self._style = ""
        self._walk(root)
        self.text = "".join(self._pieces)

    def _walk(self, root: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"), tag=_WALKED)
        for event, element in walk:
            name = local_name(element)
            if event == "end":
                self._end(name)
            elif name in _SKIPPED:
                walk.skip_subtree()
            else:
                self._start(name, element)

    def _start(self, name: str, element: Any) -> None:
        if name == "t":
            self._pieces.append(element.text or "")
        elif name == "p":
            self._paragraph_from.append(len(self._pieces))
            self._style = ""
        elif name in _BREAKS and local_name(element.getparent()) == "r":
            self._pieces.append(_BREAKS[name])
        elif name == "pStyle":
            self._style = next((value for key, value in element.items() if key.endswith("val")), "")
        elif name == "tbl":
            self.tables += 1

    def _end(self, name: str) -> None:
        if name == "p":
            start = self._paragraph_from.pop() if self._paragraph_from else 0
            self._note_heading("".join(self._pieces[start:]).strip())
            self._pieces.append("\n")
        elif name == "tc":
            self._close_with("\t")
        elif name == "tr":
            self._close_with("\n")

    def _note_heading(self, text: str) -> None:
        style = self._style.lower()
        if text and (self._style in self._heading_styles or style.startswith(("heading", "title"))):
            self.headings.append(text)
            self.title = self.title or (text if style.startswith("tit") else "")

    def _close_with(self, mark: str) -> None:
        """End a cell or a row: replace its last paragraph's line end by the mark."""
        if self._pieces and self._pieces[-1] in {"\n", "\t"}:
            self._pieces.pop()
        self._pieces.append(mark)
