"""The number of items that a measure covers, in the form in which profilers state it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.census import NOTHING, SourceCensus


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Items of an indicator's subject that a measure covers, and those that it could not examine.

    ``searched`` names what was searched for and not found: "no dated series among 412 tables".
    """

    looked_at: int | None = None
    could_not: int | None = None
    searched: str = ""


NOT_STATED = Examined()
"""Of rows that count no items: slices, and indicators about the project or a source as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The items of one kind in every source, so that a profiler can state how many of them it examined."""

    kind: str
    sources: Mapping[str, SourceCensus]

    def of_source(self, source: str, looked_at: int, *, searched: str = "") -> Examined:
        """The coverage of a measure of ``source``: ``looked_at`` items; the others could not be examined."""
        total = self.total(source)
        return Examined(looked_at=looked_at, could_not=total - looked_at, searched=searched)

    def total(self, source: str) -> int:
        return self.sources.get(source, NOTHING).items(self.kind)

    def readable(self, source: str) -> int:
        """Items of the kind that could be read whole."""
        return self.total(source) - self.sources.get(source, NOTHING).not_handed_on_count(self.kind)
