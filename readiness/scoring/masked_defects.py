"""Defects as they may be published: values in evidence are masked, and so is what a message quotes of them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.scoring.masking import Masking

NAMES_ONLY = frozenset(
    {
        "content.boilerplate",
        "content.empty",
        "content.hidden",
        "content.chunkable",
        "content.low_quality",
        "content.self_recall",
        "currency.gaps",
        "currency.review_overdue",
        "currency.stale",
        "currency.undated",
        "format.scan_share",
        "format.schema_drift",
        "format.type_mismatch",
        "rights.pii",
        "rights.secrets",
        "uniqueness.exact",
        "uniqueness.near",
    }
)
"""Codes whose defects hold names, dates and numbers alone (those of ``rights`` are masked where they are made)."""

NAME_KEYS = frozenset(
    {
        *("added", "agree", "at", "at_item", "at_key", "check", "compared_by", "differ", "expectation", "field"),
        *("ignored", "key_column", "keeper_source", "kind", "label_column", "labels", "of", "origin", "parent"),
        *("previous", "removed", "renamed", "reordered", "required", "retyped", "row_key", "severity", "state"),
        *(
            "suite",
            "told_apart_by",
            "unit",
            "joined_by",
            "classes_from",
            "annotator_column",
            "value_digests",
            "cell",
            "date_source",
            "tool",
            "probabilities",
            "relation",
            "format",
            "outcome",
            "members",
            "current",
            "readers",
            "audience",
            "names",
        ),
    }
)
"""Evidence that names items, tables, columns and settings, which are never masked."""

_BATCH_ROWS = 20_000
_KEYED_ROWS = frozenset({"uniqueness.rows", "uniqueness.records"})
_VALUES = frozenset({"token", "tokens", "suggested", "lowest", "highest", "observed", "from", "to", "text"})
_LABELS = frozenset({"label", "suggested", "other", "annotators", "classes", "label_minutes", "pairs"})
_COUNT = re.compile(r"(?<![\w.,+-])\d{1,6}(?= (?:%|[^\W\d]))")
_INSIDE = re.compile(r"[\w@+-]")
_HELD = 0xE000  # private use area: a placeholder for a name while a message is scanned


def mask_defects(defects: pa.Table, masking: Masking) -> pa.Table:
    """``schemas.DEFECTS`` with nothing raw in it, row by row."""
    batches = [_mask_batch(batch, masking) for batch in defects.cast(schemas.DEFECTS).to_batches(_BATCH_ROWS)]
    return pa.Table.from_batches(batches, schema=schemas.DEFECTS)


def _mask_batch(batch: pa.RecordBatch, masking: Masking) -> pa.RecordBatch:
    rows = [_Row(row=row, masking=masking) for row in batch.to_pylist()]
    open_rows = [row for row in rows if row.row["code"] not in NAMES_ONLY]
    masking.text.learn(text for row in open_rows for text in row.texts())
    for row in open_rows:
        row.mask()
    return pa.RecordBatch.from_pylist([row.row for row in rows], schema=schemas.DEFECTS)


def mask_defect(row: Mapping[str, Any], masking: Masking) -> dict[str, Any]:
    """One row of ``schemas.DEFECTS`` as it may be published."""
    made = _Row(row=dict(row), masking=masking)
    if row["code"] not in NAMES_ONLY:
        made.mask()
    return made.row


@dataclass(slots=True, kw_only=True)
class _Row:
    """One defect while it is masked. ``masked_texts`` maps raw texts to their masked forms."""

    row: dict[str, Any]
    masking: Masking
    facts: dict[str, Any] = field(default_factory=dict)
    masked_texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = json.loads(self.row["evidence"]) if self.row["code"] not in NAMES_ONLY else {}
        self.facts = facts if isinstance(facts, dict) else {}

    def texts(self) -> Iterator[str]:
        """Texts to scan: values, and the keys of rows."""
        for name, value in self.facts.items():
            if name not in NAME_KEYS:
                yield from _strings(value)
        yield from (text for text in (self.row["part"], self.row["related"]) if text and self._has_row_key)

    def mask(self) -> None:
        row, code = self.row, self.row["code"]
        facts = {name: self._evidence(name, value) for name, value in self.facts.items()}
        if facts != self.facts:
            row["evidence"] = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        self.facts = facts
        if self._has_row_key:
            numbers = self._numbers()
            row["part"] = self._key(row["part"], numbers[0] if numbers else None)
            row["related"] = self._key(row["related"], numbers[1] if len(numbers) > 1 else None)
        if code.startswith("labels."):
            item, related, *_ = [*self._numbers(), None, None]
            row["item"], row["related"] = (
                self._labelled_item(row["item"], item),
                self._labelled_item(row["related"], related),
            )
        row["message"] = self._sentence(row["message"])

    @property
    def _has_row_key(self) -> bool:
        return self.row["code"] in _KEYED_ROWS

    def _is_item(self, text: str) -> bool:
        """Return whether a text is this defect's item or the related one: names of items are never masked."""
        return (
            not self._has_row_key
            and not self.row["code"].startswith("labels.")
            and text
            in (
                self.row["item"],
                self.row["related"],
            )
        )

    def _is_protected(self, column: str | None, item: str | None = None) -> bool:
        return self.masking.is_protected(self.row["source"], item or self.row["item"], column)

    def _evidence(self, name: str, value: Any) -> Any:
        if name in NAME_KEYS or (isinstance(value, str) and self._is_item(value)):
            return value
        code = self.row["code"]
        if name == "rows":
            numbers = self._numbers() or itertools.repeat(None)
            return [self._key(raw, number) for raw, number in zip(value, numbers, strict=False)]
        if self._has_row_key and name in {"related", "keeper"}:
            numbers = self._numbers()
            return self._key(value, numbers[1] if name == "related" and len(numbers) > 1 else None)
        if code.startswith("labels.") and name in _LABELS:
            column = self.facts.get("annotator_column" if name in {"annotators", "pairs"} else "label_column")
            protected = self._is_protected(column, self.facts.get("labels"))
            return self._each(value, lambda raw: self.masking.label(raw, protected=protected))
        protected = name in _VALUES and not self._has_row_key and self._is_protected(self.row["part"])
        if isinstance(value, float) or (protected and isinstance(value, dict)):
            return self._number(value, protected=protected)
        return self._each(value, lambda raw: self.masking.value(raw, protected=protected))

    def _number(self, value: Any, *, protected: bool) -> Any:
        if isinstance(value, dict):
            masked = {self._note(name, self.masking.value(name, protected=protected)): n for name, n in value.items()}
            return {name: None if isinstance(n, float) else n for name, n in masked.items()}
        return self.masking.number(value, protected=protected)

    def _each(self, value: Any, show: Any) -> Any:
        """``show`` on every text inside ``value``; keys of a mapping that become equal are added up."""
        if isinstance(value, str):
            return self._note(value, show(value))
        if isinstance(value, list):
            return [self._each(one, show) for one in value]
        if isinstance(value, dict):
            made: dict[str, Any] = {}
            for name, one in value.items():
                masked = self._each(name, show)
                both = isinstance(one, int) and isinstance(made.get(masked), int)
                made[masked] = made[masked] + one if both else self._each(one, show)
            return made
        return value

    def _note(self, raw: str, masked: str) -> str:
        self.masked_texts[raw] = masked
        return masked

    def _numbers(self) -> list[int]:
        return list(self.facts.get("row_numbers") or ())

    def _key(self, raw: str | None, number: int | None) -> str | None:
        columns = self.facts.get("row_key")
        if raw is None or columns == "row number":
            return raw
        protected = any(self._is_protected(name) for name in columns or ())
        return self._note(raw, self.masking.row_key(raw, number, protected=protected))

    def _labelled_item(self, raw: str | None, number: int | None) -> str | None:
        """The labelled item: a path is never masked, the key of a row may be, and so may what names no item."""
        is_path = "joined_by" in self.facts and self.row["code"] != "labels.orphaned"
        is_path = is_path or (self.row["code"] == "labels.leakage" and "labels" not in self.facts)
        if raw is None or is_path or self.row["code"] == "labels.class_support":
            return raw
        column, tables = self.facts.get("key_column"), (self.facts.get("of"), self.facts.get("labels"))
        protected = any(table and self._is_protected(column, table) for table in tables)
        return self._note(raw, self.masking.row_key(raw, number, protected=protected))

    def _sentence(self, message: str) -> str:
        """The message with what is masked in the evidence masked too, and the rest of it scanned without its names."""
        for raw in sorted(self.masked_texts, key=len, reverse=True):
            if raw and self.masked_texts[raw] != raw:
                for spelled in {raw, repr(raw)[1:-1]}:
                    message = _replace_whole(message, spelled, self.masked_texts[raw])
        held = [name for name in dict.fromkeys(self._names()) if name and name in message]
        held = sorted(held, key=len, reverse=True)[:100]
        for at, name in enumerate(held):
            message = _replace_whole(message, name, chr(_HELD + at))
        template = _COUNT.sub("0", message)  # counts differ from row to row; the sentence around them does not
        if self.masking.text(template) != template:
            message = self.masking.text(message)
        for at, name in enumerate(held):
            message = message.replace(chr(_HELD + at), name)
        return message

    def _names(self) -> Iterator[str]:
        yield from (self.row[name] for name in ("item", "part", "related", "source") if self.row[name])
        yield from self.masked_texts.values()
        yield from (text for name in NAME_KEYS & self.facts.keys() for text in _strings(self.facts[name]))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _strings(one)


def _replace_whole(text: str, old: str, new: str) -> str:
    """Replace ``old`` where it is a word of its own, not inside a longer word or address."""
    parts, at = [], 0
    while (start := text.find(old, at)) >= 0:
        end = start + len(old)
        inside = _joins(text[start - 1 : start], old[0]) or _joins(text[end : end + 1], old[-1])
        parts += [text[at:start], old if inside else new]
        at = end
    return "".join([*parts, text[at:]])


def _joins(outer: str, inner: str) -> bool:
    return bool(_INSIDE.match(outer) and _INSIDE.match(inner))
