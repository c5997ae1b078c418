"""Walking a series member by member and naming every change that a reader would trip over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.model import Event
from readiness.profilers.format_drift.column_facts import MemberFacts
from readiness.profilers.format_drift.column_history import Habit
from readiness.profilers.format_drift.schema_diff import SchemaChange, schema_change

MAX_FLIPS = 4
FLIP_SHARE = 0.2
"""A thing that changes more than 4 times and at over a fifth of the steps is a mixture, not a drift: told once
(chosen by us)."""

_TEXT_ENCODINGS = {
    "utf-8": ("utf8", "utf8sig", "utf-8", "utf-8-sig"),
    "single-byte Latin": (  # which of them is a detector's guess: told apart they would flap without a change
        *("latin1", "iso88591", "iso88592", "iso885915", "cp1250", "cp1252", "windows1250", "windows1252"),
    ),
    "utf-16": ("utf16", "utf16le", "utf16be"),
}


@dataclass(slots=True)
class _Walk:
    """What is known after the members met so far."""

    series: str
    last: MemberFacts | None = None
    habits: dict[str, Habit] = field(default_factory=lambda: defaultdict(Habit))
    container: dict[str, str] = field(default_factory=dict)
    steps: int = 0
    events: list[Event] = field(default_factory=list)


def events_of(series: str, members: Iterable[MemberFacts]) -> tuple[Event, ...]:
    """Every change along the members, oldest first; only two members stand in memory at a time."""
    walk = _Walk(series=series)
    for member in members:
        if not member.columns:
            continue
        _step(walk, member)
        walk.last = member
        walk.steps += 1
    return tuple(_without_flapping(walk.events, walk.steps))


def _step(walk: _Walk, member: MemberFacts) -> None:
    before = walk.last
    other_container = _container_changes(walk, member)
    change = schema_change(before, member) if before else SchemaChange()
    if change and before:
        walk.events.append(_event(walk, "schema", member, change.as_evidence()))
    for rename in change.renamed:
        walk.habits[rename.new] = walk.habits.pop(rename.old)
    retyped = {name for name, _, _ in change.retyped}
    for column in member.columns:
        found = walk.habits[column.name].meet(column, other_container=other_container)
        for turn in found:
            if before and (turn.kind == "null_rate" or column.name not in retyped):
                evidence = {"from": turn.before, "to": turn.after, "effect": turn.effect}
                walk.events.append(_event(walk, turn.kind, member, evidence, column.name))


def _container_changes(walk: _Walk, member: MemberFacts) -> bool:
    """Events for file type, delimiter and encoding; True when the file type changed."""
    now = {"file_type": member.format, "delimiter": _delimiter(member), "encoding": _encoding(member.encoding)}
    changed = [kind for kind, value in now.items() if value and walk.container.get(kind, value) != value]
    if "file_type" in changed:  # a new file type brings its own delimiter and encoding: one event, not three
        changed = ["file_type"]
        walk.container = {}
    for kind in changed:
        old = walk.container.get(kind) or (walk.last.format if walk.last else "")
        walk.events.append(_event(walk, kind, member, {"from": old, "to": now[kind], "effect": 1.0}))
    walk.container.update({kind: value for kind, value in now.items() if value})
    return "file_type" in changed


def _delimiter(member: MemberFacts) -> str:
    """With one column no delimiter can be seen, whatever a sniffer says."""
    return member.delimiter if len(member.columns) > 1 else ""


def _encoding(name: str) -> str:
    """Encodings that read each other's text as one; ASCII fits most of them and so tells nothing."""
    folded = name.lower().replace("_", "-")
    squeezed = folded.replace("-", "")
    if squeezed in {"ascii", "usascii", ""}:
        return ""
    return next((known for known, names in _TEXT_ENCODINGS.items() if squeezed in names or folded in names), folded)


def _event(walk: _Walk, kind: str, member: MemberFacts, evidence: dict[str, Any], column: str = "") -> Event:
    previous = walk.last.name if walk.last else ""
    keyed = {**evidence, "at_key": member.key}
    return Event(series=walk.series, kind=kind, at=member.name, previous=previous, column=column, evidence=keyed)


def _without_flapping(events: Sequence[Event], members: int) -> list[Event]:
    groups: dict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for event in events:
        groups[_subject(event)].append(event)
    limit = max(MAX_FLIPS, FLIP_SHARE * max(members - 1, 0))
    kept: list[Event] = []
    for event in events:
        group = groups[_subject(event)]
        if len(group) <= limit:
            kept.append(event)
        elif event is group[0]:
            kept.append(replace(event, evidence={**event.evidence, "changes": len(group)}))
    return kept


def _subject(event: Event) -> tuple[Any, ...]:
    if event.kind != "schema":
        return event.kind, event.column
    names = [*event.evidence["added"], *event.evidence["removed"], *(r["column"] for r in event.evidence["retyped"])]
    return ("schema", *sorted(names))
