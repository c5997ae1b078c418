"""Exports of Argilla: records of version 2 (``responses`` by question), of feedback datasets, and of version 1.

The fields are those of https://docs.argilla.io (Record.to_dict, Dataset.to_datasets, TextClassificationRecord).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readiness.profilers.labels import answers as model
from readiness.profilers.labels.answers import Answer, Export, ExportItem
from readiness.profilers.labels.values import text_of

TOOL = "Argilla"
STATES = {
    "submitted": model.GIVEN,
    "discarded": model.DISCARDED,
    "draft": model.DRAFT,
    "pending": model.PENDING,
    "": model.GIVEN,
}
_FIRST_STATES = {"Default": model.PENDING, "Discarded": model.DISCARDED}
_FLAT = ".responses"


def is_records(columns: Sequence[str]) -> bool:
    """True for records with fields and responses."""
    return "responses" in columns and ("fields" in columns or "status" in columns)


def is_flat(columns: Sequence[str]) -> bool:
    """True for flattened records: ``label.responses`` beside ``label.responses.users``."""
    return any(name.endswith(_FLAT) and f"{name}.users" in columns for name in columns)


def is_first(columns: Sequence[str], records: Sequence[Mapping[str, str]]) -> bool:
    """True for records of version 1: an annotation, the agent that gave it, and a status."""
    if not {"annotation", "status"} <= set(columns) or not {"annotation_agent", "prediction", "inputs"} & set(columns):
        return False
    return {row["status"] for row in records} <= {"Default", "Validated", "Edited", "Discarded", ""}


def read_records(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """One export for each question."""
    answered = [list(_responses(row["responses"])) for row in records]
    questions = sorted({question for found in answered for question, _ in found if question}) or ["label"]
    return [
        Export(
            tool=TOOL, question=question, items=tuple(map(_item, records, (_of(found, question) for found in answered)))
        )
        for question in questions
    ]


def _of(found: Sequence[tuple[str, Answer]], question: str) -> tuple[Answer, ...]:
    return tuple(answer for name, answer in found if name in {question, ""})


def _item(row: Mapping[str, str], answers: tuple[Answer, ...]) -> ExportItem:
    fields = {
        **model.dict_of(row.get("metadata", "")),
        **model.dict_of(row.get("fields", "")),
        **model.dict_of(row.get("inputs", "")),
    }
    own = {name: row[name] for name in ("id", "external_id", "text", "_server_id") if row.get(name)}
    state = model.DISCARDED if row.get("status", "").casefold() == "discarded" else model.NO_ANSWER
    text = model.longest_text({**fields, "text": row.get("text", "")})
    return ExportItem(names=model.names_in({**fields, **own}), text=text, answers=answers or (Answer(state=state),))


def _responses(cell: str) -> Iterator[tuple[str, Answer]]:
    """(question, answer): of version 2 a list by question, of feedback datasets a list by user."""
    value = model.json_value(cell)
    for question, given in value.items() if isinstance(value, dict) else ():
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, dict):
                yield question, _answer(one.get("value"), one)
    for one in value if isinstance(value, list) else ():
        values = model.dict_of(one.get("values")) if isinstance(one, dict) else {}
        for question, given in values.items():
            yield question, _answer(model.dict_of(given).get("value", given), one)
        if isinstance(one, dict) and not values:
            yield "", _answer(None, one)


def _answer(value: Any, facts: Mapping[str, Any]) -> Answer:
    who, state = text_of(facts.get("user_id")), STATES.get(text_of(facts.get("status")), model.PENDING)
    if state != model.GIVEN:
        return Answer(annotator=who, state=state)
    labels = tuple(_labels(value))
    return Answer(annotator=who, labels=labels, state=model.GIVEN if labels else model.EMPTY)


def _labels(value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "label" in one:
            yield text_of(one["label"]), f"{text_of(one.get('start'))} {text_of(one.get('end'))}".strip()
        elif isinstance(one, list) and len(one) > 2:
            yield text_of(one[0]), f"{text_of(one[1])} {text_of(one[2])}"
        elif isinstance(one, (str, int, float)):
            yield from model.whole([one])


def read_flat(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """Flattened records: the answers, their users and their status stand in lists of equal length."""
    columns = list(records[0]) if records else []
    questions = [name.removesuffix(_FLAT) for name in columns if name.endswith(_FLAT)]
    return [
        Export(
            tool=TOOL,
            question=question,
            items=tuple(_item(row, tuple(_flat_answers(row, question))) for row in records),
        )
        for question in questions
    ]


def _flat_answers(row: Mapping[str, str], question: str) -> Iterator[Answer]:
    values = model.list_of(row[f"{question}{_FLAT}"])
    users = model.list_of(row.get(f"{question}{_FLAT}.users", ""))
    states = model.list_of(row.get(f"{question}{_FLAT}.status", ""))
    for at, value in enumerate(values):
        who = users[at] if at < len(users) else ""
        yield _answer(value, {"user_id": who, "status": states[at] if at < len(states) else ""})


def read_first(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """Records of version 1: only what is validated or edited was labelled by a person."""
    return [Export(tool=TOOL, items=tuple(_item(row, (_first_answer(row),)) for row in records))]


def _first_answer(row: Mapping[str, str]) -> Answer:
    who, state = row.get("annotation_agent", ""), _FIRST_STATES.get(row["status"], model.GIVEN)
    if state != model.GIVEN:
        return Answer(annotator=who, state=state)
    value = model.json_value(row["annotation"])
    labels = tuple(_labels(row["annotation"] if value is None else value))
    return Answer(annotator=who, labels=labels, state=model.GIVEN if labels else model.EMPTY)
