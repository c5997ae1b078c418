"""What the inventory knows of each item's outside: its file time and its slices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.profilers.base import Inputs
from readiness.profilers.staleness.tally import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """File times (UTC) by item where the source keeps any, slice names by item, and every item by source."""

    modified: Mapping[Key, dt.datetime]
    slices: Mapping[Key, tuple[str, ...]]
    items: Mapping[str, frozenset[str]]


def read_listing(inputs: Inputs) -> Listing:
    """The listing of every item, table containers included."""
    modified: dict[Key, dt.datetime] = {}
    slices: dict[Key, tuple[str, ...]] = {}
    items: dict[str, set[str]] = {}
    for batch in inputs.scan("inventory", columns=["source", "item", "modified", "slices"]):
        for row in batch.to_pylist():
            key = (row["source"], row["item"])
            items.setdefault(key[0], set()).add(key[1])
            if row["modified"] is not None:
                modified[key] = row["modified"]
            if row["slices"]:
                slices[key] = tuple(f"{name}={value}" for name, value in sorted(row["slices"]))
    frozen = {source: frozenset(found) for source, found in items.items()}
    return Listing(modified=modified, slices=slices, items=frozen)
