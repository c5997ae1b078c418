"""Exact overlaps of given pairs of shingle sets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import PLACES, SETS, room_for, shared_with, tabled


@kernel(types.void(SETS, PLACES, PLACES, types.float64, types.int64[::1]))
def overlaps(sets: Any, first: Any, second: Any, threshold: Any, shared: Any) -> None:
    """Shared shingles of each pair; -1 where the Jaccard similarity is surely below the threshold, if it is above 0.

    Fastest where equal values of ``first`` stand together.
    """
    hashes, offsets = sets
    longest = 0
    for one in first:
        longest = max(longest, offsets[one + 1] - offsets[one])
    table = np.empty(room_for(longest), np.uint64)
    share = threshold / (1 + threshold)
    known, mask = -1, 0
    for pair in range(first.size):
        one, other = first[pair], second[pair]
        if one != known:
            mask = tabled(hashes, offsets[one], offsets[one + 1], table)
            known = one
        sizes = offsets[one + 1] - offsets[one] + offsets[other + 1] - offsets[other]
        least = np.int64(share * sizes * (1 - 1e-9))
        shared[pair] = shared_with(table, mask, hashes, (offsets[other], offsets[other + 1]), least)


@kernel(types.void(SETS, PLACES, types.uint64[::1]))
def gather(sets: Any, chosen: Any, out: Any) -> None:
    """The chosen sets one after another."""
    hashes, offsets = sets
    written = 0
    for one in chosen:
        for place in range(offsets[one], offsets[one + 1]):
            out[written] = hashes[place]
            written += 1
