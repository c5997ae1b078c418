"""Personal data in text. Patterns and check digits only: no model, nothing leaves the machine."""

from __future__ import annotations

from readiness.model import Span
from readiness.profilers.rights import identifiers, people, phones, places
from readiness.profilers.rights.recognisers import detect

RECOGNISERS = (*identifiers.RECOGNISERS, *phones.RECOGNISERS, *places.RECOGNISERS, *people.RECOGNISERS)


def find_pii(text: str, *, minimum: float = 0.0) -> tuple[Span, ...]:
    """Personal data found in ``text``, in order, without overlaps.

    Parameters
    ----------
    text: any text; time is linear in its length.
    minimum: leave out spans with a lower score. The audit counts from ``FOUND_SCORE`` on.

    Returns
    -------
    Spans with half-open character ranges. Kinds are named as Microsoft Presidio names them (``EMAIL_ADDRESS``,
    ``CREDIT_CARD`` checked by Luhn, ``IBAN_CODE`` by mod 97, ``US_SSN``, ``PHONE_NUMBER``, ``IP_ADDRESS``, ``PERSON``,
    ``STREET_ADDRESS``, ...). Role mailboxes, private networks, lone given names, countries, links and plain dates score
    below ``FOUND_SCORE``. Names without a title, label or known given name are not found.

    >>> [(s.kind, s.start, s.end) for s in find_pii("Card 4556 0360 3190 4757 957?") if s.score >= 0.5]
    []
    """
    return detect(text, RECOGNISERS, minimum)
