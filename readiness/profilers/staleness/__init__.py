"""Age of the data: by dates inside documents first, by file times last.

Dates inside a document are trusted before embedded ones, those before a date in its name, and the file's own time only
where there is nothing else and no migration overwrote it. Tables are as old as the newest row of a date column.
"""

from __future__ import annotations

from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.staleness import bulk_reset, document_age, tables
from readiness.profilers.staleness.age_coverage import examined_by, items_searched
from readiness.profilers.staleness.ages import judge_ages
from readiness.profilers.staleness.claims_table import ClaimsTable
from readiness.profilers.staleness.currency_rates import CurrencyRates
from readiness.profilers.staleness.inventory import read_listing
from readiness.profilers.staleness.retention import measure_retention

INDICATORS = (
    "currency.stale",
    "currency.undated",
    "currency.bulk_reset",
    "currency.review_overdue",
    "currency.withdrawn",
    "currency.invalid",
)


def measure(inputs: Inputs) -> Profile:
    """Measure ``currency.*`` but gaps, and write every date claim with the one that dates each item.

    Returns
    -------
    Profile with ``ageing`` and ``date_claims`` (``schemas.DATE_CLAIMS``): at most one ``trusted`` claim per item.
    Measures are given per source and per slice of the inventory; a source without such items has a denominator of 0.
    """
    listing = read_listing(inputs)
    builder, claims_table = ProfileBuilder(), ClaimsTable()
    rates = CurrencyRates([source.name for source in inputs.project.sources], INDICATORS, listing.slices, inputs.as_of)
    document_age.measure_documents(inputs, listing, builder, rates, claims_table)
    resets = bulk_reset.measure_resets(listing, claims_table.dated, builder, rates)
    tables.measure_tables(inputs, builder, claims_table)
    dated_items = judge_ages(inputs, resets, builder, rates, claims_table)
    rates.write(builder, examined_by(inputs, claims_table))
    measure_retention(inputs, dated_items, items_searched(inputs, claims_table), rates.ageing, builder)
    return builder.build({"date_claims": claims_table.table(), "ageing": rates.ageing.table()})
