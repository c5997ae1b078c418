"""Passwords, keys and tokens in text: formats that issuers publish, logins, and assignments of real values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.model import Span
from readiness.profilers.rights.issuer_tokens import CERTAIN_BEGINS, find_tokens
from readiness.profilers.rights.keyword_search import keyword_matches
from readiness.profilers.rights.logins import (
    find_cluster_secrets,
    find_commands,
    find_hashes,
    find_headers,
    find_logins,
)
from readiness.profilers.rights.placeholders import is_placeholder
from readiness.profilers.rights.recognisers import CELL_END, Recogniser, detect, span
from readiness.profilers.rights.secret_assignments import find_assignments
from readiness.profilers.rights.secret_values import is_key_like
from readiness.text.text_search import places

_KEY_BLOCK = re.compile(r"-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/=]{16}")
_KEY_BODY_WITHIN = 400  # headers such as Proc-Type lie between the marker and the key
_AWS_SECRET = re.compile(
    r"aws[\w .-]{0,20}?(?:secret|key)[\w .-]{0,20}['\"]?\s{0,3}[:=]{1,2}>?\s{0,3}['\"]?"
    r"(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    re.IGNORECASE,
)
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d: [\s\S]{20,6000}?Private-Lines: \d+\s+(?P<value>[A-Za-z0-9+/=]{40})")
_JWK = re.compile(
    r"\"kty\"\s{0,3}:\s{0,3}\"(?:RSA|EC|OKP|oct)\"[^{}]{0,2000}?\"(?:d|k)\"\s{0,3}:\s{0,3}\"(?P<value>[A-Za-z0-9_-]{32,1000})\""
)


def _private_keys(text: str) -> Iterator[Span]:
    for at in places(text, ("BEGIN ",)):
        match = _KEY_BLOCK.search(text, max(0, at - 6), at + 80)
        if match is None:
            continue
        body = text[match.end() : match.end() + _KEY_BODY_WITHIN].partition(CELL_END)[0]
        real = _KEY_BODY.search(body.partition("-----END")[0]) and not is_placeholder(body[:60].strip())
        yield span(match.start(), match.end(), "PRIVATE_KEY", 0.95 if real else 0.3)
    for pattern, cue in ((_PUTTY, "putty-user-key-file-"), (_JWK, '"kty"')):
        for match in keyword_matches(pattern, text, (cue,)):
            yield span(match.start("value"), match.end("value"), "PRIVATE_KEY", 0.95)


def _aws_secrets(text: str) -> Iterator[Span]:
    for match in keyword_matches(_AWS_SECRET, text, ("aws",)):
        if is_key_like(match["value"]):
            yield span(match.start("value"), match.end("value"), "AWS_SECRET_KEY", 0.9)


RECOGNISERS = (
    Recogniser(find=find_tokens, best=0.95),
    Recogniser(find=_private_keys, best=0.95),
    Recogniser(find=find_logins, best=0.9),
    Recogniser(find=_aws_secrets, best=0.9),
    Recogniser(find=find_headers, best=0.8),
    Recogniser(find=find_commands, best=0.7),
    Recogniser(find=find_hashes, best=0.7),
    Recogniser(find=find_cluster_secrets, best=0.7),
    Recogniser(find=find_assignments, best=0.65),
)

CERTAIN_CUES = "|".join(
    (
        CERTAIN_BEGINS,
        'PRIVATE KEY|PuTTY-User-Key|"kty"',
        r"://[^\s:@/]*:[^\s/]+@",
        r"(?i:aws.{0,40}(?:secret|key))",
    )
)
"""An RE2 pattern that every certain secret matches: cells without a match need no closer examination."""


def find_secrets(text: str, *, minimum: float = 0.0) -> tuple[Span, ...]:
    """Passwords, keys and tokens found in ``text``, in order, without overlaps.

    Parameters
    ----------
    text: any text; time is linear in its length.
    minimum: leave out spans with a lower score. The audit counts from ``FOUND_SCORE`` on.

    Returns
    -------
    Spans of the secret itself (of a private key its first line). Kinds name the issuer (``AWS_ACCESS_KEY``,
    ``GITHUB_TOKEN``, ...) or the shape (``PRIVATE_KEY``, ``JWT``, ``PASSWORD``, ``CONNECTION_STRING``, ...).
    Placeholders (``changeme``, ``${TOKEN}``, anything with EXAMPLE) are left out.

    >>> find_secrets("password: ${DB_PASSWORD}")
    ()
    """
    return detect(text, RECOGNISERS, minimum)
