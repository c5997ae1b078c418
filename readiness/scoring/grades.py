"""Grades of dimensions and of the audit: the worst dimension is the verdict, and *unknown* (U) is the worst of all.

Order: A < B < C < D < U. A failing veto blocks (D); an unknown veto makes the verdict unknown (U), whatever else
is known. A dimension in which nothing applies has the score None, is shown with a dash and takes no part in the
verdict; its grade A claims nothing and only keeps it from being the worst. One that applies but was not
measured at all has grade U and score 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from readiness.catalogue import DIMENSION_TITLES
from readiness.model import Dimension, Grade, Indicator, Limitation, Status

MEASURED_SHARE = 0.8
"""Share of a dimension's weight that must be measured before it is graded (product contract, section 6)."""

_MEASURED = frozenset({Status.PASS, Status.WARN, Status.FAIL, Status.WAIVED})
_UNKNOWN = frozenset({Status.NOT_MEASURED, Status.INCONCLUSIVE, Status.ERROR})
_CAPPED = frozenset({Status.WARN, Status.INCONCLUSIVE, Status.WAIVED, Status.NOT_MEASURED})
_ORDER = "ABCDU"
_SCORE_DIGITS = 6


def judge_dimensions(indicators: Sequence[Indicator]) -> tuple[Dimension, ...]:
    """Every dimension of the catalogue in its order."""
    return tuple(_dimension(name, [i for i in indicators if i.dimension == name]) for name in DIMENSION_TITLES)


def overall(dimensions: Iterable[Dimension], limitations: Collection[Limitation] = ()) -> Grade:
    """The worst grade among dimensions in which something applies, at most B with limitations; U when there is none."""
    applying = [dimension.grade for dimension in dimensions if dimension.score is not None]
    worst = max(applying, key=_rank, default=Grade.U)
    return worse(worst, Grade.B) if limitations else worst


def worse(one: Grade, other: Grade) -> Grade:
    return max(one, other, key=_rank)


def _rank(grade: Grade) -> int:
    return _ORDER.index(grade.value)


def overall_score(dimensions: Iterable[Dimension]) -> float | None:
    """The mean of the dimensions' scores, for the trend line only: it moves with every fix, a minimum would not."""
    scores = [dimension.score for dimension in dimensions if dimension.score is not None]
    return round(math.fsum(scores) / len(scores), _SCORE_DIGITS) if scores else None


def applies(indicator: Indicator) -> bool:
    """Return whether an indicator takes part in its dimension's grade: each error; else one with limits and a count."""
    if indicator.status is Status.ERROR:
        return True
    return indicator.status is not Status.NOT_APPLICABLE and indicator.warn is not None


def is_unknown(indicator: Indicator) -> bool:
    """Return whether an indicator alone makes the verdict U: an error, or an unknown veto."""
    if indicator.status is Status.ERROR:
        return True
    return indicator.veto and applies(indicator) and indicator.status in _UNKNOWN


def is_empty_for_unread_items(indicator: Indicator) -> bool:
    """Return whether unread items are the only reason why nothing was measured: the rest holds nothing to count."""
    return indicator.status is Status.NOT_MEASURED and indicator.looked_at is not None and not indicator.veto


def _dimension(name: str, indicators: Sequence[Indicator]) -> Dimension:
    applying = [indicator for indicator in indicators if applies(indicator)]
    share = _measured_share(applying)
    return Dimension(
        name=name,
        grade=_grade(applying, share),
        score=_score(applying),
        measured_weight=round(share, _SCORE_DIGITS),
        indicators=tuple(indicator.code for indicator in indicators),
    )


def _measured_share(applying: Sequence[Indicator]) -> float:
    """Share of the weight that was measured; without any weight, share of the indicators.

    Where nothing of the kind was found among the items that could be read, there is nothing to weigh: it caps the
    grade at B and takes no part here.
    """
    applying = [indicator for indicator in applying if not is_empty_for_unread_items(indicator)]
    weights = [indicator.weight for indicator in applying]
    total = math.fsum(weights)
    if not total:
        weights, total = [1.0] * len(applying), float(len(applying))
    measured = math.fsum(w for w, i in zip(weights, applying, strict=True) if _is_measured(i))
    return measured / total if total else float(not weights)


def _is_measured(indicator: Indicator) -> bool:
    """Return whether its weight counts as measured; it does for a sample that leaves open only whether to warn.

    Otherwise a rate that grows from *perhaps a warning* to *surely a warning* would better the verdict.
    """
    if indicator.status is not Status.INCONCLUSIVE:
        return indicator.status in _MEASURED
    interval, fail = indicator.interval, indicator.fail
    if interval is None or fail is None or indicator.needed_sample is None:
        return False
    return interval.low >= fail if indicator.better == "higher" else interval.high <= fail


def _grade(applying: Sequence[Indicator], measured_share: float) -> Grade:
    if not applying:
        return Grade.A
    if any(is_unknown(indicator) for indicator in applying) or measured_share < MEASURED_SHARE:
        return Grade.U
    failing = [indicator for indicator in applying if indicator.status is Status.FAIL]
    if failing:
        return Grade.D if any(indicator.veto for indicator in failing) else Grade.C
    return Grade.B if any(indicator.status in _CAPPED for indicator in applying) else Grade.A


def _score(applying: Sequence[Indicator]) -> float | None:
    if not applying:
        return None
    rated = [(i, i.utility) for i in applying if i.utility is not None]
    vetoes = [utility for indicator, utility in rated if indicator.veto]
    rest = [(indicator.weight, utility) for indicator, utility in rated if not indicator.veto and indicator.weight > 0]
    return round(min([*vetoes, _geometric_mean(rest)]), _SCORE_DIGITS) if rated else 0.0


def _geometric_mean(weighted: Sequence[tuple[float, float]]) -> float:
    """Weighted geometric mean; 1 of nothing, 0 as soon as one part is 0: no strength buys off a hole."""
    if any(utility <= 0 for _, utility in weighted):
        return 0.0
    total = math.fsum(weight for weight, _ in weighted)
    return math.exp(math.fsum(w * math.log(u) for w, u in weighted) / total) if total else 1.0
