"""Measure rows gathered per indicator: what was counted, what could not be counted, and what does not add up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from readiness.catalogue import CATALOGUE, PLANNED
from readiness.errors import AuditError
from readiness.model import IndicatorSpec, SliceValue
from readiness.scoring.intervals import Stratum, weighted_rate
from readiness.scoring.policy import suggestion
from readiness.scoring.reconciliation import NOTHING_FOUND

SHARE = "share"
"""The unit in which a numerator is a part of its denominator and cannot exceed it."""

SOURCE_SLICE = "source="
"""How the slice that is one source is named."""

_LARGEST_COUNT = 2.0**53
"""Up to here a float64 holds every whole number; a larger "count" was never counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All measurements of one indicator.

    ``strata`` holds what was counted, one per row; ``unmeasured`` maps a source ("" for the project) to the reason;
    ``broken`` holds why a row is an error. ``rows`` is 0 when no row was written. ``nothing_found`` names the sources
    without anything to count in the items that could be read, ``searched`` what was searched for and is absent.
    """

    rows: int
    strata: tuple[Stratum, ...]
    unmeasured: Mapping[str, str]
    broken: tuple[str, ...]
    slices: tuple[SliceValue, ...]
    nothing_found: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    looked_at: int = 0
    could_not: int = 0

    @property
    def denominator(self) -> float:
        return math.fsum(stratum.sample for stratum in self.strata)

    @property
    def is_sampled(self) -> bool:
        return not all(stratum.is_census for stratum in self.strata)

    @property
    def value(self) -> float | None:
        """Numerator over denominator; of a sample, the estimate for the whole population."""
        return weighted_rate(self.strata) if self.denominator > 0 else None

    @property
    def numerator(self) -> float | None:
        """Cases counted; of sources sampled at different rates, as many as the estimate makes of the denominator."""
        if self.value is None:
            return None
        unweighted = len(self.strata) == 1 or not self.is_sampled
        return math.fsum(s.numerator for s in self.strata) if unweighted else self.value * self.denominator


def rows_by_indicator(measures: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Measure rows (``schemas.MEASURES``) by indicator, in an order that does not hang on theirs.

    Raises ``AuditError`` for an indicator that neither the catalogue nor its plan names: a broken profiler.
    """
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in measures.to_pylist():
        by_code.setdefault(row["indicator"], []).append(row)
    require_known(by_code)
    return {code: sorted(rows, key=_order) for code, rows in by_code.items()}


def require_known(codes: Iterable[str]) -> None:
    for code in sorted(codes):
        if code not in CATALOGUE and code not in PLANNED:
            raise AuditError(
                f"a stage measured {code!r}, which is not an indicator{suggestion(code)}",
                where="measures and defects",
                next_step="correct the profiler's code or add the indicator to the catalogue",
            )


def _order(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["source"], row["slice"], row["state"], row["reason"], repr(row["numerator"]), repr(row["denominator"]))


def tally(spec: IndicatorSpec, rows: list[dict[str, Any]]) -> Tally:
    """Add one indicator's rows up: overall over sources, and per source and slice."""
    overall = [row for row in rows if row["slice"] == ""]
    broken = sorted({problem for row in rows if (problem := _problem(row, spec.unit))})
    counted = [row for row in overall if row["state"] == "measured" and not _problem(row, spec.unit)]
    unmeasured = {row["source"]: row["reason"] for row in overall if row["state"] == "not_measured"}
    unmeasured.update({row["source"]: "nothing of it was examined" for row in counted if _unseen(row)})
    return Tally(
        rows=len(overall),
        strata=tuple(_stratum(row) for row in counted if row["denominator"] > 0),
        unmeasured=unmeasured,
        broken=tuple(broken),
        slices=() if broken else _slices(rows),
        nothing_found=tuple(sorted(_with_source(row, "reason") for row in overall if row["state"] == NOTHING_FOUND)),
        searched=tuple(sorted(_with_source(row, "searched") for row in counted if _names_search(row))),
        looked_at=sum(row.get("looked_at") or 0 for row in overall),
        could_not=sum(row.get("could_not") or 0 for row in overall),
    )


def _names_search(row: Mapping[str, Any]) -> bool:
    return row["denominator"] == 0 and bool(row.get("searched"))


def _with_source(row: Mapping[str, Any], text: str) -> str:
    return f"{row['source']}: {row[text]}" if row["source"] else str(row[text])


def _unseen(row: Mapping[str, Any]) -> bool:
    return row["denominator"] == 0 and bool(row["population"])


def _stratum(row: Mapping[str, Any]) -> Stratum:
    population = row["denominator"] if row["population"] is None else row["population"]
    return Stratum(numerator=row["numerator"], sample=row["denominator"], population=population)


def _problem(row: Mapping[str, Any], unit: str) -> str:
    """Reason why a row cannot be judged, "" when it can; a value that is no count must never pass for a good one."""
    if row["state"] in {"not_measured", NOTHING_FOUND}:
        return ""
    if row["state"] != "measured":
        return row["reason"] or f"the measurement is in the state {row['state']!r}"
    numerator, denominator = row["numerator"], row["denominator"]
    population = denominator if row["population"] is None else row["population"]
    if not all(_is_count(count) for count in (numerator, denominator, population)):
        return "the measurement is not a pair of finite counts of at least 0"
    impossible = (
        (0 < denominator < 1, "the denominator is less than one case"),
        (population < denominator, "more was sampled than there is"),
        (unit == SHARE and numerator > denominator, "more cases were counted than were examined"),
    )
    return next((problem for is_so, problem in impossible if is_so), "")


def _is_count(number: float | None) -> bool:
    """False for null, NaN, infinities and negatives alike: every comparison with NaN is false."""
    return number is not None and 0 <= number <= _LARGEST_COUNT


def _slices(rows: Iterable[Mapping[str, Any]]) -> tuple[SliceValue, ...]:
    """Sources first, then the slices that profilers wrote, each summed by name."""
    sums: dict[str, tuple[float, float]] = {}
    for row in rows:
        name = row["slice"] or f"{SOURCE_SLICE}{row['source']}"
        if row["state"] == "measured" and name != SOURCE_SLICE:
            numerator, denominator = sums.get(name, (0.0, 0.0))
            sums[name] = (numerator + row["numerator"], denominator + row["denominator"])
    names = sorted(sums, key=lambda name: (not name.startswith(SOURCE_SLICE), name))
    return tuple(_slice_value(name, *sums[name]) for name in names)


def _slice_value(name: str, numerator: float, denominator: float) -> SliceValue:
    value = numerator / denominator if denominator else None
    return SliceValue(name=name, numerator=numerator, denominator=denominator, value=value)
