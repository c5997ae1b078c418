"""Clusters of records: joined while most members are verified against each other, so that no chain runs through."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from readiness.profilers.records.field_similarity import AGREEMENT
from readiness.profilers.records.match_weights import MatchedPairs

VERIFIED_SHARE = 0.5
"""Share of the pairs between two clusters that must be verified before they are joined (average linkage, Sokal &
Michener 1958, on verified pairs). Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """``row`` is the same record as ``related`` by a verified ``similarity``; ``keeper`` is the row of the cluster that
    is verified against most others, ``size`` its number of rows. ``agree`` and ``differ`` are the fields, by position,
    that agree and that are filled but do not.
    """

    row: int
    related: int
    similarity: float
    keeper: int
    size: int
    agree: tuple[int, ...]
    differ: tuple[int, ...]


def clusters(pairs: MatchedPairs) -> list[list[int]]:
    """Groups of two rows and more, members ascending, by first member. Most similar pairs join first."""
    leaders: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    links: dict[int, dict[int, int]] = defaultdict(dict)
    for one, other in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        links[one][other] = links[other][one] = 1
        leaders[one], leaders[other] = one, other
        members[one], members[other] = [one], [other]
    for place in np.lexsort((pairs.second, pairs.first, -pairs.similarity)).tolist():
        kept, merged = leaders[int(pairs.first[place])], leaders[int(pairs.second[place])]
        if kept == merged or links[kept][merged] < VERIFIED_SHARE * len(members[kept]) * len(members[merged]):
            continue
        if (len(members[merged]), -merged) > (len(members[kept]), -kept):
            kept, merged = merged, kept
        _join(links, kept, merged)
        for member in members[merged]:
            leaders[member] = kept
        members[kept] += members.pop(merged)
    return sorted(sorted(group) for group in members.values() if len(group) > 1)


def _join(links: dict[int, dict[int, int]], kept: int, merged: int) -> None:
    for neighbour, count in links.pop(merged).items():
        del links[neighbour][merged]
        if neighbour != kept:
            links[kept][neighbour] = links[neighbour][kept] = links[kept].get(neighbour, 0) + count


def repeats(pairs: MatchedPairs) -> list[Repeat]:
    """Every row of a cluster but its keeper, ascending; each related to the keeper, or else to its nearest member."""
    groups = clusters(pairs)
    group_of = {row: number for number, group in enumerate(groups) for row in group}
    verified: dict[int, dict[int, int]] = defaultdict(dict)
    for place, (one, other) in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        if one in group_of and group_of[one] == group_of.get(other):
            verified[one][other] = verified[other][one] = place
    repeated = [repeat for group in groups for repeat in _repeats_of_group(group, verified, pairs)]
    return sorted(repeated, key=lambda repeat: repeat.row)


def _repeats_of_group(group: list[int], verified: dict[int, dict[int, int]], pairs: MatchedPairs) -> list[Repeat]:
    def similarity(row: int, other: int) -> float:
        return float(pairs.similarity[verified[row][other]])

    def support(row: int) -> tuple[int, float, int]:
        return len(verified[row]), sum(similarity(row, other) for other in verified[row]), -row

    keeper = max(group, key=support)
    repeated = []
    for row in group:
        if row != keeper:
            near = verified[row]
            related = keeper if keeper in near else max(near, key=lambda other: (similarity(row, other), -other))
            repeated.append(_repeat(row, related, pairs, near[related], keeper=keeper, size=len(group)))
    return repeated


def _repeat(row: int, related: int, pairs: MatchedPairs, place: int, **cluster: int) -> Repeat:
    similarities = pairs.similarities[place]
    return Repeat(
        row=row,
        related=related,
        similarity=float(pairs.similarity[place]),
        agree=tuple(np.flatnonzero(similarities >= AGREEMENT).tolist()),
        differ=tuple(np.flatnonzero(similarities < AGREEMENT).tolist()),
        **cluster,
    )
