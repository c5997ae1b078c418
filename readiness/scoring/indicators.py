"""Status of one indicator: its counts judged against its limits.

A value exactly on a limit has not passed it. A sampled rate fails only when its whole 95 % interval is past the fail
limit, passes only when all of it is inside the warn limit, warns when it lies between, and is INCONCLUSIVE otherwise.
What was not measured, or only in part, is never a pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.model import Indicator, IndicatorSpec, Interval, Limits, SliceValue, Status
from readiness.scoring.aggregation import SHARE, SOURCE_SLICE, Tally, tally
from readiness.scoring.intervals import needed_sample, stratified_interval, wilson

NOT_MEASURED_BY_ANY_STAGE = "it was not measured"
INFORMATION = "information, not judged"

MORE_ROWS = "audit with --full, or raise resources.table_rows where tables were cut"
"""What a user does about a sample that is too small."""

_NAMED_SOURCES = 5
"""Unmeasured sources that a reason names before it only counts the rest: a sentence, not a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """Result of judging the counts of one indicator."""

    status: Status
    reason: str
    interval: Interval | None = None
    needed_sample: int | None = None
    examined: bool = False


def judge(
    spec: IndicatorSpec,
    rows: list[dict[str, Any]],
    limits: Limits | None,
    *,
    overridden: bool = False,
    findings: int = 0,
) -> Indicator:
    """Judge one indicator.

    Parameters
    ----------
    rows: the indicator's rows of ``schemas.MEASURES``, as dictionaries; their order does not matter.
    limits: what holds for this project; None shows the value without judging it.
    overridden: the limits come from the project's policy.
    findings: how many findings the indicator has.
    """
    counted = tally(spec, rows)
    judged = _judge(spec, counted, limits)
    value = None if judged.status is Status.ERROR else counted.value
    is_examined = bool(spec.subject) and (judged.examined or value is not None)
    return Indicator(
        code=spec.code,
        dimension=spec.dimension,
        title=spec.title,
        status=judged.status,
        veto=spec.veto,
        weight=spec.weight,
        unit=spec.unit,
        better=spec.better,
        value=value,
        numerator=None if value is None else counted.numerator,
        denominator=None if judged.status is Status.ERROR or not counted.rows else counted.denominator,
        interval=judged.interval,
        needed_sample=judged.needed_sample,
        warn=limits.warn if limits else None,
        fail=limits.fail if limits else None,
        origin=limits.origin if limits else "",
        overridden=overridden,
        utility=None if limits is None or value is None else utility(value, limits, spec.better),
        reason=judged.reason,
        remedy=spec.remedy,
        effort=spec.effort,
        findings=findings,
        worst_slice=worst_slice(counted.slices, spec.better),
        slices=counted.slices,
        looked_at=counted.looked_at if is_examined else None,
        could_not=counted.could_not if is_examined else None,
    )


def _judge(spec: IndicatorSpec, counted: Tally, limits: Limits | None) -> _Judgement:
    """The first of these that holds: broken, unmeasured, nothing to count, not judged, judged."""
    if counted.broken:
        return _Judgement(status=Status.ERROR, reason="; ".join(counted.broken))
    if not counted.rows:
        return _Judgement(status=Status.NOT_MEASURED, reason=NOT_MEASURED_BY_ANY_STAGE)
    if counted.unmeasured and (counted.value is None or spec.veto):
        return _Judgement(status=Status.NOT_MEASURED, reason=_unmeasured_reasons(counted.unmeasured))
    if counted.value is None:
        return _nothing_to_count(spec, counted)
    if limits is None:
        reason = INFORMATION if spec.limits is None else "shown, not judged for this use"
        return _Judgement(status=Status.NOT_APPLICABLE, reason=reason)
    judged = _against(spec, counted, limits)
    return _partly_measured(judged, counted.unmeasured) if counted.unmeasured else judged


def _nothing_to_count(spec: IndicatorSpec, counted: Tally) -> _Judgement:
    if counted.nothing_found:
        return _Judgement(status=Status.NOT_MEASURED, reason=_join_reasons(counted.nothing_found), examined=True)
    reason = _join_reasons(counted.searched) or f"no {spec.denominator}"
    return _Judgement(status=Status.NOT_APPLICABLE, reason=f"nothing to count: {reason}")


