"""Each wrong label as a defect that names the item, what is wrong and what was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.labels.counting import Audited, Conflict
from readiness.profilers.labels.values import SUPPORTED

MAX_NAMED = 20
"""Scarce classes named in one defect; their number is given whole (chosen by us)."""

_OF_THE_LABEL_FILE = frozenset({"labels.class_support", "labels.orphaned"})
"""Defects whose item is the label file, or a key that only it knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    code: str
    item: str
    message: str
    remedy: str
    evidence: dict[str, Any] = field(default_factory=dict)
    related: str | None = None
    measure: float | None = None


def tell(builder: ProfileBuilder, one: Audited) -> None:
    """Write every defect of one label set; ``item`` is the labelled item's key as written in its source."""
    every = (*_missing(one), *_invalid(one), *_orphans(one), *_conflicts(one), *_scarce(one))
    row_of = _first_rows(one.items.rows, {key for found in every for key in (found.item, found.related) if key})
    for found in every:
        numbers = [row_of.get(key) for key in (found.item, found.related) if key]
        in_rows = None not in numbers and found.code not in _OF_THE_LABEL_FILE
        known = {"row_numbers": numbers} if in_rows else {}
        builder.defect(
            found.code,
            source=one.labels.source,
            item=found.item,
            message=found.message,
            remedy=found.remedy,
            evidence={**known, **found.evidence, **_where(one)},
            related=found.related,
            measure=found.measure,
        )


def _first_rows(rows: Sequence[str], wanted: Collection[str]) -> dict[str, int]:
    """The first row of each wanted key, counted from 0."""
    found: dict[str, int] = {}
    for number, key in enumerate(rows if wanted else ()):
        if key in wanted:
            found.setdefault(key, number)
    return found


def _where(one: Audited) -> dict[str, Any]:
    """Where the labels are, whose they are, how the two met, and how undeclared ones were found."""
    labels = one.labels
    known: dict[str, Any] = {"labels": labels.name, "label_column": labels.label}
    if key := labels.key if labels.of is not None or labels.inline else labels.item:
        known["key_column"] = key
    if labels.annotator:
        known["annotator_column"] = labels.annotator
    if labels.of is not None:
        known["of"] = labels.of["item"]
    if one.items.kind == "documents":
        known["joined_by"] = dict(one.joined.ways)
    if labels.inferred:
        known["inferred"] = labels.inferred
    if labels.classes_from not in {"", "config"}:
        known["classes_from"] = labels.classes_from
    return known


def _missing(one: Audited) -> Iterator[_Finding]:
    said = {
        "missing_row": "has no row in {file}",
        "blank": "has a blank label in {file}",
        "placeholder": "has the placeholder value {cell!r} instead of a label in {file}",
    }
    for item, (kind, cell) in one.counted.missing.items():
        yield _Finding(
            code="labels.missing",
            item=item,
            message=f"{item} " + said[kind].format(file=one.labels.name, cell=cell) + ".",
            remedy="Label the item, or take it out of what is to be labelled.",
            evidence={"kind": kind, "label": cell, "suggested": ""},
        )


def _invalid(one: Audited) -> Iterator[_Finding]:
    closed = bool(one.labels.classes)
    for item, label, suggested in one.counted.invalid:
        why = "is not one of the classes" if closed else f"is a rare spelling of {suggested!r}"
        hint = f"; probably {suggested!r} was meant" if closed and suggested else ""
        yield _Finding(
            code="labels.invalid",
            item=item,
            message=f"The label {label!r} of {item} {why}{hint}.",
            remedy="Correct the spelling or extend the class list.",
            evidence={"kind": "invalid", "label": label, "suggested": suggested, "closed_list": closed},
        )


def _orphans(one: Audited) -> Iterator[_Finding]:
    if one.labels.inline:
        return
    of = one.labels.of["item"] if one.labels.of is not None else one.labels.source
    for row in one.counted.orphans:
        name = row.key if row.key.strip() else "(blank)"
        yield _Finding(
            code="labels.orphaned",
            item=name,
            message=f"{one.labels.name} labels {name}, which is not in {of}.",
            remedy="Find the missing item or drop the row.",
            evidence={"kind": "orphan", "label": row.label, "suggested": "", **_numbered(row.number)},
        )


def _numbered(number: int | None) -> dict[str, list[int]]:
    return {} if number is None else {"row_numbers": [number]}


def _conflicts(one: Audited) -> Iterator[_Finding]:
    for conflict in one.counted.conflicts:
        copy = f"its copy {conflict.related}" if conflict.related else "the same item"
        yield _Finding(
            code="labels.conflicting",
            item=conflict.item,
            message=f"{conflict.item} is labelled {conflict.label!r}, and {copy} {conflict.other!r}.",
            remedy="Decide which label is right.",
            evidence=_both(conflict),
            related=conflict.related or None,
        )


def _both(conflict: Conflict) -> dict[str, Any]:
    said = {"kind": "conflict", "label": conflict.label, "suggested": "", "other": conflict.other}
    return {**said, "annotators": list(conflict.annotators)} if conflict.annotators else said


def _scarce(one: Audited) -> Iterator[_Finding]:
    """One defect for all scarce classes: they are closed by the same labelling round."""
    scarce = {name: count for name, count in one.counted.support.items() if count < SUPPORTED}
    if not scarce:
        return
    fewest = sorted(scarce.items(), key=lambda pair: (pair[1], pair[0]))[:MAX_NAMED]
    named = ", ".join(f"{name} ({count})" for name, count in fewest[:5])
    yield _Finding(
        code="labels.class_support",
        item=one.labels.name,
        message=f"{len(scarce)} of {len(one.counted.support)} classes have fewer than {SUPPORTED} examples: {named}.",
        remedy="Label more items of these classes, or merge classes.",
        evidence={"classes": dict(fewest), "count": len(scarce), "listed_at_most": MAX_NAMED},
        measure=len(scarce) / len(one.counted.support),
    )
