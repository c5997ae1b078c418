"""Whether each source says how long its items may be kept, and which items are older than that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from readiness.catalogue import CATALOGUE
from readiness.census import ITEM
from readiness.config.project import Source
from readiness.profilers.ageing import AgeingDays, last_day
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.item_coverage import Coverage
from readiness.profilers.staleness.claims_table import Dated

CODE = "rights.retention"
NO_RIGHTS = "no project file states rights for this source"
_DAY = dt.timedelta(days=1)


def measure_retention(
    inputs: Inputs, believed: Iterable[Dated], looked_at: dict[str, int], ageing: AgeingDays, builder: ProfileBuilder
) -> None:
    """Count items past their source's retention; without a stated one, every item of the source counts.

    ``believed`` are the items whose date can be believed; ``looked_at`` counts, per source, those that were searched
    for one. A table is as old as its newest row: when that is past retention, all of it is.
    """
    coverage, dated = inputs.coverage(ITEM), list(believed)
    for source in inputs.project.sources:
        own = [one for one in dated if one.key[0] == source.name]
        retention = source.rights.retention if source.rights else None
        if retention is not None:
            _measure_ages(source, retention, own, builder, (coverage, looked_at[source.name], inputs.as_of))
            for one in own:
                ageing.add(CODE, source.name, last_day(_date(one), retention))
        elif source.rights is None and inputs.project.charter is None:
            builder.not_measured(CODE, NO_RIGHTS, source=source.name)
        else:
            _without_retention(source.name, coverage, builder)


def _date(one: Dated) -> dt.date:
    assert one.claim is not None
    return one.claim.date


def _measure_ages(
    source: Source,
    retention: dt.timedelta,
    own: list[Dated],
    builder: ProfileBuilder,
    covered: tuple[Coverage, int, dt.date],
) -> None:
    coverage, looked_at, as_of = covered
    past = [one for one in own if last_day(_date(one), retention) < as_of]
    searched = f"no item with a trusted date among {looked_at} items"
    examined = coverage.examined(source.name, looked_at, searched=searched)
    builder.measure(CODE, numerator=len(past), denominator=len(own), source=source.name, examined=examined)
    for one in past:
        _add_past(one, retention, as_of, builder)


def _add_past(one: Dated, retention: dt.timedelta, as_of: dt.date, builder: ProfileBuilder) -> None:
    source, item = one.key
    age, kept = (as_of - _date(one)).days, retention / _DAY
    builder.defect(
        CODE,
        source=source,
        item=item,
        part=one.column or None,
        measure=float(age),
        message=f"{item} is {age} days old ({_date(one)}); its source may be kept for {kept:g} days.",
        remedy="Delete it at the source, or have its owner state a longer retention and why.",
        evidence={
            "trusted_date": _date(one),
            "date_source": one.claim.source if one.claim else None,
            "age_days": age,
            "retention_days": kept,
        },
    )


def _without_retention(source: str, coverage: Coverage, builder: ProfileBuilder) -> None:
    items = coverage.total(source)
    examined = coverage.examined(source, items, searched="no item in the source")
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
