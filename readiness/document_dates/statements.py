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
from readiness.document_dates.label_words import FILLER, REVIEW, REVIEWED, WEEKDAYS
from readiness.document_dates.stated_fields import HEAD_CHARACTERS
from readiness.model import DateKind
from readiness.text.text_search import around, lower_case

TEXT = "text"
TAIL_CHARACTERS = 4_000  # chosen by us: imprint, footer, document control table
_TITLE_LINES = 15  # a line that is only a date dates the document when it is this near its top
_CLAUSE = re.compile(r"[.!?;](?=\s)|[\n|\t•·]|\s[–—]\s|(?<=[a-z])\)")
_VERSION = re.compile(
    r"(?<![^\W\d_])(?:version|v|rev(?:ision)?|edition|issue|release)\.?\s{0,3}(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-z](?![a-z]))",
    re.IGNORECASE,
)
_OF_HISTORIES = re.compile(r"version|release|issue|edition|revis|approv|adopt|ausgabe|freigabe|signed", re.IGNORECASE)
FEWEST_OF_A_LIST = 3
"""Different days of publication under one label that make a list of items. Chosen by us."""

_AUTHOR = re.compile(
    r"(?P<verb>\b(?:posted|published|written|submitted|created|updated|modified|edited|revised|reviewed|approved|signed|"
    r"adopted|issued|prepared|erstellt|verfasst|geschrieben|geändert|aktualisiert|freigegeben|genehmigt|geprüft|publié|"
    r"approuvé|rédigé|publicado|aprobado|pubblicato|approvato|geplaatst|goedgekeurd|gepubliceerd|aprovado))\s+"
    r"(?:by|von|vom|par|por|da|dal|door)\s+(?:[^\W\d_][\w.'’-]*\s+){1,5}?(?=(?:on|am|le|el|il|op|em|den|at)\s*$)",
    re.IGNORECASE,
)
"""Who did it, between a verb and its day: "Approved by the Board of Governors on"."""

_LONGEST_LABEL = 120
_LAST_WORDS = 40
"""Characters before a date in which its last label word is looked for first; without one, the whole label is."""
_REVIEW_STEMS = ("review", "überprüf", "révis", "revis", "rived", "herzi")
_REVIEW = re.compile("review|überprüf|r[eé]vis|rived|herzi")
_REVIEW_WORDS = REVIEW | REVIEWED | {"reviews"}
_NO_PROMISE = frozenset({"last", "previous", "notice"})
_WORDS_OF_A_HEADING = 3
_BEFORE_REVIEW = 60
"""Characters before the word for a review in which its period is looked for. Chosen by us."""

_BARE_YEAR = re.compile(r"(?<![\w./-])(?:19|20)\d\d(?![\w/-]|\.\d)")


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
    bare = _AUTHOR.sub(r"\g<verb> ", _VERSION.sub(" ", label))
    if any(symbol.isdigit() for symbol in bare) or (label_roles.words(bare) and not label_roles.is_label(bare)):
        return None
    kind = label_roles.role(bare)
    return kind or (DateKind.PUBLISHED if versioned else None)


def _may_have_label(region: str, start: int, earliest: int) -> bool:
    """Return whether the word right before a date is a label word, as in every label of ``_context``."""
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


def _review_windows(region: str) -> Iterator[tuple[int, int]]:
    lower = lower_case(region)
    if any(stem in lower for stem in _REVIEW_STEMS):
        yield from ((max(0, start), end) for start, end in around(lower, _REVIEW, _BEFORE_REVIEW, _LONGEST_LABEL))


def _stated_periods(region: str) -> Iterator[Statement]:
    """Periods of review, before or after the word for it: "reviewed every two years", "alle zwei Jahre überprüft"."""
    for start, end in _review_windows(region):
        for written in periods.find(region[start:end]):
            place = (start + written.start, start + written.end)
            label = _promise(region, *place)
            if label and not _is_heading(region, *place):
                text = " ".join(f"{label} {region[place[0] : place[1]]}".split())
                yield Statement(role=label_roles.Role.PERIOD, text=text, period=written.period)


def _promise(region: str, start: int, end: int) -> str:
    """The label words around a period that make it one of review, "" where there are none."""
    before, after = _context(region, start, 0), _CLAUSE.split(region[end : end + _LONGEST_LABEL])[0]
    label_words = set(label_roles.words(before))
    if label_words & _REVIEW_WORDS and label_roles.is_label(before) and not label_words & _NO_PROMISE:
        return before
    own = _CLAUSE.split(region[max(0, start - _LONGEST_LABEL) : start])[-1]
    promised_after = set(label_roles.words(after)) & _REVIEW_WORDS and label_roles.is_label(after)
    if promised_after and (not label_roles.words(own) or label_roles.is_label(own)):
        return f"{own} {after}"
    return ""


def _is_heading(region: str, start: int, end: int) -> bool:
    """Return whether a period is in a line such as "Annual review", which heads a report or a section.

    Beside lines with keys and values the same words are a part of the document's control block.
    """
    first = region.rfind("\n", 0, start) + 1
    last = region.find("\n", end)
    line = region[first : last if last >= 0 else len(region)].strip()
    if line.startswith("#") or any(symbol.isdigit() for symbol in line[: max(0, start - first)]):
        return True
    if len(line.split()) > _WORDS_OF_A_HEADING or line[-1:] in ".;" or ":" in line or "|" in line:
        return False
    above, below = region[:first].rstrip().rpartition("\n")[2], region[max(last, end) :].lstrip().partition("\n")[0]
    return not any(":" in neighbour or "|" in neighbour for neighbour in (above, below))


def _due_years(region: str) -> Iterator[Statement]:
    """A year in which a review is due: "Next review due by end of 2025"."""
    for start, end in _review_windows(region):
        for year in _BARE_YEAR.finditer(region, start, end):
            label = _context(region, year.start(), 0)
            if label_roles.is_label(label) and label_roles.role(label) is DateKind.REVIEW_DUE:
                date = grammar.value(year[0])
                yield Statement(role=DateKind.REVIEW_DUE, text=f"{' '.join(label.split())} {year[0]}", date=date)


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
        found_statements += _due_years(region)
    if bare_lines and not any(stated.date for stated in found_statements):
        found_statements += _title_date(text, order)
    return tuple(found_statements)
