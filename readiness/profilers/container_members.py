"""Items inside other items: members of archives and mailboxes, and attachments of mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.document_dates.embedded_dates import embedded_date
from readiness.profilers.base import Inputs

Key = tuple[str, str]
"""``(source, item)``."""

MAIL_SENT = "mail_sent"
"""The source of a date that an attachment has from the mail it came with: it dates the copy, not the wording."""

_ENTRY, _SENT = "entry", "sent"
_COLUMNS = ["source", "item", "kind", "container", "embedded_dates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A mail: its item, and the day on which it was sent."""

    item: str
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One item that the inventory does not list.

    ``outer`` is the delivered item it lies in. ``modified`` is the time its container gives, ``sent`` the nearest mail
    it came with; None where there is none.
    """

    kind: str
    container: str
    outer: str
    modified: dt.datetime | None = None
    sent: SentMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    kind: str
    container: str
    entry: str


def members_of(inputs: Inputs) -> dict[Key, Member]:
    """Every member by (source, item), from ``profile_documents``."""
    rows: dict[Key, _Row] = {}
    sent: dict[Key, dt.date] = {}
    for batch in inputs.scan("profile_documents", _COLUMNS):
        for row in batch.to_pylist():
            key, dates = (row["source"], row["item"]), dict(row["embedded_dates"] or ())
            if day := embedded_date(dates.get(_SENT) or ""):
                sent[key] = day
            if row["container"] is not None:
                rows[key] = _Row(kind=row["kind"], container=row["container"], entry=dates.get(_ENTRY, ""))
    return {key: _member(key, rows, sent) for key in rows}


def _member(key: Key, rows: Mapping[Key, _Row], sent: Mapping[Key, dt.date]) -> Member:
    row, above = rows[key], list(_above(*key, rows))
    mail = next((item for item in above if (key[0], item) in sent), "")
    return Member(
        kind=row.kind,
        container=row.container,
        outer=above[-1],
        modified=_moment(row.entry),
        sent=SentMail(item=mail, day=sent[key[0], mail]) if mail else None,
    )


def _above(source: str, item: str, rows: Mapping[Key, _Row]) -> Iterator[str]:
    """The containers of an item, from the inside out."""
    while (row := rows.get((source, item))) is not None:
        item = row.container
        yield item


def _moment(text: str) -> dt.datetime | None:
    """The time a container states; DOS times know no zone and count as UTC. None for the zero of some clock."""
    if embedded_date(text) is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
