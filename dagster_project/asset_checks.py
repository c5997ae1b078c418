"""Asset checks: one per expectation, one per indicator, and ``ready_to_start``, the page a project lead reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import pyarrow as pa

from dagster_project.assets.naming import identifier, key
from expectations.suites import Suite
from readiness.catalogue import CATALOGUE
from readiness.config.loading import LoadedProject
from readiness.model import Indicator, Scorecard, Status
from reports.reading import measurement

READY = "ready_to_start"
BLOCKING = " A blocking check (veto): if it fails, the project is blocked."
_EXPECTATION_LEVEL = {"critical": dg.AssetCheckSeverity.ERROR}
_PASSED_CHECKS = frozenset({Status.PASS, Status.NOT_APPLICABLE, Status.WAIVED})
_BROKEN = frozenset({Status.FAIL, Status.ERROR})


def expectation_name(target: str, check: str) -> str:
    return identifier(f"{target}__{check}")


def expectation_specs(suites: Mapping[str, Suite], asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Specs from the suites' JSON, read without importing Great Expectations."""
    return [
        dg.AssetCheckSpec(
            expectation_name(target, expectation.check),
            asset=asset,
            description=f"`{expectation.kind}` on {target} {expectation.column}".strip(),
            metadata={"suite": suite.name, "severity": expectation.severity},
        )
        for target, suite in suites.items()
        for expectation in suite.expectations
    ]


def expectation_checks(checks: pa.Table, asset: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    for row in checks.to_pylist():
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=expectation_name(row["target"], row["check"]),
            passed=row["state"] == "passed",
            severity=_EXPECTATION_LEVEL.get(row["severity"], dg.AssetCheckSeverity.WARN),
            description=f"{row['state']}: {row['message']}" if row["message"] else row["state"],
            metadata={"state": row["state"], "suite": row["suite"], **json.loads(row["observed"])},
        )


def indicator_specs(loaded: LoadedProject) -> list[dg.AssetCheckSpec]:
    """One check per indicator, on the asset that measures it, evaluated once the scorecard is judged."""
    project = loaded.project.project
    return [
        dg.AssetCheckSpec(
            identifier(spec.code),
            asset=key(project, spec.measured_by),
            additional_deps=[key(project, "scorecard")],
            description=f"{spec.question}{BLOCKING if spec.veto else ''}",
            metadata={"indicator": spec.code, "veto": spec.veto},
        )
        for spec in CATALOGUE.values()
    ]


def indicator_checks(loaded: LoadedProject, scorecard: Scorecard) -> Iterator[dg.AssetCheckResult]:
    for indicator in scorecard.indicators:
        yield dg.AssetCheckResult(
            asset_key=key(loaded.project.project, CATALOGUE[indicator.code].measured_by),
            check_name=identifier(indicator.code),
            passed=indicator.status in _PASSED_CHECKS,
            severity=_level(indicator),
            description=_sentence(indicator),
            metadata=_numbers(indicator),
        )


def _level(indicator: Indicator) -> dg.AssetCheckSeverity:
    failing = indicator.status in _BROKEN or (indicator.veto and indicator.status not in _PASSED_CHECKS)
    return dg.AssetCheckSeverity.ERROR if failing else dg.AssetCheckSeverity.WARN


def _sentence(indicator: Indicator) -> str:
    reason = f" {indicator.reason}." if indicator.reason and indicator.value is not None else ""
    return f"**{indicator.status}** {indicator.title}: {measurement(indicator)}.{reason}"


def _numbers(indicator: Indicator) -> dict[str, Any]:
    numbers = {
        "status": str(indicator.status),
        "measured": measurement(indicator) if indicator.value is not None else None,
        "value": indicator.value,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "warn": indicator.warn,
        "fail": indicator.fail,
        "findings": indicator.findings,
    }
    return {name: value for name, value in numbers.items() if value is not None}
