"""Exports of doccano: JSON lines with the text and a list of labels, spans, entities or annotations.

The fields are those of https://doccano.github.io/doccano/. An empty list is what doccano writes of an example that
nobody labelled, whatever the task: it keeps no mark for one that is empty on purpose (doccano/doccano#1444).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from readiness.profilers.labels import answers as model
from readiness.profilers.labels.answers import Answer, Export, ExportItem
from readiness.profilers.labels.values import text_of

TOOL = "doccano"
_TEXTS = ("text", "data", "sentence", "content", "filename", "image")
LISTS = ("label", "labels", "entities", "cats", "annotations", "accept")
LIST_SHARE = 0.95
"""A column is one of lists when so many of its filled cells hold one (chosen by us)."""
_SPAN = 3


def list_column(columns: Sequence[str], records: Sequence[Mapping[str, str]]) -> str:
    """The column of label lists in a file of texts; "" when there is none."""
    if not any(name in columns for name in _TEXTS):
        return ""
    found = [name for name in LISTS if name in columns and _holds_lists([row[name] for row in records])]
    return next((name for name in found if any(model.list_of(row[name]) for row in records)), (found or [""])[0])


def _holds_lists(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    lists = sum(isinstance(model.json_value(cell), list) for cell in filled)
    return bool(filled) and lists >= LIST_SHARE * len(filled)


def read(records: Sequence[Mapping[str, str]], column: str) -> list[Export]:
    """One export. ``cats`` and classes of sentences are added where spans and classes stand side by side."""
    items = tuple(
        ExportItem(
            names=_names(row, column),
            text=model.longest_text({n: c for n, c in row.items() if n != column}),
            answers=_answers(row[column]),
        )
        for row in records
    )
    return [Export(tool=TOOL, items=items, question=column)]


def _names(row: Mapping[str, str], column: str) -> dict[str, str]:
    fields = {**model.dict_of(row.get("meta", "")), **model.dict_of(row.get("metadata", ""))}
    fields |= {name: cell for name, cell in row.items() if name != column and model.json_value(cell) is None}
    return model.names_in(fields)


def _answers(cell: str) -> tuple[Answer, ...]:
    """The answer of one row; annotations that name their users are one answer for each user."""
    by_user: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in model.list_of(cell):
        for pair in _pairs(one):
            by_user[text_of(one["user"]) if isinstance(one, dict) and "user" in one else ""].append(pair)
    if not by_user:
        return (Answer(state=model.NO_ANSWER),)
    return tuple(Answer(annotator=who, labels=tuple(dict.fromkeys(pairs))) for who, pairs in by_user.items())


def _pairs(one: Any) -> list[tuple[str, str]]:
    """A class, ``[start, end, label]``, or an object with offsets."""
    if isinstance(one, dict):
        start, end = (
            next((one[name] for name in names if name in one), "")
            for names in (("start_offset", "start"), ("end_offset", "end"))
        )
        return (
            [(text_of(one.get("label")), f"{text_of(start)} {text_of(end)}".strip())]
            if text_of(one.get("label"))
            else []
        )
    if isinstance(one, list):
        is_span = len(one) >= _SPAN and isinstance(one[0], int) and isinstance(one[1], int)
        return [(text_of(one[2]), f"{one[0]} {one[1]}")] if is_span else []
    return list(model.whole([one]))
