"""Masked samples of findings: enough to recognise them by, never enough to use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from readiness.model import Span

MAX_SAMPLES = 3
"""Masked samples per item. Chosen by us."""


MOST_DIGESTS = 20
"""Values of one item that waivers may accept one by one; of more, the item is accepted or none. Chosen by us."""

SHORTEST_WITH_FIRST = 4
"""Characters from which the first may be shown. Chosen by us: of three or fewer it gives too much away."""


def _masked_word(word: str) -> str:
    return f"{word[0]}***" if len(word) > 1 else "***" if word else ""


def mask_value(kind: str, raw: str) -> str:
    """A sample with all but first letters struck out.

    >>> masked("EMAIL_ADDRESS", "jane@example.com")
    'j***@e***.com'
    """
    if kind == "EMAIL_ADDRESS" and "@" in raw:
        local, _, domain = raw.partition("@")
        name, _, top = domain.rpartition(".")
        return f"{_masked_word(local)}@{_masked_word(name)}.{top}"
    if kind == "PERSON":
        return " ".join(_masked_word(word) for word in raw.split()[:4])
    first = raw[0] if len(raw) >= SHORTEST_WITH_FIRST else ""
    return f"{first}*** ({len(raw)} characters)" if raw else ""


def samples(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """One masked sample of each kind."""
    by_kind: dict[str, str] = {}
    for span in spans:
        if span.kind not in by_kind:
            by_kind[span.kind] = mask_value(span.kind, text[span.start : span.end])
    return by_kind


def digests(text: str, spans: Iterable[Span], key: bytes) -> tuple[str, ...]:
    """A keyed digest (BLAKE2b, 64 bits, hex) of each distinct value; none where there are more than a waiver can name.

    Without the project's key a digest reveals nothing of its value; with it a waiver accepts this value and no other.
    """
    values = {" ".join(text[span.start : span.end].split()).casefold() for span in spans}
    if len(values) > MOST_DIGESTS or not key:
        return ()
    return tuple(sorted(hashlib.blake2b(one.encode(), key=key[:64], digest_size=8).hexdigest() for one in values))


def list_samples(by_kind: Mapping[str, str]) -> list[str]:
    """At most ``MAX_SAMPLES`` masked samples, each behind its kind."""
    return [f"{kind}: {sample}" for kind, sample in sorted(by_kind.items()) if sample][:MAX_SAMPLES]
