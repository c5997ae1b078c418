"""Causes that prevent a verdict on the data: sources not reached, places not listed, no content.

A headline names these first; most other failures are their effect.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from readiness.model import Listing

ACCESS = "availability.access"
NOTHING_AUDITED = "nothing of it was audited"
_EMPTY_KINDS = frozenset({"empty", "empty_named_table", "empty_label_file"})
_NAMED = 3
"""Causes, and places of one cause, that a headline names before it only counts the rest: a sentence, not a list."""


def causes(listings: Sequence[Listing], defects: pa.Table) -> tuple[str, ...]:
    """Clauses without a full stop, those first that leave a required source out whole. ``defects``: schemas.DEFECTS."""
    needed = [one for one in listings if one.required]
    unreached = [f"{one.source}: {one.problem}, {NOTHING_AUDITED}" for one in needed if one.problem]
    unlisted = [_unlisted_places(one) for one in needed if one.unlisted and not one.problem]
    return tuple(_first(unreached or [*unlisted, *_empty(defects)], "cause"))


def _unlisted_places(listing: Listing) -> str:
    return f"{listing.source}: {', '.join(_first(listing.unlisted, 'place'))} could not be listed"


def _empty(defects: pa.Table) -> Iterator[str]:
    access = defects.filter(pc.equal(defects["code"], ACCESS)).select(["message", "evidence"])
    for row in access.to_pylist():
        evidence = json.loads(row["evidence"])
        if evidence.get("kind") in _EMPTY_KINDS and evidence.get("required") is True:
            yield str(row["message"]).rstrip(".")


def _first(names: Sequence[str], what: str) -> list[str]:
    rest = len(names) - _NAMED
    return [*names[:_NAMED], *([f"and {rest:,} more {what}{'' if rest == 1 else 's'}"] if rest > 0 else [])]
