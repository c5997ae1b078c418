"""Web pages: visible text, title, and the page's meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction.document import RawFile, ReadResult
from readiness.text.decoding import Decoded, decode

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_DATES = {
    "created": (
        "article:published_time",
        "datepublished",
        "dcterms.created",
        "dcterms.issued",
        "dc.date",
        "date",
        "pubdate",
    ),
    "modified": (
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "last-modified",
        "revised",
    ),
}
_SOFT_HYPHEN = "\u00ad"  # shown only where a word is hyphenated
_MAX_META = 60
_MAX_VALUE = 500
_MAX_HEADINGS = 1000
_MAX_JSON_LD = 100_000


def read(raw: RawFile) -> ReadResult:
    from resiliparse.parse.html import HTMLTree

    decoded = as_html(raw.data)
    tree = HTMLTree.parse(decoded.text)
    meta = dict(_meta(tree))
    stated = {**meta, **_json_ld_dates(tree)}
    dates = {key: next((stated[name] for name in names if stated.get(name)), "") for key, names in _DATES.items()}
    dates = {key: value for key, value in dates.items() if value}
    sources = {f"{key}_source": "html_meta" for key in dates}
    return ReadResult(
        text=visible_text(tree),
        title=" ".join((tree.title or "").split()),
        author=meta.get("author", ""),
        encoding=decoded.encoding,
        encoding_problem=decoded.problem,
        tables=len(tree.document.query_selector_all("table")) if tree.document else 0,
        headings=tuple(_headings(tree)),
        dates=dates,
        metadata={**{f"meta.{name}": value for name, value in stated.items()}, **sources},
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


def _meta(tree: Any) -> Iterator[tuple[str, str]]:
    elements = tree.head.query_selector_all("meta") if tree.head else []
    for element in list(elements)[:_MAX_META]:
        name = element.getattr("name") or element.getattr("property") or element.getattr("http-equiv") or ""
        value = element.getattr("content") or ""
        if name and value:
            yield name.lower(), value[:_MAX_VALUE]


def _json_ld_dates(tree: Any) -> dict[str, str]:
    """Dates of JSON-LD, as schema.org names them."""
    dates: dict[str, str] = {}
    scripts = tree.document.query_selector_all('script[type="application/ld+json"]') if tree.document else []
    for script in list(scripts)[:_MAX_META]:
        try:
            _collect_dates(json.loads((script.text or "")[:_MAX_JSON_LD]), dates)
        except (ValueError, RecursionError):
            continue
    return dates


def _collect_dates(node: Any, dates: dict[str, str]) -> None:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, dict):
            pending.extend(value for value in current.values() if isinstance(value, (dict, list)))
            for name in ("datePublished", "dateModified"):
                if isinstance(current.get(name), str):
                    dates.setdefault(name.lower(), current[name][:_MAX_VALUE])
