"""Does a scorecard's grade follow from what it holds? Asked by the gate, which believes no grade it cannot derive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from readiness.catalogue import CATALOGUE
from readiness.config.project import Project
from readiness.model import Grade, Indicator, Interval, Limits, Scorecard, Status, Waiver
from readiness.scoring.grades import judge_dimensions, overall, worse
from readiness.scoring.indicators import status_of
from readiness.scoring.policy import limit_changes, limits_of
from readiness.scoring.waivers import COVERED, COVERED_VETO, LIVE, without_waiver


def inconsistency(card: Scorecard) -> str:
    """Describe in a sentence how the scorecard contradicts itself or this version's catalogue; "" when it does not."""
    if [indicator.code for indicator in card.indicators] != list(CATALOGUE):
        return "the scorecard does not hold every indicator exactly once"
    for indicator in card.indicators:
        if reason := _doubtful(indicator, card):
            return f"the scorecard contradicts itself at {indicator.code}: {reason}"
    dimensions = judge_dimensions(card.indicators)
    stated = [(d.name, d.grade, d.score is None, d.indicators) for d in card.dimensions]
    if stated != [(d.name, d.grade, d.score is None, d.indicators) for d in dimensions]:
        return "the scorecard's dimensions do not follow from its indicators"
    if card.grade is not overall(dimensions, card.limitations):
        return f"the scorecard has grade {card.grade}, its indicators have {overall(dimensions, card.limitations)}"
    return ""


def foreign_limits(card: Scorecard, project: Project) -> str:
    """Name the limits that differ from this version's catalogue and the project's policy; "" for none."""
    if card.use != project.use:
        return f"the scorecard judges the use {card.use!r}, the project file says {project.use!r}"
    as_of = dt.date.fromisoformat(card.as_of)
    if card.overrides != limit_changes(project, as_of):
        return "the changed limits in the scorecard are not those of the project's policy"
    for indicator in card.indicators:
        spec = CATALOGUE.get(indicator.code)
        limits = limits_of(spec, project, as_of) if spec else None
        expected = (limits.warn, limits.fail, limits.origin) if limits else (None, None, "")
        if (indicator.warn, indicator.fail, indicator.origin) != expected:
            return f"the limits of {indicator.code} in the scorecard are not those of the catalogue and the policy"
    return ""


def expired_waivers(card: Scorecard, today: dt.date) -> tuple[Waiver, ...]:
    """Waivers that were live at the audit, cover something, and are not in force any more."""
    return tuple(
        indicator_waivers[-1]
        for indicator in card.indicators
        if indicator.status is Status.WAIVED
        and (indicator_waivers := _live(card, indicator.code))
        and max(waiver.until for waiver in indicator_waivers) < today
    )


def grade_without(card: Scorecard, expired: Collection[Waiver]) -> Grade:
    """The grade once these waivers are gone: at least C, for a waiver expires back to FAIL."""
    codes = {waiver.indicator for waiver in expired}
    left = tuple(without_waiver(i) if i.code in codes else i for i in card.indicators)
    return worse(Grade.C, overall(judge_dimensions(left), card.limitations))


def _live(card: Scorecard, code: str) -> list[Waiver]:
    """Live waivers of the indicator as a whole; those of single findings leave its status to what is left."""
    live = (w for w in card.waivers if w.indicator == code and w.state == LIVE and not w.is_narrow)
    return sorted(live, key=lambda waiver: waiver.until)


def _doubtful(indicator: Indicator, card: Scorecard) -> str:
    spec = CATALOGUE[indicator.code]
    if (indicator.veto, indicator.weight, indicator.dimension, indicator.better) != (
        spec.veto,
        spec.weight,
        spec.dimension,
        spec.better,
    ):
        return "its weight or veto is not the catalogue's"
    if indicator.status is Status.WAIVED:
        return _doubtful_waiver(indicator, card)
    if indicator.status in {Status.PASS, Status.WARN} and _status_of_value(indicator) is not indicator.status:
        return f"its value does not make it {indicator.status}"
    judged_nowhere = spec.limits is None or card.use not in spec.applies_to
    if indicator.status is Status.NOT_APPLICABLE and indicator.denominator != 0 and not judged_nowhere:
        return "it has something to count, so it applies"
    return ""


def _doubtful_waiver(indicator: Indicator, card: Scorecard) -> str:
    if indicator.underlying not in (COVERED_VETO if indicator.veto else COVERED):
        return "what it waives cannot be waived"
    return "" if _live(card, indicator.code) else "no live waiver covers it"


def _status_of_value(indicator: Indicator) -> Status | None:
    """The status its own value and limits give it; None when it has not got them."""
    if indicator.value is None or indicator.warn is None or indicator.fail is None:
        return None
    interval = indicator.interval or Interval(low=indicator.value, high=indicator.value)
    limits = Limits(warn=indicator.warn, fail=indicator.fail, origin=indicator.origin)
    return status_of(interval, limits, indicator.better)
