"""Sentences on a scorecard that every rendering shares: Markdown, HTML and the Dagster check page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.catalogue import CATALOGUE
from readiness.model import Grade, Indicator, Scorecard, Status
from readiness.rate_words import number, rate

MEANING = {
    Grade.A: "Ready: the project may start.",
    Grade.B: "Ready with warnings: the project may start; watch what is named here.",
    Grade.C: "Not ready: fix what is named here, then audit again.",
    Grade.D: "Blocked: a blocking check (veto) fails, and no other result makes up for it.",
    Grade.U: "Could not tell: something that must be known could not be measured.",
}

STATUS_WORDS = {
    Status.PASS: "pass",
    Status.WARN: "warning",
    Status.FAIL: "fails",
    Status.INCONCLUSIVE: "inconclusive",
    Status.NOT_MEASURED: "not measured",
    Status.NOT_APPLICABLE: "not applicable",
    Status.WAIVED: "waived",
    Status.ERROR: "audit error",
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


def status_words(indicator: Indicator) -> str:
    """The status in words; a value that is not judged is information."""
    if indicator.status is Status.NOT_APPLICABLE and indicator.value is not None:
        return "information"
    return STATUS_WORDS[indicator.status]


def by_code(card: Scorecard) -> Mapping[str, Indicator]:
    return {indicator.code: indicator for indicator in card.indicators}


def indicators_of(card: Scorecard, codes: Sequence[str]) -> list[Indicator]:
    known = by_code(card)
    return [known[code] for code in codes if code in known]


def measurement(indicator: Indicator) -> str:
    """The measurement in a sentence: "12 of 400 documents are near-duplicates (3%)", with the interval of a sample."""
    if indicator.value is None:
        return indicator.reason or STATUS_WORDS[indicator.status]
    if indicator.unit != "share":
        return rate(indicator)
    share = number(indicator.value, indicator.unit)
    if indicator.interval is None:
        return f"{rate(indicator)} ({share})"
    low, high = number(indicator.interval.low, indicator.unit), number(indicator.interval.high, indicator.unit)
    return f"{rate(indicator)}; estimated rate {share}, 95% interval {low} to {high}"


def limits(indicator: Indicator) -> str:
    """Text after "limits:"."""
    if indicator.warn is None or indicator.fail is None:
        return "none (information, not judged)"
    return f"{_limits(indicator)} (set by the project)" if indicator.overridden else _limits(indicator)


def _limits(indicator: Indicator) -> str:
    if indicator.warn == indicator.fail == 0 and indicator.better == "lower":
        return "none allowed"
    word = "below" if indicator.better == "higher" else "above"
    warn, fail = number(indicator.warn, indicator.unit), number(indicator.fail, indicator.unit)
    return f"fails {word} {fail}" if warn == fail else f"warns {word} {warn}, fails {word} {fail}"


def question(indicator: Indicator) -> str:
    spec = CATALOGUE.get(indicator.code)
    return spec.question if spec else ""


def comparison(card: Scorecard) -> list[str]:
    """Sentence on the search for near-duplicates; nothing where the stage did not run."""
    facts = card.engines
    if "duplicates_recall" not in facts:
        return []
    exact = facts["duplicates"] == "exact"
    how = "every pair of texts compared exactly" if exact else "candidates by MinHash bands, each verified exactly"
    recall = "recall 1" if exact else f"recall at least {facts['duplicates_recall']}"
    skipped = int(facts["duplicates_skipped_pairs"])
    left_out = f"{skipped:,} pairs in large groups of similar texts left out" if skipped else "no pair left out"
    return [f"Near-duplicates: {how}, {recall} at a similarity of {facts['duplicates_threshold']}; {left_out}."]
