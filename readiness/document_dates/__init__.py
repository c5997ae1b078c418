"""Dates that a document states about itself, and its own statements on its validity.

``dates(document)`` collects every claim; ``trusted_claim`` picks the one that dates the document; ``review`` returns
the promised review; ``read_document_dates`` reads text, metadata and name once, for all of them.
"""

from __future__ import annotations

import datetime as dt

from readiness import model
from readiness.document_dates.date_claims import DocumentDates, claims, read_document_dates
from readiness.document_dates.trust import Review, review, trusted_claim
from readiness.document_dates.withdrawn import Withdrawal

__all__ = ["DocumentDates", "Review", "Withdrawal", "claims", "dates", "read_document_dates", "review", "trusted_claim"]


def dates(document: model.Document, *, modified: dt.datetime | None = None) -> tuple[model.DateClaim, ...]:
    """Every date written in or about a document, the most trusted kind first.

    Parameters
    ----------
    document: as ``readiness.extract`` gives it.
    modified: the file's own time, the least trusted claim; left out when None.

    Returns
    -------
    Claims with the calendar day as written, its kind, its place (``front_matter``, ``header``, ``text``,
    ``metadata``, ``name``, ``file``, or the embedded source) and the words it was read from. A review due date
    worked out from a review period carries the source ``review_period``.
    """
    return claims(
        text=document.text,
        embedded=document.dates,
        metadata=document.metadata,
        name=document.name,
        modified=modified,
    )
