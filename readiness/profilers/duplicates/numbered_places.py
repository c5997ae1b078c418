"""Places where documents of one numbering are kept: a version that lies apart from them is the older one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from readiness.profilers.duplicates.versions import Order

PLACE_DOCUMENTS = 5
"""A folder with this many documents of one numbering is where they are kept. Chosen by us."""
PLACE_RATIO = 3
"""The other folder has at most a third as many. Chosen by us."""


class NumberedPlaces:
    """Folders of the documents that carry each label of a number: ``kep``, ``contract no``."""

    def __init__(self, numbered: Iterable[tuple[str, Iterable[str]]]) -> None:
        """``numbered``: the path of each item, and its numbers as ``label=number``."""
        self._counts: dict[tuple[str, tuple[str, ...]], int] = {}
        for item, ids in numbered:
            folders = tuple(item.split("/")[:-1])
            for label in {each.partition("=")[0] for each in ids}:
                for depth in range(len(folders) + 1):
                    place = (label, folders[:depth])
                    self._counts[place] = self._counts.get(place, 0) + 1

    def order(self, one: str, other: str, labels: Iterable[str]) -> Order | None:
        """Order of two items that share a number under one of ``labels``: the stray one is older."""
        first, second = one.split("/")[:-1], other.split("/")[:-1]
        common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))))
        if common == min(len(first), len(second)):
            return None
        places = tuple(first[: common + 1]), tuple(second[: common + 1])
        for label in sorted(labels):
            a, b = (self._counts.get((label, place), 0) for place in places)
            if max(a, b) >= PLACE_DOCUMENTS and PLACE_RATIO * min(a, b) <= max(a, b):
                return Order(older_first=a < b, why="it lies apart from the other documents of its numbering")
        return None
