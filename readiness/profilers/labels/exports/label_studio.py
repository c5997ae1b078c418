"""Exports of Label Studio: JSON (tasks with annotations), JSON-MIN and CSV or TSV (one row for each annotation).

The fields are those of https://labelstud.io/guide/task_format and https://labelstud.io/guide/export.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from readiness.profilers.labels import answers as model
from readiness.profilers.labels.answers import Answer, Export, ExportItem
from readiness.profilers.labels.values import are_classes, text_of

TOOL = "Label Studio"
GROUND_TRUTH = "ground_truth"
"""Annotator of an answer that the project marked as ground truth: it settles the item."""
_ANSWERS = ("annotations", "completions")
_FLAT = frozenset({"annotation_id", "lead_time", "annotator", "created_at", "updated_at"})
_FLAT_MARKS = 2
"""Columns of Label Studio beside ``annotator`` or ``annotation_id`` that show a flat export (chosen by us)."""
_NO_CLASS = ("text", "number", "rating", "ranker", "datetime")
_PLACE = ("start", "end", "x", "y", "width", "height", "startOffset", "endOffset", "start_time", "end_time")
_USUAL_SHARE = 0.5
"""A question that fewer than half as many answers hold as the most answered one is optional (chosen by us)."""


def is_tasks(columns: Sequence[str]) -> bool:
    """True for the columns of the JSON export."""
    return "data" in columns and any(name in columns for name in _ANSWERS)


def is_flat(columns: Sequence[str]) -> bool:
    """True for the columns of JSON-MIN and CSV."""
    known = _FLAT & set(columns)
    return ("annotation_id" in known or "annotator" in known) and len(known) > _FLAT_MARKS - 1 and "lead_time" in known


def read_tasks(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """One export for each question of the labelling interface; one without a name when nobody answered any."""
    tasks = [(record, model.dict_of(record["data"]), _annotations(record)) for record in records]
    asked: Counter[str] = Counter()
    for _, _, answers in tasks:
        asked.update(name for one in answers for name in set(_results(one)))
    usual = [name for name, count in sorted(asked.items()) if count >= _USUAL_SHARE * max(asked.values())]
    return [_question(tasks, name) for name in usual or ["label"]]


def _question(tasks: Sequence[tuple[Mapping[str, str], dict[str, Any], list[Any]]], name: str) -> Export:
    items = tuple(
        ExportItem(
            names={"id": record.get("id", ""), **_upload(record), **model.names_in(data)},
            text=model.longest_text(data),
            answers=tuple(_answer(one, name) for one in answers) or _no_answer(record),
        )
        for record, data, answers in tasks
    )
    return Export(tool=TOOL, items=items, question=name)


def _upload(record: Mapping[str, str]) -> dict[str, str]:
    return {"file_upload": record["file_upload"]} if record.get("file_upload", "").strip() else {}


def _no_answer(record: Mapping[str, str]) -> tuple[Answer, ...]:
    return (Answer(state=model.DRAFT if model.list_of(record.get("drafts", "")) else model.NO_ANSWER),)


def _annotations(record: Mapping[str, str]) -> list[dict[str, Any]]:
    found = next((record[name] for name in _ANSWERS if record.get(name)), "")
    return [one for one in model.list_of(found) if isinstance(one, dict)]


def _results(annotation: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The results of one annotation by question, those that give a class."""
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for result in model.list_of(annotation.get("result")):
        if isinstance(result, dict) and _classes_of(model.dict_of(result.get("value")), str(result.get("type", ""))):
            by_name[str(result.get("from_name") or "label")].append(result)
    return by_name


def _answer(annotation: Mapping[str, Any], question: str) -> Answer:
    who = annotator_name(annotation.get("completed_by"))
    if annotation.get("ground_truth") is True:
        who = GROUND_TRUTH
    if annotation.get("was_cancelled") is True:
        return Answer(annotator=who, state=model.CANCELLED)
    if annotation.get("skipped") is True:
        return Answer(annotator=who, state=model.SKIPPED)
    labels = [pair for result in _results(annotation).get(question, ()) for pair in _labels(result)]
    return Answer(annotator=who, labels=tuple(dict.fromkeys(labels)), state=model.GIVEN if labels else model.EMPTY)


