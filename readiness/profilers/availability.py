"""Whether every required source can be reached, and holds as much as its owner says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.catalogue import CATALOGUE
from readiness.config import Source
from readiness.profilers.base import Inputs, Profile, ProfileBuilder

ACCESS_FILE = "access.json"
"""Written beside the stages: a list of ``{source, ok, kind, message, next_step}``, one per probed source."""

ACCESS, DELIVERED = "availability.access", "availability.delivered"
LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """What the inventory holds of one source. ``rows`` is None when no table said how many it has."""

    states: Counter[str]
    rows: int | None

    @property
    def items(self) -> int:
        return self.states[LISTED]


_NOTHING = _Listing(states=Counter(), rows=None)


def measure(inputs: Inputs) -> Profile:
    """Measure access per required source and delivery per claim, from ``access.json`` and ``inventory``."""
    built = ProfileBuilder()
    probes, listings = _probes(inputs.folder / ACCESS_FILE), _listings(inputs)
    for source in inputs.project.sources:
        listing = listings.get(source.name, _NOTHING)
        problem = _problem(probes.get(source.name), listing)
        _measure_access(built, source, probes.get(source.name), problem)
        _measure_delivered(built, source, listing, is_reached=problem == "")
    if not any(source.required for source in inputs.project.sources):
        built.measure(ACCESS, numerator=0, denominator=0)
    return built.build()


def _probes(path: Path) -> dict[str, Mapping[str, Any]]:
    """Probe answers by source; a file that is absent or no list of answers is as good as no probe."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = found if isinstance(found, list) else []
    return {str(row["source"]): row for row in rows if isinstance(row, dict) and "source" in row and "ok" in row}


def _listings(inputs: Inputs) -> dict[str, _Listing]:
    states: dict[str, Counter[str]] = {}
    rows: dict[str, int] = {}
    for batch in inputs.scan("inventory", ["source", "state", "rows"]):
        columns = (batch[name].to_pylist() for name in ("source", "state", "rows"))
        for source, state, count in zip(*columns, strict=True):
            states.setdefault(source, Counter())[state] += 1
            if count is not None:
                rows[source] = rows.get(source, 0) + count
    return {source: _Listing(states=counted, rows=rows.get(source)) for source, counted in states.items()}


def _problem(probe: Mapping[str, Any] | None, listing: _Listing) -> str | None:
    """Why a source cannot be read, "" when it can, None when nobody tried."""
    if probe is None:
        return None
    if probe["ok"] is not True:
        return str(probe.get("message") or probe.get("kind") or "it could not be reached")
    if listing.states and not listing.items:
        state, count = listing.states.most_common(1)[0]
        return f"it can be reached, but none of its items can be read ({count} {state})"
    return ""


def _measure_access(
    built: ProfileBuilder, source: Source, probe: Mapping[str, Any] | None, problem: str | None
) -> None:
    if problem is None:
        if source.required:
            built.not_measured(ACCESS, "nobody tried to reach it", source=source.name)
        return
    if source.required:
        built.measure(ACCESS, numerator=bool(problem), denominator=1, source=source.name)
    if problem:
        facts = probe or {}
        built.defect(
            ACCESS,
            source=source.name,
            item=source.name,
            message=f"The source {source.name!r} cannot be read: {problem}.".replace("..", "."),
            remedy=str(facts.get("next_step") or CATALOGUE[ACCESS].remedy),
            evidence={"kind": str(facts.get("kind") or "refused"), "required": source.required},
        )


def _measure_delivered(built: ProfileBuilder, source: Source, listing: _Listing, *, is_reached: bool) -> None:
    """The claim that falls shorter counts: items and rows are no sum."""
    claims = list(_claims(source, listing))
    if not claims:
        built.measure(DELIVERED, numerator=0, denominator=0, source=source.name)
    elif not is_reached:
        built.not_measured(DELIVERED, "it could not be read, so nothing was counted", source=source.name)
    elif any(found is None for _, found, _ in claims):
        built.not_measured(DELIVERED, "its listing does not say how many rows there are", source=source.name)
    else:
        unit, found, claimed = min(claims, key=lambda claim: (claim[1] or 0) / claim[2])
        _add_delivered(built, source.name, unit, found or 0, claimed)


def _claims(source: Source, listing: _Listing) -> Iterator[tuple[str, int | None, int]]:
    """Unit, how many there are (None when unknown) and how many are claimed; a claim of none claims nothing."""
    if source.claims.items:
        yield "items", listing.items, source.claims.items
    if source.claims.rows:
        yield "rows", listing.rows, source.claims.rows


def _add_delivered(built: ProfileBuilder, source: str, unit: str, found: int, claimed: int) -> None:
    built.measure(DELIVERED, numerator=min(found, claimed), denominator=claimed, source=source)
    if found < claimed:
        built.defect(
            DELIVERED,
            source=source,
            item=source,
            part=unit,
            measure=found / claimed,
            message=f"The source {source!r} holds {found:,} of {claimed:,} {unit} that its owner claims.",
            remedy=CATALOGUE[DELIVERED].remedy,
            evidence={"found": found, "claimed": claimed, "unit": unit},
        )
