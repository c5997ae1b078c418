"""Items that were listed but not handed on for opening: unreachable, refused, no regular file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.table_losses import OPENABLE, without_values

_LISTED = "listed"


def add_unopened(inputs: Inputs, built: ProfileBuilder) -> Counter[str]:
    """Count them per source, one ``availability.openable`` defect for each."""
    unopened: Counter[str] = Counter()
    for batch in inputs.scan("inventory", ["source", "item", "state", "problem"]):
        for row in batch.to_pylist():
            if row["state"] != _LISTED:
                unopened[row["source"]] += 1
                _add(row, built)
    return unopened


def _add(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    why = without_values(row["problem"] or "") or f"it is {row['state']}"
    built.defect(
        OPENABLE,
        source=row["source"],
        item=row["item"],
        message=f"{row['item']} was listed and could not be opened: {why}.",
        remedy="Ask the owner of the source for access to it, or leave it out by name.",
        evidence={"read": 0, "of": None, "why": why},
    )
