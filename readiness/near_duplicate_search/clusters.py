"""Star clusters: every member is verified directly against the keeper. Never chains of neighbours of neighbours.

Connected components would call two texts copies because a chain of small changes leads from one to the other; in a
star, leaving a member out loses nothing that its keeper does not have.
"""

from __future__ import annotations

import numpy as np

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import Pairs


def _neighbours(count: int, pairs: Pairs) -> tuple[I64, I64]:
    """Adjacency of the pairs as (offsets, neighbours)."""
    owners = np.concatenate([pairs.first, pairs.second])
    others = np.concatenate([pairs.second, pairs.first])
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int64)
    return offsets, others[np.argsort(owners, kind="stable")]


def star_keepers(pairs: Pairs, rank: I64) -> I64:
    """The keeper of each text, itself where it is alone or is a keeper: int64 (n,).

    The best-ranked text that has no keeper yet (lowest ``rank``) keeps, and takes every free direct neighbour. So a
    keeper outranks all its members, and the outcome depends on ranks and pairs only, not on the order of either.
    """
    if not len(pairs.first):  # the compiled function takes longer to load than many audits take
        return np.arange(len(rank))
    offsets, neighbours = _neighbours(len(rank), pairs)
    keepers = np.full(len(rank), -1, dtype=np.int64)
    order = np.argsort(rank, kind="stable")
    kernels = load("star_clusters")
    kernels.assign_keepers(read_only(order), read_only(offsets), read_only(neighbours), keepers)
    return keepers


def pair_keepers(first: I64, second: I64, keepers: I64) -> I64:
    """The keeper of each pair's cluster: the pair's own keeper, else the first text's."""
    return np.where(keepers[second] == second, second, keepers[first])


def cover_contained(inside: Pairs, keepers: I64, sizes: I64, blocked: set[tuple[int, int]]) -> dict[int, int]:
    """For each keeper without followers that lies inside another kept text: the largest such text.

    ``inside.first`` lies in ``inside.second``. Texts that keep others stay, because what is left out must lie in its
    own keeper. ``blocked`` pairs are not followed (the inner text is the newer version).
    """
    kept = keepers == np.arange(len(keepers))
    leads = np.bincount(keepers, minlength=len(keepers)) > 1
    covered: dict[int, int] = {}
    # From the largest inner text down, so that a text is known to stay before others are left out for it.
    for place in np.lexsort((inside.second, -sizes[inside.second], inside.first, -sizes[inside.first])):
        inner, outer = int(inside.first[place]), int(inside.second[place])
        free = kept[inner] and not leads[inner] and inner not in covered
        if free and kept[outer] and outer not in covered and (inner, outer) not in blocked:
            covered[inner] = outer
    return covered
