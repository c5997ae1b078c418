"""From a corpus to its relations: versions first, because the newer of two near-duplicates is the one to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from readiness.profilers.duplicates.clusters import cover_contained, star_keepers
from readiness.profilers.duplicates.corpus import Corpus
from readiness.profilers.duplicates.engines import NEAR_THRESHOLD, Engine, find_similar
from readiness.profilers.duplicates.facts import preference
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs
from readiness.profilers.duplicates.join import contained_pairs
from readiness.profilers.duplicates.shingles import I64
from readiness.profilers.duplicates.versions import related_by_name, shares_enough, version_order

CONTAINED_SHARE = 0.9
"""Least share of a document's shingles inside another to call it contained (Broder 1997 calls it containment); a
tenth is left for covers, footers and edits at the seams. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """``older`` and ``newer`` are item positions; ``why`` is a clause."""

    older: int
    newer: int
    similarity: float
    containment: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """``near`` and ``inside`` are pairs of sets; ``keepers`` int64 (sets,) the kept set of each star; ``covered``
    maps a set to the kept one it lies in; ``skipped`` counts pairs left uncompared.
    """

    near: Pairs
    inside: Pairs
    keepers: I64
    covered: Mapping[int, int]
    versions: tuple[Version, ...]
    skipped: int


def _sets_of_items(corpus: Corpus) -> dict[int, int]:
    """The set of each item whose text was compared, copies included."""
    set_of_group = {int(group): place for place, group in enumerate(corpus.set_group)}
    return {
        item: set_of_group[group]
        for group, members in enumerate(corpus.groups.members)
        for item in members
        if group in set_of_group
    }


def _once_per_text(found: Iterable[Version], corpus: Corpus, set_of: Mapping[int, int]) -> tuple[Version, ...]:
    """Each older item once against each newer text: against the best-ranked copy of it."""
    best: dict[tuple[int, int], Version] = {}
    for version in found:
        key = version.older, set_of[version.newer]
        known = best.setdefault(key, version)
        if preference(corpus.items[version.newer]) < preference(corpus.items[known.newer]):
            best[key] = version
    return tuple(best[key] for key in sorted(best))


def find_versions(corpus: Corpus, texts: Incidence, set_of: Mapping[int, int]) -> tuple[tuple[Version, ...], int]:
    """All verified ``older_version_of`` relations, and how many pairs of crowded families were left out."""
    related, left_out = related_by_name({item: corpus.items[item] for item in set_of})
    pairs = [(a, b) for a, b in related if set_of[a] != set_of[b]]
    places = np.array([(set_of[a], set_of[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    overlap = texts.verified(places[:, 0], places[:, 1])
    measured = zip(overlap.similarity.tolist(), overlap.containment.tolist(), strict=True)
    found = (_version(corpus, pair, *shares) for pair, shares in zip(pairs, measured, strict=True))
    return _once_per_text((version for version in found if version), corpus, set_of), left_out


def _version(corpus: Corpus, pair: tuple[int, int], similarity: float, containment: float) -> Version | None:
    one, other = (corpus.items[item] for item in pair)
    if similarity > 1 - TOLERANCE or not shares_enough(one, other, similarity, containment):
        return None
    order = version_order(one, other)
    if order is None:
        return None
    older, newer = pair if order.older_first else pair[::-1]
    return Version(older=older, newer=newer, similarity=similarity, containment=containment, why=order.why)


def ranked(corpus: Corpus, newer_of: Mapping[int, Iterable[int]]) -> I64:
    """The rank of each set: by preference of its leader, but never an older version before a newer one of it."""
    leaders = corpus.set_leaders
    waiting = sorted(range(len(leaders)), key=lambda place: preference(corpus.items[leaders[place]]), reverse=True)
    entered: set[int] = set()
    order: dict[int, None] = {}
    while waiting:
        place = waiting[-1]
        ahead = [] if place in entered else [newer for newer in newer_of.get(place, ()) if newer not in order]
        entered.add(place)
        if ahead:
            waiting.extend(newer for newer in ahead if newer not in entered)
        else:
            order.setdefault(waiting.pop())
    rank = np.empty(len(leaders), dtype=np.int64)
    rank[list(order)] = np.arange(len(leaders))
    return rank


def _contained(corpus: Corpus, texts: Incidence, rank: I64) -> Pairs:
    """Excerpts: contained, but too small a part of the other to be a near-duplicate of it."""
    inside = contained_pairs(texts, corpus.sets.words, CONTAINED_SHARE, rank)
    return inside.where(inside.similarity < NEAR_THRESHOLD - TOLERANCE)


def find_relations(corpus: Corpus, engine: Engine = "exact") -> Relations:
    """Versions, near-duplicates, excerpts and the star clusters of a corpus, each pair verified exactly."""
    texts = Incidence.of(corpus.sets)
    set_of = _sets_of_items(corpus)
    versions, left_out = find_versions(corpus, texts, set_of)
    newer_of: dict[int, list[int]] = {}
    for version in versions:
        newer_of.setdefault(set_of[version.older], []).append(set_of[version.newer])
    rank = ranked(corpus, newer_of)
    near = find_similar(corpus.sets, texts, rank, threshold=NEAR_THRESHOLD, engine=engine)
    inside = _contained(corpus, texts, rank)
    keepers = star_keepers(near, rank)
    outdated = {(newer, older) for older, newers in newer_of.items() for newer in newers}
    return Relations(
        near=near,
        inside=inside,
        keepers=keepers,
        covered=cover_contained(inside, keepers, texts.sizes, outdated),
        # Contradictory evidence can run in a circle, and then every version would be somebody's older one.
        versions=tuple(one for one in versions if rank[set_of[one.newer]] < rank[set_of[one.older]]),
        skipped=near.skipped + inside.skipped + left_out,
    )
