"""Exact overlaps of given pairs of shingle sets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import INT64S, SETS, count_shared, fill_table, table_size


@kernel(types.void(SETS, INT64S, INT64S, types.float64, types.int64[::1]))
def overlaps(sets: Any, first: Any, second: Any, threshold: Any, shared: Any) -> None:
    """Write the shared shingles of each pair; -1 where the Jaccard similarity is surely below a threshold above 0.

    Fastest where equal values of ``first`` follow each other.
    """
    hashes, offsets = sets.hashes, sets.offsets
    longest = 0
    for one in first:
        longest = max(longest, offsets[one + 1] - offsets[one])
    table = np.empty(table_size(longest), np.uint64)
    share = threshold / (1 + threshold)
    known, mask = -1, 0
    for pair in range(first.size):
        one, other = first[pair], second[pair]
        if one != known:
            mask = fill_table(hashes, offsets[one], offsets[one + 1], table)
            known = one
        sizes = offsets[one + 1] - offsets[one] + offsets[other + 1] - offsets[other]
        least = np.int64(share * sizes * (1 - 1e-9))
        shared[pair] = count_shared(table, mask, hashes, (offsets[other], offsets[other + 1]), least)


@kernel(types.void(SETS, INT64S, types.uint64[::1]))
def copy_sets(sets: Any, chosen: Any, out: Any) -> None:
    """Copy the chosen sets one after another."""
    written = 0
    for one in chosen:
        for place in range(sets.offsets[one], sets.offsets[one + 1]):
            out[written] = sets.hashes[place]
            written += 1
