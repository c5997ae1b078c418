"""What a report may show of a finding: enough to recognise it by, never enough to use."""

from __future__ import annotations

from readiness.model import Span

SHOWN = 3
"""Masked samples per item. Chosen by us."""


def _masked_word(word: str) -> str:
    return f"{word[0]}***" if word else ""


def masked(kind: str, raw: str) -> str:
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
    return f"{raw[0]}*** ({len(raw)} characters)" if raw else ""


def samples(text: str, spans: tuple[Span, ...]) -> list[str]:
    """At most ``SHOWN`` masked samples, one of each kind before a second of any."""
    by_kind: dict[str, str] = {}
    for span in spans:
        by_kind.setdefault(span.kind, masked(span.kind, text[span.start : span.end]))
    return [f"{kind}: {shown}" for kind, shown in sorted(by_kind.items())[:SHOWN]]
