"""Thresholds of near-duplicates and of excerpts, in whole shingles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MAX_RATIO, CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.shingles import I64, containment, jaccard
from readiness.near_duplicate_search.text_sets import TOLERANCE

CONTAINED_SHARE = 0.9
"""Least share of a text's shingles inside another to call it contained (Broder 1997 calls it containment); a tenth is
left for covers, footers and edits at the seams. Chosen by us."""

Mask = npt.NDArray[np.bool_]


def are_near(shared: I64, first: I64, second: I64) -> Mask:
    """Mask of the pairs of sets, of these sizes, that are near-duplicates."""
    similar: Mask = jaccard(shared.astype(np.float64), first, second) >= NEAR_THRESHOLD - TOLERANCE
    return similar


def are_contained(shared: I64, inner: I64, words: I64, outer: I64) -> Mask:
    """Mask of the inner sets that lie inside the outer ones, both by their shingles; ``words`` of the inner ones."""
    fits = (inner < outer) & (outer <= CONTAINMENT_MAX_RATIO * inner) & (words >= CONTAINMENT_MIN_WORDS)
    contained: Mask = fits & (containment(shared.astype(np.float64), inner, outer) >= CONTAINED_SHARE - TOLERANCE)
    return contained
