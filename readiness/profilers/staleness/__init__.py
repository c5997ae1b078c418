"""How old the data is: by what documents say of themselves first, by file times last.

Dates inside a document are believed before embedded ones, those before a date in its name, and the file's own time
only where nothing else stands and no migration overwrote it. Tables are as old as the newest row of a date column.
"""

from __future__ import annotations

from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.staleness import bulk_reset, document_age, tables
from readiness.profilers.staleness.age_coverage import examined_by, items_searched
from readiness.profilers.staleness.ages import judge_ages
from readiness.profilers.staleness.claims_table import Records
from readiness.profilers.staleness.inventory import read_listing
from readiness.profilers.staleness.rate_counter import Tally
from readiness.profilers.staleness.retention import measure_retention

INDICATORS = (
    "currency.stale",
    "currency.undated",
    "currency.bulk_reset",
    "currency.review_overdue",
    "currency.withdrawn",
)


def measure(inputs: Inputs) -> Profile:
    """Measure ``currency.*`` but gaps, and write every date claim with the one that dates each item.

    Returns
    -------
    Profile with ``ageing`` and ``date_claims`` (``schemas.DATE_CLAIMS``): at most one ``trusted`` claim per item.
    Measures are given per source and per slice of the inventory; a source without such items has a denominator of 0.
    """
    listing = read_listing(inputs)
    builder, records = ProfileBuilder(), Records()
    tally = Tally([source.name for source in inputs.project.sources], INDICATORS, listing.slices, inputs.as_of)
    document_age.measure_documents(inputs, listing, builder, tally, records)
    resets = bulk_reset.measure_resets(listing, records.dated, builder, tally)
    tables.measure_tables(inputs, builder, records)
    believed = judge_ages(inputs, resets, builder, tally, records)
    tally.write(builder, examined_by(inputs, records))
    measure_retention(inputs, believed, items_searched(inputs, records), tally.ageing, builder)
    return builder.build({"date_claims": records.table(), "ageing": tally.ageing.table()})
