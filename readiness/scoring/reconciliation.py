"""Reconciliation of measures with the inventory and the stage files, before anything is judged.

A profiler is not believed: for every judged indicator and every source in its scope a row must be there, the items it
examined and those it could not must add up to the items of the inventory, and its denominator must be what the stage
files hold. A row that is missing is NOT_MEASURED, one that does not add up is an ERROR, and then no other row of that
stage is believed either (product contract, section 8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.census import NOTHING, SourceCensus
from readiness.config.project import Project, Source
from readiness.model import IndicatorSpec, Listing
from readiness.profilers.sufficiency.coverage import needed_cells
from readiness.scoring.checks import EXPECTATIONS

MEASURED, NOT_MEASURED, ERROR = "measured", "not_measured", "error"
NOTHING_FOUND = "nothing_found"
"""State of a row with nothing to count among the items that were examined, while others could not be."""

ACCESS = "availability.access"
AT_LEAST = "at least "
"""Begins the name of a count that a denominator must reach, where each of its items is several cases."""

NO_ROW = "the audit has no count of it"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Counts that measures must agree with. ``census`` is by source; ``listings`` name what could not be listed."""

    project: Project
    as_of: dt.date
    census: Mapping[str, SourceCensus]
    listings: Sequence[Listing] = ()

    def listing(self, source: str) -> Listing | None:
        return next((one for one in self.listings if one.source == source), None)

    def sources(self, spec: IndicatorSpec) -> list[str]:
        """Sources that must have a row of the indicator; "" is the project as a whole."""
        if spec.scope == "project":
            return [""]
        names = [one.name for one in self.project.sources if not self.left_out(one.name)]
        if spec.scope == "required sources":
            required = {one.name for one in self.project.sources if one.required}
            return [name for name in names if name in required] or [""]
        return names

    def left_out(self, source: str) -> bool:
        """Return whether a source is optional and was not read wholly: it takes part in no indicator."""
        listing = self.listing(source)
        return listing is not None and not listing.required and bool(listing.problem or listing.unlisted)

    def unlisted_reason(self, source: str) -> str:
        """Why a required source, or a place in it, could not be listed; "" when all of it was."""
        listing = self.listing(source)
        if listing is None or not listing.required:
            return ""
        return listing.problem or (f"{', '.join(listing.unlisted[:3])} could not be listed" if listing.unlisted else "")


