"""Retention: the time for which each source's items may be kept, and the items older than that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.catalogue import CATALOGUE
from readiness.census import ITEM
from readiness.profilers.ageing import AgeingDays, last_day
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.item_coverage import Coverage
from readiness.profilers.staleness.claims_table import DatedItem

CODE = "rights.retention"
NO_RIGHTS = "no project file states rights for this source"
_DAY = dt.timedelta(days=1)


def measure_retention(
    inputs: Inputs,
    dated_items: Iterable[DatedItem],
    looked_at: dict[str, int],
    ageing: AgeingDays,
    builder: ProfileBuilder,
) -> None:
    """Count items past their source's retention; without a stated one, every item of the source counts.

    ``dated_items`` are the items whose date can be trusted; ``looked_at`` counts, per source, those that were searched
    for one. A table is as old as its newest row: when that is past retention, all of it is.
    """
    coverage, dated = inputs.coverage(ITEM), list(dated_items)
    for source in inputs.project.sources:
        own = [one for one in dated if one.key[0] == source.name]
        retention = source.rights.retention if source.rights else None
        if retention is not None:
            searched = _Searched(coverage=coverage, items=looked_at[source.name], as_of=inputs.as_of)
            _measure_ages(source.name, retention, own, builder, searched)
            for one in own:
                ageing.add(CODE, source.name, last_day(_date(one), retention))
        elif source.rights is None and inputs.project.charter is None:
            builder.not_measured(CODE, NO_RIGHTS, source=source.name)
        else:
            _without_retention(source.name, coverage, builder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """``items`` of one source were searched for a date; ages are measured against ``as_of``."""

    coverage: Coverage
    items: int
    as_of: dt.date


def _date(dated: DatedItem) -> dt.date:
    assert dated.claim is not None
    return dated.claim.date


def _measure_ages(
    source: str, retention: dt.timedelta, own: list[DatedItem], builder: ProfileBuilder, searched: _Searched
) -> None:
    past = [dated for dated in own if last_day(_date(dated), retention) < searched.as_of]
    sought = f"no item with a trusted date among {searched.items} items"
    examined = searched.coverage.of_source(source, searched.items, searched=sought)
    builder.measure(CODE, numerator=len(past), denominator=len(own), source=source, examined=examined)
    for dated in past:
        _add_past(dated, retention, searched.as_of, builder)


def _add_past(dated: DatedItem, retention: dt.timedelta, as_of: dt.date, builder: ProfileBuilder) -> None:
    source, item = dated.key
    age, kept = (as_of - _date(dated)).days, retention / _DAY
    builder.defect(
        CODE,
        source=source,
        item=item,
        part=dated.column or None,
        measure=float(age),
        message=f"{item} is {age} days old ({_date(dated)}); its source may be kept for {kept:g} days.",
        remedy="Delete it at the source, or have its owner state a longer retention and why.",
        evidence={
            "trusted_date": _date(dated),
            "date_source": dated.claim.source if dated.claim else None,
            "age_days": age,
            "retention_days": kept,
        },
    )


def _without_retention(source: str, coverage: Coverage, builder: ProfileBuilder) -> None:
    items = coverage.total(source)
    examined = coverage.of_source(source, items, searched="no item in the source")
    builder.measure(CODE, numerator=items, denominator=items, source=source, examined=examined)
    builder.defect(
        CODE,
        source=source,
        item="rights",
        part="retention",
        measure=float(items),
        message=f"rights.retention of the source {source!r} is not stated: how long items may be kept is not known.",
        remedy=CATALOGUE[CODE].remedy,
        evidence={"field": "rights.retention", "problem": "is not stated", "items": items},
    )
