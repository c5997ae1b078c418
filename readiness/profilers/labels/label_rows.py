"""The rows of a set of labels: one for each label of a cell, or of an answer in an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.profilers.labels import answers, label_cells
from readiness.profilers.labels.answers import Answer, Export
from readiness.profilers.labels.spec import LabelSet, TableLookup, row_names


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One label as written; ``number`` counts the rows of its file from 0.

    ``answer`` is shared by the labels that one person gave in one go, "" where each row is an answer of its own.
    ``part`` counts the labels of one row. ``place`` is where a span lies. ``state`` says why there is no label.
    """

    key: str
    label: str
    annotator: str = ""
    slices: tuple[str, ...] = ()
    number: int | None = None
    answer: str = ""
    part: int = 0
    place: str = ""
    state: str = ""


def rows_of(lookup: TableLookup, labels: LabelSet) -> list[LabelRow]:
    """Every row of a label set, in the order of its file."""
    return list(_export_rows(labels, labels.export) if labels.export else _table_rows(lookup, labels))


def _table_rows(lookup: TableLookup, labels: LabelSet) -> Iterator[LabelRow]:
    columns = [labels.label, *([labels.annotator] if labels.annotator else []), *labels.slices]
    cells, *rest = lookup.read(labels.table, columns)
    keys = lookup.read(labels.table, [labels.item])[0] if labels.item else row_names(len(cells))
    annotators = rest.pop(0) if labels.annotator else [""] * len(cells)
    slices = list(zip(*rest, strict=True)) if rest else [()] * len(cells)
    several = label_cells.several_labels(cells, labels.classes)
    for number, (key, cell, who, part) in enumerate(zip(keys, cells, annotators, slices, strict=True)):
        own = several.get(cell, (cell,))
        answer = f"row {number}" if cell in several else ""
        for at, label in enumerate(own):
            yield LabelRow(key=key, label=label, annotator=who, slices=part, number=number, part=at, answer=answer)


def _export_rows(labels: LabelSet, export: Export) -> Iterator[LabelRow]:
    """An answer without a label is one where none may fit: of spans and of several classes; else nobody chose one."""
    may_be_empty = export.has_spans or export.has_several
    for number, (key, item) in enumerate(zip(export.keys(labels.item), export.items, strict=True)):
        slices = tuple(item.names.get(name, "") for name in labels.slices)
        part = 0
        for at, answer in enumerate(item.answers):
            for label, place in _labels(answer):
                yield LabelRow(
                    key=key,
                    label=label,
                    annotator=answer.annotator,
                    slices=slices,
                    number=number,
                    answer=f"answer {at}",
                    part=part,
                    place=place,
                    state=_state(answer, may_be_empty=may_be_empty),
                )
                part += 1


def _labels(answer: Answer) -> Sequence[tuple[str, str]]:
    return answer.labels if answer.labels and answer.state == answers.GIVEN else [("", "")]


def _state(answer: Answer, *, may_be_empty: bool) -> str:
    if answer.state == answers.EMPTY and not may_be_empty:
        return answers.NO_CHOICE
    return answer.state
