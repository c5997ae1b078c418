"""Exact joins: every pair of texts whose similarity or containment reaches a threshold, none missed, none guessed.

Prefix filtering (Chaudhuri et al. 2006; Bayardo et al. 2007; Xiao et al. 2008): in an order of all shingles from
rare to common, two sets that overlap by a share t share one of their first ``n - ceil(t n) + 1`` shingles already.
Templates cost little, because the wording that thousands of texts share comes last in that order.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.candidates import (
    GROUP_CAP,
    HUB_WORK,
    Settled,
    rows_with,
    settle,
    sharing_pairs,
    split_crowded,
)
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs, distinct_pairs
from readiness.profilers.duplicates.shingles import I64

CONTAINMENT_MIN_WORDS = 50
"""Shorter texts lie inside others by chance of phrasing; 50 words is Gopher's shortest document (Rae et al. 2021)."""
CONTAINMENT_MAX_RATIO = 50
"""A text inside one over fifty times its size is a quotation in a collection, not a copy. Chosen by us."""

_CONTAINER_WORK = HUB_WORK // 8  # a crowd rarely holds excerpts of itself, so less is spent on looking


def _needed(share: float, sizes: I64) -> I64:
    """Shingles that make up ``share`` of each set, rounded up."""
    needed: I64 = np.ceil(share * sizes - TOLERANCE).astype(np.int64)
    return needed


def ordered_pairs(pairs: Pairs) -> Pairs:
    """The same pairs with first < second."""
    first, second = np.minimum(pairs.first, pairs.second), np.maximum(pairs.first, pairs.second)
    return replace(pairs, first=first, second=second)


def settle_similar(texts: Incidence, crowd: I64, threshold: float, rank: I64) -> Settled:
    """Similar pairs of a crowd with its hubs."""
    settled = settle(texts, crowd, rank, lambda pairs: pairs.similarity >= threshold - TOLERANCE)
    return Settled(pairs=ordered_pairs(settled.pairs), hub=settled.hub)


def similar_pairs(texts: Incidence, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs with Jaccard >= ``threshold`` (above 0), first < second. Empty texts pair with nothing.

    ``rank`` int64 (n,), lower is preferred: orders the hubs of groups larger than ``cap``.
    """
    sizes = texts.sizes
    probe = texts.prefix(sizes - _needed(threshold, sizes) + 1)
    # A set that is looked up by a larger one shares more of itself: at least 2t / (1 + t).
    index = texts.prefix(sizes - _needed(2 * threshold / (1 + threshold), sizes) + 1)
    probe, index, crowded = split_crowded(probe, index, cap)
    settled = settle_similar(texts, rows_with(texts.matrix, crowded), threshold, rank)
    parts = [settled.pairs]
    for one, other in sharing_pairs(probe, index):
        apart = settled.apart(one, other)
        parts.append(_similar_among(texts, one[apart], other[apart], threshold))
    return Pairs.concatenated(parts)


def _similar_among(texts: Incidence, one: I64, other: I64, threshold: float) -> Pairs:
    first, second = np.minimum(one, other), np.maximum(one, other)
    smaller = np.minimum(texts.sizes[first], texts.sizes[second])
    larger = np.maximum(texts.sizes[first], texts.sizes[second])
    kept = smaller >= threshold * larger - TOLERANCE
    pairs = texts.verified(*distinct_pairs(first[kept], second[kept]))
    return pairs.where(pairs.similarity >= threshold - TOLERANCE)


class _Excerpts:
    """Which pairs (inner, outer) may be called contained."""

    def __init__(self, texts: Incidence, words: I64, share: float) -> None:
        self.texts = texts
        self.words = words
        self.share = share

    def fits(self, inner: I64, outer: I64) -> npt.NDArray[np.bool_]:
        """Whether the sizes allow it."""
        small, large = self.texts.sizes[inner], self.texts.sizes[outer]
        ratio: npt.NDArray[np.bool_] = (small < large) & (large <= CONTAINMENT_MAX_RATIO * small)
        return ratio & (self.words[inner] >= CONTAINMENT_MIN_WORDS)

    def inside_hub(self, pairs: Pairs) -> npt.NDArray[np.bool_]:
        return self.fits(pairs.second, pairs.first) & (pairs.containment >= self.share - TOLERANCE)

    def among(self, one: I64, other: I64) -> Pairs:
        swapped = self.texts.sizes[one] > self.texts.sizes[other]
        inner, outer = np.where(swapped, other, one), np.where(swapped, one, other)
        kept = self.fits(inner, outer)
        pairs = self.texts.verified(*distinct_pairs(inner[kept], outer[kept]))
        return pairs.where(pairs.containment >= self.share - TOLERANCE)


def contained_pairs(texts: Incidence, words: I64, share: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs where at least ``share`` of the first text's shingles lie in the larger second one.

    Only texts of ``CONTAINMENT_MIN_WORDS`` words or more, inside texts at most ``CONTAINMENT_MAX_RATIO`` times larger.
    """
    sizes = texts.sizes
    excerpts = _Excerpts(texts, words, share)
    lengths = np.where(words >= CONTAINMENT_MIN_WORDS, sizes - _needed(share, sizes) + 1, 0)
    probe, index, crowded = split_crowded(texts.prefix(lengths), texts.matrix, cap)
    crowd = rows_with(texts.matrix, crowded)
    largest_first = np.empty(len(sizes), dtype=np.int64)
    largest_first[np.lexsort((rank, -sizes))] = np.arange(len(sizes))
    held = settle(texts, crowd, largest_first, excerpts.inside_hub, _CONTAINER_WORK).pairs
    turned = replace(held, first=held.second, second=held.first)
    return Pairs.concatenated([turned, *(excerpts.among(one, other) for one, other in sharing_pairs(probe, index))])
