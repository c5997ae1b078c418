"""Dates of a page in its JSON-LD, as schema.org names them: those of the page itself, not of what it lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PUBLISHED, MODIFIED = "datePublished", "dateModified"
_NAMES = (PUBLISHED, MODIFIED, "dateCreated", "datePosted", "uploadDate", "expires", "creativeWorkStatus")
_MOST_CHARACTERS = 100_000
_LONGEST_VALUE = 500
_ABOUT_OTHERS = frozenset(
    "comment review reviews itemlistelement blogpost blogposts haspart ispartof mentions citation event events "
    "subevent offers author creator publisher isbasedon relatedlink aggregaterating suggestedanswer acceptedanswer "
    "video image audio associatedmedia logo containsplace workexample exampleofwork dataset subjectof".split()
)
"""Properties whose value is another thing than the page."""

_TEXTS = re.compile(r"article|posting|report|webpage|qapage|faqpage|medicalwebpage|aboutpage|document", re.IGNORECASE)
_LISTS = re.compile(r"list|collection|searchresults|^blog$", re.IGNORECASE)
_EVENT = re.compile(r"event|festival", re.IGNORECASE)
_WRAPPER = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[)?|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>)?[\s;]*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredDates:
    """``stated`` are the page's own dates by property; ``of_events`` are the days on which events begin or end."""

    stated: Mapping[str, str]
    of_events: frozenset[str] = frozenset()


def read_json_ld(scripts: Iterable[str]) -> StructuredDates:
    """The dates of the thing that the page is; none where it describes several with different dates.

    >>> read_json_ld(['{"@type": "Article", "datePublished": "2024-05-03"}']).stated
    {'datePublished': '2024-05-03'}
    """
    nodes = [node for script in scripts for node in _nodes(_content_of(script[:_MOST_CHARACTERS]))]
    texts = [node for node in nodes if _TEXTS.search(_type(node))]
    others = [node for node in nodes if not _EVENT.search(_type(node)) and not _LISTS.search(_type(node))]
    events = {str(node[name])[:10] for node in nodes for name in ("startDate", "endDate") if node.get(name)}
    return StructuredDates(stated=_agreed_dates(texts) or _agreed_dates(others), of_events=frozenset(events))


def _content_of(script: str) -> Any:
    """The content of a script; pages wrap it in comments, break lines in texts and leave commas behind."""
    bare = _WRAPPER.sub("", script)
    for text in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(content: Any) -> Iterator[Mapping[str, Any]]:
    """Every thing described, in the order written, without those that the page only lists or mentions."""
    pending = [content]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(reversed(current))
        elif isinstance(current, dict):
            yield current
            inner = [value for key, value in current.items() if key.lower() not in _ABOUT_OTHERS]
            pending.extend(value for value in reversed(inner) if isinstance(value, dict | list))


def _type(node: Mapping[str, Any]) -> str:
    kind = node.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _agreed_dates(nodes: list[Mapping[str, Any]]) -> dict[str, str]:
    """The first value of each property; nothing where several things were published on different days."""
    published = {str(node[PUBLISHED])[:10] for node in nodes if node.get(PUBLISHED)}
    if len(published) > 2:  # a page and its article may differ; more are a list
        return {}
    stated: dict[str, str] = {}
    for node in nodes:
        for name in _NAMES:
            if isinstance(value := node.get(name), str) and value:
                stated.setdefault(name, value[:_LONGEST_VALUE])
    return stated
