"""Exact joins: every pair of texts whose similarity or containment reaches a threshold, none missed, none guessed.

Prefix filtering (Chaudhuri et al. 2006; Bayardo et al. 2007; Xiao et al. 2008): in an order of all shingles from
rare to common, two sets that overlap by a share t share one of their first ``n - ceil(t n) + 1`` shingles already.
Templates cost little, because the wording that thousands of texts share comes last in that order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.candidates import GROUP_CAP, sharing_pairs
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs, distinct_pairs
from readiness.profilers.duplicates.shingles import I64

CONTAINMENT_MIN_WORDS = 50
"""Shorter texts lie inside others by chance of phrasing; 50 words is Gopher's shortest document (Rae et al. 2021)."""
CONTAINMENT_MAX_RATIO = 50
"""A text inside one over fifty times its size is a quotation in a collection, not a copy. Chosen by us."""


def _needed(share: float, sizes: I64) -> I64:
    """Shingles that make up ``share`` of each set, rounded up."""
    needed: I64 = np.ceil(share * sizes - TOLERANCE).astype(np.int64)
    return needed


def similar_pairs(texts: Incidence, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs with Jaccard >= ``threshold`` (above 0), first < second. Empty texts pair with nothing.

    ``rank`` int64 (n,), lower is preferred: names the hubs of groups larger than ``cap``.
    """
    sizes = texts.sizes
    probe = texts.prefix(sizes - _needed(threshold, sizes) + 1)
    # A set that is looked up by a larger one shares more of itself: at least 2t / (1 + t).
    index = texts.prefix(sizes - _needed(2 * threshold / (1 + threshold), sizes) + 1)
    parts: list[Pairs] = []
    skipped = 0
    for large, small, left_out in sharing_pairs(probe, index, rank, cap):
        skipped += left_out
        parts.append(_verified_similar(texts, large, small, threshold))
    return Pairs.concatenated(parts, skipped=skipped)


def _verified_similar(texts: Incidence, one: I64, other: I64, threshold: float) -> Pairs:
    first, second = np.minimum(one, other), np.maximum(one, other)
    smaller = np.minimum(texts.sizes[first], texts.sizes[second])
    larger = np.maximum(texts.sizes[first], texts.sizes[second])
    kept = smaller >= threshold * larger - TOLERANCE
    pairs = texts.verified(*distinct_pairs(first[kept], second[kept]))
    return pairs.where(pairs.similarity >= threshold - TOLERANCE)


def contained_pairs(texts: Incidence, words: I64, share: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs where at least ``share`` of the first text's shingles lie in the larger second one.

    Only texts of ``CONTAINMENT_MIN_WORDS`` words or more, inside texts at most ``CONTAINMENT_MAX_RATIO`` times larger.
    """
    sizes = texts.sizes
    lengths = np.where(words >= CONTAINMENT_MIN_WORDS, sizes - _needed(share, sizes) + 1, 0)
    probe = texts.prefix(lengths)
    parts: list[Pairs] = []
    skipped = 0
    # The largest of a crowd are the likeliest to contain the others.
    by_size = np.lexsort((rank, -sizes))
    hubs_first = np.empty_like(by_size)
    hubs_first[by_size] = np.arange(len(by_size))
    for one, other, left_out in sharing_pairs(probe, texts.matrix, hubs_first, cap):
        skipped += left_out
        parts.append(_verified_contained(texts, words, one, other, share))
    return Pairs.concatenated(parts, skipped=skipped)


def _verified_contained(texts: Incidence, words: I64, one: I64, other: I64, share: float) -> Pairs:
    swapped: npt.NDArray[np.bool_] = texts.sizes[one] > texts.sizes[other]
    inner, outer = np.where(swapped, other, one), np.where(swapped, one, other)
    inner_sizes, outer_sizes = texts.sizes[inner], texts.sizes[outer]
    kept = (inner_sizes < outer_sizes) & (outer_sizes <= CONTAINMENT_MAX_RATIO * inner_sizes)
    kept &= words[inner] >= CONTAINMENT_MIN_WORDS
    pairs = texts.verified(*distinct_pairs(inner[kept], outer[kept]))
    return pairs.where(pairs.containment >= share - TOLERANCE)
