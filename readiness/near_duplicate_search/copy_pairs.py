"""Pairs of equal texts: equal ones are compared once, and expanded to pairs at the end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

WRITTEN_PAIRS_CAP = 10_000
"""Pairs written for one group of equal texts, or between two such groups: beyond it, each member with the other's
leader only (the group stays whole by its cluster). Chosen by us: 142 equal texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroups:
    """Groups of equal texts. ``members[g]`` lists the positions of group g, its leader first."""

    members: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.members)

    @property
    def leaders(self) -> I64:
        """First member of each group."""
        return np.array([group[0] for group in self.members], dtype=np.int64)

    @property
    def sizes(self) -> I64:
        """Members of each group."""
        return np.array([len(group) for group in self.members], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPairs:
    """Pairs of texts ``first``, ``second``; ``origin`` is the group or pair of groups each comes from: all int64."""

    first: I64
    second: I64
    origin: I64
    left_out: int


def _as_copy_pairs(parts: list[tuple[int, int, int]], left_out: int) -> CopyPairs:
    """Pairs from rows (first, second, origin)."""
    rows = np.array(parts, dtype=np.int64).reshape(-1, 3)
    return CopyPairs(first=rows[:, 0], second=rows[:, 1], origin=rows[:, 2], left_out=left_out)


def pairs_of_copies(groups: CopyGroups, cap: int = WRITTEN_PAIRS_CAP) -> CopyPairs:
    """Every pair inside every group; in a group of more pairs than ``cap``, those of its leader."""
    parts: list[tuple[int, int, int]] = []
    left_out = 0
    for place, group in enumerate(groups.members):
        possible = len(group) * (len(group) - 1) // 2
        chosen = combinations(group, 2) if possible <= cap else ((group[0], other) for other in group[1:])
        before = len(parts)
        parts.extend((one, other, place) for one, other in chosen)
        left_out += possible - (len(parts) - before)
    return _as_copy_pairs(parts, left_out)


def _across(one: tuple[int, ...], other: tuple[int, ...], cap: int) -> list[tuple[int, int]]:
    """Pairs between two groups; in more than ``cap``, those with either leader."""
    if len(one) * len(other) <= cap:
        return [(a, b) for a in one for b in other]
    return [(a, other[0]) for a in one] + [(one[0], b) for b in other[1:]]


def pairs_across(first: I64, second: I64, groups: CopyGroups, cap: int = WRITTEN_PAIRS_CAP) -> CopyPairs:
    """Every member of the groups ``first`` with every one of the groups ``second``, both int64 (pairs,)."""
    sizes = groups.sizes
    single = sizes[first] * sizes[second] == 1
    leaders = groups.leaders
    parts: list[tuple[int, int, int]] = []
    left_out = 0
    for place in np.flatnonzero(~single).tolist():
        one, other = groups.members[int(first[place])], groups.members[int(second[place])]
        chosen = _across(one, other, cap)
        left_out += len(one) * len(other) - len(chosen)
        parts.extend((a, b, place) for a, b in chosen)
    copied = _as_copy_pairs(parts, left_out)
    return CopyPairs(
        first=np.concatenate([leaders[first[single]], copied.first]),
        second=np.concatenate([leaders[second[single]], copied.second]),
        origin=np.concatenate([np.flatnonzero(single), copied.origin]),
        left_out=left_out,
    )
