"""Ages against the promise of each source, and documents without a date inside."""

from __future__ import annotations

import datetime as dt

from readiness.config.project import Freshness
from readiness.model import DateKind
from readiness.profilers.ageing import last_day
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.rate_counter import Key
from readiness.profilers.staleness.claims_table import ClaimsTable, DatedItem
from readiness.profilers.staleness.currency_rates import CurrencyRates

DOCUMENT_MAX_AGE = dt.timedelta(days=730)
"""Two years, where the source promises nothing. Chosen by us; the catalogue states it."""

TABLE_MAX_AGE = dt.timedelta(days=31)
"""A month, where a date column is configured without an age. Chosen by us; the catalogue states it."""


def max_age(freshness: Freshness, *, table: bool) -> dt.timedelta:
    """The age a source promises to stay under."""
    return freshness.max_age or (TABLE_MAX_AGE if table else DOCUMENT_MAX_AGE)


def judge_ages(
    inputs: Inputs, resets: frozenset[Key], builder: ProfileBuilder, rates: CurrencyRates, claims_table: ClaimsTable
) -> list[DatedItem]:
    """Count stale items and undated documents, and return the items whose date is trusted.

    A file time is trusted only outside ``resets``. Items that are fresh on the day of the audit go into
    ``rates.ageing`` with the last day on which they are.
    """
    trusted: list[DatedItem] = []
    promises = {source.name: source.freshness for source in inputs.project.sources}
    for dated in claims_table.dated:
        freshness = promises.get(dated.key[0], Freshness())
        limit = max_age(freshness, table=dated.table)
        by_file = dated.claim is not None and dated.claim.kind is DateKind.FILE_MODIFIED
        believed = dated.claim is not None and not (by_file and dated.key in resets)
        if by_file:
            claims_table.add_file_time(dated, trusted=believed)
        evidence = _evidence(dated, inputs.as_of, limit)
        if believed and dated.claim is not None:
            _measure_stale(dated, evidence, builder, rates)
            rates.ageing.add("currency.stale", dated.key[0], last_day(dated.claim.date, limit))
            trusted.append(dated)
        if not dated.table:
            _measure_undated(dated, evidence, builder, rates)
    return trusted


def _evidence(dated: DatedItem, as_of: dt.date, limit: dt.timedelta) -> dict[str, object]:
    claim = dated.claim
    return {
        "trusted_date": claim.date if claim else None,
        "date_kind": claim.kind.value if claim else None,
        "date_source": claim.source if claim else None,
        "age_days": (as_of - claim.date).days if claim else None,
        "max_age_days": limit / dt.timedelta(days=1),
    }


def _measure_stale(
    dated: DatedItem, evidence: dict[str, object], builder: ProfileBuilder, rates: CurrencyRates
) -> None:
    age, limit = evidence["age_days"], evidence["max_age_days"]
    stale = isinstance(age, int) and isinstance(limit, float) and age > limit
    rates.add("currency.stale", dated.key, hit=stale)
    if not stale or dated.claim is None:
        return
    what = f"its newest {dated.column} is" if dated.column else f"its date ({dated.claim.kind.value}) is"
    builder.defect(
        "currency.stale",
        source=dated.key[0],
        item=dated.key[1],
        part=dated.column or None,
        measure=float(str(age)),
        message=f"{dated.key[1]} is {age} days old ({what} {dated.claim.date}); freshness SLA: {limit:g} days.",
        remedy="Refresh it from its owner, or agree a longer age in the project config.",
        evidence=evidence,
    )


def _measure_undated(
    dated: DatedItem, evidence: dict[str, object], builder: ProfileBuilder, rates: CurrencyRates
) -> None:
    undated = dated.inside is None
    rates.add("currency.undated", dated.key, hit=undated)
    if undated:
        builder.defect(
            "currency.undated",
            source=dated.key[0],
            item=dated.key[1],
            message=f"{dated.key[1]} has no date inside or in its name.",
            remedy="Have its owner state when it was last reviewed.",
            evidence=evidence,
        )
