"""Dates that a document states about itself, and what it says of its own validity.

``dates(document)`` collects every claim; ``trusted`` picks the one that dates the document; ``review`` says whether
a promised review is due; ``life`` reads text, metadata and name once and answers all three.
"""

from __future__ import annotations

import datetime as dt

from readiness import model
from readiness.document_dates.date_claims import Stated, claims, life
from readiness.document_dates.trust import Review, review, trusted
from readiness.document_dates.withdrawn import Withdrawal

__all__ = ["Review", "Stated", "Withdrawal", "claims", "dates", "life", "review", "trusted"]


def dates(document: model.Document, *, modified: dt.datetime | None = None) -> tuple[model.DateClaim, ...]:
    """Every date somebody wrote in or about a document, the most trusted kind first.

    Parameters
    ----------
    document: as ``readiness.extract`` gives it.
    modified: the file's own time, the least trusted claim; left out when None.

    Returns
    -------
    Claims with the calendar day as written, its kind, where it stood (``front_matter``, ``header``, ``text``,
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