def _against(spec: IndicatorSpec, counted: Tally, limits: Limits) -> _Judgement:
    assert counted.value is not None
    if not counted.is_sampled:
        point = Interval(low=counted.value, high=counted.value)
        return _Judgement(status=status_of(point, limits, spec.better), reason="")
    if spec.unit != SHARE:
        return _Judgement(status=Status.ERROR, reason=f"a sampled {spec.unit} has no interval, so it cannot be judged")
    interval = stratified_interval(counted.strata)
    status = status_of(interval, limits, spec.better)
    population = sum(stratum.population for stratum in counted.strata)
    reason = f"estimated from {counted.denominator:,.0f} of {population:,.0f}"
    needed = None
    if status is Status.INCONCLUSIVE:
        needed = needed_sample(
            counted.strata, lambda found: status_of(found, limits, spec.better) is not Status.INCONCLUSIVE
        )
        enough = "all of them" if needed >= population else f"about {needed:,}"
        reason += f"; it takes {enough} to settle it: {MORE_ROWS}"
    return _Judgement(status=status, reason=reason, interval=interval, needed_sample=needed)


def _partly_measured(judged: _Judgement, unmeasured: Mapping[str, str]) -> _Judgement:
    """A failing indicator fails; any better status becomes inconclusive, as the unmeasured part may be worse."""
    failing = judged.status is Status.FAIL
    status = judged.status if failing or judged.status is Status.ERROR else Status.INCONCLUSIVE
    reason = "; ".join(
        part for part in (judged.reason, f"measured in part only: {_unmeasured_reasons(unmeasured)}") if part
    )
    return _Judgement(status=status, reason=reason, interval=judged.interval)


def _unmeasured_reasons(unmeasured: Mapping[str, str]) -> str:
    return _join_reasons([f"{source}: {reason}" if source else reason for source, reason in sorted(unmeasured.items())])


def _join_reasons(reasons: Sequence[str]) -> str:
    rest = len(reasons) - _NAMED_SOURCES
    return "; ".join(reasons[:_NAMED_SOURCES]) + (f"; and {rest} more" if rest > 0 else "")


def status_of(interval: Interval, limits: Limits, better: str) -> Status:
    """PASS, WARN, FAIL or INCONCLUSIVE of a rate that lies somewhere in ``interval`` (a census: a point)."""
    low, high, warn, fail = interval.low, interval.high, limits.warn, limits.fail
    if better == "higher":
        low, high, warn, fail = -high, -low, -warn, -fail
    if high <= warn:
        return Status.PASS
    if low > fail:
        return Status.FAIL
    return Status.WARN if low > warn and high <= fail else Status.INCONCLUSIVE


def utility(value: float, limits: Limits, better: str) -> float:
    """1 at the warn limit or better, 0 at the fail limit or worse, linear between; a step where the two are equal."""
    warn, fail = limits.warn, limits.fail
    if better == "higher":
        value, warn, fail = -value, -warn, -fail
    if value <= warn:
        return 1.0
    return max(0.0, min(1.0, (fail - value) / (fail - warn))) if fail > warn else 0.0


def worst_slice(slices: tuple[SliceValue, ...], better: str) -> SliceValue | None:
    """The slice that is worst beyond doubt; None where there are not two to compare.

    Ranked by the end of the Wilson interval that speaks for the slice, so that one bad item of one does not
    outrank half of a thousand. A single source is the whole, so it is not compared.
    """
    sources = [part for part in slices if part.name.startswith(SOURCE_SLICE)]
    slices = slices if len(sources) > 1 else tuple(part for part in slices if part not in sources)
    rated = [part for part in slices if part.value is not None and 0.0 <= part.value <= 1.0]
    if len(rated) < 2:
        return None
    return max(rated, key=lambda part: (_badness(part, better), part.denominator, part.name))


def _badness(part: SliceValue, better: str) -> float:
    interval = wilson(part.numerator, part.denominator)
    return interval.low if better == "lower" else -interval.high
