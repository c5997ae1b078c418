"""Web pages: visible text, title, and the page's meta elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction.document import RawFile, ReadResult
from readiness.extraction.readers.html_dates import page_dates
from readiness.text.decoding import Decoded, decode

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_DATES = {
    "created": (
        "meta.article:published_time",
        "json_ld.datePublished",
        "microdata.datePublished",
        "meta.datepublished",
        "meta.dcterms.created",
        "meta.dcterms.issued",
        "meta.dc.date",
        "meta.date",
        "meta.pubdate",
    ),
    "modified": (
        "meta.article:modified_time",
        "json_ld.dateModified",
        "microdata.dateModified",
        "meta.og:updated_time",
        "meta.datemodified",
        "meta.dcterms.modified",
        "meta.last-modified",
        "meta.revised",
    ),
}
_SOFT_HYPHEN = "\u00ad"  # shown only where a word is hyphenated
_SUCCESSORS = re.compile(r"replac|supersed|obsolet|successor", re.IGNORECASE)
_MAX_META = 60
_MAX_VALUE = 500
_MAX_HEADINGS = 1000


def read(raw: RawFile) -> ReadResult:
    from resiliparse.parse.html import HTMLTree

    decoded = as_html(raw.data)
    tree = HTMLTree.parse(decoded.text)
    meta, text, headings = _meta_by_name(tree), visible_text(tree), tuple(_headings(tree))
    stated = {f"meta.{name}": value for name, value in meta.items()} | page_dates(tree, meta, text, headings)
    dates = {key: next((stated[name] for name in names if stated.get(name)), "") for key, names in _DATES.items()}
    dates = {key: value for key, value in dates.items() if value}
    sources = {f"{key}_source": "html_meta" for key in dates} | {"byline_source": "html"}
    return ReadResult(
        text=text,
        title=" ".join((tree.title or "").split()),
        author=meta.get("author", ""),
        encoding=decoded.encoding,
        encoding_problem=decoded.problem,
        tables=len(tree.document.query_selector_all("table")) if tree.document else 0,
        headings=headings,
        dates=dates,
        metadata={**stated, **sources},
    )


def as_html(data: bytes) -> Decoded:
    """The page's characters, in the encoding it declares where that fits (HTML Standard, section 13.2.3.2)."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN]) or _XML_DECLARED.search(data[:_DECLARED_WITHIN])
    return decode(data, declared[1].decode("ascii") if declared else "")


def visible_text(page: Any) -> str:
    """The visible text of a page, navigation included: the content profiler decides what to leave out."""
    from resiliparse.extract.html2text import extract_plain_text

    text = str(extract_plain_text(page, preserve_formatting=True, alt_texts=False, list_bullets=False))
    return text.replace(_SOFT_HYPHEN, "").strip()


def _headings(tree: Any) -> Iterator[str]:
    elements = tree.document.query_selector_all("h1, h2, h3, h4, h5, h6") if tree.document else []
    for heading in list(elements)[:_MAX_HEADINGS]:
        text = " ".join((heading.text or "").split())
        if text:
            yield text


def _meta_by_name(tree: Any) -> dict[str, str]:
    """The meta elements; of those that name several successors every value, of others the last."""
    values: dict[str, str] = {}
    for name, value in _meta(tree):
        values[name] = f"{values[name]}; {value}" if name in values and _SUCCESSORS.search(name) else value
    return values


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    elements = tree.head.query_selector_all("meta") if tree.head else []
    for element in list(elements)[:_MAX_META]:
        name = element.getattr("name") or element.getattr("property") or element.getattr("http-equiv") or ""
        value = element.getattr("content") or ""
        if name and value:
            yield name.lower(), value[:_MAX_VALUE]
