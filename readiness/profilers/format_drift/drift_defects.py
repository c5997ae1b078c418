"""Measures and defects of the series of each source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.census import TABLE
from readiness.config.project import Source
from readiness.model import Event
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.format_drift import messages
from readiness.profilers.format_drift.column_facts import MemberFacts, clean_names
from readiness.profilers.format_drift.events import events_of
from readiness.profilers.format_drift.load_members import facts_of_parquet
from readiness.profilers.format_drift.missing_deliveries import Rhythm, rhythm
from readiness.profilers.format_drift.pinned_baseline import events_against, members_after
from readiness.profilers.format_drift.series import Member, Series, find_series
from readiness.profilers.guard import TableGuard
from readiness.profilers.item_coverage import Examined
from readiness.profilers.table_coverage import holders_examined

INDICATORS = (
    "format.mix_drift",
    "format.schema_drift",
    "format.pattern_drift",
    "format.value_drift",
    "currency.gaps",
)
MIX_KINDS = frozenset({"file_type", "delimiter", "encoding"})
PATTERN_KINDS = frozenset({"pattern", "type"})
_MIXED = ("format.mix_drift", "format.pattern_drift")
CODES = {
    "schema": ("format.schema_drift",),
    "pattern": ("format.pattern_drift",),
    "type": ("format.pattern_drift",),
    "null_rate": ("format.value_drift",),
    "distribution": ("format.value_drift",),
    "file_type": _MIXED,
    "delimiter": _MIXED,
    "encoding": _MIXED,
}
"""Codes under which an event is reported. The product contract promises a change of file type, delimiter or encoding to
readers of ``format.pattern_drift``; the indicator that counts it is ``format.mix_drift``."""
MAX_MISSING_LISTED = 50
"""Missing members named in one defect; their number is given whole (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _AuditedSeries:
    """One series with its events. ``columns`` counts the distinct column names of its members."""

    series: Series
    events: tuple[Event, ...]
    rhythm: Rhythm | None
    columns: int
    required: tuple[str, ...]
    broken: tuple[str, ...]


def measure_drift(inputs: Inputs) -> Profile:
    """All indicators of this profiler; sources without a series have nothing to count."""
    builder, guard = ProfileBuilder(), TableGuard()
    rows = inputs.table("table_index").to_pylist()
    modified, coverage = file_times(inputs), inputs.coverage(TABLE)
    series_rows: list[dict[str, Any]] = []
    for source in sorted(inputs.project.sources, key=lambda one: one.name):
        own = sorted((row for row in rows if row["source"] == source.name), key=lambda row: str(row["item"]))
        tried = [
            guard.run(partial(_audit, inputs, source, series, guard), source=source.name, item=series.name)
            for series in find_series(own, modified.get(source.name))
        ]
        audited = [one for one in tried if one is not None]
        looked_at = holders_examined(inputs.table("table_index"), source.name, {str(row["item"]) for row in own})
        searched = f"no series of deliveries among {len(own)} tables"
        lost = _baselines_without_series(inputs, source.name, audited)
        for code in INDICATORS[:-1] if lost else ():
            builder.not_measured(code, f"no series {lost[0]} is there to hold against its baseline", source=source.name)
        _measure_source(
            builder,
            source.name,
            audited,
            lost=bool(lost),
            examined=coverage.of_source(source.name, looked_at, searched=searched),
        )
        series_rows.extend(map(_series_row, audited))
        for one in audited:
            _add_defects(builder, one)
    guard.add_errors(builder, INDICATORS)
    return builder.build({"series": pa.Table.from_pylist(series_rows, schema=schemas.SERIES)})


def _series_row(audit: _AuditedSeries) -> dict[str, Any]:
    return {
        "source": audit.series.source,
        "series": audit.series.name,
        "members": len(audit.series.members),
        "first": audit.series.members[0].item,
        "last": audit.series.members[-1].item,
        "dated": audit.series.dated,
        "columns": audit.columns,
        "expected": audit.rhythm.expected if audit.rhythm else 0,
    }


def file_times(inputs: Inputs) -> dict[str, dict[str, dt.datetime]]:
    """When each item was modified, by source and item."""
    times: dict[str, dict[str, dt.datetime]] = {}
    for batch in inputs.scan("inventory", ["source", "item", "modified"]):
        for row in batch.to_pylist():
            if row["modified"] is not None:
                times.setdefault(row["source"], {})[row["item"]] = row["modified"]
    return times


def _audit(inputs: Inputs, source: Source, series: Series, guard: TableGuard) -> _AuditedSeries:
    pinned = [one for one in inputs.baselines if (one.source, one.series) == (series.source, series.name)]
    if pinned:
        events = events_against(
            pinned[0], _facts(inputs, members_after(pinned[0], series.members), series.source, guard)
        )
    else:
        events = events_of(series.name, _facts(inputs, series.members, series.source, guard))
    required = _required_columns(source, series)
    return _AuditedSeries(
        series=series,
        events=events,
        rhythm=rhythm(member.stamp for member in series.members if member.stamp),
        columns=len({name for member in series.members for name in clean_names(member.row["columns"])}),
        required=required,
        broken=_broken_columns(series, events, required),
    )


def _facts(inputs: Inputs, members: Iterable[Member], source: str, guard: TableGuard) -> Iterator[MemberFacts]:
    for member in members:
        facts = guard.run(partial(member_facts, inputs, member), source=source, item=member.item)
        if facts:
            yield facts


def member_facts(inputs: Inputs, member: Member) -> MemberFacts | None:
    """The facts of a member; None where its rows were not staged: it is reported as unreadable elsewhere."""
    row = member.row
    if not row["data"]:
        return None
    known = {name: row[name] for name in ("types", "format", "delimiter", "encoding")}
    return facts_of_parquet(member.name, inputs.tables_folder / row["data"], {**known, "key": member.key})


def _required_columns(source: Source, series: Series) -> tuple[str, ...]:
    """Required columns declared for the series: by its name, its last part, or the name of any member."""
    names = {series.name, series.name.rpartition("/")[2]}
    for member in series.members:
        names |= {member.item, member.name}
    declared = [columns for name, columns in sorted(source.required_columns.items()) if name in names]
    return tuple(dict.fromkeys(column for columns in declared for column in columns))


def _broken_columns(series: Series, events: Iterable[Event], required: tuple[str, ...]) -> tuple[str, ...]:
    """Required columns that were removed, renamed or retyped; none declared: those the newest member lacks."""
    lost, retyped = set[str](), set[str]()
    for event in events:
        lost |= set(event.evidence.get("removed", ()))
        retyped |= {change["column"] for change in event.evidence.get("retyped", ())}
        retyped |= {event.column} if event.kind == "type" else set()
    if required:
        return tuple(name for name in required if name in lost | retyped)
    newest = set(clean_names(series.members[-1].row["columns"]))
    return tuple(sorted(lost - newest))


def _baselines_without_series(inputs: Inputs, source: str, audited: Iterable[_AuditedSeries]) -> list[str]:
    """Series with an approved baseline of which no members were found: nothing was held against it."""
    known = {one.series.name for one in audited}
    return sorted(one.series for one in inputs.baselines if one.source == source and one.series not in known)


def _measure_source(
    builder: ProfileBuilder, source: str, audited: list[_AuditedSeries], *, lost: bool, examined: Examined
) -> None:
    columns = sum(one.columns for one in audited)
    counts: Mapping[str, tuple[float, float]] = {
        "format.mix_drift": (sum(_has_event(one, MIX_KINDS) for one in audited), len(audited)),
        "format.schema_drift": (sum(bool(one.broken) for one in audited), len(audited)),
        "format.pattern_drift": (sum(_changed_columns(one, PATTERN_KINDS) for one in audited), columns),
        "format.value_drift": (sum(_changed_columns(one, frozenset({"null_rate"})) for one in audited), columns),
        "currency.gaps": (
            sum(len(one.rhythm.missing) for one in audited if one.rhythm),
            sum(one.rhythm.expected for one in audited if one.rhythm),
        ),
    }
    for indicator, (numerator, denominator) in counts.items():
        if lost and indicator != "currency.gaps":
            continue
        builder.measure(indicator, numerator=numerator, denominator=denominator, source=source, examined=examined)


def _has_event(audit: _AuditedSeries, kinds: frozenset[str]) -> bool:
    return any(event.kind in kinds for event in audit.events)


def _changed_columns(audit: _AuditedSeries, kinds: frozenset[str]) -> int:
    return len({event.column for event in audit.events if event.kind in kinds})


def _add_defects(builder: ProfileBuilder, audit: _AuditedSeries) -> None:
    for event, code in ((reported, code) for reported in audit.events for code in CODES[reported.kind]):
        builder.defect(
            code,
            source=audit.series.source,
            item=audit.series.name,
            part=event.column or None,
            measure=event.evidence.get("effect"),
            message=messages.sentence(event),
            evidence=_evidence(audit, event),
            remedy=messages.remedy(event),
        )
    if audit.rhythm and audit.rhythm.missing:
        _add_gap_defect(builder, audit, audit.rhythm)


def _evidence(audit: _AuditedSeries, event: Event) -> dict[str, Any]:
    items = {member.name: member.item for member in audit.series.members}
    shared = {"kind": event.kind, "at": event.at, "previous": event.previous, "at_item": items.get(event.at, event.at)}
    if event.kind != "schema":
        return {**event.evidence, **shared}
    lost_columns = {*event.evidence["removed"], *(change["column"] for change in event.evidence["retyped"])}
    return {**event.evidence, **shared, "required": [name for name in audit.broken if name in lost_columns]}


def _add_gap_defect(builder: ProfileBuilder, audit: _AuditedSeries, rhythm: Rhythm) -> None:
    evidence = {
        "rhythm": rhythm.name,
        "missing": list(rhythm.missing[:MAX_MISSING_LISTED]),
        "missing_count": len(rhythm.missing),
        "expected": rhythm.expected,
        "missing_listed_at_most": MAX_MISSING_LISTED,
    }
    builder.defect(
        "currency.gaps",
        source=audit.series.source,
        item=audit.series.name,
        measure=len(rhythm.missing) / rhythm.expected,
        message=messages.gap_sentence(audit.series.name, rhythm),
        evidence=evidence,
        remedy="Ask the owner for the missing deliveries, or have them confirm that there were none.",
    )
