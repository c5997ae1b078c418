"""File times that a migration overwrote: many items in one minute whose inside dates lie far apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.document_dates.embedded_dates import embedded_date
from readiness.profilers.base import ProfileBuilder
from readiness.profilers.rate_counter import Key
from readiness.profilers.staleness.claims_table import DatedItem
from readiness.profilers.staleness.currency_rates import CurrencyRates
from readiness.profilers.staleness.inventory import Listing

BULK_ITEMS = 10
"""Items in one minute that are more than one person saves. Chosen by us."""

MIN_INSIDE_DATES = 5
"""Items with a date inside that must contradict the shared minute. Chosen by us."""

SPREAD_DAYS = 30
"""Inside dates whose 10th and 90th percentile lie this far apart were not written in one minute. Chosen by us."""

_LISTED_MINUTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """One minute of one source whose file times are no evidence of age."""

    source: str
    minute: dt.datetime
    items: tuple[str, ...]
    earliest: dt.date | None
    latest: dt.date | None


def _spread(inside: list[dt.date]) -> tuple[dt.date, dt.date] | None:
    if len(inside) < MIN_INSIDE_DATES:
        return None
    ordered = sorted(inside)
    low, high = ordered[len(ordered) // 10], ordered[(len(ordered) * 9) // 10]
    return (ordered[0], ordered[-1]) if (high - low).days >= SPREAD_DAYS else None


def find_resets(modified: dict[Key, dt.datetime], inside: dict[Key, dt.date]) -> tuple[Reset, ...]:
    """Minutes shared by at least ``BULK_ITEMS`` items of a source, against at least ``MIN_INSIDE_DATES`` dates inside.

    A minute at the zero of a clock (1970-01-01, 1980-01-01) needs no witness.
    """
    minutes: dict[tuple[str, dt.datetime], list[str]] = {}
    for (source, item), time in modified.items():
        minutes.setdefault((source, time.replace(second=0, microsecond=0)), []).append(item)
    resets = []
    for (source, minute), items in sorted(minutes.items()):
        if len(items) < BULK_ITEMS:
            continue
        spread = _spread([inside[source, item] for item in items if (source, item) in inside])
        bogus = embedded_date(minute.date().isoformat()) is None
        if spread or bogus:
            earliest, latest = spread or (None, None)
            ordered = tuple(sorted(items))
            resets.append(Reset(source=source, minute=minute, items=ordered, earliest=earliest, latest=latest))
    return tuple(resets)


def measure_resets(
    listing: Listing, dated: Iterable[DatedItem], builder: ProfileBuilder, rates: CurrencyRates
) -> frozenset[Key]:
    """Report resets, one defect per source, and return the items whose file time must not be trusted."""
    inside = {one.key: date for one in dated if (date := one.inside)}
    resets = find_resets(dict(listing.modified), inside)
    reset_items = frozenset((reset.source, item) for reset in resets for item in reset.items)
    for key in listing.modified:
        rates.add("currency.bulk_reset", key, hit=key in reset_items)
    for source in sorted({reset.source for reset in resets}):
        _report([reset for reset in resets if reset.source == source], builder)
    return reset_items


def _report(resets: list[Reset], builder: ProfileBuilder) -> None:
    items = sum(len(reset.items) for reset in resets)
    earliest = min((reset.earliest for reset in resets if reset.earliest), default=None)
    latest = max((reset.latest for reset in resets if reset.latest), default=None)
    against = f", while dates inside them run from {earliest} to {latest}" if earliest else ""
    minutes = [reset.minute.isoformat() for reset in resets]
    shared = f"{len(minutes)} minutes such as {minutes[0]}" if len(minutes) > 1 else f"the minute {minutes[0]}"
    builder.defect(
        "currency.bulk_reset",
        source=resets[0].source,
        item=resets[0].items[0],
        measure=items,
        message=f"{items} items share the file times of {shared}{against}.",
        remedy="Do not measure their age by file time; restore the times from the system they came from.",
        evidence={
            "items": items,
            "minutes": minutes[:_LISTED_MINUTES],
            "minutes_found": len(minutes),
            "inside_from": earliest,
            "inside_to": latest,
        },
    )
