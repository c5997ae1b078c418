"""Clusters of records: joined while most members are verified against each other, so that no chain runs through."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from readiness.profilers.records.field_similarity import AGREES
from readiness.profilers.records.match_weights import Scored

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


def clusters(pairs: Scored) -> list[list[int]]:
    """Groups of two rows and more, members ascending, by first member. Most similar pairs join first."""
    leaders: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    links: dict[int, dict[int, int]] = defaultdict(dict)
    for one, other in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        links[one][other] = links[other][one] = 1
        leaders[one], leaders[other] = one, other
        members[one], members[other] = [one], [other]
    for place in np.lexsort((pairs.second, pairs.first, -pairs.similarity)).tolist():
        into, gone = leaders[int(pairs.first[place])], leaders[int(pairs.second[place])]
        if into == gone or links[into][gone] < VERIFIED_SHARE * len(members[into]) * len(members[gone]):
            continue
        if (len(members[gone]), -gone) > (len(members[into]), -into):
            into, gone = gone, into
        _join(links, into, gone)
        for member in members[gone]:
            leaders[member] = into
        members[into] += members.pop(gone)
    return sorted(sorted(group) for group in members.values() if len(group) > 1)


def _join(links: dict[int, dict[int, int]], into: int, gone: int) -> None:
    for neighbour, count in links.pop(gone).items():
        del links[neighbour][gone]
        if neighbour != into:
            links[into][neighbour] = links[neighbour][into] = links[into].get(neighbour, 0) + count


def repeats(pairs: Scored) -> list[Repeat]:
    """Every row of a cluster but its keeper, ascending; each related to the keeper, or else to its nearest member."""
    groups = clusters(pairs)
    group_of = {row: number for number, group in enumerate(groups) for row in group}
    verified: dict[int, dict[int, int]] = defaultdict(dict)
    for place, (one, other) in enumerate(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)):
        if one in group_of and group_of[one] == group_of.get(other):
            verified[one][other] = verified[other][one] = place
    found = [repeat for group in groups for repeat in _of_group(group, verified, pairs)]
    return sorted(found, key=lambda repeat: repeat.row)


def _of_group(group: list[int], verified: dict[int, dict[int, int]], pairs: Scored) -> list[Repeat]:
    def similarity(row: int, other: int) -> float:
        return float(pairs.similarity[verified[row][other]])

    def standing(row: int) -> tuple[int, float, int]:
        return len(verified[row]), sum(similarity(row, other) for other in verified[row]), -row

    keeper = max(group, key=standing)
    found = []
    for row in group:
        if row != keeper:
            near = verified[row]
            related = keeper if keeper in near else max(near, key=lambda other: (similarity(row, other), -other))
            found.append(_repeat(row, related, pairs, near[related], keeper=keeper, size=len(group)))
    return found


def _repeat(row: int, related: int, pairs: Scored, place: int, **cluster: int) -> Repeat:
    alike = pairs.alike[place]
    return Repeat(
        row=row,
        related=related,
        similarity=float(pairs.similarity[place]),
        agree=tuple(np.flatnonzero(alike >= AGREES).tolist()),
        differ=tuple(np.flatnonzero(alike < AGREES).tolist()),
        **cluster,
    )
