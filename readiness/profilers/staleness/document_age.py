"""What each opened document says of its own dates, review and validity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from readiness.document_dates import Stated, Withdrawal, label_roles, life, review, trusted
from readiness.model import READABLE_OUTCOMES, DateClaim, DateKind
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.container_members import MAIL_SENT
from readiness.profilers.staleness.claims_table import Dated, Records
from readiness.profilers.staleness.inventory import Listing
from readiness.profilers.staleness.rate_counter import Key, Tally
from readiness.profilers.staleness.successors import Successors

_COLUMNS = ["source", "item", "kind", "outcome", "embedded_dates", "metadata"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the profile holds of one opened document, metadata cut to the keys that speak of dates or status."""

    embedded: dict[str, str]
    metadata: dict[str, str]


def _opened(inputs: Inputs) -> dict[Key, _Facts]:
    found: dict[Key, _Facts] = {}
    for batch in inputs.scan("profile_documents", columns=_COLUMNS):
        for row in batch.to_pylist():
            if row["kind"] == "document" and row["outcome"] in READABLE_OUTCOMES:
                metadata = {key: value for key, value in row["metadata"] or () if value and _speaks(key)}
                facts = _Facts(embedded=dict(row["embedded_dates"] or ()), metadata=metadata)
                found[row["source"], row["item"]] = facts
    return found


def _speaks(key: str) -> bool:
    return key.endswith("_source") or label_roles.role(key) is not None


def _lives(
    opened: Mapping[Key, _Facts], modified: Mapping[Key, dt.datetime], batch: pa.RecordBatch
) -> list[tuple[Key, Stated]]:
    """What each opened document of a batch of texts says of its own life."""
    columns = (batch[name].to_pylist() for name in ("source", "item", "text"))
    rows = (((source, item), text) for source, item, text in zip(*columns, strict=True))
    return [(key, _life(key, text, opened[key], modified.get(key))) for key, text in rows if key in opened]


def _life(key: Key, text: str, facts: _Facts, modified: dt.datetime | None) -> Stated:
    """``modified`` is the file's own time, or what its container says where it lies in one."""
    source = facts.metadata.get("entry_source", "file") if "entry" in facts.embedded else "file"
    return life(
        text=text,
        embedded=facts.embedded,
        metadata=facts.metadata,
        name=key[1],
        modified=modified,
        modified_source=source,
    )


def _stated(inputs: Inputs, listing: Listing) -> Iterator[tuple[Key, Stated]]:
    """Every opened document; those without any text last, by their metadata, name and file time alone."""
    opened = _opened(inputs)
    left = dict.fromkeys(opened)
    for key, said in inputs.over_texts(partial(_lives, opened, listing.modified)):
        left.pop(key, None)
        yield key, said
    for key in left:
        yield key, _life(key, "", opened[key], listing.modified.get(key))


def measure_documents(
    inputs: Inputs, listing: Listing, builder: ProfileBuilder, tally: Tally, records: Records
) -> None:
    """Read every opened document's claims into ``records``; report overdue reviews and withdrawn documents."""
    successors = Successors(listing.items)
    for key, said in _stated(inputs, listing):
        claims = _with_mail(said.claims, listing.sent.get(key), inputs.as_of)
        records.add(Dated(key=key, claim=trusted(claims, inputs.as_of)), claims)
        _review(key, said, inputs.as_of, builder, tally)
        _validity(key, _ended(said, inputs.as_of), successors, builder, tally)
        if not said.withdrawal and (expiry := _expiry(said)):
            tally.ageing.add("currency.withdrawn", key[0], expiry.date)


def _with_mail(
    claims: tuple[DateClaim, ...], mail: tuple[dt.date, str] | None, as_of: dt.date
) -> tuple[DateClaim, ...]:
    """The claims; of an attachment that nothing of its own dates, with the day it was sent: it cannot be younger."""
    if mail is None or trusted(claims, as_of, file_time=False) is not None:
        return claims
    day, item = mail
    return (DateClaim(date=day, kind=DateKind.SENT, source=MAIL_SENT, text=f"sent with {item}"), *claims)


def _review(key: Key, said: Stated, as_of: dt.date, builder: ProfileBuilder, tally: Tally) -> None:
    promise = review(said.claims)
    if promise is None:
        return
    overdue = promise.overdue(as_of)
    tally.add("currency.review_overdue", key, hit=overdue)
    tally.ageing.add("currency.review_overdue", key[0], promise.due)
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


def _ended(said: Stated, as_of: dt.date) -> Withdrawal | None:
    """A stated end, or an expiry date that has passed."""
    if said.withdrawal:
        return said.withdrawal
    expiry = _expiry(said)
    if expiry and expiry.date < as_of:
        return Withdrawal(status="expired", successor="", source=expiry.source, text=expiry.text)
    return None


def _expiry(said: Stated) -> DateClaim | None:
    claims = (claim for claim in said.claims if claim.kind is DateKind.EXPIRES)
    return max(claims, key=lambda claim: claim.date, default=None)


def _validity(
    key: Key, ended: Withdrawal | None, successors: Successors, builder: ProfileBuilder, tally: Tally
) -> None:
    tally.add("currency.withdrawn", key, hit=ended is not None)
    if ended is None:
        return
    item = successors.find(key, ended.successor)
    successor = item or ended.successor
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
