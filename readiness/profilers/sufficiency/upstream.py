"""Measures and defects of earlier stages that sufficiency builds on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness.profilers.base import Inputs

Key = tuple[str, str]
"""(source, item)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamCounts:
    """Counts of one indicator of an earlier stage over all sources; ``missing`` is the reason why there are none."""

    numerator: float = 0.0
    denominator: float = 0.0
    missing: str = ""


def sliced_counts(inputs: Inputs, stage: str, code: str) -> dict[str, float]:
    """The numerator of each slice in which an earlier stage found something."""
    path = inputs.path(f"{stage}.measures")
    rows = pq.read_table(path, partitioning=None).to_pylist() if path.exists() else []
    own = (row for row in rows if row["indicator"] == code and row["slice"] and row["state"] == "measured")
    return {row["slice"]: row["numerator"] for row in own if row["numerator"]}


def upstream_counts(inputs: Inputs, stage: str, code: str) -> UpstreamCounts:
    """The sum over sources of one measure of an earlier stage."""
    path = inputs.path(f"{stage}.measures")
    if not path.exists():
        return UpstreamCounts(missing=f"the stage {stage} was not run")
    table = pq.read_table(path, partitioning=None)
    rows = table.filter(pc.and_(pc.equal(table["indicator"], code), pc.equal(table["slice"], ""))).to_pylist()
    missing = [row["reason"] for row in rows if row["state"] != "measured"]
    if missing or not rows:
        return UpstreamCounts(missing="; ".join(missing) or f"{code} was not measured")
    return UpstreamCounts(
        numerator=math.fsum(row["numerator"] or 0.0 for row in rows),
        denominator=math.fsum(row["denominator"] or 0.0 for row in rows),
    )
