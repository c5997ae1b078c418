"""Dates in elements of a web page that are marked as dates, and in the lines around its title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.document_dates import grammar, label_roles
from readiness.document_dates.label_words import NOT_DATES_OF_THE_DOCUMENT
from readiness.model import DateClaim, DateKind

_MARKED = ("element.", "microdata.", "address.")
_BYLINE = "byline."
_WEAK = ("byline.", "address.")
_VERSIONS = frozenset("version v ver rev revision edition release issue ausgabe".split())
"""Words of keys whose values may be numbers with two points, such as 10.11.12, that are no days."""

_FEWEST_OF_A_LIST = 3
"""Lines with different dates below a title that make a table or a list. Chosen by us."""

_MOST_WORDS = 9
"""Words beside the date in a byline: author, section, time of reading. Chosen by us; sentences have more."""

_MOST_WORDS_OF_A_DATELINE = 3
"""Words before the date with which a press release begins: a town and its country. Chosen by us."""

_SENTENCE_END = re.compile(r"[.!?…。]\W{0,2}$")
_AFTER_A_SENTENCE = re.compile(r"(?:[.!?…。]\s+\W{0,2}|\()$")
_DATELINE_END = re.compile(r"[\s\])]{0,3}(?:[–—:|]|-\s|//|\()")
_NAME = re.compile(r"[^\W\d_]+")


def without_weak(claims: Iterable[DateClaim]) -> list[DateClaim]:
    """The claims; those of a byline or an address only where nothing else says when the page was published."""
    listed = list(claims)
    strong = [claim for claim in listed if not claim.text.startswith(_WEAK)]
    dated = any(claim.kind in {DateKind.REVIEWED, DateKind.UPDATED, DateKind.PUBLISHED} for claim in strong)
    return strong if dated else listed


def written_date(key: str, value: str, order: bool | None) -> tuple[grammar.WrittenDate, str] | None:
    """The date that a field holds, and the words it was read from; of other fields only a date they begin with.

    >>> str(written_date("byline.date", "Ann Moor | 3 May 2024 | News", None)[0].first)
    '2024-05-03'
    """
    if key.startswith(_BYLINE):
        return _byline_date(key, value, order)
    if key.startswith(_MARKED):
        found = grammar.value(value, order) or next(iter(grammar.find(value, order)), None)
        words = f"{key}: {value[found.start : found.end] if found and found.end <= len(value) else ''}"
        return (found, words) if found else None
    found = grammar.value(value, order)
    if found is None and _VERSIONS.isdisjoint(label_roles.words(key)):
        found = grammar.short_value(value, order)
    return (found, f"{key}: {value}") if found else None


def _byline_date(key: str, value: str, order: bool | None) -> tuple[grammar.WrittenDate, str] | None:
    dated = [(line, found) for line in value.split("\n") if len(found := _days(line, order)) == 1]
    if len({found[0].first for _, found in dated}) >= _FEWEST_OF_A_LIST:
        return None
    for line, (written,) in dated:
        if _is_byline(line, written):
            return written, f"{key}: {line[written.start : written.end]}"
    return None


def _days(line: str, order: bool | None) -> list[grammar.WrittenDate]:
    return [one for one in grammar.find(line, order) if one.precision is grammar.Precision.DAY]


def _is_byline(line: str, written: grammar.WrittenDate) -> bool:
    """Return whether a line holds a date and a few names, or is a paragraph that begins with place and date."""
    before, after = line[: written.start], line[written.end :]
    if not NOT_DATES_OF_THE_DOCUMENT.isdisjoint(label_roles.words(before)):
        return False
    if len(_NAME.findall(before)) <= _MOST_WORDS_OF_A_DATELINE and _DATELINE_END.match(after):
        return True
    many = len(_NAME.findall(before)) > _MOST_WORDS_OF_A_DATELINE or "。" in before
    if many and _AFTER_A_SENTENCE.search(before):
        return False
    ends_sentence = len(_NAME.findall(after)) > 1 and _SENTENCE_END.search(after)
    return len(_NAME.findall(before + " " + after)) <= _MOST_WORDS and not ends_sentence
