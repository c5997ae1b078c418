"""Slices: the business groups (a department, a year) in which every rate is shown beside the whole.

A rule is one of a closed list, never code: ``path[0]`` (first folder), ``path[-2]`` (last folder), ``path[-1]`` (the
name), ``stem``, ``extension``, ``kind``, ``date.year``, ``date.month`` (as ``2024-05``), or a constant in quotes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.config.project import Project
from readiness.errors import ConfigError, did_you_mean
from readiness.item_names import as_path
from readiness.profilers.base import Inputs
from readiness.profilers.container_members import members_of

_PATH = re.compile(r"path\[\s*(-?\d{1,3})\s*\]")
_CONSTANT = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_ALLOWED = "path[0], path[-2], stem, extension, kind, date.year, date.month, or a constant such as 'legal'"

Slices = dict[tuple[str, str], dict[str, str]]
"""Slice values by name, for each (source, item)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a rule may look at: the item's path, its kind (document, table) and the date it is trusted to have.

    ``outer`` is the delivered item that a member lies in.
    """

    item: str
    outer: str = ""
    kind: str = ""
    date: dt.date | None = None


Rule = Callable[[Place], str]
"""Gives the slice's value, "" when the item lies in none."""

_NAMED: dict[str, Rule] = {
    "date.month": lambda place: f"{place.date:%Y-%m}" if place.date else "",
    "date.year": lambda place: str(place.date.year) if place.date else "",
    "extension": lambda place: PurePosixPath(place.item).suffix.lstrip(".").lower(),
    "kind": lambda place: place.kind,
    "stem": lambda place: PurePosixPath(place.item).stem,
}


def rule(expression: str, *, where: str = "slices") -> Rule:
    """The rule an expression stands for; raises ``ConfigError`` for one that is not allowed.

    >>> rule("path[0]")(Place(item="legal/2024/acme.pdf"))
    'legal'
    """
    text = expression.strip()
    if text in _NAMED:
        return _NAMED[text]
    if found := _PATH.fullmatch(text):
        return _part(int(found[1]))
    if found := _CONSTANT.fullmatch(text):
        constant = found[1] or found[2] or ""
        return lambda _place: constant
    close = did_you_mean(text, [*_NAMED, "path[0]"])
    hint = f"; {close}" if close else ""
    raise ConfigError(f"{expression!r} is not a slice rule{hint}", where=where, next_step=f"use one of {_ALLOWED}")


def _part(index: int) -> Rule:
    """One part of the path. Counted from the front it is a folder: an item above the folders lies in none."""

    def value(place: Place) -> str:
        parts = [part for part in (place.outer or place.item).split("/") if part]
        reachable = len(parts) - 1 if index >= 0 else len(parts)
        return parts[index] if -len(parts) <= index < reachable else ""

    return value


def rules_of(project: Project) -> dict[str, dict[str, Rule]]:
    """Slice rules by source and slice name; raises ``ConfigError`` at the first that is not allowed."""
    return {
        source.name: {
            name: rule(expression, where=f"sources.{source.name}.slices.{name}")
            for name, expression in sorted(source.slices.items())
        }
        for source in project.sources
        if source.slices
    }


def slices_of(inputs: Inputs) -> Slices:
    """The slices of every item whose source has any, by (source, item); items in none are left out.

    Reads the stages ``inventory`` and, for ``date.*``, the trusted claims of ``date_claims``. Rows of tables have no
    slices: an item is a document or a table.
    """
    rules = rules_of(inputs.project)
    dates = _trusted_dates(inputs, rules)
    found: Slices = {}
    for batch in inputs.scan("inventory", ["source", "item", "kind"]) if rules else ():
        columns = (batch[name].to_pylist() for name in ("source", "item", "kind"))
        for source, item, kind in zip(*columns, strict=True):
            values = _values(rules.get(source, {}), Place(item=item, kind=kind, date=dates.get((source, item))))
            if values:
                found[source, item] = values
    found |= _slices_of_members(inputs, rules, dates) if rules else {}
    return found


def _slices_of_members(
    inputs: Inputs, rules: Mapping[str, Mapping[str, Rule]], dates: Mapping[tuple[str, str], dt.date]
) -> Slices:
    """Members lie in the folders of what was delivered; name, kind and date are their own."""
    found: Slices = {}
    for (source, item), member in members_of(inputs).items():
        place = Place(item=as_path(item), outer=member.outer, kind=member.kind, date=dates.get((source, item)))
        if values := _values(rules.get(source, {}), place):
            found[source, item] = values
    return found


def _values(rules: Mapping[str, Rule], place: Place) -> dict[str, str]:
    return {name: value for name, of in rules.items() if (value := of(place))}


def _trusted_dates(inputs: Inputs, sources: Mapping[str, object]) -> dict[tuple[str, str], dt.date]:
    dates: dict[tuple[str, str], dt.date] = {}
    for batch in inputs.scan("date_claims", ["source", "item", "date", "trusted"]) if sources else ():
        columns = (batch[name].to_pylist() for name in ("source", "item", "date", "trusted"))
        dates.update({(s, item): date for s, item, date, trusted in zip(*columns, strict=True) if trusted})
    return dates
