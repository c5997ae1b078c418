"""Dates that the markup of a web page states: microdata, RDFa, time elements, classes, its address, its byline.

Each is given as it is written, under a key of words with its meaning: ``microdata.datePublished``, ``element.updated``.
``readiness.document_dates`` reads them. Of what was published and of what was updated only the surest place counts, so
that a date of a list, comment or neighbour never competes with the page's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.extraction.readers.json_ld import StructuredDates, read_json_ld

_MARKED = (
    "time, abbr[title], [itemprop*='date' i], [property*='date' i], [class*='date' i], [class*='publish' i], "
    "[class*='time' i], [class*='byline' i], [class*='submitted' i], [class*='posted' i], [class*='modified' i], "
    "[class*='lastmod' i], [id*='date' i], [id*='lastmod' i], [class*='-meta' i], [class*='_meta' i], "
    "[class*='datum' i], [class*='fecha' i]"
)
_MOST_MARKED = 400
_MOST_SCRIPTS = 60
_LONGEST_ELEMENT = 160
"""Characters of an element that is marked as a date; longer ones hold more than a date. Chosen by us."""

_FEWEST_OF_A_LIST = 3
"""Elements alike with different dates that make a list of items; two are a page's own and a repeated one."""

_MOST_ANCESTORS = 14
_OTHER_TAGS = frozenset({"aside", "nav"})
_OTHER_PARTS = frozenset(
    "comment comments commentlist respond sidebar widget related recent recommended teaser teasers calendar event "
    "events upcoming popular promo trending datepicker sponsored ad ads cookie banner breadcrumb menu nav pagination "
    "archive archives reply replies termine kalender".split()
)
_NOT_OF_THE_PAGE = frozenset(
    "event start end begin due birth expire expires expiry expiration picker range calendar countdown runtime "
    "deadline reading read timeline timeout copyright print printed departure arrival valid death opening".split()
)
_UPDATED = frozenset(
    "updated update modified lastmod lastmodified modification changed revised edited datemodified".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_STATE_WORDS = frozenset({"has", "with", "no", "is"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_BYLINE_BEFORE, _NEAR, _FAR = 2, 5, 9
"""Lines before a title, and after it, in which a byline is looked for. Chosen by us: pictures and tags lie between."""

_LONGEST_BYLINE, _LONGEST_FAR = 160, 40
"""Characters of a line near a title, and of one farther from it, that may be a byline. Chosen by us."""

_MOST_TITLES, _MOST_BYLINES, _MOST_CHARACTERS = 6, 12, 50_000
_SAYS_PUBLISHED = re.compile(r"publi|issued|created|pubdate|posted|^date$|dc[a-z]*\.date$|sailthru\.date|article\.date")
_SAYS_UPDATED = re.compile(r"modif|updated|revised|lastmod")


@dataclass(frozen=True, slots=True)
class _Found:
    """One element with a date: its key, its text, and what elements of its kind have in common."""

    key: str
    value: str
    alike: str


def page_dates(tree: Any, meta: Mapping[str, str], text: str, headings: Iterable[str]) -> dict[str, str]:
    """Key and value of every date that the markup of a page states, besides its meta elements."""
    document = tree.document
    if document is None:
        return {}
    scripts = list(document.query_selector_all('script[type*="ld+json" i]'))[:_MOST_SCRIPTS]
    structured = read_json_ld(script.text or "" for script in scripts)
    stated = {f"json_ld.{name}": value for name, value in structured.stated.items()}
    marked, foreign = _marked_dates(document, structured)
    for role in ("published", "updated"):
        if not any(_is_about(role, name) for name in (*meta, *stated)):
            stated |= _surest(found for found in marked if _is_about(role, found.key))
    if not any(_is_about("published", name) or _is_about("updated", name) for name in (*meta, *stated)):
        stated |= _address(document, meta) or ({} if structured.of_events else _byline(text, headings, foreign))
    return stated


def _is_about(role: str, name: str) -> bool:
    says = _SAYS_UPDATED if role == "updated" else _SAYS_PUBLISHED
    return bool(says.search(name.lower()))


def _surest(found: Iterable[_Found]) -> dict[str, str]:
    """The dates in the surest kind of place: microdata before elements; the first of each, as it heads its page."""
    listed = list(found)
    microdata = [one for one in listed if one.key.startswith("microdata.")]
    chosen = (microdata or listed)[:1]
    return {one.key: one.value for one in chosen}


def _marked_dates(document: Any, structured: StructuredDates) -> tuple[list[_Found], frozenset[str]]:
    """The dates of elements that are the page's own, and the texts of those that belong to its other parts."""
    dated = [
        (one, value) for one in list(document.query_selector_all(_MARKED))[:_MOST_MARKED] if (value := _value(one))
    ]
    of_others = [_is_of_another_part(one) for one, _ in dated]
    own = [pair for pair, of_other in zip(dated, of_others, strict=True) if not of_other]
    found = [
        _Found(key, value, f"{one.tag}.{one.getattr('class') or ''}.{key}") for one, value in own if (key := _key(one))
    ]
    found = [one for one in found if one.value[:10] not in structured.of_events]
    dates_alike: dict[str, set[str]] = defaultdict(set)
    for one in found:
        dates_alike[one.alike].add(one.value)
    foreign = {
        " ".join((one.text or "").split()) for (one, _), of_other in zip(dated, of_others, strict=True) if of_other
    }
    return (
        [one for one in found if len(dates_alike[one.alike]) < _FEWEST_OF_A_LIST],
        frozenset(text for text in foreign if _YEAR.search(text)),
    )


def _value(element: Any) -> str:
    """The date of an element as a program or a reader gets it, with its year; else ""."""
    for name in ("datetime", "content", "title" if element.tag == "abbr" else "content"):
        if (value := element.getattr(name) or "") and _YEAR.search(value):
            return str(value)[:_LONGEST_ELEMENT].strip()
    text = " ".join((element.text or "").split())
    return text if len(text) <= _LONGEST_ELEMENT and _YEAR.search(text) else ""


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _key(element: Any) -> str:
    named = element.getattr("itemprop") or element.getattr("property") or ""
    words = _words(f"{element.getattr('class') or ''} {element.getattr('id') or ''} {named}")
    if words & _NOT_OF_THE_PAGE:
        return ""
    if "date" in named.lower():
        return f"microdata.{named.rpartition(':')[2]}"
    if element.tag == "meta":
        return ""
    return "element.updated" if words & _UPDATED else "element.published"


def _is_of_another_part(element: Any) -> bool:
    """Return whether an element lies in a comment, a side column, a list of events or another thing described."""
    inner_scopes, node = 0, element
    for _ in range(_MOST_ANCESTORS):
        if node is None or node.tag in {"body", "html", None}:
            return False
        if node.tag in _OTHER_TAGS or any(_names_another_part(token) for token in _tokens(node)):
            return True
        inner_scopes += 1 if node.getattr("itemprop") and node.hasattr("itemscope") else 0
        if inner_scopes and _words(node.getattr("itemprop") or "") & _OTHER_PARTS:
            return True
        node = node.parent
    return False


def _tokens(node: Any) -> list[str]:
    return f"{node.getattr('class') or ''} {node.getattr('id') or ''}".split()


def _names_another_part(token: str) -> bool:
    words = [word.lower() for word in _WORD.findall(token)]
    return bool(words) and words[0] not in _STATE_WORDS and not _OTHER_PARTS.isdisjoint(words)


def _address(document: Any, meta: Mapping[str, str]) -> dict[str, str]:
    """The day in the page's own address, as news sites and blogs write it: ``/2024/05/03/title``."""
    link = document.query_selector('link[rel="canonical" i]')
    for address in (link.getattr("href") if link else "", meta.get("og:url", "")):
        if match := _ADDRESS_DAY.search(address or ""):
            return {"address.date": f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"}
    return {}


def _byline(text: str, headings: Iterable[str], foreign: frozenset[str]) -> dict[str, str]:
    """The lines around the first headings of a page that hold a year: author and date are written there.

    Which heading is the title is not asked: many sites mark their own name as one. ``foreign`` are dates of comments
    and neighbours.
    """
    lines = [" ".join(line.split()) for line in text[:_MOST_CHARACTERS].splitlines()]
    lines = [line for line in lines if line]
    titles = set(tuple(headings)[:_MOST_TITLES])
    near: dict[int, str] = {}
    for at, line in enumerate(lines):
        if line in titles:
            near |= {index: lines[index] for index in range(max(0, at - _BYLINE_BEFORE), min(len(lines), at + _NEAR))}
            far = range(at + _NEAR, min(len(lines), at + _FAR))
            near |= {index: lines[index] for index in far if len(lines[index]) <= _LONGEST_FAR}
    dated = [line[:_LONGEST_BYLINE] for _, line in sorted(near.items()) if _YEAR.search(line)]
    own = [line for line in dated if not any(date in line for date in foreign)]
    return {"byline.date": "\n".join(own[:_MOST_BYLINES])} if own else {}
