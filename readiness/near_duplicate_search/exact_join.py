"""Exact joins: every pair of texts whose similarity or containment reaches a threshold; none is missed or estimated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import ClassedSets, ContainmentLimits, ExcerptSearch, ProbeRange
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import (
    GROUP_CAP,
    REPRESENTATIVE_WORK,
    LargeGroups,
    add_skipped,
    as_similar_pairs,
    pairs_of_large_groups,
)
from readiness.near_duplicate_search.parallel import map_in_order, split_by_work
from readiness.near_duplicate_search.prefix_index import IndexedTexts, PrefixIndex, build_prefix_index
from readiness.near_duplicate_search.shingle_frequency import Candidates, find_candidates, min_shared, rarity_classes
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs, TextSets

CONTAINMENT_MIN_WORDS = 50
"""Shorter texts lie inside others by chance of phrasing; 50 words is Gopher's shortest document (Rae et al. 2021)."""
CONTAINMENT_MAX_RATIO = 50
"""A text inside one over fifty times its size is a quotation in a collection, not a copy. Chosen by us."""

_CONTAINER_WORK = REPRESENTATIVE_WORK // 8  # a large group rarely holds excerpts of its members: less is spent on it

Rows = npt.NDArray[np.int64]


def _key_lengths(texts: Candidates, looked_up: I64, listed: I64) -> I64:
    """Keys of each text by which it looks others up and is listed: its rarest ones, without those of it alone."""
    alone = texts.sizes - texts.shared
    kept = [np.clip(lengths - alone, 0, texts.shared) for lengths in (looked_up, listed)]
    return np.ascontiguousarray(np.stack(kept, axis=1))


