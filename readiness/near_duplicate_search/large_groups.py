"""Large groups: more than ``GROUP_CAP`` texts that all share one rare shingle, or one band of their signatures.

A group of up to ``GROUP_CAP`` members is compared pair by pair. In a larger one the best-ranked member becomes a
representative and is compared with all the others; it represents those that match it, the best of the rest is the next
representative, and so on. That is what star clustering would do with all pairs, at the cost of one pass for each
representative; pairs of represented texts are left uncompared and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import RankedMembers
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.prefix_index import PrefixIndex
from readiness.near_duplicate_search.shingle_frequency import Candidates
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs, TextSets

GROUP_CAP = 1_000
"""Members of one group compared all with all: half a million pairs. Chosen by us."""
REPRESENTATIVE_WORK = 4_000_000_000
"""Most shingles compared with representatives of all large groups: about ten seconds. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeGroups:
    """Large groups of ``index`` among ``candidates``; ``rank`` int64 (sets,), lower is preferred.

    ``representatives`` int64 (candidates,), -1 before, is written: the representative of each text that has one.
    """

    candidates: Candidates
    index: PrefixIndex
    representatives: I64
    rank: I64


def pairs_of_large_groups(texts: TextSets, groups: LargeGroups, threshold: float) -> Pairs:
    """Similar pairs of members with their representatives; ``skipped`` counts the pairs left uncompared."""
    candidates, rows = groups.candidates, groups.index.memberships()
    members = np.unique(rows[:, 0])
    if not len(members):
        return Pairs.concatenate([])
    ranked = members[np.argsort(groups.rank[candidates.sets[members]], kind="stable")]
    order = RankedMembers(read_only(ranked), threshold, REPRESENTATIVE_WORK)
    shared = load("verify").probe_large_groups(
        texts.sets.buffers, candidates.arrays, groups.index.lists, groups.representatives, order
    )
    pairs = as_similar_pairs(texts, candidates, shared, threshold)
    return add_skipped(pairs, _count_uncompared(rows, groups.representatives))


def _count_uncompared(rows: npt.NDArray[np.int64], representatives: I64) -> int:
    """Pairs of texts that are no representatives, in connected large groups. ``rows``: (text, group)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    texts, text_at = np.unique(rows[:, 0], return_inverse=True)
    groups, group_at = np.unique(rows[:, 1], return_inverse=True)
    size = len(texts) + len(groups)
    edges = coo_array((np.ones(len(rows), np.int8), (text_at, len(texts) + group_at)), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    others = np.bincount(component[: len(texts)][representatives[texts] != texts])
    return int((others * (others - 1) // 2).sum())


def as_similar_pairs(texts: TextSets, candidates: Candidates, rows: npt.NDArray[np.int64], threshold: float) -> Pairs:
    """Rows (text, text, shared), by places among the candidates, as similar pairs of sets, first < second."""
    one, other = candidates.sets[rows[:, 0]], candidates.sets[rows[:, 1]]
    pairs = texts.as_pairs(np.minimum(one, other), np.maximum(one, other), rows[:, 2])
    return pairs.where(pairs.similarity >= threshold - TOLERANCE)


def add_skipped(pairs: Pairs, skipped: int) -> Pairs:
    """The pairs, with so many more left uncompared."""
    return replace(pairs, skipped=pairs.skipped + skipped)
