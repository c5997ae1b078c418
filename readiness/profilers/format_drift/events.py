"""Events of a series, member by member: every change that would break a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.model import Event
from readiness.profilers.format_drift.column_facts import MemberFacts
from readiness.profilers.format_drift.column_history import ColumnHistory
from readiness.profilers.format_drift.distribution_shifts import MemberShares, Shift, shifts
from readiness.profilers.format_drift.null_rates import MIN_ROWS, Jump, Rate, jumps
from readiness.profilers.format_drift.schema_diff import SchemaChange, schema_change

MAX_FLIPS = 4
FLIP_SHARE = 0.2
"""A change that happens more than 4 times and at over a fifth of the steps is a mixture, not a drift: reported once
(chosen by us)."""

_TEXT_ENCODINGS = {
    "utf-8": ("utf8", "utf8sig", "utf-8", "utf-8-sig"),
    "single-byte Latin": (  # the detector guesses among them: kept apart they would alternate without a change
        *("latin1", "iso88591", "iso88592", "iso88593", "iso88594", "iso88599", "iso885910", "iso885913", "iso885914"),
        *("iso885915", "iso885916", "cp1250", "cp1252", "cp1254", "cp1257", "cp1258"),
        *("windows1250", "windows1252", "windows1254", "windows1257", "windows1258"),
    ),
    "utf-16": ("utf16", "utf16le", "utf16be"),
}


@dataclass(slots=True)
class _SeriesScan:
    """State of the scan of a series after the members read so far."""

    series: str
    last: MemberFacts | None = None
    histories: dict[str, ColumnHistory] = field(default_factory=lambda: defaultdict(ColumnHistory))
    rates: dict[str, list[Rate]] = field(default_factory=lambda: defaultdict(list))
    spreads: dict[str, list[MemberShares]] = field(default_factory=lambda: defaultdict(list))
    container: dict[str, str] = field(default_factory=dict)
    members: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Keep an event of the member that is compared now."""
        self.events.append((len(self.members), event))


def events_of(series: str, members: Iterable[MemberFacts]) -> tuple[Event, ...]:
    """Every change along the members, oldest first; only the facts of two members are in memory at a time."""
    scan = _SeriesScan(series=series)
    for member in members:
        if not member.columns:
            continue
        _compare_member(scan, member)
        scan.last = member
        scan.members.append((member.name, member.key))
    _add_null_events(scan)
    _add_shifts(scan)
    ordered = [event for _, event in sorted(scan.events, key=lambda one: one[0])]
    return tuple(without_flapping(ordered, len(scan.members)))


def _compare_member(scan: _SeriesScan, member: MemberFacts) -> None:
    before = scan.last
    other_container = _container_changes(scan, member)
    change = schema_change(before, member) if before else SchemaChange()
    if change and before:
        scan.add(_event(scan, "schema", member, change.as_evidence()))
    for rename in change.renamed:
        scan.histories[rename.new] = scan.histories.pop(rename.old)
        scan.rates[rename.new] = scan.rates.pop(rename.old, [])
        scan.spreads[rename.new] = scan.spreads.pop(rename.old, [])
    retyped = {name for name, _, _ in change.retyped}
    for column in member.columns:
        scan.rates[column.name].append(Rate(member=len(scan.members), value=column.null_rate, rows=column.rows))
        scan.spreads[column.name].append(MemberShares(member=len(scan.members), shares=column.spread))
        changed = scan.histories[column.name].observe(column, other_container=other_container)
        if before and changed and column.name not in retyped:
            scan.add(_event(scan, changed.kind, member, changed.as_evidence(), column.name))


def _add_null_events(scan: _SeriesScan) -> None:
    tests = sum(rate.rows >= MIN_ROWS for rates in scan.rates.values() for rate in rates)
    for column, rates in scan.rates.items():
        scan.events += [(jump.after.member, _null_event(scan, column, jump)) for jump in jumps(rates, tests)]


