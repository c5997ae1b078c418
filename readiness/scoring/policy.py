"""Limits that hold for a project: the catalogue's for its use, or those of its policy.

A project may tighten freely. Looser limits need a reason, an approver and a last day, and lapse after it like a waiver;
those of a veto are never loosened (product contract, section 9).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from readiness.catalogue import CATALOGUE, PLANNED
from readiness.config.policy_settings import LimitOverride, WaiverConfig
from readiness.config.project import Project
from readiness.errors import ConfigError, did_you_mean
from readiness.model import IndicatorSpec, LimitChange, Limits

POLICY_ORIGIN = "project policy"
LIVE, EXPIRED = "live", "expired"
LONGEST_VETO_WAIVER = dt.timedelta(days=366)
"""How long a veto may be waived (product contract, section 9)."""

_SHARE = "share"


def limits_of(spec: IndicatorSpec, project: Project, as_of: dt.date) -> Limits | None:
    """The limits that judge ``spec`` in this project on ``as_of``; None when it is shown and not judged.

    A project's own limits judge an indicator even where the catalogue would only show it.
    """
    override = project.policy.get(spec.code)
    if override is not None and not _is_expired(spec, override, project, as_of):
        return Limits(warn=override.warn, fail=override.fail, origin=POLICY_ORIGIN)
    return standard_limits(spec, project)


def standard_limits(spec: IndicatorSpec, project: Project) -> Limits | None:
    """The catalogue's limits for the project's use; None where it only shows the indicator."""
    if spec.limits is None or project.use not in spec.applies_to:
        return None
    return spec.limits[project.use]


def limit_changes(project: Project, as_of: dt.date) -> tuple[LimitChange, ...]:
    """Every override of the policy beside the standard limits, in order of code."""
    return tuple(
        _change(CATALOGUE[code], override, project, as_of) for code, override in sorted(project.policy.items())
    )


def _change(spec: IndicatorSpec, override: LimitOverride, project: Project, as_of: dt.date) -> LimitChange:
    standard = standard_limits(spec, project)
    return LimitChange(
        indicator=spec.code,
        warn=override.warn,
        fail=override.fail,
        standard_warn=standard.warn if standard else None,
        standard_fail=standard.fail if standard else None,
        loosened=is_loosened(spec, override, project),
        reason=override.reason,
        approver=override.approver,
        until=override.until,
        state=EXPIRED if _is_expired(spec, override, project, as_of) else LIVE,
    )


def is_loosened(spec: IndicatorSpec, override: LimitOverride, project: Project) -> bool:
    """Return whether some value gets a better status under these limits than under the standard ones."""
    standard = standard_limits(spec, project)
    if standard is None:
        return False
    sign = 1 if spec.better == "lower" else -1
    return sign * override.warn > sign * standard.warn or sign * override.fail > sign * standard.fail


def _is_expired(spec: IndicatorSpec, override: LimitOverride, project: Project, as_of: dt.date) -> bool:
    return is_loosened(spec, override, project) and override.until is not None and override.until < as_of


def check_policy(project: Project, as_of: dt.date | None = None) -> None:
    """Raise ``ConfigError`` when policy or waivers name no indicator, or limits that cannot be limits.

    ``as_of`` is the day from which the length of a veto's waiver is counted; None leaves it to scoring.
    """
    _check_codes(project.policy, "policy")
    _check_codes((waiver.indicator for waiver in project.waivers), "waivers")
    for code, override in sorted(project.policy.items()):
        _sound(CATALOGUE[code], override)
        _check_loosening(CATALOGUE[code], override, project)
    for waiver in project.waivers if as_of else ():
        _short_enough(waiver, as_of or waiver.until)


def suggestion(code: str) -> str:
    """``; did you mean 'uniqueness.near'?`` or nothing."""
    close = did_you_mean(code, CATALOGUE)
    return f"; {close}" if close else ""


def _check_codes(codes: Iterable[str], where: str) -> None:
    for code in sorted(codes):
        if code in PLANNED:
            raise ConfigError(
                f"the indicator {code!r} is planned and not measured yet", where=where, next_step="remove the entry"
            )
        if code not in CATALOGUE:
            raise ConfigError(
                f"{code!r} is not an indicator{suggestion(code)}",
                where=where,
                next_step="use a code of the catalogue, as in uniqueness.near",
            )


def _sound(spec: IndicatorSpec, override: LimitOverride) -> None:
    where = f"policy.{spec.code}"
    if not (math.isfinite(override.warn) and math.isfinite(override.fail)):
        raise ConfigError("a limit must be a finite number", where=where, next_step="write warn and fail as numbers")
    highest = 1.0 if spec.unit == _SHARE else math.inf
    if not (0 <= override.warn <= highest and 0 <= override.fail <= highest):
        unit = "a share, from 0 to 1" if spec.unit == _SHARE else f"a number of {spec.unit}, at least 0"
        raise ConfigError(f"{spec.code} is {unit}: no value can be past this limit", where=where)
    lenient, strict = (override.fail, override.warn) if spec.better == "lower" else (override.warn, override.fail)
    if lenient < strict:
        order = "at most" if spec.better == "lower" else "at least"
        raise ConfigError(
            f"warn is {override.warn:g} and fail is {override.fail:g}, but {spec.better} is better here",
            where=where,
            next_step=f"choose warn {order} fail",
        )


def _check_loosening(spec: IndicatorSpec, override: LimitOverride, project: Project) -> None:
    """Looser limits need somebody who accepts them until a day; those of a veto cannot be had."""
    if not is_loosened(spec, override, project):
        return
    where = f"policy.{spec.code}"
    if spec.veto:
        step = "remove the entry; a waiver accepts what was measured, by name and until a date"
        raise ConfigError("the limits of a veto are never loosened", where=where, next_step=step)
    missing = [name for name in ("reason", "approver", "until") if not getattr(override, name)]
    if missing:
        standard = standard_limits(spec, project)
        assert standard is not None
        raise ConfigError(
            f"looser limits than the standard ones (warn {standard.warn:g}, fail {standard.fail:g}) need "
            f"{', '.join(missing)}",
            where=where,
            next_step="add the reason, who accepts it, and until which day; or keep the standard limits",
        )


def _short_enough(waiver: WaiverConfig, as_of: dt.date) -> None:
    if CATALOGUE[waiver.indicator].veto and waiver.until - as_of > LONGEST_VETO_WAIVER:
        raise ConfigError(
            f"the waiver of {waiver.indicator} runs until {waiver.until.isoformat()}; a veto can be waived for at most "
            f"{LONGEST_VETO_WAIVER.days} days",
            where="waivers",
            next_step=f"choose a day up to {(as_of + LONGEST_VETO_WAIVER).isoformat()}",
        )
