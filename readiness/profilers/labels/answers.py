"""The common form of an export of an annotation tool: items, the answers given to each, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.profilers.labels.values import text_of

GIVEN, EMPTY = "", "empty"
CANCELLED, SKIPPED, REJECTED, IGNORED = "cancelled", "skipped", "rejected", "ignored"
DISCARDED, PENDING, DRAFT = "discarded", "pending", "draft"
NO_ANSWER, NO_CHOICE = "no annotation", "no class chosen"
"""States of an answer. ``EMPTY``: submitted without a label. The others but ``GIVEN`` mean: nobody labelled this."""

LONGEST_NAME = 1024
"""A longer value names no item: it is its text (chosen by us; paths end at 1,024 bytes in S3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person's answer for one item. A label of a span is ``(label, place)``; the place is "" for the whole item."""

    labels: tuple[tuple[str, str], ...] = ()
    annotator: str = ""
    state: str = GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItem:
    """One labelled thing: fields that may name it, its text, and the answers."""

    names: Mapping[str, str]
    answers: tuple[Answer, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One question of one export. ``own`` is the field by which the tool itself numbers its items, ``files``
    are the documents that hold the export, where they are several.
    """

    tool: str
    items: tuple[ExportItem, ...]
    question: str = "label"
    own: str = "id"
    classes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def keys(self, name: str) -> tuple[str, ...]:
        """The field ``name`` of each item; the place in the file of an item without it."""
        return tuple(item.names.get(name, "").strip() or f"row {at}" for at, item in enumerate(self.items, start=1))

    @property
    def has_spans(self) -> bool:
        return any(place for item in self.items for answer in item.answers for _, place in answer.labels)

    @property
    def has_several(self) -> bool:
        return any(len(answer.labels) > 1 for item in self.items for answer in item.answers)


def whole(labels: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """Labels of the whole item, without repeats."""
    return tuple((text, "") for text in dict.fromkeys(text_of(one) for one in labels) if text.strip())


def json_value(cell: str) -> Any:
    """The value of a cell that holds JSON; None when it holds none."""
    bare = cell.strip()
    if not bare or bare[0] not in "[{":
        return None
    try:
        return json.loads(bare)
    except (ValueError, RecursionError):
        return None


def names_in(fields: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are short enough to name an item, as text."""
    known = {
        str(name): text_of(value)
        for name, value in fields.items()
        if isinstance(value, (str, int, float)) and value != ""
    }
    return {
        name: text for name, text in known.items() if len(text) <= LONGEST_NAME and not isinstance(fields[name], bool)
    }


def longest_text(fields: Mapping[str, Any]) -> str:
    """The longest text among the fields: what was labelled, where it stands in the export."""
    texts = [value for value in fields.values() if isinstance(value, str)]
    return max(texts, key=len, default="")


def dict_of(value: Any) -> dict[str, Any]:
    """A JSON object, empty where the value is none; an object written as text is read."""
    value = json_value(value) if isinstance(value, str) else value
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A JSON array, empty where the value is none; an array written as text is read."""
    value = json_value(value) if isinstance(value, str) else value
    return value if isinstance(value, list) else []
