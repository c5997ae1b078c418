"""Counts per indicator, source and slice, so that every rate has its numerator beside its denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.item_coverage import NOT_STATED, Examined

Key = tuple[str, str]
"""``(source, item)``."""


class RateCounter:
    """Adds up hits and counts; ``slices`` names the slices of an item (``department=legal``)."""

    def __init__(
        self, sources: Iterable[str], indicators: Iterable[str], slices: Mapping[Key, tuple[str, ...]]
    ) -> None:
        self._slices = slices
        self._counts: dict[tuple[str, str, str], list[int]] = {
            (indicator, source, ""): [0, 0] for source in sources for indicator in indicators
        }

    def add(self, indicator: str, key: Key, *, hit: bool) -> None:
        """Count one item, as a hit or not, for its source and each of its slices."""
        for slice_name in ("", *self._slices.get(key, ())):
            counts = self._counts.setdefault((indicator, key[0], slice_name), [0, 0])
            counts[0] += hit
            counts[1] += 1

    def write(self, builder: ProfileBuilder, examined: Callable[[str, str], Examined]) -> None:
        """Write every count; ``examined`` gives the coverage of an indicator in a source."""
        for (indicator, source, slice_name), (hits, count) in sorted(self._counts.items()):
            builder.measure(
                indicator,
                numerator=hits,
                denominator=count,
                source=source,
                slice_name=slice_name,
                examined=NOT_STATED if slice_name else examined(indicator, source),
            )
