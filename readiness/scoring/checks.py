"""Great Expectations results as one veto and as defects: a check that failed or could not run is never a pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from readiness.config.project import Project
from readiness.profilers.base import Profile, ProfileBuilder

EXPECTATIONS = "validity.expectations"
CRITICAL = "critical"
METRICS = "metrics"
"""The suite target that restates the indicators' own limits: it is shown by them and makes no finding of its own."""

_REMEDY = "Fix the data the expectation names, or change the suite in review."
_STATES = {
    "failed": "is not met",
    "errored": "could not be evaluated",
    "skipped": "had no values to check",
}


def expectation_profile(checks: pa.Table, project: Project) -> Profile:
    """Counts and defects of ``schemas.CHECKS``.

    The measure counts critical expectations that did not pass, over critical expectations. Those of lower severity
    become defects when they failed or errored, and change no verdict.
    """
    built = ProfileBuilder()
    rows = sorted(checks.to_pylist(), key=_order)
    critical = [row for row in rows if row["severity"] == CRITICAL]
    if rows:
        open_ones = sum(row["state"] != "passed" for row in critical)
        built.measure(EXPECTATIONS, numerator=open_ones, denominator=len(critical))
    else:
        built.not_measured(EXPECTATIONS, "no expectation was evaluated")
    for row in rows:
        if _is_defect(row):
            _add(built, row, project)
    return built.build()


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[key] or "") for key in ("target", "suite", "check", "column", "state", "message"))


def _is_defect(row: dict[str, Any]) -> bool:
    state = str(row["state"])
    if row["severity"] == CRITICAL:
        return state != "passed"
    return row["target"] != METRICS and state in {"failed", "errored"}


def _add(built: ProfileBuilder, row: dict[str, Any], project: Project) -> None:
    source, item = _place(row["target"], project)
    state = _STATES.get(row["state"], f"is in the unknown state {row['state']!r}")
    detail = f": {row['message']}" if row["message"] else ""
    facts = {key: row[key] for key in ("suite", "check", "expectation", "state", "severity")}
    built.defect(
        EXPECTATIONS,
        source=source,
        item=item,
        part=row["column"] or None,
        message=f"The expectation {row['check']} of the suite {row['suite']} {state}{detail}.",
        remedy=_REMEDY,
        evidence={**facts, "kind": row["check"], "observed": json.loads(row["observed"] or "{}")},
    )


def _place(target: str, project: Project) -> tuple[str, str]:
    """Source and item of ``source.table``; a name that is no source of the project means the project."""
    return next(_places(target, project), ("", target))


def _places(target: str, project: Project) -> Iterator[tuple[str, str]]:
    for name in sorted((source.name for source in project.sources), key=len, reverse=True):
        if target.startswith(f"{name}."):
            yield name, target[len(name) + 1 :]
