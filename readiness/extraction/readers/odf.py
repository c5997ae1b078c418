"""OpenDocument text, presentations and sheets (ODF 1.3): content.xml as running text."""

from __future__ import annotations

import re
from typing import Any

from readiness.extraction import guarded_zip, office_properties
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.markup import local_name, parse
from readiness.model import Outcome

_CONTENT, _STYLES = "content.xml", "styles.xml"
_PRINTED = re.compile(r"(?:header|footer)(?:-left|-first)?")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "meta-inf/manifest.xml"
_LINE_STARTS = {"p": "\n", "h": "\n", "line-break": "\n", "tab": "\t"}
_SKIPPED = frozenset({"tracked-changes", "sequence-decls"})
_MAX_SPACES = 100
_MAX_HEADINGS = 1000


def read(raw: RawFile) -> ReadResult:
    """The content as text, one paragraph a line. ``pages`` counts slides of a presentation."""
    with guarded_zip.open_archive(raw.data) as parts:
        if b"encryption-data" in parts.get(_MANIFEST):
            raise Unreadable(Outcome.ENCRYPTED, "the document is protected by a password")
        root = parse(parts.read(_CONTENT), _CONTENT, named_dtd=True)  # StarOffice and its formulas name one
        printed = _headers_and_footers(parts)
        properties = office_properties.odf_properties(parts)
    names = [local_name(element) for element in root.iter()]
    slides = sum(1 for element in root.iter() if element.tag == _SLIDE)
    return ReadResult(
        text="\n".join(["".join(_pieces(root)).strip(), *printed]).strip(),
        title=properties.title,
        author=properties.author,
        pages=slides or None,
        tables=names.count("table"),
        headings=tuple(_headings(root)),
        dates=properties.dates,
        metadata=properties.metadata,
    )


_SLIDE = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}page"


def _headers_and_footers(parts: guarded_zip.Archive) -> list[str]:
    """Page headers and footers, which are kept with the styles; each text once."""
    data = parts.get(_STYLES)
    if b"header" not in data and b"footer" not in data:
        return []
    elements = [element for element in parse(data, _STYLES, named_dtd=True).iter() if _is_header_or_footer(element)]
    texts = dict.fromkeys("".join(_pieces(element)).strip() for element in elements)
    return [text for text in texts if text]


def _is_header_or_footer(element: Any) -> bool:
    return (
        isinstance(element.tag, str) and ":style:1.0}" in element.tag and bool(_PRINTED.fullmatch(local_name(element)))
    )


def _is_annotation_property(element: Any) -> bool:
    """True for author and date of an annotation, which are no part of the text."""
    return isinstance(element.tag, str) and element.tag.startswith(_DUBLIN_CORE)


def _headings(root: Any) -> list[str]:
    headings = ("".join(element.itertext()).strip() for element in root.iter() if local_name(element) == "h")
    return [text for text in headings if text][:_MAX_HEADINGS]


def _pieces(root: Any) -> list[str]:
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = local_name(element)
        if event == "end":
            pieces.append(element.tail or "")
        elif name in _SKIPPED or _is_annotation_property(element):
            walk.skip_subtree()
        else:
            pieces.append(_LINE_STARTS.get(name, "") + _spaces(name, element) + (element.text or ""))
    return pieces


def _spaces(name: str, element: Any) -> str:
    if name != "s":
        return ""
    count = next((value for key, value in element.items() if key.endswith("}c")), "1")
    return " " * min(_MAX_SPACES, int(count) if count.isdecimal() else 1)
