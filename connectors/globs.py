"""``include`` and ``exclude`` patterns, read as ``.gitignore`` reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.item_patterns import pattern_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which items a source's config wants. Without patterns, all of them."""

    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()

    def wants(self, item: str) -> bool:
        if any(pattern.fullmatch(item) for pattern in self.exclude):
            return False
        return not self.include or any(pattern.fullmatch(item) for pattern in self.include)

    def enters(self, folder: str) -> bool:
        """False when everything below ``folder`` is excluded, so that it need not be listed."""
        return not any(pattern.fullmatch(folder) for pattern in self.exclude)


def filter_of(include: Sequence[str], exclude: Sequence[str]) -> Filter:
    return Filter(include=tuple(map(pattern_of, include)), exclude=tuple(map(pattern_of, exclude)))
