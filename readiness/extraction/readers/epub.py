"""EPUB books (EPUB 3.3): the spine's pages in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from readiness.extraction import guarded_zip
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.markup import local_name, parse, texts_by_name
from readiness.extraction.readers import html
from readiness.model import Outcome

_CONTAINER = "meta-inf/container.xml"
_ENCRYPTION = "meta-inf/encryption.xml"
_MAX_HEADINGS = 1000
_PAGES = r".*\.x?html?"


def read(raw: RawFile) -> ReadResult:
    with guarded_zip.open_archive(raw.data) as parts:
        name = _package_name(parts)
        package = parse(parts.read(name), name) if name else None
        pages = list(_spine(package, name)) if package is not None else parts.names(_PAGES)
        if any(page.rpartition("/")[2].encode() in parts.get(_ENCRYPTION) for page in pages):
            raise Unreadable(Outcome.ENCRYPTED, "the book is protected by rights management")
        read = [html.read(RawFile(data=parts.get(page), name=page, format="html")) for page in pages]
    facts = _facts(package)
    dates = {key: value for key, value in _dates(package, facts).items() if value}
    return ReadResult(
        text="\n".join(page.text for page in read).strip(),
        title=facts.get("title", ""),
        author=facts.get("creator", ""),
        encoding_problem=next((page.encoding_problem for page in read if page.encoding_problem), ""),
        tables=sum(page.tables for page in read),
        headings=tuple(heading for page in read for heading in page.headings)[:_MAX_HEADINGS],
        dates=dates,
        metadata={**facts, **{f"{key}_source": "epub_package" for key in dates}},
    )


def _package_name(parts: guarded_zip.Archive) -> str:
    data = parts.get(_CONTAINER)
    for element in parse(data, _CONTAINER).iter() if data else ():
        if local_name(element) == "rootfile" and element.get("full-path") in parts:
            return str(element.get("full-path"))
    return ""


def _spine(package: Any, name: str) -> Iterator[str]:
    folder = posixpath.dirname(name)
    targets = {item.get("id"): item.get("href", "") for item in package.iter() if local_name(item) == "item"}
    for reference in package.iter():
        href = targets.get(reference.get("idref")) if local_name(reference) == "itemref" else None
        if href:
            yield posixpath.normpath(posixpath.join(folder, unquote(href)))


def _dates(package: Any, facts: dict[str, str]) -> dict[str, str]:
    """dc:date is when the book came out; dcterms:modified when this file of it was last made (EPUB 3.3, 5.5.4)."""
    stamped = (
        (element for element in package.iter() if element.get("property") == "dcterms:modified")
        if package is not None
        else ()
    )
    modified = next((str(element.text or "").strip() for element in stamped), "")
    return {"created": facts.get("date", ""), "modified": modified} if modified else {"modified": facts.get("date", "")}


def _facts(package: Any) -> dict[str, str]:
    for element in package if package is not None else ():
        if local_name(element) == "metadata":
            kept = {"title", "creator", "date", "publisher", "language", "identifier"}
            return {name: value for name, value in texts_by_name(element).items() if name in kept}
    return {}
