"""The grade that a project reaches step by step, by judging the stored scorecard again with each step done.

A step on an indicator that was measured is done when none of its cases is left: its value is then judged by its own
limits. A step on one that was not measured, or only sampled, is done when it is measured whole; what it will show is
not known, so the grade from there on is the best that can be reached. Every other indicator stays as it was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from readiness.model import Grade, Indicator, Interval, Limits, NextStep, Scorecard, Status
from readiness.scoring.grades import judge_dimensions, overall
from readiness.scoring.indicators import status_of

_MEASURED = frozenset({Status.FAIL, Status.WARN})


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEffect:
    """A step with the ``grade`` after it and all before it; where not ``certain``, the best that can be reached."""

    step: NextStep
    grade: Grade
    certain: bool


def step_effects(card: Scorecard) -> tuple[StepEffect, ...]:
    """Every next step in the order to take them, those that block first, with the grade after it."""
    indicators = {indicator.code: indicator for indicator in card.indicators}
    effects: list[StepEffect] = []
    certain = True
    for step in sorted(card.next_steps, key=lambda step: not step.blocks):
        before = indicators[step.indicator]
        certain = certain and before.status in _MEASURED
        indicators[step.indicator] = _with_step_taken(before)
        effects.append(StepEffect(step=step, grade=_grade(card, list(indicators.values())), certain=certain))
    return tuple(effects)


def grade_sentence(effect: StepEffect) -> str:
    """The grade after a step in words: ``C``, or ``at best C``."""
    return f"{'' if effect.certain else 'at best '}{effect.grade.value}"


def _grade(card: Scorecard, indicators: Sequence[Indicator]) -> Grade:
    return overall(judge_dimensions(indicators), card.limitations)


def _with_step_taken(indicator: Indicator) -> Indicator:
    """The indicator with all its cases repaired; one that was not measured as if it had passed."""
    if indicator.warn is None or indicator.fail is None:
        return replace(indicator, status=Status.PASS, utility=1.0)
    value = 0.0 if indicator.better == "lower" else max(1.0, indicator.warn)
    limits = Limits(warn=indicator.warn, fail=indicator.fail, origin=indicator.origin)
    status = status_of(Interval(low=value, high=value), limits, indicator.better)
    return replace(indicator, status=status, value=value, interval=None, utility=1.0)
