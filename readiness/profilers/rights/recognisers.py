"""Spans found in a text, and which of those that overlap to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from readiness.model import Span

FOUND_SCORE = 0.5
"""Score from which a span counts as found. Presidio's own patterns score weak shapes 0.01-0.4 and checked ones 0.5-1.0;
the bound is chosen by us. Weaker spans are returned by the API and count for nothing."""

CELL_END = "\0"
"""Between two cells that are scanned as one text: no context of a span reaches across it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """One way to find one family of spans. ``best`` is the highest score it gives: a weak one can be left out."""

    find: Callable[[str], Iterator[Span]]
    best: float


def span(start: int, end: int, kind: str, score: float) -> Span:
    """A span with its score cut to 0-1 and rounded, so that reports do not show float noise."""
    return Span(start=start, end=end, kind=kind, score=round(min(max(score, 0.0), 1.0), 2))


def resolve_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order of place; of two that overlap the surer one stays, of equally sure ones the longer."""
    kept: list[Span] = []
    furthest = -1
    for one in sorted(set(spans), key=lambda s: (s.start, -s.end, s.kind)):
        if one.start >= furthest:
            kept.append(one)
        elif _better(one, kept[-1]):
            kept[-1] = one
        else:
            continue
        furthest = kept[-1].end
    return tuple(kept)


def _better(one: Span, other: Span) -> bool:
    return (one.score, one.end - one.start) > (other.score, other.end - other.start)


def detect(text: str, recognisers: Iterable[Recogniser], minimum: float) -> tuple[Span, ...]:
    """The spans of ``text`` that score at least ``minimum``, without overlaps, in order."""
    spans = [s for recogniser in recognisers if recogniser.best >= minimum for s in recogniser.find(text)]
    return resolve_overlaps(s for s in spans if s.score >= minimum)
