"""Parts of a table that could not be read: how many, why and where. Cell values are never part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_NAMED_PLACES = 5
"""Places named per cause; the count covers all of them. Chosen by us: a finding stays one sentence."""


@dataclass(slots=True)
class Losses:
    """Rows that could not be read, by cause. A count of None means that the number is unknown."""

    counts: dict[str, int | None] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, cause: str, count: int | None = 1, *, place: str = "") -> None:
        """Count rows lost for ``cause``, a plural noun phrase ("lines that are no JSON object")."""
        before = self.counts.get(cause, 0)
        self.counts[cause] = None if before is None or count is None else before + count
        named = self.places.setdefault(cause, [])
        if place and len(named) < _NAMED_PLACES:
            named.append(place)

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def total(self) -> int | None:
        """Rows lost in all; None when one of the causes has no count.

        >>> losses = Losses(); losses.add("rows", 2); losses.add("sheets", 1); losses.total
        3
        """
        counts = [count for count in self.counts.values() if count is not None]
        return sum(counts) if len(counts) == len(self.counts) else None

    def text(self) -> str:
        """One line for all causes.

        >>> losses = Losses(); losses.add("lines that are no JSON object", place="line 6"); losses.text()
        'lines that are no JSON object: 1 (line 6)'
        """
        return "; ".join(f"{cause}: {self._amount(cause, count)}" for cause, count in self.counts.items())

    def _amount(self, cause: str, count: int | None) -> str:
        amount = "how many is unknown" if count is None else str(count)
        named = self.places.get(cause, [])
        more = ", …" if count is not None and count > len(named) else ""
        return f"{amount} ({', '.join(named)}{more})" if named else amount


def counts_text(amounts: Iterable[tuple[str, int]]) -> str:
    """Oddities that occurred, with their counts.

    >>> counted([("records shorter than the header", 2), ("records longer than it", 0)])
    'records shorter than the header: 2'
    """
    return "; ".join(f"{what}: {count}" for what, count in amounts if count)
