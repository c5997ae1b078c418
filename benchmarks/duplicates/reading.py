"""Figures taken out of the results of a run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any


def best(run: dict[str, Any], figure: str) -> float:
    """The least of all rounds: what neighbours on the machine disturbed least."""
    return float(min(one[figure] for one in run["rounds"]))


def best_work(run: dict[str, Any]) -> float:
    return float(min(one["told"]["work_cpu"] for one in run["rounds"]))


def median(figures: Sequence[float]) -> float:
    return float(statistics.median(figures))


def ratio(larger: float, smaller: float) -> float:
    return larger / max(smaller, 1e-9)


def warm_work(run: Any) -> float:
    """CPU seconds of the work with everything loaded: the best second call of ours, the only call of a peer."""
    return min(run["warm"]) if run.get("warm") else best_work(run)
