"""Two labels of one item, or of two copies of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.profilers.labels import values
from readiness.profilers.labels.label_rows import LabelRow

ADJUDICATORS = frozenset(
    {"adjudicated", "adjudication", "adjudicator", "agreed", "consensus", "final", "gold", "ground_truth", "majority"}
)
"""Annotators whose word settles an item (chosen by us, after common practice in annotation files)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two labels of one item: ``label`` and ``other``. ``related`` is the copy with the other one, "" for the item."""

    item: str
    label: str
    other: str
    related: str = ""
    annotators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """One person's answer for an item: its labels as written, and as classes with the place of each."""

    annotator: str
    labels: tuple[str, ...]
    classes: frozenset[tuple[str, str]]

    @property
    def text(self) -> str:
        return ", ".join(dict.fromkeys(self.labels))


def answers_of(rows: Sequence[LabelRow], misspelt: Mapping[str, str]) -> list[GivenAnswer]:
    """The answers that the rows of one item give, in their order."""
    groups: dict[tuple[str, str], list[LabelRow]] = {}
    for number, row in enumerate(rows):
        groups.setdefault((row.answer, row.annotator) if row.answer else (f"{number}", ""), []).append(row)
    return [
        GivenAnswer(
            annotator=group[0].annotator,
            labels=tuple(row.label for row in group),
            classes=frozenset((intended_class(row.label, misspelt), row.place) for row in group),
        )
        for group in groups.values()
    ]


def intended_class(label: str, misspelt: Mapping[str, str]) -> str:
    """The folded class of a label, the same for all spellings of one class."""
    return values.fold_label(misspelt.get(label) or label) or label


def is_adjudicated(annotator: str) -> bool:
    """True for an annotator whose word settles an item."""
    return annotator.strip().casefold() in ADJUDICATORS


def item_conflicts(given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]) -> list[Conflict]:
    """Items with two answers and no adjudicated one; differing spans are a matter of agreement alone."""
    conflicts = []
    for item, rows in given.items():
        if any(row.place for row in rows):
            continue
        first, *others = answers_of(_adjudicated_rows(rows), misspelt)
        opposing = next((other for other in others if other.classes != first.classes), None)
        if opposing:
            who = (first.annotator, opposing.annotator) if first.annotator != opposing.annotator else ()
            conflicts.append(Conflict(item=item, label=first.text, other=opposing.text, annotators=who))
    return conflicts


def _adjudicated_rows(rows: Sequence[LabelRow]) -> Sequence[LabelRow]:
    """Rows of an adjudicator, where there are any: they overrule the other annotators; else all rows."""
    return [row for row in rows if is_adjudicated(row.annotator)] or rows


def copy_conflicts(
    groups: Iterable[Sequence[str]], given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]
) -> list[Conflict]:
    """Every labelled item that has a copy with another label, against the first such copy."""
    conflicts = []
    for group in groups:
        labelled = [(item, answers_of(_adjudicated_rows(given[item]), misspelt)[0]) for item in group if item in given]
        for item, answer in labelled:
            opposing = next(((i, o) for i, o in labelled if o.classes != answer.classes), None)
            if opposing:
                conflicts.append(Conflict(item=item, label=answer.text, other=opposing[1].text, related=opposing[0]))
    return conflicts
