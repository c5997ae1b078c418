"""Changes between two versions of a document, without a language model: sections, dates, amounts and parties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.document_dates import grammar
from readiness.profilers.duplicates.identity import party_fields

READ_CHARACTERS = 100_000
"""Longer texts are compared by this much of their beginning. Chosen by us."""
NAMED = 5
"""Values named of each kind; the rest is counted. Chosen by us."""

_HEADING = re.compile(
    r"^(?:#{1,6}[ \t]+(?P<marked>[^\n]{1,120})"
    r"|(?P<numbered>(?:§|(?:article|artikel|art\.|section|abschnitt|clause|chapter|kapitel|chapitre)[ \t])"
    r"[ \t]?\d[^\n]{0,100}"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\.?[ \t]+[^\W\d_][^\n]{0,90}[^\s.;,:])"
    r"|(?P<underlined>[^\s=~#-][^\n]{0,120})\n(?:={3,}|-{3,}|~{3,}))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_AMOUNT = re.compile(
    r"(?:(?:EUR|USD|GBP|CHF|[€$£])[ \t\xa0]?\d[\d.,'\xa0 ]{0,14}\d|(?:EUR|USD|GBP|CHF|[€$£])[ \t\xa0]?\d"
    r"|\d(?:[\d.,'\xa0]{0,14}\d)?[ \t\xa0]?(?:EUR|USD|GBP|CHF|[€$£%]|euros?|pounds|dollars)(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Values of one text that a reader compares, each kind in the order of the text."""

    sections: tuple[str, ...]
    dates: tuple[str, ...]
    amounts: tuple[str, ...]
    parties: tuple[str, ...]


def read_marks(text: str) -> Marks:
    """The sections, dates, amounts and parties of a text."""
    head = text[:READ_CHARACTERS]
    headings = (next(filter(None, found.groups())) for found in _HEADING.finditer(head))
    return Marks(
        sections=_distinct(" ".join(each.strip("# \t").split()) for each in headings),
        dates=_distinct(str(written.first) for written in grammar.find(head)),
        amounts=_distinct(" ".join(found[0].split()) for found in _AMOUNT.finditer(head)),
        parties=_distinct(party_fields(head).values()),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def describe_changes(older: Marks, newer: Marks) -> str:
    """The changes, values named: ``date added: 2024-05-03; section removed: Scope``; or that it is wording alone."""
    kinds = (
        ("section", older.sections, newer.sections),
        ("date", older.dates, newer.dates),
        ("amount", older.amounts, newer.amounts),
        ("party", older.parties, newer.parties),
    )
    clauses = [clause for kind, before, after in kinds for clause in _clauses(kind, before, after)]
    return "; ".join(clauses) or "wording alone"


def _clauses(kind: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    for verb, values, known in (("added", after, before), ("removed", before, after)):
        if changed := [value for value in values if value not in known]:
            more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
            yield f"{kind} {verb}: {'; '.join(changed[:NAMED])}{more}"