def _null_event(scan: _SeriesScan, column: str, jump: Jump) -> Event:
    before, after = jump.before, jump.after
    (at, key), (previous, _) = scan.members[after.member], scan.members[before.member]
    evidence = {
        "from": round(before.value, 4),
        "to": round(after.value, 4),
        "effect": round(abs(after.value - before.value), 4),
        "n_from": before.rows,
        "n_to": after.rows,
        "at_key": key,
    }
    return Event(series=scan.series, kind="null_rate", at=at, previous=previous, column=column, evidence=evidence)


def _add_shifts(scan: _SeriesScan) -> None:
    """Shifts of distributions, but where the column is written in another way or the file is of another type."""
    other = {(at, event.column) for at, event in scan.events if event.kind in {"pattern", "type", "file_type"}}
    for column, shift in shifts(scan.spreads):
        if (shift.member, column) not in other and (shift.member, "") not in other:
            scan.events.append((shift.member, _shift_event(scan, column, shift)))


def _shift_event(scan: _SeriesScan, column: str, shift: Shift) -> Event:
    (at, key), (previous, _) = scan.members[shift.member], scan.members[shift.previous]
    evidence = {
        "from": float(f"{shift.before:.3g}"),
        "to": float(f"{shift.after:.3g}"),
        "effect": round(shift.divergence, 4),
        "values": shift.kind,
        "psi": round(shift.psi, 4),
        "wasserstein": None if shift.distance is None else round(min(shift.distance, 1e6), 4),
        "n_from": shift.n_from,
        "n_to": shift.n_to,
        "at_key": key,
    }
    return Event(series=scan.series, kind="distribution", at=at, previous=previous, column=column, evidence=evidence)


def _container_changes(scan: _SeriesScan, member: MemberFacts) -> bool:
    """Events for file type, delimiter and encoding; True when the file type changed."""
    now = {"file_type": member.format, "delimiter": _delimiter(member), "encoding": _encoding(member.encoding)}
    changed = [kind for kind, value in now.items() if value and scan.container.get(kind, value) != value]
    if "file_type" in changed:  # a new file type brings its own delimiter and encoding: one event, not three
        changed = ["file_type"]
        scan.container = {}
    for kind in changed:
        old = scan.container.get(kind) or (scan.last.format if scan.last else "")
        scan.add(_event(scan, kind, member, {"from": old, "to": now[kind], "effect": 1.0}))
    scan.container.update({kind: value for kind, value in now.items() if value})
    return "file_type" in changed


def _delimiter(member: MemberFacts) -> str:
    """The delimiter; "" with one column, where none can be seen and a sniffer can only guess."""
    return member.delimiter if len(member.columns) > 1 else ""


def _encoding(name: str) -> str:
    """A group of encodings that read each other's text alike; "" for ASCII, which fits most of them."""
    folded = name.lower().replace("_", "-")
    squeezed = folded.replace("-", "")
    if squeezed in {"ascii", "usascii", ""}:
        return ""
    return next((known for known, names in _TEXT_ENCODINGS.items() if squeezed in names or folded in names), folded)


def _event(scan: _SeriesScan, kind: str, member: MemberFacts, evidence: dict[str, Any], column: str = "") -> Event:
    previous = scan.last.name if scan.last else ""
    keyed = {**evidence, "at_key": member.key}
    return Event(series=scan.series, kind=kind, at=member.name, previous=previous, column=column, evidence=keyed)


def without_flapping(events: Sequence[Event], members: int) -> list[Event]:
    """The events, those of a subject that comes and goes once, with the number of its changes."""
    groups: dict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for event in events:
        groups[subject_of(event)].append(event)
    limit = max(MAX_FLIPS, FLIP_SHARE * max(members - 1, 0))
    kept: list[Event] = []
    for event in events:
        group = groups[subject_of(event)]
        if len(group) <= limit:
            kept.append(event)
        elif event is group[0]:
            kept.append(replace(event, evidence={**event.evidence, "changes": len(group)}))
    return kept


def subject_of(event: Event) -> tuple[Any, ...]:
    """The subject of an event: events of one subject say the same of different members."""
    if event.kind != "schema":
        return event.kind, event.column
    names = [*event.evidence["added"], *event.evidence["removed"], *(r["column"] for r in event.evidence["retyped"])]
    return ("schema", *sorted(names))
