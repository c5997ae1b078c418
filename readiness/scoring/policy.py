"""Which limits hold for a project: the catalogue's for its use, or those its policy puts in their place."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable

from readiness.catalogue import CATALOGUE, PLANNED
from readiness.config import LimitOverride, Project
from readiness.errors import ConfigError
from readiness.model import IndicatorSpec, Limits

POLICY_ORIGIN = "project policy"


def limits_of(spec: IndicatorSpec, project: Project) -> Limits | None:
    """The limits that judge ``spec`` in this project; None when it is shown and not judged.

    A project's own limits judge an indicator even where the catalogue would only show it.
    """
    override = project.policy.get(spec.code)
    if override is not None:
        return Limits(warn=override.warn, fail=override.fail, origin=POLICY_ORIGIN)
    if spec.limits is None or project.use not in spec.applies_to:
        return None
    return spec.limits[project.use]


def check_policy(project: Project) -> None:
    """Raise ``ConfigError`` when policy or waivers name no indicator, or limits that cannot be limits."""
    _known(project.policy, "policy")
    _known((waiver.indicator for waiver in project.waivers), "waivers")
    for code, override in sorted(project.policy.items()):
        _sound(CATALOGUE[code], override)


def suggestion(code: str) -> str:
    """``; did you mean 'uniqueness.near'?`` or nothing."""
    close = difflib.get_close_matches(code, CATALOGUE, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _known(codes: Iterable[str], where: str) -> None:
    for code in sorted(codes):
        if code in PLANNED:
            raise ConfigError(
                f"the indicator {code!r} is planned and not measured yet", where=where, next_step="remove the entry"
            )
        if code not in CATALOGUE:
            raise ConfigError(
                f"{code!r} is no indicator{suggestion(code)}",
                where=where,
                next_step="use a code of the catalogue, as in uniqueness.near",
            )


def _sound(spec: IndicatorSpec, override: LimitOverride) -> None:
    where = f"policy.{spec.code}"
    if not (math.isfinite(override.warn) and math.isfinite(override.fail)):
        raise ConfigError("a limit must be a finite number", where=where, next_step="write warn and fail as numbers")
    lenient, strict = (override.fail, override.warn) if spec.better == "lower" else (override.warn, override.fail)
    if lenient < strict:
        order = "at most" if spec.better == "lower" else "at least"
        raise ConfigError(
            f"warn is {override.warn:g} and fail is {override.fail:g}, but {spec.better} is better here",
            where=where,
            next_step=f"choose warn {order} fail",
        )
