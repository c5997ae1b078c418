"""What every rendering says about a scorecard, in words: shared by Markdown, HTML and the Dagster check page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.catalogue import CATALOGUE
from readiness.model import Grade, Indicator, Scorecard, Status
from reports.text import count, number

MEANING = {
    Grade.A: "Ready: the project may start.",
    Grade.B: "Ready with warnings: the project may start; keep an eye on what is named here.",
    Grade.C: "Not ready: fix what is named here, then audit again.",
    Grade.D: "Blocked: something that is never averaged away stands in the way.",
    Grade.U: "Could not tell: something that must be known was not measured.",
}

STATUS_WORDS = {
    Status.PASS: "pass",
    Status.WARN: "warning",
    Status.FAIL: "fails",
    Status.INCONCLUSIVE: "inconclusive",
    Status.NOT_MEASURED: "not measured",
    Status.NOT_APPLICABLE: "does not apply",
    Status.WAIVED: "waived",
    Status.ERROR: "audit broke",
}

STATUS_SIGNS = {
    Status.PASS: "✓",
    Status.WARN: "!",
    Status.FAIL: "✕",
    Status.INCONCLUSIVE: "?",
    Status.NOT_MEASURED: "?",
    Status.NOT_APPLICABLE: "–",
    Status.WAIVED: "✎",
    Status.ERROR: "⚠",
}


def by_code(card: Scorecard) -> Mapping[str, Indicator]:
    return {indicator.code: indicator for indicator in card.indicators}


def listed(card: Scorecard, codes: Sequence[str]) -> list[Indicator]:
    known = by_code(card)
    return [known[code] for code in codes if code in known]


def measured(indicator: Indicator) -> str:
    """The measurement in one sentence: value, counts, and the limits it is held against."""
    if indicator.value is None:
        return indicator.reason or STATUS_WORDS[indicator.status]
    text = number(indicator.value, indicator.unit)
    if indicator.unit == "share":
        text += f" ({count(indicator.numerator)} of {count(indicator.denominator)})"
    if indicator.interval is not None:
        low, high = number(indicator.interval.low, indicator.unit), number(indicator.interval.high, indicator.unit)
        text += f", 95% interval {low} to {high}"
    return text


def limits(indicator: Indicator) -> str:
    if indicator.warn is None or indicator.fail is None:
        return "is information, not judged"
    if indicator.warn == indicator.fail == 0 and indicator.better == "lower":
        return "allows none (set by the project)" if indicator.overridden else "allows none"
    word = "under" if indicator.better == "higher" else "over"
    shown = (
        f"warns {word} {number(indicator.warn, indicator.unit)}, fails {word} {number(indicator.fail, indicator.unit)}"
    )
    return f"{shown} (set by the project)" if indicator.overridden else shown


def question(indicator: Indicator) -> str:
    spec = CATALOGUE.get(indicator.code)
    return spec.question if spec else ""


def comparison(card: Scorecard) -> list[str]:
    """How near-duplicates were sought, as one sentence; nothing where the stage did not run."""
    told = card.engines
    if "duplicates_recall" not in told:
        return []
    exact = told["duplicates"] == "exact"
    how = "every pair of texts compared exactly" if exact else "candidates by MinHash bands, each verified exactly"
    recall = "recall 1" if exact else f"recall at least {told['duplicates_recall']}"
    left_out = int(told["duplicates_skipped_pairs"])
    crowds = f"{left_out:,} pairs inside crowds of look-alikes left out" if left_out else "no pair left out"
    return [f"Near-duplicates: {how}, {recall} at a similarity of {told['duplicates_threshold']}; {crowds}."]
