"""Access to every required source: can it be read, does it hold anything, and as much as its owner claims."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.catalogue import CATALOGUE
from readiness.config.project import Source
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.emptiness import EMPTY_TABLE, LABEL_FILE, Contents, EmptyTable, contents_of

ACCESS_FILE = "access.json"
"""Written beside the stages: a list of ``{source, ok, kind, message, next_step, unlisted}``, one per probed source.

``unlisted`` holds ``{place, kind, error}`` for each place that could not be listed; ``left_out`` is true of an optional
source that was not read wholly, and is no part of ``inventory``.
"""

ACCESS, DELIVERED = "availability.access", "availability.delivered"
LISTED = "listed"
_EMPTY_REMEDY = "Ask its owner where the content is, and check that this is the right place; or leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """Inventory rows of one source, counted by state. ``rows`` is None when no table gives its number of rows."""

    states: Counter[str]
    rows: int | None

    @property
    def items(self) -> int:
        return self.states[LISTED]


_NOTHING = _Listing(states=Counter(), rows=None)


def measure(inputs: Inputs) -> Profile:
    """Measure access per required source and delivery per claim.

    Reads ``access.json``, ``inventory``, ``profile_documents`` and ``table_index``: a source that can be listed but
    holds no row and no text is as good as none, and so is a table that the project names and that has no rows.
    """
    built = ProfileBuilder()
    probes, listings, contents = _probes(inputs.folder / ACCESS_FILE), _listings(inputs), contents_of(inputs)
    for source in inputs.project.sources:
        probe, listing = probes.get(source.name), listings.get(source.name, _NOTHING)
        refusal = _problem(probe, listing)
        facts = _SourceFacts(
            source=source, probe=probe or {}, unlisted=_unlisted_places(probe), contents=contents[source.name]
        )
        problem = refusal or (refusal if refusal is None else facts.emptiness(listing))
        _measure_access(built, facts, problem)
        if (probe or {}).get("left_out"):
            built.measure(DELIVERED, numerator=0, denominator=0, source=source.name)
        else:
            _measure_delivered(built, source, listing, is_reached=refusal == "" and not facts.unlisted)
    if not any(source.required for source in inputs.project.sources):
        built.measure(ACCESS, numerator=0, denominator=0)
    return built.build()


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceFacts:
    """Probe, unlisted places and contents of one source, after everything in it was read."""

    source: Source
    probe: Mapping[str, Any]
    unlisted: tuple[Mapping[str, Any], ...]
    contents: Contents

    def emptiness(self, listing: _Listing) -> str:
        """The reason why a source that can be read holds nothing; "" when it holds something or is not required."""
        if not self.contents.is_empty or not self.source.required:
            return ""
        if not listing.items:
            message = str(self.probe.get("message") or "there is no item in it").removeprefix("nothing to audit: ")
            return message if not self.unlisted else ""
        return f"none of its {listing.items:,} items holds a row or a text ({self.contents.why or 'nothing was read'})"

    @property
    def lacks_content(self) -> bool:
        """True when a table that the project names has no rows, or a label file has no labels."""
        return any(table.kind != EMPTY_TABLE for table in self.contents.tables)


def _unlisted_places(probe: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], ...]:
    places = (probe or {}).get("unlisted") or ()
    return tuple(one for one in places if isinstance(one, dict) and "place" in one)


def _probes(path: Path) -> dict[str, Mapping[str, Any]]:
    """Probe answers by source; a file that is absent or no list of answers is as good as no probe."""
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    rows = answers if isinstance(answers, list) else []
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
    """The reason why a source cannot be read: "" when it can be read, None when it was not probed."""
    if probe is None:
        return None
    if probe["ok"] is not True:
        return str(probe.get("message") or probe.get("kind") or "it could not be reached")
    if listing.states and not listing.items:
        state, count = listing.states.most_common(1)[0]
        return f"it can be reached, but none of its items can be read ({count} {state})"
    return ""


def _measure_access(built: ProfileBuilder, facts: _SourceFacts, problem: str | None) -> None:
    source = facts.source
    if problem is None:
        if source.required:
            built.not_measured(ACCESS, "it was not probed", source=source.name)
        return
    if source.required:
        fails = bool(problem or facts.unlisted or facts.lacks_content)
        built.measure(ACCESS, numerator=fails, denominator=1, source=source.name)
    if problem:
        _report_source(built, facts, problem)
    for place in facts.unlisted:
        _report_place(built, source, place)
    for table in facts.contents.tables:
        _report_table(built, source, table)


def _report_source(built: ProfileBuilder, facts: _SourceFacts, problem: str) -> None:
    name, is_reached = facts.source.name, facts.probe.get("ok") is True
    finding = "holds nothing to work with" if is_reached and facts.contents.is_empty else "cannot be read"
    built.defect(
        ACCESS,
        source=name,
        item=name,
        message=f"The source {name!r} {finding}: {problem}.".replace("..", "."),
        remedy=str(facts.probe.get("next_step") or (_EMPTY_REMEDY if is_reached else CATALOGUE[ACCESS].remedy)),
        evidence={
            "kind": str(facts.probe.get("kind") or ("empty" if is_reached else "refused")),
            "required": facts.source.required,
        },
    )


def _report_place(built: ProfileBuilder, source: Source, place: Mapping[str, Any]) -> None:
    where, error = str(place["place"]), str(place.get("error") or "it cannot be listed")
    built.defect(
        ACCESS,
        source=source.name,
        item=where,
        message=f"{where} in {source.name!r} cannot be listed ({error}): its content is not known.",
        remedy="Give the audit's account read access to it, or name it in the source's exclude.",
        evidence={
            "kind": str(place.get("kind") or "unknown"),
            "place": where,
            "error": error,
            "required": source.required,
        },
    )


def _report_table(built: ProfileBuilder, source: Source, table: EmptyTable) -> None:
    what = "holds no label" if table.kind == LABEL_FILE else "has no rows"
    by = f", and the project names it under {table.named_by}" if table.named_by else ""
    built.defect(
        ACCESS,
        source=source.name,
        item=table.item,
        message=f"{table.item} {what}{by}.",
        remedy=_EMPTY_REMEDY,
        evidence={"kind": table.kind, "named_by": table.named_by, "required": source.required},
    )


def _measure_delivered(built: ProfileBuilder, source: Source, listing: _Listing, *, is_reached: bool) -> None:
    """The claim that falls shorter counts: items and rows are no sum."""
    claims = list(_claims(source, listing))
    if not claims:
        built.measure(DELIVERED, numerator=0, denominator=0, source=source.name)
    elif not is_reached:
        built.not_measured(DELIVERED, "it could not be read, so nothing was counted", source=source.name)
    elif any(count is None for _, count, _ in claims):
        built.not_measured(DELIVERED, "its listing does not count rows", source=source.name)
    else:
        unit, count, claimed = min(claims, key=lambda claim: (claim[1] or 0) / claim[2])
        _add_delivered(built, source.name, unit, count or 0, claimed)


def _claims(source: Source, listing: _Listing) -> Iterator[tuple[str, int | None, int]]:
    """Unit, how many there are (None when unknown) and how many are claimed; a claim of none claims nothing."""
    if source.claims.items:
        yield "items", listing.items, source.claims.items
    if source.claims.rows:
        yield "rows", listing.rows, source.claims.rows


def _add_delivered(built: ProfileBuilder, source: str, unit: str, count: int, claimed: int) -> None:
    built.measure(DELIVERED, numerator=min(count, claimed), denominator=claimed, source=source)
    if count < claimed:
        built.defect(
            DELIVERED,
            source=source,
            item=source,
            part=unit,
            measure=count / claimed,
            message=f"The actual volume of the source {source!r} is {count:,} of {claimed:,} expected {unit}.",
            remedy=CATALOGUE[DELIVERED].remedy,
            evidence={"found": count, "claimed": claimed, "unit": unit},
        )
