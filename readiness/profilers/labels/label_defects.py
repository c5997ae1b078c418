"""Defects of single labels: the item, its error and the label that was probably intended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.labels.conflicts import Conflict
from readiness.profilers.labels.counting import AuditedLabels
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


def add_defects(builder: ProfileBuilder, audit: AuditedLabels, minutes_per_label: float) -> None:
    """Write every defect of one label set; ``item`` is the labelled item's key as written in its source."""
    findings = (
        *_missing_findings(audit),
        *_invalid_findings(audit),
        *_orphan_findings(audit),
        *_conflict_findings(audit),
        *_scarce_class_findings(audit, minutes_per_label),
    )
    keys = {key for finding in findings for key in (finding.item, finding.related) if key}
    row_of = _first_rows(audit.items.rows, keys)
    for finding in findings:
        numbers = [row_of.get(key) for key in (finding.item, finding.related) if key]
        in_rows = None not in numbers and finding.code not in _OF_THE_LABEL_FILE
        known = {"row_numbers": numbers} if in_rows else {}
        builder.defect(
            finding.code,
            source=audit.labels.source,
            item=finding.item,
            message=finding.message,
            remedy=finding.remedy,
            evidence={**known, **finding.evidence, **set_evidence(audit)},
            related=finding.related,
            measure=finding.measure,
        )


def _first_rows(rows: Sequence[str], wanted: Collection[str]) -> dict[str, int]:
    """The first row of each wanted key, counted from 0."""
    first_rows: dict[str, int] = {}
    for number, key in enumerate(rows if wanted else ()):
        if key in wanted:
            first_rows.setdefault(key, number)
    return first_rows


def set_evidence(audit: AuditedLabels) -> dict[str, Any]:
    """Evidence on the whole label set: its file, the labelled table, the matching, and how it was detected."""
    labels = audit.labels
    known: dict[str, Any] = {"labels": labels.name, "label_column": labels.label}
    if key := labels.key if labels.of is not None or labels.inline else labels.item:
        known["key_column"] = key
    if labels.annotator:
        known["annotator_column"] = labels.annotator
    if labels.of is not None:
        known["of"] = labels.of["item"]
    if audit.items.kind == "documents":
        known["joined_by"] = dict(audit.matches.ways)
    if labels.export is not None:
        known["tool"] = labels.export.tool
    if labels.inferred:
        known["inferred"] = labels.inferred
    if labels.classes_from not in {"", "config"}:
        known["classes_from"] = labels.classes_from
    return known


def _missing_findings(audit: AuditedLabels) -> Iterator[_Finding]:
    wording = {
        "missing_row": "has no row in {file}",
        "blank": "has a blank label in {file}",
        "placeholder": "has the placeholder value {cell!r} instead of a label in {file}",
        "unlabelled": "has no label in {file}: {state}",
    }
    for item, (kind, cell, state) in audit.counts.missing.items():
        yield _Finding(
            code="labels.missing",
            item=item,
            message=f"{item} " + wording[kind].format(file=audit.labels.name, cell=cell, state=state) + ".",
            remedy="Label the item, or take it out of what is to be labelled.",
            evidence={"kind": kind, "label": cell, "suggested": "", **({"state": state} if state else {})},
        )


def _invalid_findings(audit: AuditedLabels) -> Iterator[_Finding]:
    closed = bool(audit.labels.classes)
    for item, label, suggested in audit.counts.invalid:
        why = "is not one of the classes" if closed else f"is another spelling of {suggested!r}"
        hint = f"; probably {suggested!r} was meant" if closed and suggested else ""
        yield _Finding(
            code="labels.invalid",
            item=item,
            message=f"The label {label!r} of {item} {why}{hint}.",
            remedy="Correct the spelling or extend the class list.",
            evidence={"kind": "invalid", "label": label, "suggested": suggested, "closed_list": closed},
        )


def _orphan_findings(audit: AuditedLabels) -> Iterator[_Finding]:
    if audit.labels.inline:
        return
    of = audit.labels.of["item"] if audit.labels.of is not None else audit.labels.source
    for row in audit.counts.orphans:
        name = row.key if row.key.strip() else "(blank)"
        yield _Finding(
            code="labels.orphaned",
            item=name,
            message=f"{audit.labels.name} labels {name}, which is not in {of}.",
            remedy="Find the missing item or drop the row.",
            evidence={"kind": "orphan", "label": row.label, "suggested": "", **_row_numbers(row.number)},
        )


def _row_numbers(number: int | None) -> dict[str, list[int]]:
    return {} if number is None else {"row_numbers": [number]}


def _conflict_findings(audit: AuditedLabels) -> Iterator[_Finding]:
    for conflict in audit.counts.conflicts:
        copy = f"its copy {conflict.related}" if conflict.related else "the same item"
        yield _Finding(
            code="labels.conflicting",
            item=conflict.item,
            message=f"{conflict.item} is labelled {conflict.label!r}, and {copy} {conflict.other!r}.",
            remedy="Decide which label is right.",
            evidence=_conflict_evidence(conflict),
            related=conflict.related or None,
        )


def _conflict_evidence(conflict: Conflict) -> dict[str, Any]:
    evidence = {"kind": "conflict", "label": conflict.label, "suggested": "", "other": conflict.other}
    return {**evidence, "annotators": list(conflict.annotators)} if conflict.annotators else evidence


def _scarce_class_findings(audit: AuditedLabels, minutes_per_label: float) -> Iterator[_Finding]:
    """One defect for all scarce classes: they are closed by the same labelling round."""
    scarce = {name: count for name, count in audit.counts.support.items() if count < SUPPORTED}
    if not scarce:
        return
    fewest = sorted(scarce.items(), key=lambda pair: (pair[1], pair[0]))[:MAX_NAMED]
    named = ", ".join(f"{name} ({count})" for name, count in fewest[:5])
    yield _Finding(
        code="labels.class_support",
        item=audit.labels.name,
        message=f"{len(scarce)} of {len(audit.counts.support)} classes have fewer than {SUPPORTED} examples: {named}.",
        remedy="Label more items of these classes, or merge classes.",
        evidence={
            "classes": dict(fewest),
            "count": len(scarce),
            "listed_at_most": MAX_NAMED,
            "label_minutes": {name: round((SUPPORTED - count) * minutes_per_label, 1) for name, count in fewest},
        },
        measure=len(scarce) / len(audit.counts.support),
    )