def annotator_name(who: Any) -> str:
    """The annotator: the number of a user, else the address; an export may give one person in both ways."""
    if isinstance(who, dict):
        who = who.get("id") or who.get("email") or who.get("username")
    return text_of(who) if isinstance(who, (str, int, float)) else ""


def _labels(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    value = model.dict_of(result.get("value"))
    place = " ".join(text_of(value[name]) for name in _PLACE if name in value)
    for label in _classes_of(value, str(result.get("type", ""))):
        yield label, place


def _classes_of(value: Mapping[str, Any], kind: str) -> list[str]:
    """The classes of one value: choices, any kind of labels, a taxonomy's path; nothing of typed text."""
    if kind in {"textarea", "relation"}:
        return []
    for name, content in value.items():
        if name in {"choices", "taxonomy"} or name.casefold().endswith("labels"):
            parts = content if isinstance(content, list) else [content]
            return [" / ".join(map(text_of, one)) if isinstance(one, list) else text_of(one) for one in parts]
    if kind == "rating" or set(value) == {"rating"}:
        return [text_of(value.get("rating"))]
    return [text_of(value["selected"])] if kind == "pairwise" and "selected" in value else []


def read_flat(records: Sequence[Mapping[str, str]]) -> list[Export]:
    """One export for each column that holds answers; rows of one task are answers of several people."""
    columns = list(records[0]) if records else []
    questions = _question_columns(records, [name for name in columns if name not in _FLAT and name != "id"])
    return [_flat_export(records, name) for name in questions]


def _flat_export(records: Sequence[Mapping[str, str]], question: str) -> Export:
    by_task: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for number, record in enumerate(records):
        by_task[record.get("id") or f"row {number + 1}"].append(record)
    items = tuple(
        ExportItem(
            names={**model.names_in({name: cell for name, cell in rows[0].items() if name not in _FLAT}), "id": task},
            text=model.longest_text({name: cell for name, cell in rows[0].items() if name not in {*_FLAT, question}}),
            answers=tuple(_flat_answer(row, question) for row in rows),
        )
        for task, rows in by_task.items()
    )
    return Export(tool=TOOL, items=items, question=question)


def _flat_answer(row: Mapping[str, str], question: str) -> Answer:
    if row.get("was_cancelled", "").casefold() == "true":
        return Answer(annotator=row.get("annotator", ""), state=model.CANCELLED)
    labels = tuple(dict.fromkeys(_flat_labels(row[question])))
    if labels:
        return Answer(annotator=row.get("annotator", ""), labels=labels)
    nobody = not row.get("annotation_id", "x").strip() or not row.get("annotator", "x").strip()
    return Answer(annotator=row.get("annotator", ""), state=model.NO_ANSWER if nobody else model.EMPTY)


def _flat_labels(cell: str) -> Iterator[tuple[str, str]]:
    """A plain class, ``{"choices": [...]}``, or a list of classes or spans."""
    value = model.json_value(cell)
    if value is None:
        yield from model.whole([cell.strip()])
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from _labels({"value": one})
        elif one is not None:
            yield from model.whole([one])


def _question_columns(records: Sequence[Mapping[str, str]], columns: Sequence[str]) -> list[str]:
    """The columns of answers: choices or spans; else classes that differ within a task, or have a usual name."""
    structured = [name for name in columns if any(_is_answer(model.json_value(row[name])) for row in records)]
    if structured:
        return structured
    classes = [name for name in columns if are_classes(_counts(records, name)) and len(_counts(records, name)) > 1]
    differing = [name for name in classes if _differs(records, name)]
    usual = [name for name in classes if name.casefold() in {"label", "labels", "class", "category", "choice"}]
    return differing or usual or classes[-1:]


def _counts(records: Sequence[Mapping[str, str]], name: str) -> Counter[str]:
    return Counter(row[name] for row in records if row[name].strip())


def _is_answer(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(_classes_of(value, ""))
    return isinstance(value, list) and any(isinstance(one, dict) and _classes_of(one, "") for one in value)


def _differs(records: Sequence[Mapping[str, str]], name: str) -> bool:
    """True when rows of one task hold several values: people differ in answers, not in the data of a task."""
    first: dict[str, str] = {}
    return any(first.setdefault(row.get("id", ""), row[name]) != row[name] for row in records if row.get("id"))
