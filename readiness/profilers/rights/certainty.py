"""Certainty of a finding: certain by itself, likely by its context or share, or explained by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Certainty(StrEnum):
    """``CERTAIN`` and ``LIKELY`` count in the vetoes; ``CHANCE`` is a finding that blocks nothing."""

    CERTAIN = "certain"
    LIKELY = "likely"
    CHANCE = "chance"


_ORDER = (Certainty.CHANCE, Certainty.LIKELY, Certainty.CERTAIN)

CERTAIN_SCORE = 0.85
"""Score from which a secret is certain: an issuer's pattern with its check, a key block, a login in a URL. The scores
are those of ``secret_patterns``; the bound is chosen by us to lie between its two groups."""


def surest(one: Certainty, other: Certainty) -> Certainty:
    return max(one, other, key=_ORDER.index)


@dataclass(slots=True)
class MatchCounts:
    """Matches by kind, and the surest class of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    classes: dict[str, Certainty] = field(default_factory=dict)

    def add(self, kind: str, certainty: Certainty, count: int = 1) -> None:
        self.counts[kind] += count
        self.classes[kind] = surest(certainty, self.classes.get(kind, certainty))

    def add_all(self, other: MatchCounts) -> None:
        for kind, count in other.counts.items():
            self.add(kind, other.classes[kind], count)

    def drop(self, kind: str) -> None:
        self.counts.pop(kind, None)
        self.classes.pop(kind, None)

    def blocking(self) -> frozenset[str]:
        """The kinds that are more than chance."""
        return frozenset(kind for kind, certainty in self.classes.items() if certainty is not Certainty.CHANCE)

    def certain(self) -> frozenset[str]:
        return frozenset(kind for kind, certainty in self.classes.items() if certainty is Certainty.CERTAIN)


def count_matches(judged: Iterable[tuple[str, Certainty]]) -> MatchCounts:
    """Add up pairs of kind and class."""
    counts = MatchCounts()
    for kind, certainty in judged:
        counts.add(kind, certainty)
    return counts
