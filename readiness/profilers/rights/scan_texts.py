"""Personal data and secrets of one text before they are judged."""

from __future__ import annotations

from readiness.model import Span
from readiness.profilers.rights.judging import ROLE_SCORE, TextContext
from readiness.profilers.rights.known_people import KnownPeople
from readiness.profilers.rights.pii import find_pii
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.secret_patterns import find_secrets


def read_text(text: str, known: KnownPeople) -> tuple[TextContext, tuple[Span, ...]]:
    """The personal data of a text with its surroundings, and its secrets.

    What is part of a secret is no personal data besides: the host in a connection string is no mail address.
    """
    secrets = find_secrets(text, minimum=FOUND_SCORE)
    pii = find_pii(text, minimum=ROLE_SCORE)
    outside_secrets = tuple(one for one in pii if not any(one.start < s.end and s.start < one.end for s in secrets))
    return TextContext(text=text, spans=outside_secrets, known=known), secrets
