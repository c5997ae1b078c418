"""Facts that an XML document states about its own dates and validity: elements and attributes near its root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction.markup import local_name
from readiness.text.business_words import is_business_form

_ABOUT = re.compile(
    r"status|state|date|issued|publish|modif|updated|valid|expir|review|supersed|replac|obsolet|withdraw|successor|created",
    re.IGNORECASE,
)
_HEADS = re.compile(r"meta|header|info|front|record|admin|properties|prolog|identification|status", re.IGNORECASE)
_VALUES = ("value", "href", "ref", "target", "date", "code", "datetime")
_MOST_FACTS = 40
_LONGEST_VALUE = 200
_FEWEST_OF_A_LIST = 3
"""Children of one name that make a root a list of records: what they state is theirs. Chosen by us."""

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")


def stated_facts(root: Any) -> dict[str, str]:
    """Name and value of every fact; several values under one name are joined by "; ". None of a list or an order."""
    children = list(root)[: 10 * _MOST_FACTS]
    names = [local_name(child) for child in children]
    if any(names.count(name) >= _FEWEST_OF_A_LIST and len(child) for name, child in zip(names, children, strict=True)):
        return {}
    if is_business_form(word.lower() for name in (local_name(root), *names) for word in _WORD.findall(name)):
        return {}
    facts: dict[str, str] = {}
    for name, value in [*_facts(root), *(fact for child in children if _is_head(child) for fact in _facts(child))]:
        key = f"xml.{name}"
        if key in facts or len(facts) < _MOST_FACTS:
            facts[key] = f"{facts[key]}; {value}" if key in facts else value
    return facts


def _is_head(child: Any) -> bool:
    return len(child) > 0 and bool(_HEADS.search(local_name(child)))


def _facts(element: Any) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2]
        if _ABOUT.search(plain) and value.strip():
            yield plain, value.strip()[:_LONGEST_VALUE]
    for child in list(element)[: 10 * _MOST_FACTS]:
        name = local_name(child)
        if _ABOUT.search(name):
            yield from ((name, value[:_LONGEST_VALUE]) for value in _values(child) if value)


def _values(element: Any) -> Iterator[str]:
    """The text of an element or of the elements in it, else the attribute that holds its value."""
    text = " ".join((element.text or "").split())
    inner = [" ".join((child.text or "").split()) for child in list(element)[:_MOST_FACTS]]
    if text or any(inner):
        yield from ([text] if text else inner)
    else:
        yield next((element.get(name) for name in _VALUES if element.get(name)), "")
