"""Choice of the claim that dates a document, and of the due date of its review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.model import DateClaim, DateKind

_RANKS: tuple[frozenset[DateKind], ...] = (
    frozenset({DateKind.REVIEWED, DateKind.UPDATED}),
    frozenset({DateKind.PUBLISHED, DateKind.EFFECTIVE, DateKind.SENT}),
    frozenset({DateKind.EMBEDDED_MODIFIED}),
    frozenset({DateKind.EMBEDDED_CREATED}),
    frozenset({DateKind.IN_NAME}),
    frozenset({DateKind.FILE_MODIFIED}),
)
"""Most trusted first; within a rank the latest date counts. Due and expiry dates never date a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A promised review: ``due`` on this day; overdue from the day after. ``last_reviewed`` None when never stated."""

    due: dt.date
    last_reviewed: dt.date | None
    source: str

    def overdue(self, as_of: dt.date) -> bool:
        done_since = self.last_reviewed is not None and self.last_reviewed >= self.due
        return self.due < as_of and not done_since


def trusted_claim(claims: Iterable[DateClaim], as_of: dt.date, *, file_time: bool = True) -> DateClaim | None:
    """The one claim that dates the document; dates after ``as_of`` are not trusted.

    ``file_time`` False leaves the file's own time out (a migration overwrote it).
    """
    past = [claim for claim in claims if claim.date <= as_of]
    for rank in _RANKS if file_time else _RANKS[:-1]:
        ranked = [claim for claim in past if claim.kind in rank]
        if ranked:
            return max(ranked, key=lambda claim: claim.date)
    return None


def review(claims: Iterable[DateClaim]) -> Review | None:
    """The review the document promises, None when it promises none.

    A printed due date goes before one worked out from a period, except where a later review has been done.
    """
    listed = list(claims)
    reviewed = max((c.date for c in listed if c.kind is DateKind.REVIEWED), default=None)
    due = [claim for claim in listed if claim.kind is DateKind.REVIEW_DUE]
    still_open = [claim for claim in due if reviewed is None or claim.date > reviewed]
    chosen = still_open or due
    if not chosen:
        return None
    stated = [claim for claim in chosen if claim.source != "review_period"]
    first = max(stated or chosen, key=lambda claim: claim.date)
    return Review(due=first.date, last_reviewed=reviewed, source=first.source)