@dataclass(slots=True, kw_only=True)
class _Ledger:
    """Rows by indicator as they will be judged, and what did not add up by stage."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def doubt(self, spec: IndicatorSpec, source: str, why: str) -> None:
        where = f" of {source}" if source else ""
        self.doubts.setdefault(spec.measured_by, f"{spec.code}{where}: {why}")


def reconcile(rows: Mapping[str, list[Row]], grounds: Grounds) -> dict[str, list[Row]]:
    """Measure rows by indicator (``schemas.MEASURES`` as dictionaries), each as far as it can be believed."""
    ledger = _Ledger()
    for spec in CATALOGUE.values():
        measures = rows.get(spec.code, [])
        ledger.rows[spec.code] = (
            measures if spec.code == EXPECTATIONS else list(_reconcile_indicator(spec, measures, grounds, ledger))
        )
    for spec in CATALOGUE.values():
        if (doubt := ledger.doubts.get(spec.measured_by)) and spec.code != EXPECTATIONS:
            ledger.rows[spec.code] = [_as_error(row, spec, doubt) for row in ledger.rows[spec.code]]
    return ledger.rows


def _reconcile_indicator(spec: IndicatorSpec, rows: list[Row], grounds: Grounds, ledger: _Ledger) -> Iterator[Row]:
    scope = grounds.sources(spec)
    foreign = {row["source"] for row in rows} - set(scope) - {one.name for one in grounds.project.sources}
    if foreign and not (foreign == {""} and scope):
        ledger.doubt(spec, "", "it was measured for a source that the project does not have")
    for source in scope:
        own = [row for row in rows if row["source"] == source and not row["slice"]]
        yield from _of_source(spec, source, own, grounds, ledger)
    yield from (row for row in rows if row["slice"] and row["source"] not in foreign)


def _of_source(spec: IndicatorSpec, source: str, rows: list[Row], grounds: Grounds, ledger: _Ledger) -> Iterator[Row]:
    if (why := grounds.unlisted_reason(source)) and spec.code != ACCESS:
        yield _without_value(spec, source, NOT_MEASURED, why)
        return
    if not rows:
        ledger.doubt(spec, source, "no count was left")
        yield _without_value(spec, source, NOT_MEASURED, NO_ROW)
    if sum(row["state"] == MEASURED for row in rows) > 1:
        ledger.doubt(spec, source, "it was counted more than once")
    for row in rows:
        if row["state"] != MEASURED:
            yield _of_unreadable(spec, row, grounds)
        elif problem := _contradiction(spec, row, grounds):
            ledger.doubt(spec, source, problem)
            yield _without_value(spec, source, ERROR, problem)
        else:
            yield from _check_row(spec, row, grounds)


def _of_unreadable(spec: IndicatorSpec, row: Row, grounds: Grounds) -> Row:
    """A row that is not measured because no item of its kind can be read: none of them is handed on."""
    census = grounds.census.get(row["source"], NOTHING)
    every = census.items(spec.subject) if spec.subject and not spec.veto else 0
    if row["state"] == NOT_MEASURED and every and census.not_handed_on_count(spec.subject) == every:
        return {**row, "state": NOTHING_FOUND}
    return row


def _contradiction(spec: IndicatorSpec, row: Row, grounds: Grounds) -> str:
    """Why a measured row cannot be true, "" when nothing speaks against it. Numbers that are none are left to tally."""
    if not _is_count(row["denominator"]) or not _is_count(row["numerator"]):
        return ""
    checks: tuple[Callable[[], str], ...] = (
        lambda: _wrong_items(spec, row, grounds),
        lambda: _wrong_denominator(spec, row, grounds),
        lambda: _unseen_problem(spec, row, grounds),
    )
    return next((problem for check in checks if (problem := check())), "")


def _wrong_items(spec: IndicatorSpec, row: Row, grounds: Grounds) -> str:
    if not spec.subject:
        return ""
    examined, could_not = row.get("looked_at"), row.get("could_not")
    if examined is None or could_not is None or examined < 0 or could_not < 0:
        return f"it does not state how many {spec.subject}s were examined"
    there = grounds.census.get(row["source"], NOTHING).items(spec.subject)
    if examined + could_not != there:
        return f"{examined + could_not} {spec.subject}s are accounted for, {there} were listed"
    if row["denominator"] > 0 and not examined:
        return f"it counts {row['denominator']:g}, but no {spec.subject} was examined"
    return ""


def _wrong_denominator(spec: IndicatorSpec, row: Row, grounds: Grounds) -> str:
    expected = _expected_denominators(spec, row["source"], grounds)
    denominators = {row["denominator"], row["population"]} - {None}
    if expected and spec.counts.startswith(AT_LEAST):
        most = max(denominators)
        return "" if most >= expected[0] else f"it scanned {most:g}, the stage files hold at least {expected[0]:g}"
    if expected and not denominators & set(expected):
        return f"its denominator is {row['denominator']:g}, the stage files hold {expected[0]:g}"
    return ""


def _unseen_problem(spec: IndicatorSpec, row: Row, grounds: Grounds) -> str:
    if spec.code == ACCESS and not row["numerator"] and (why := grounds.unlisted_reason(row["source"])):
        return f"it counts the source as reached, but {why}"
    return ""


def _expected_denominators(spec: IndicatorSpec, source: str, grounds: Grounds) -> tuple[float, ...]:
    """Denominators that would be right; none where no stage file and no config holds one."""
    if spec.counts.isdigit():
        needed = spec.scope != "required sources" or bool(source)
        return (float(spec.counts),) if needed else (0.0,)
    if spec.counts in _DECLARED:
        return _DECLARED[spec.counts](grounds, source)
    counted = grounds.census.get(source, NOTHING).counts.get(spec.counts.removeprefix(AT_LEAST))
    return () if counted is None else (float(counted),)


def _claimed_counts(grounds: Grounds, source: str) -> tuple[float, ...]:
    claims = next(
        (one.claims for one in grounds.project.sources if one.name == source), Source.model_fields["claims"].default
    )
    return tuple(float(count) for count in (claims.items, claims.rows) if count) or (0.0,)


def _cells_needed(grounds: Grounds, _source: str) -> tuple[float, ...]:
    return (float(len(needed_cells(grounds.project.needs, grounds.as_of.year))),)


def _items_needed(grounds: Grounds, _source: str) -> tuple[float, ...]:
    needs = grounds.project.needs
    return (float((needs.items or 0) + (needs.labelled or 0)),)


_DECLARED: dict[str, Callable[[Grounds, str], tuple[float, ...]]] = {
    "claimed": _claimed_counts,
    "cells needed": _cells_needed,
    "items needed": _items_needed,
}
"""Denominators that the project file states; without a declaration there is nothing to measure."""


def _check_row(spec: IndicatorSpec, row: Row, grounds: Grounds) -> Iterator[Row]:
    """The row, and what its source leaves open: readable items not examined, or nothing found among some of them."""
    if not spec.subject or not _is_count(row["denominator"]):
        yield row
        return
    census = grounds.census.get(row["source"], NOTHING)
    passed_over = row["could_not"] - census.not_handed_on_count(spec.subject)
    if passed_over > 0:
        why = f"{passed_over} of {census.items(spec.subject)} {spec.subject}s could be read and were not examined"
        yield row
        yield _without_value(spec, row["source"], NOT_MEASURED, why)
    elif row["denominator"] or row["population"] or not census.items(spec.subject):
        yield row
    elif not row.get("searched"):
        yield _without_value(spec, row["source"], NOT_MEASURED, "it does not state what was searched for")
    elif row["could_not"] and not spec.veto:
        unread = f"{row['searched']}, and {row['could_not']} could not be read"
        yield {**row, "state": NOTHING_FOUND, "reason": unread}
    else:
        yield row


def _as_error(row: Row, spec: IndicatorSpec, doubt: str) -> Row:
    if row["state"] not in {MEASURED, NOTHING_FOUND} or row["slice"]:
        return row
    return _without_value(spec, row["source"], ERROR, f"the stage {spec.measured_by} does not add up ({doubt})")


def _without_value(spec: IndicatorSpec, source: str, state: str, reason: str) -> Row:
    row = {"indicator": spec.code, "source": source, "slice": "", "state": state, "reason": reason}
    return {**dict.fromkeys(schemas.MEASURES.names), **row}


def _is_count(number: float | None) -> bool:
    return number is not None and number >= 0
