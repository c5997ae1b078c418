"""Drift against an approved baseline: every later member is held against it, and none of them ever becomes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from readiness.config.baselines import Baseline, BaselineColumn
from readiness.model import Event
from readiness.profilers.format_drift.column_facts import Column, MemberFacts
from readiness.profilers.format_drift.events import events_of, subject_of, without_flapping
from readiness.profilers.format_drift.series import Member
from readiness.profilers.format_drift.value_sketch import ValueSketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The approval of a member: by whom, on which day (ISO 8601), why, and whether of its schema alone."""

    by: str
    on: str
    reason: str
    schema_only: bool = False


def baseline_of(facts: MemberFacts, approval: Approval, *, source: str, series: str) -> Baseline:
    """The facts of a member as a baseline, without digest; no cell value is kept."""
    return Baseline(
        source=source,
        series=series,
        member=facts.name,
        key=facts.key,
        format=facts.format,
        delimiter=facts.delimiter,
        encoding=facts.encoding,
        schema_only=approval.schema_only,
        columns=[_kept_column(column, schema_only=approval.schema_only) for column in facts.columns],
        approved_by=approval.by,
        approved_on=approval.on,
        reason=approval.reason,
    )


def _kept_column(column: Column, *, schema_only: bool) -> BaselineColumn:
    if schema_only:
        return BaselineColumn(name=column.name, declared=column.declared, typed=column.typed)
    return BaselineColumn(
        name=column.name,
        declared=column.declared,
        typed=column.typed,
        rows=column.rows,
        nulls=column.nulls,
        distinct=column.distinct,
        shares=dict(column.shares),
        style=column.style,
    )


def facts_of(baseline: Baseline) -> MemberFacts:
    """The facts of the approved member; its values are not known."""
    return MemberFacts(
        name=baseline.member,
        key=baseline.key,
        columns=tuple(Column(**column.model_dump()) for column in baseline.columns),
        sketch=lambda _: ValueSketch(),
        format=baseline.format,
        delimiter="" if baseline.schema_only else baseline.delimiter,
        encoding="" if baseline.schema_only else baseline.encoding,
    )


def members_after(baseline: Baseline, members: Sequence[Member]) -> list[Member]:
    """The members under test: those after the approved one; all, where it is no longer delivered."""
    places = [at for at, member in enumerate(members) if member.name == baseline.member]
    return list(members[places[0] + 1 :]) if places else list(members)


def events_against(baseline: Baseline, members: Iterable[MemberFacts]) -> tuple[Event, ...]:
    """Every difference of a member from the baseline, at the first of the members in a row that show it."""
    pinned = facts_of(baseline)
    found: list[Event] = []
    shown: set[object] = set()
    count = 0
    for member in members:
        count += 1
        events = events_of(baseline.series, [pinned, member])
        found += [
            replace(event, evidence={**event.evidence, "baseline": baseline.approval})
            for event in events
            if subject_of(event) not in shown
        ]
        shown = {subject_of(event) for event in events}
    return tuple(without_flapping(found, count + 1))
