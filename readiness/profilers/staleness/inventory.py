"""Inventory facts of each item: its file time and its slices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.profilers.base import Inputs
from readiness.profilers.container_members import SentMail, members_of
from readiness.profilers.rate_counter import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """File times (UTC) by item where the source keeps any, slice names by item, and every item by source.

    ``sent`` is the mail that an item came with.
    """

    modified: Mapping[Key, dt.datetime]
    slices: Mapping[Key, tuple[str, ...]]
    items: Mapping[str, frozenset[str]]
    sent: Mapping[Key, SentMail] = field(default_factory=dict)


def read_listing(inputs: Inputs) -> Listing:
    """The listing of every item, table containers included; members lie in the slices of what they lie in."""
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
    members = members_of(inputs)
    for key, member in members.items():
        items.setdefault(key[0], set()).add(key[1])
        if member.modified is not None:
            modified[key] = member.modified
        if (key[0], member.outer) in slices:
            slices[key] = slices[key[0], member.outer]
    frozen = {source: frozenset(names) for source, names in items.items()}
    return Listing(
        modified=modified,
        slices=slices,
        items=frozen,
        sent={key: member.sent for key, member in members.items() if member.sent},
    )
