"""Waivers: a named person accepts a named indicator until a date. Always shown; never a way around the unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from readiness.config.policy_settings import WaiverConfig
from readiness.model import Indicator, Status, Waiver

COVERED = frozenset({Status.FAIL, Status.WARN, Status.INCONCLUSIVE, Status.NOT_MEASURED})
COVERED_VETO = frozenset({Status.FAIL, Status.WARN})
"""A veto must have been measured before it can be accepted. An ERROR is a fault of the audit and cannot be accepted."""

LIVE, EXPIRED, VOID = "live", "expired", "void"


def is_coverable(indicator: Indicator) -> bool:
    return indicator.status in (COVERED_VETO if indicator.veto else COVERED)


def judge_waivers(
    wanted: Iterable[WaiverConfig], indicators: Sequence[Indicator], as_of: dt.date
) -> tuple[Waiver, ...]:
    """Every waiver with its state on ``as_of``: live (``until`` is the last day), expired, or void.

    Void is one that covers nothing: the indicator passes, or cannot be waived.
    """
    by_code = {indicator.code: indicator for indicator in indicators}
    judged = (
        Waiver(
            indicator=waiver.indicator,
            reason=waiver.reason,
            approver=waiver.approver,
            until=waiver.until,
            state=_state(waiver, by_code[waiver.indicator], as_of),
        )
        for waiver in wanted
    )
    return tuple(sorted(judged, key=lambda waiver: (waiver.indicator, waiver.until, waiver.approver, waiver.reason)))


def _state(waiver: WaiverConfig, indicator: Indicator, as_of: dt.date) -> str:
    if waiver.until < as_of:
        return EXPIRED
    return LIVE if is_coverable(indicator) else VOID


def apply_waivers(indicators: Iterable[Indicator], waivers: Sequence[Waiver]) -> tuple[Indicator, ...]:
    """The indicators with live waivers applied and expired ones named; the status behind stays in ``underlying``."""
    return tuple(_apply(indicator, [w for w in waivers if w.indicator == indicator.code]) for indicator in indicators)


def _apply(indicator: Indicator, waivers: Sequence[Waiver]) -> Indicator:
    live = [waiver for waiver in waivers if waiver.state == LIVE]
    if live:
        last = live[-1]
        accepted = f"accepted by {last.approver} until {last.until.isoformat()}: {last.reason}"
        reason = _join_parts(indicator.reason, accepted)
        return replace(indicator, status=Status.WAIVED, underlying=indicator.status, reason=reason)
    notes = [_note(waiver, indicator) for waiver in waivers]
    return replace(indicator, reason=_join_parts(indicator.reason, *notes)) if notes else indicator


def _note(waiver: Waiver, indicator: Indicator) -> str:
    if waiver.state == EXPIRED:
        return f"the waiver by {waiver.approver} expired on {waiver.until.isoformat()}"
    if indicator.status in {Status.PASS, Status.NOT_APPLICABLE}:
        return f"the waiver by {waiver.approver} is not needed"
    return f"the waiver by {waiver.approver} cannot cover what is not known"


def _join_parts(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def without_waiver(indicator: Indicator) -> Indicator:
    """Return the indicator as it is without its waiver."""
    if indicator.status is not Status.WAIVED or indicator.underlying is None:
        return indicator
    return replace(indicator, status=indicator.underlying, underlying=None)
