"""Defects of labels that are compared with each other: disagreements of annotators, and leaks between splits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.labels.counting import AuditedLabels
from readiness.profilers.labels.error_estimate import ErrorEstimate
from readiness.profilers.labels.leakage import CODE as LEAKAGE
from readiness.profilers.labels.leakage import Leak

AGREEMENT, ESTIMATE = "labels.agreement", "labels.error_estimate"
MAX_PAIRS = 20
"""Pairs of annotators in one finding, those that disagree most first (chosen by us)."""


def add_agreement(builder: ProfileBuilder, audit: AuditedLabels, of_set: Mapping[str, Any]) -> None:
    """One defect for each item on which annotators differ; each carries alpha and the pairs of the whole set."""
    agreement = audit.counts.agreement
    alpha = None if agreement.alpha is None else round(agreement.alpha, 4)
    worst = sorted(agreement.pairs.items(), key=lambda pair: (pair[1][1] / pair[1][0], pair[0]))[:MAX_PAIRS]
    pairs = [[*names, both, equal] for names, (both, equal) in worst]
    for one in agreement.disagreements:
        given = dict(one.answers)
        label, other = _two_of(given)
        builder.defect(
            AGREEMENT,
            source=audit.labels.source,
            item=one.item,
            message=f"{len(given)} annotators labelled {one.item}, one {label!r} and one {other!r}.",
            remedy="Settle the label, and make the rule that was unclear part of the guideline.",
            evidence={
                "kind": "disagreement",
                "label": label,
                "suggested": "",
                "other": other,
                "annotators": list(given),
                "alpha": alpha,
                "pairs": pairs,
                **of_set,
            },
            measure=alpha,
        )


def _two_of(given: Mapping[str, str]) -> tuple[str, str]:
    """The first answer, and the first that differs from it; spans may differ in place alone."""
    first, *others = given.values()
    return first, next((other for other in others if other != first), others[0])


def add_suspected_errors(
    builder: ProfileBuilder, audit: AuditedLabels, estimate: ErrorEstimate, of_set: Mapping[str, Any]
) -> None:
    """One defect for each label that is probably wrong, the most suspicious first."""
    for one in estimate.errors:
        builder.defect(
            ESTIMATE,
            source=audit.labels.source,
            item=one.item,
            message=f"The label {one.label!r} of {one.item} is probably wrong; {one.suggested!r} is more likely.",
            remedy="Look at the item again; this is an estimate and may be mistaken.",
            evidence={
                "kind": "suspected_error",
                "label": one.label,
                "suggested": one.suggested,
                "rank": one.rank,
                "ratio": one.ratio,
                "band": list(estimate.band),
                "probabilities": estimate.origin,
                **of_set,
            },
            measure=one.ratio,
        )


def add_leak(builder: ProfileBuilder, source: str, leak: Leak) -> None:
    """A test item that is a copy of a training item."""
    near = leak.relation == "near_duplicate"
    name = f"{leak.item} ({leak.part})" if leak.part else leak.item
    builder.defect(
        LEAKAGE,
        source=source,
        item=leak.item,
        part=leak.part,
        message=f"{name} is in a test split and {'nearly ' if near else ''}the same as {leak.related} in training.",
        remedy="Take the copy out of one of the splits, and measure the model anew.",
        evidence={"kind": "leakage", "relation": leak.relation, "similarity": leak.similarity, **leak.of_set},
        related=leak.related,
        measure=leak.similarity,
    )
