"""When a pair counts: the thresholds of near-duplicates and of excerpts, in whole shingles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MAX_RATIO, CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.shingles import I64, containment, jaccard
from readiness.near_duplicate_search.text_sets import TOLERANCE

CONTAINED_SHARE = 0.9
"""Least share of a document's shingles inside another to call it contained (Broder 1997 calls it containment); a
tenth is left for covers, footers and edits at the seams. Chosen by us."""

Mask = npt.NDArray[np.bool_]


def needed(share: float, sizes: I64) -> I64:
    """Shingles that make up ``share`` of each set, rounded up."""
    counts: I64 = np.ceil(share * sizes - TOLERANCE).astype(np.int64)
    return counts


def near(shared: I64, one: I64, other: I64) -> Mask:
    """Which pairs of sets, of these sizes, are near-duplicates."""
    similar: Mask = jaccard(shared.astype(np.float64), one, other) >= NEAR_THRESHOLD - TOLERANCE
    return similar


def inside(shared: I64, inner: tuple[I64, I64], outer: tuple[I64, I64]) -> Mask:
    """Which first sets lie inside their second ones; each is (shingles, words)."""
    (small, words), (large, _) = inner, outer
    fits = (small < large) & (large <= CONTAINMENT_MAX_RATIO * small) & (words >= CONTAINMENT_MIN_WORDS)
    held: Mask = fits & (containment(shared.astype(np.float64), small, large) >= CONTAINED_SHARE - TOLERANCE)
    return held
