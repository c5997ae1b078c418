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
class ItemFacts:
    """The facts that a rule may use: the item's path, its kind (document, table) and its trusted date.

    ``outer`` is the delivered item that a member lies in.
    """

    item: str
    outer: str = ""
    kind: str = ""
    date: dt.date | None = None


Rule = Callable[[ItemFacts], str]
"""Gives the slice's value, "" when the item lies in none."""

_NAMED: dict[str, Rule] = {
    "date.month": lambda facts: f"{facts.date:%Y-%m}" if facts.date else "",
    "date.year": lambda facts: str(facts.date.year) if facts.date else "",
    "extension": lambda facts: PurePosixPath(facts.item).suffix.lstrip(".").lower(),
    "kind": lambda facts: facts.kind,
    "stem": lambda facts: PurePosixPath(facts.item).stem,
}


def rule(expression: str, *, where: str = "slices") -> Rule:
    """Parse an expression into a rule; raise ``ConfigError`` for one that is not allowed.

    >>> rule("path[0]")(Place(item="legal/2024/acme.pdf"))
    'legal'
    """
    text = expression.strip()
    if text in _NAMED:
        return _NAMED[text]
    if match := _PATH.fullmatch(text):
        return _part(int(match[1]))
    if match := _CONSTANT.fullmatch(text):
        constant = match[1] or match[2] or ""
        return lambda _place: constant
    close = did_you_mean(text, [*_NAMED, "path[0]"])
    hint = f"; {close}" if close else ""
    raise ConfigError(f"{expression!r} is not a slice rule{hint}", where=where, next_step=f"use one of {_ALLOWED}")


def _part(index: int) -> Rule:
    """One part of the path. Counted from the front it is a folder: an item above the folders lies in none."""

    def value(facts: ItemFacts) -> str:
        parts = [part for part in (facts.outer or facts.item).split("/") if part]
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
    slices: Slices = {}
    for batch in inputs.scan("inventory", ["source", "item", "kind"]) if rules else ():
        columns = (batch[name].to_pylist() for name in ("source", "item", "kind"))
        for source, item, kind in zip(*columns, strict=True):
            values = _values(rules.get(source, {}), ItemFacts(item=item, kind=kind, date=dates.get((source, item))))
            if values:
                slices[source, item] = values
    slices |= _slices_of_members(inputs, rules, dates) if rules else {}
    return slices


def _slices_of_members(
    inputs: Inputs, rules: Mapping[str, Mapping[str, Rule]], dates: Mapping[tuple[str, str], dt.date]
) -> Slices:
    """Members lie in the folders of what was delivered; name, kind and date are their own."""
    slices: Slices = {}
    for (source, item), member in members_of(inputs).items():
        facts = ItemFacts(item=as_path(item), outer=member.outer, kind=member.kind, date=dates.get((source, item)))
        if values := _values(rules.get(source, {}), facts):
            slices[source, item] = values
    return slices


def _values(rules: Mapping[str, Rule], facts: ItemFacts) -> dict[str, str]:
    return {name: value for name, of in rules.items() if (value := of(facts))}


def _trusted_dates(inputs: Inputs, sources: Mapping[str, object]) -> dict[tuple[str, str], dt.date]:
    dates: dict[tuple[str, str], dt.date] = {}
    for batch in inputs.scan("date_claims", ["source", "item", "date", "trusted"]) if sources else ():
        columns = (batch[name].to_pylist() for name in ("source", "item", "date", "trusted"))
        dates.update({(s, item): date for s, item, date, trusted in zip(*columns, strict=True) if trusted})
    return dates