def similar_pairs(texts: TextSets, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs with Jaccard >= ``threshold`` (above 0), first < second. Empty texts pair with nothing.

    ``rank`` int64 (n,), lower is preferred: orders the representatives of groups larger than ``cap``.
    """
    candidates = find_candidates(texts.sets, threshold, texts.budget)
    looked_up = candidates.sizes - min_shared(threshold, candidates.sizes) + 1
    # A set that is looked up by a larger one shares more of itself: at least 2t / (1 + t).
    listed = candidates.sizes - min_shared(2 * threshold / (1 + threshold), candidates.sizes) + 1
    lengths = _key_lengths(candidates, looked_up, listed)
    indexed = IndexedTexts(sets=texts.sets, candidates=candidates, lengths=lengths, budget=texts.budget)
    representatives = np.full(len(candidates), -1, dtype=np.int64)
    parts: list[Pairs] = []
    for number in range(texts.budget.passes if len(candidates) else 0):
        index = build_prefix_index(indexed, number, cap)
        groups = LargeGroups(candidates=candidates, index=index, representatives=representatives, rank=rank)
        if index.is_large.any():
            parts.append(pairs_of_large_groups(texts, _only_large(groups), threshold))
        parts.extend(_pairs_of_small_groups(texts, groups, threshold))
    return Pairs.concatenate(parts)


def _only_large(groups: LargeGroups) -> LargeGroups:
    return LargeGroups(
        candidates=groups.candidates,
        index=groups.index.large_groups(),
        representatives=groups.representatives,
        rank=groups.rank,
    )


def _pairs_of_small_groups(texts: TextSets, groups: LargeGroups, threshold: float) -> list[Pairs]:
    """Similar pairs through the groups that are not large, without pairs of one representative."""
    candidates, lists = groups.candidates, groups.index.lists
    arrays, representatives = candidates.arrays, read_only(groups.representatives)

    def probe(span: tuple[int, int]) -> Rows:
        scope = ProbeRange(*span, threshold)
        rows: Rows = load("verify").probe(texts.sets.buffers, arrays, lists, representatives, scope)
        return rows

    # Larger texts look up more: ranges of equal size would leave one thread waiting.
    work = np.concatenate([[0], np.cumsum(candidates.sizes)]).astype(np.int64)
    blocks = list(map_in_order(probe, split_by_work(work, 16 * texts.budget.threads), texts.budget.threads))
    return [as_similar_pairs(texts, candidates, rows, threshold) for rows in blocks]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Containment:
    """A search for contained texts: ``every`` text with words, and the least ``share`` that lies inside another."""

    texts: TextSets
    every: Candidates
    share: float

    @property
    def arrays(self) -> ClassedSets:
        """The texts as kernels take them."""
        return ClassedSets(read_only(self.every.sets), read_only(self.every.sizes), read_only(self.every.classes))

    @property
    def limits(self) -> ContainmentLimits:
        """Limits as kernels take them."""
        return ContainmentLimits(self.share, CONTAINMENT_MAX_RATIO, _CONTAINER_WORK)

    def pairs(self, rows: Rows) -> Pairs:
        """Rows (outer, inner, shared) as pairs of sets, the inner one first."""
        sets = self.every.sets
        pairs = self.texts.as_pairs(sets[rows[:, 1]], sets[rows[:, 0]], rows[:, 2])
        return pairs.where(pairs.containment >= self.share - TOLERANCE)


def contained_pairs(texts: TextSets, words: I64, share: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs where at least ``share`` of the first text's shingles lie in the larger second one.

    Only texts of ``CONTAINMENT_MIN_WORDS`` words or more, inside texts at most ``CONTAINMENT_MAX_RATIO`` times larger.
    """
    every = _by_size(texts)
    if not len(every):
        return Pairs.concatenate([])
    may_lie = (words[every.sets] >= CONTAINMENT_MIN_WORDS) & (every.shared >= min_shared(share, every.sizes))
    rarest = np.where(may_lie, every.sizes - min_shared(share, every.sizes) + 1, 0)
    lengths = _key_lengths(every, rarest, rarest)
    indexed = IndexedTexts(sets=texts.sets, candidates=every, lengths=lengths, budget=texts.budget)
    search = _Containment(texts=texts, every=every, share=share)
    parts: list[Pairs] = []
    for number in range(texts.budget.passes):
        index = build_prefix_index(indexed, number, cap)
        parts.append(search.pairs(_find_containers(search, index)))
        if index.is_large.any():
            parts.append(_contained_in_large_groups(search, index, rank))
    return Pairs.concatenate(parts)


def _by_size(texts: TextSets) -> Candidates:
    """Every text with words, from the smallest set to the largest, with the shingles that others may hold too."""
    classes = np.zeros(len(texts.sets.hashes), dtype=np.uint8)
    sizes = texts.sizes
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    shared = rarity_classes(texts.sets, order, classes, texts.budget)
    return Candidates(sets=order, sizes=sizes[order], shared=shared, classes=classes)


def _find_containers(search: _Containment, index: PrefixIndex) -> Rows:
    """Rows (outer, inner, shared) through the groups that are not large."""
    every, threads = search.every, search.texts.budget.threads
    arrays, table, limits = search.arrays, index.key_table, search.limits
    outer = np.flatnonzero(every.shared > 0)

    def find(span: tuple[int, int]) -> Rows:
        scope = read_only(outer[slice(*span)])
        rows: Rows = load("containment").containers(search.texts.sets.buffers, arrays, table, scope, limits)
        return rows

    work = np.concatenate([[0], np.cumsum(every.sizes[outer])]).astype(np.int64)
    spans = split_by_work(work, 16 * threads) if len(outer) else []
    return np.concatenate([np.empty((0, 3), np.int64), *map_in_order(find, spans, threads)])


def _contained_in_large_groups(search: _Containment, index: PrefixIndex, rank: I64) -> Pairs:
    """Excerpts within large groups: from the largest text down, until the work that is allowed is spent."""
    every, buffers = search.every, search.texts.sets.buffers
    inner = np.unique(index.memberships()[:, 0])
    holds = np.zeros(len(every), dtype=np.bool_)
    load("containment").sets_with_large_group(buffers, search.arrays, index.key_table, holds)
    outer = np.flatnonzero(holds)
    order = outer[np.lexsort((rank[every.sets[outer]], -every.sizes[outer]))]
    containers_of = np.full(len(every), -1, dtype=np.int64)
    sought = ExcerptSearch(read_only(order), read_only(inner))
    rows = load("containment").containers_in_large_groups(buffers, search.arrays, sought, containers_of, search.limits)
    others = int(np.count_nonzero(containers_of[outer] != outer))
    return add_skipped(search.pairs(rows), others * (others - 1) // 2)
