"""Dates and periods that a document prints about itself: "Last reviewed on 3 May 2024", "Review period: 6 months".

A date counts only when every word between it and the start of its clause is a label word, so that "The act was updated
by parliament on 3 May 2019" is no date of the document that reports it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.document_dates import grammar, label_roles, periods
from readiness.document_dates.label_words import FILLER, WEEKDAYS
from readiness.document_dates.stated_fields import HEAD_CHARACTERS
from readiness.model import DateKind
from readiness.text.text_search import around

TEXT = "text"
TAIL_CHARACTERS = 4_000  # chosen by us: imprint, footer, document control table
_TITLE_LINES = 15  # a line that is only a date dates the document when it is this near its top
_CLAUSE = re.compile(r"[.!?;](?=\s)|[\n|\t•·]|\s[–—]\s|(?<=[a-z])\)")
_VERSION = re.compile(
    r"(?:version|v|rev(?:ision)?|edition|issue|release)\.?\s{0,3}\d{1,3}(?:\.\d{1,3}){0,3}", re.IGNORECASE
)
_OF_HISTORIES = re.compile(r"version|release|issue|edition|revis|approv|adopt|ausgabe|freigabe|signed", re.IGNORECASE)
FEWEST_OF_A_LIST = 3
"""Different days of publication under one label that make a list of items. Chosen by us."""

_LONGEST_LABEL = 120
_LAST_WORDS = 40
"""Characters before a date in which its last label word is looked for first; without one, the whole label is."""
_REVIEW_STEMS = ("review", "überprüf")
_REVIEW = re.compile(r"[Rr]eview|REVIEW|[Üü]berprüf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One printed statement: a date or a period, its role and the words it was read from."""

    role: DateKind | label_roles.Role
    text: str
    date: grammar.WrittenDate | None = None
    period: periods.Period | None = None
    label: str = ""


def is_listable(role: DateKind | label_roles.Role | None, label: str) -> bool:
    """Return whether lists state this of each of their items; what histories of versions state does not count."""
    return role is DateKind.PUBLISHED and not _OF_HISTORIES.search(label)


def regions(text: str) -> tuple[str, ...]:
    """The head and the tail of a text: the places of statements about the document."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return (text,)
    return text[:HEAD_CHARACTERS], text[-TAIL_CHARACTERS:]


def _context(region: str, start: int, earliest: int) -> str:
    """The words of the clause before ``start``; where there are none, the line or table cell before it."""
    before = region[max(earliest, start - _LONGEST_LABEL) : start]
    breaks = [match.end() for match in _CLAUSE.finditer(before)]
    label = before[breaks[-1] :] if breaks else before
    if _has_words(label) or (start - len(before) == earliest == 0 and not breaks):
        return label
    cells = [cell for cell in re.split(r"[\n|\t]", before) if _has_words(cell)]
    return cells[-1] if cells else ""


def _has_words(label: str) -> bool:
    """Return whether a label says anything; a day of the week is a part of the date."""
    return any(word not in WEEKDAYS for word in label_roles.words(label))


def _label_role(label: str) -> DateKind | label_roles.Role | None:
    versioned = _VERSION.search(label)
    bare = _VERSION.sub(" ", label)
    if any(symbol.isdigit() for symbol in bare) or (label_roles.words(bare) and not label_roles.is_label(bare)):
        return None
    kind = label_roles.role(bare)
    return kind or (DateKind.PUBLISHED if versioned else None)


def _may_have_label(region: str, start: int, earliest: int) -> bool:
    """Whether the word right before a date is a label word: it is part of every label that ``_context`` finds."""
    near = label_roles.WORD.findall(region[max(earliest, start - _LAST_WORDS) : start])
    last = next((word for word in reversed(near[1:]) if word.lower() not in WEEKDAYS), None)
    return last is None or label_roles.is_label(last)


def _stated_dates(region: str, order: bool | None) -> Iterator[Statement]:
    earliest = 0
    for written in grammar.find(region, order):
        if not _may_have_label(region, written.start, earliest):
            earliest = written.end
            continue
        label = _context(region, written.start, earliest)
        kind = _label_role(label) if len(label) < _LONGEST_LABEL else None
        if isinstance(kind, DateKind):
            text = " ".join(f"{label} {region[written.start : written.end]}".split())
            label = " ".join(word for word in label_roles.words(label) if word not in FILLER)
            yield Statement(role=kind, text=text, date=written, label=label)
        earliest = written.end


def _without_lists(stated: Iterable[Statement]) -> list[Statement]:
    """The statements without those of a list of items, each of which has its own day of publication."""
    found_statements = list(stated)
    listed: dict[str, set[dt.date]] = defaultdict(set)
    for one in found_statements:
        if one.date:
            listed[one.label].add(one.date.first)
    return [
        one
        for one in found_statements
        if not (is_listable(one.role, one.label) and len(listed[one.label]) >= FEWEST_OF_A_LIST)
    ]


def _periods_after_review(region: str) -> Iterator[periods.WrittenPeriod]:
    lower = region.lower()
    if not any(stem in lower for stem in _REVIEW_STEMS):
        return
    for start, end in around(region, _REVIEW, 0, _LONGEST_LABEL):
        for written in periods.find(region[start:end]):
            yield periods.WrittenPeriod(start=start + written.start, end=start + written.end, period=written.period)


def _stated_periods(region: str) -> Iterator[Statement]:
    for written in _periods_after_review(region):
        label = _context(region, written.start, 0)
        counted_from = f"{label} {region[written.start : written.end]}"
        label_words = set(label_roles.words(label))
        promises = label_words & {"review", "reviewed", "reviews", "überprüfung", "überprüft"}
        if promises and label_roles.is_label(label) and not label_words & {"last", "previous", "notice"}:
            yield Statement(role=label_roles.Role.PERIOD, text=" ".join(counted_from.split()), period=written.period)


def _title_date(text: str, order: bool | None) -> Iterator[Statement]:
    """The line near the top that is only a date; none where several such lines make a list or a calendar."""
    lines = [line.strip(" \t#*_>()") for line in text[:HEAD_CHARACTERS].splitlines() if line.strip()]
    found = [(line, date) for line in lines[: 4 * _TITLE_LINES] if (date := _whole_line_date(line, order))]
    if found and found[0][0] in lines[:_TITLE_LINES] and len({date.first for _, date in found}) < FEWEST_OF_A_LIST:
        yield Statement(role=DateKind.PUBLISHED, text=found[0][0], date=found[0][1])


_TAIL_OF_A_DATE = 3  # the full stop or the "г." with which some languages end a date


def _whole_line_date(line: str, order: bool | None) -> grammar.WrittenDate | None:
    date = grammar.value(line, order) if 6 <= len(line) <= 40 else None
    return (
        date if date and date.precision < grammar.Precision.YEAR and len(line) <= date.end + _TAIL_OF_A_DATE else None
    )


def statements(text: str, order: bool | None = None, *, bare_lines: bool = True) -> tuple[Statement, ...]:
    r"""Every statement in the head and tail of ``text``; a bare date line near the top counts as published.

    ``bare_lines`` False leaves such lines out, where a reader found the title and its byline in the markup.

    >>> [s.text for s in statements("Terms\nThis page was last reviewed on 28 October 2025.")]
    ['This page was last reviewed on 28 October 2025']
    """
    found_statements: list[Statement] = []
    for region in regions(text):
        found_statements += _without_lists(_stated_dates(region, order))
        found_statements += _stated_periods(region)
    if bare_lines and not any(stated.date for stated in found_statements):
        found_statements += _title_date(text, order)
    return tuple(found_statements)
