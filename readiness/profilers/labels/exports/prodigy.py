"""Exports of Prodigy (``prodigy db-out``): JSON lines with an ``answer``: accept, reject or ignore.

The fields are those of https://prodi.gy/docs/api-interfaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from readiness.profilers.labels import answers as model
from readiness.profilers.labels.answers import Answer, Export, ExportItem
from readiness.profilers.labels.values import text_of

TOOL = "Prodigy"
ANSWERS = {"accept": model.GIVEN, "reject": model.REJECTED, "ignore": model.IGNORED}
_ANNOTATORS = ("_annotator_id", "_session_id")


def is_export(columns: Sequence[str], records: Sequence[Mapping[str, str]]) -> bool:
    """True when a column ``answer`` holds nothing but Prodigy's three answers, beside what was asked."""
    if "answer" not in columns or not {"label", "spans", "accept", "options", "_input_hash"} & set(columns):
        return False
    return {row["answer"].strip() for row in records if row["answer"].strip()} <= set(ANSWERS)


def read(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """One export; rows with one ``_input_hash`` and several people are answers for one item."""
    shared = len({row.get(name) for row in records for name in _ANNOTATORS if row.get(name)}) > 1
    groups: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for number, row in enumerate(records):
        groups[(row.get("_input_hash", "") if shared else "") or f"row {number}"].append(row)
    items = tuple(_item(rows) for rows in groups.values())
    own = next((name for name in ("id", "_task_hash", "_input_hash") if records and records[0].get(name)), "text")
    return [Export(tool=TOOL, items=items, own=own)]


def _item(rows: Sequence[Mapping[str, str]]) -> ExportItem:
    fields = {**model.dict_of(rows[0].get("meta", "")), **_fields_naming(rows[0])}
    return ExportItem(names=model.names_in(fields), text=rows[0].get("text", ""), answers=tuple(map(_answer, rows)))


def _fields_naming(row: Mapping[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if name not in {"answer", "label", "accept", *_ANNOTATORS}}


def _answer(row: Mapping[str, str]) -> Answer:
    who = next((row[name] for name in _ANNOTATORS if row.get(name)), "")
    state = ANSWERS.get(row["answer"].strip(), model.NO_ANSWER)
    if state != model.GIVEN:
        return Answer(annotator=who, state=state)
    labels = _labels(row)
    return Answer(annotator=who, labels=labels, state=model.GIVEN if labels else model.EMPTY)


def _labels(row: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Options chosen, spans drawn, or the one label that was asked."""
    if row.get("accept", "").strip():
        texts = {
            text_of(one.get("id")): one.get("text")
            for one in model.list_of(row.get("options"))
            if isinstance(one, dict)
        }
        chosen = [text_of(one) for one in model.list_of(row["accept"])]
        return model.whole([texts.get(one) or one for one in chosen])
    spans = tuple(pair for one in model.list_of(row.get("spans")) if isinstance(one, dict) for pair in _span(one))
    return spans or model.whole([row.get("label", "")])


def _span(span: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    place = f"{text_of(span.get('start'))} {text_of(span.get('end'))}".strip() or text_of(span.get("id"))
    return ((text_of(span.get("label")), place or "span"),) if span.get("label") else ()
