"""Dates, review and validity that each opened document states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from readiness.document_dates import DocumentDates, Withdrawal, label_roles, read_document_dates, review, trusted_claim
from readiness.model import READABLE_OUTCOMES, DateClaim, DateKind
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.container_members import MAIL_SENT, SentMail
from readiness.profilers.rate_counter import Key
from readiness.profilers.staleness.claims_table import ClaimsTable, DatedItem
from readiness.profilers.staleness.currency_rates import CurrencyRates
from readiness.profilers.staleness.impossible import measure_invalid
from readiness.profilers.staleness.inventory import Listing
from readiness.profilers.staleness.successors import Successors

_COLUMNS = ["source", "item", "kind", "outcome", "embedded_dates", "metadata"]
_LONGEST_TITLE = 200
"""Characters; what is longer is a paragraph that a reader took for a title. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """Embedded dates and metadata of one opened document, cut to the keys about dates or status."""

    embedded: dict[str, str]
    metadata: dict[str, str]


def _opened_documents(inputs: Inputs) -> dict[Key, _Facts]:
    facts_of: dict[Key, _Facts] = {}
    for batch in inputs.scan("profile_documents", columns=_COLUMNS):
        for row in batch.to_pylist():
            if row["kind"] == "document" and row["outcome"] in READABLE_OUTCOMES:
                metadata = {
                    key: value for key, value in row["metadata"] or () if value and _is_about_dates_or_status(key)
                }
                facts = _Facts(embedded=dict(row["embedded_dates"] or ()), metadata=metadata)
                facts_of[row["source"], row["item"]] = facts
    return facts_of


def _stated_titles(inputs: Inputs) -> dict[Key, str]:
    titles: dict[Key, str] = {}
    for batch in inputs.scan("profile_documents", columns=["source", "item", "title"]):
        columns = (batch[name].to_pylist() for name in ("source", "item", "title"))
        titles.update({(s, item): title for s, item, title in zip(*columns, strict=True) if _is_title(title)})
    return titles


def _is_title(title: str | None) -> bool:
    return title is not None and 0 < len(title) <= _LONGEST_TITLE


def _is_about_dates_or_status(key: str) -> bool:
    return key.endswith("_source") or label_roles.role(key) is not None


def _dates_of_batch(
    opened: Mapping[Key, _Facts], modified: Mapping[Key, dt.datetime], batch: pa.RecordBatch
) -> list[tuple[Key, DocumentDates]]:
    """The stated dates of each opened document of a batch of texts."""
    columns = (batch[name].to_pylist() for name in ("source", "item", "text"))
    rows = (((source, item), text) for source, item, text in zip(*columns, strict=True))
    return [(key, _dates_of(key, text, opened[key], modified.get(key))) for key, text in rows if key in opened]


def _dates_of(key: Key, text: str, facts: _Facts, modified: dt.datetime | None) -> DocumentDates:
    """The stated dates of a document. ``modified`` is the file's own time, or the one its container gives."""
    source = facts.metadata.get("entry_source", "file") if "entry" in facts.embedded else "file"
    return read_document_dates(
        text=text,
        embedded=facts.embedded,
        metadata=facts.metadata,
        name=key[1],
        modified=modified,
        modified_source=source,
    )


def _all_dates(inputs: Inputs, listing: Listing) -> Iterator[tuple[Key, DocumentDates]]:
    """Every opened document; those without any text last, by their metadata, name and file time alone."""
    opened = _opened_documents(inputs)
    left = dict.fromkeys(opened)
    for key, stated in inputs.map_texts(partial(_dates_of_batch, opened, listing.modified)):
        left.pop(key, None)
        yield key, stated
    for key in left:
        yield key, _dates_of(key, "", opened[key], listing.modified.get(key))


def measure_documents(
    inputs: Inputs, listing: Listing, builder: ProfileBuilder, rates: CurrencyRates, claims_table: ClaimsTable
) -> None:
    """Read every opened document's claims into ``records``; report overdue reviews and withdrawn documents."""
    successors = Successors(listing.items, _stated_titles(inputs))
    for key, stated in _all_dates(inputs, listing):
        claims = _with_mail(stated.claims, listing.sent.get(key), inputs.as_of)
        claims_table.add(DatedItem(key=key, claim=trusted_claim(claims, inputs.as_of)), claims)
        _measure_review(key, stated, inputs.as_of, builder, rates)
        measure_invalid(key, stated, inputs.as_of, builder, rates)
        _measure_validity(key, _end_of_validity(stated, inputs.as_of), successors, builder, rates)
        if not stated.withdrawal and (expiry := _expiry(stated)):
            rates.ageing.add("currency.withdrawn", key[0], expiry.date)


def _with_mail(claims: tuple[DateClaim, ...], mail: SentMail | None, as_of: dt.date) -> tuple[DateClaim, ...]:
    """The claims; of an attachment that nothing of its own dates, with the day it was sent: it cannot be younger."""
    if mail is None or trusted_claim(claims, as_of, file_time=False) is not None:
        return claims
    return (DateClaim(date=mail.day, kind=DateKind.SENT, source=MAIL_SENT, text=f"sent with {mail.item}"), *claims)


def _measure_review(
    key: Key, stated: DocumentDates, as_of: dt.date, builder: ProfileBuilder, rates: CurrencyRates
) -> None:
    promise = review(stated.claims)
    if promise is None:
        return
    overdue = promise.overdue(as_of)
    rates.add("currency.review_overdue", key, hit=overdue)
    rates.ageing.add("currency.review_overdue", key[0], promise.due)
    if overdue:
        days = (as_of - promise.due).days
        builder.defect(
            "currency.review_overdue",
            source=key[0],
            item=key[1],
            measure=days,
            message=f"{key[1]} was due for review on {promise.due}, {days} days before the audit.",
            remedy="Ask the owner to review it, or take it out of scope.",
            evidence={
                "last_reviewed": promise.last_reviewed,
                "due": promise.due,
                "date_source": promise.source,
                "days_overdue": days,
            },
        )


def _end_of_validity(stated: DocumentDates, as_of: dt.date) -> Withdrawal | None:
    """A stated end, or an expiry date that has passed."""
    if stated.withdrawal:
        return stated.withdrawal
    expiry = _expiry(stated)
    if expiry and expiry.date < as_of:
        return Withdrawal(status="expired", successor="", source=expiry.source, text=expiry.text)
    return None


def _expiry(stated: DocumentDates) -> DateClaim | None:
    claims = (claim for claim in stated.claims if claim.kind is DateKind.EXPIRES)
    return max(claims, key=lambda claim: claim.date, default=None)


def _measure_validity(
    key: Key, ended: Withdrawal | None, successors: Successors, builder: ProfileBuilder, rates: CurrencyRates
) -> None:
    rates.add("currency.withdrawn", key, hit=ended is not None)
    if ended is None:
        return
    items = successors.find_all(key, ended.successors)
    item = next(iter(items), "")
    successor = "; ".join(items) or "; ".join(ended.successors)
    instead = f"; it names {successor} instead" if successor else ""
    builder.defect(
        "currency.withdrawn",
        source=key[0],
        item=key[1],
        related=item or None,
        message=f"{key[1]} states that it is {ended.status}{instead}.",
        remedy="Leave it out, and use its successor where it names one.",
        evidence={"status": ended.status, "successor": successor, "date_source": ended.source, "text": ended.text},
    )
