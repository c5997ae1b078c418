"""What a report may show of a finding: enough to recognise it by, never enough to use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from readiness.model import Span

SHOWN = 3
"""Masked samples per item. Chosen by us."""


SHORTEST_SHOWN = 4
"""Characters from which the first may be shown. Chosen by us: of three or fewer it gives too much away."""


def _masked_word(word: str) -> str:
    return f"{word[0]}***" if len(word) > 1 else "***" if word else ""


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
    shown = raw[0] if len(raw) >= SHORTEST_SHOWN else ""
    return f"{shown}*** ({len(raw)} characters)" if raw else ""


def samples(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """One masked sample of each kind."""
    by_kind: dict[str, str] = {}
    for span in spans:
        if span.kind not in by_kind:
            by_kind[span.kind] = masked(span.kind, text[span.start : span.end])
    return by_kind


def listed(by_kind: Mapping[str, str]) -> list[str]:
    """At most ``SHOWN`` masked samples, each behind its kind."""
    return [f"{kind}: {shown}" for kind, shown in sorted(by_kind.items()) if shown][:SHOWN]
