"""Messages and remedies of one change, for a project lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from readiness.model import Event
from readiness.profilers.format_drift.missing_deliveries import Rhythm

NAMES_SHOWN = 5
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_REMEDIES = {
    "schema": "Map old names to new ones before loading, and agree with the owner that columns are announced.",
    "pattern": "Normalise the column when loading; agree the format with its owner.",
    "type": "Convert the column when loading, or have the owner restore its type.",
    "distribution": "Ask the owner what changed at this member; compare models and limits made from earlier members.",
    "null_rate": "Ask the owner what changed at this member.",
    "file_type": "Agree one delivery format with the owner and re-export the members that differ.",
    "delimiter": "Agree one delimiter with the owner and re-export the members that differ.",
    "encoding": "Agree UTF-8 with the owner and re-export the members that differ.",
}


def remedy(event: Event) -> str:
    """The remedy of an event."""
    return _REMEDIES[event.kind]


def sentence(event: Event) -> str:
    """One event in one sentence."""
    if event.kind == "schema":
        return f"From {event.at} on, {event.series} {_schema_words(event.evidence)}."
    old, new = event.evidence["from"], event.evidence["to"]
    if event.kind == "null_rate":
        verb = "has more empty cells" if new > old else "has fewer empty cells"
        return f"From {event.at} on, column {event.column} of {event.series} {verb}: {old:.0%} → {new:.0%}."
    if event.kind == "distribution":
        what = "median" if event.evidence["values"] == "numbers" else "share of the category that changed most"
        return (
            f"From {event.at} on, the values of column {event.column} of {event.series} are distributed otherwise: "
            f"{what} {old:g} → {new:g} (PSI {event.evidence['psi']:.2f})."
        )
    if event.column:
        what = "is written" if event.kind == "pattern" else "holds another type of value:"
        if "part" in event.evidence:
            part = f"{event.evidence['part']:.0%} of its values"
            return f"In {event.at}, column {event.column} of {event.series} {what} {new} instead of {old} in {part}."
        return f"From {event.at} on, column {event.column} of {event.series} {what} {new} instead of {old}."
    what = event.kind.replace("_", " ")
    old, new = _DELIMITERS.get(old, old), _DELIMITERS.get(new, new)
    return f"From {event.at} on, {event.series} has another {what}: {new} instead of {old}."


def _schema_words(evidence: Any) -> str:
    renamed = [f"{change['from']} → {change['to']}" for change in evidence["renamed"]]
    known = {name for change in evidence["renamed"] for name in (change["from"], change["to"])}
    retyped = [f"{change['column']} ({change['from']} → {change['to']})" for change in evidence["retyped"]]
    words = (
        ("loses", [name for name in evidence["removed"] if name not in known]),
        ("renames", renamed),
        ("gains", [name for name in evidence["added"] if name not in known]),
        ("retypes", retyped),
    )
    clauses = [f"{verb} {_list_names(names)}" for verb, names in words if names]
    return ", ".join([*clauses, *(["changes the order of its columns"] if evidence["reordered"] else [])])


def _list_names(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def gap_sentence(series: str, rhythm: Rhythm) -> str:
    """The message about missing members of a series with a steady rhythm."""
    count = len(rhythm.missing)
    missing = "delivery is" if count == 1 else "deliveries are"
    return f"{series} is delivered {rhythm.name}, but {count} {missing} missing: {_list_names(rhythm.missing)}."
