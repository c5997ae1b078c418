"""Metrics suites from the catalogue: ``python -m expectations.metrics`` writes ``suites/metrics_<use>.json`` anew.

The catalogue holds each limit once. The files are kept in the repository because they are reviewed, and sealed with
every scorecard; a test compares them with the catalogue.
"""

from __future__ import annotations

import json
from typing import Any

from expectations.suites import BUILT_IN
from readiness.catalogue import CATALOGUE
from readiness.model import IndicatorSpec
from readiness.scoring.checks import EXPECTATIONS

USES = ("rag", "training", "analytics")


def metrics_document(use: str) -> dict[str, Any]:
    """One expectation for each judged indicator: its rate against the limit at which it fails."""
    judged = [spec for spec in CATALOGUE.values() if spec.limits is not None and spec.code != EXPECTATIONS]
    return {"name": f"metrics_{use}", "expectations": [_expectation(spec, use) for spec in judged]}


def _expectation(spec: IndicatorSpec, use: str) -> dict[str, Any]:
    if spec.limits is None:
        raise ValueError(f"{spec.code} has no limits")
    bound = "min_value" if spec.better == "higher" else "max_value"
    return {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": spec.code, bound: spec.limits[use].fail},
        "severity": "warning",
        "meta": {"check": spec.code.replace(".", "__"), "indicator": spec.code},
    }


def to_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def main() -> None:
    for use in USES:
        (BUILT_IN / f"metrics_{use}.json").write_text(to_text(metrics_document(use)), encoding="utf-8")


if __name__ == "__main__":
    main()
