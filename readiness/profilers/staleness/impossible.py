"""Documents that state of themselves what cannot be: ``currency.invalid``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from readiness.document_dates import DocumentDates
from readiness.document_dates.invalid_statements import INVALID_DATE, INVALID_STATUS, InvalidStatement
from readiness.document_dates.stated_fields import HEADER, STRUCTURED
from readiness.model import DateKind
from readiness.profilers.base import ProfileBuilder
from readiness.profilers.rate_counter import Key
from readiness.profilers.staleness.currency_rates import CurrencyRates

INVALID = "currency.invalid"
_PAST = frozenset({DateKind.PUBLISHED, DateKind.UPDATED, DateKind.REVIEWED})
_CLOCKS = dt.timedelta(days=1)
"""A document written today may bear tomorrow's date, east of the audit."""


def measure_invalid(
    key: Key, stated: DocumentDates, as_of: dt.date, builder: ProfileBuilder, rates: CurrencyRates
) -> None:
    """Count the document, and report each statement that cannot be true."""
    found = [*stated.invalid, *_future(stated, as_of)]
    rates.add(INVALID, key, hit=bool(found))
    for one in found:
        builder.defect(
            INVALID,
            source=key[0],
            item=key[1],
            part=one.field,
            message=f"{key[1]} states {_describe(one)} in {one.field}: {one.value}.",
            remedy="Have its owner correct the field; until then it says nothing about the document.",
            evidence={"kind": one.kind, "value": one.value, "suggested": one.suggested, "date_source": one.source},
        )


def _describe(one: InvalidStatement) -> str:
    if one.kind == INVALID_STATUS:
        return f"a status that is not known, perhaps {one.suggested}," if one.suggested else "no status yet"
    return "a date that cannot be"


def _future(stated: DocumentDates, as_of: dt.date) -> Iterator[InvalidStatement]:
    for claim in stated.claims:
        if claim.kind in _PAST and claim.source in {*STRUCTURED, HEADER} and claim.date > as_of + _CLOCKS:
            field, _, value = claim.text.partition(": ")
            yield InvalidStatement(
                kind=INVALID_DATE, field=field, value=value or str(claim.date), source=claim.source, suggested=""
            )
