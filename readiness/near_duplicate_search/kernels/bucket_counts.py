"""One pass over stored shingles: how common each is, and how many shingles of a text are in new texts.

Shingles fall into buckets by their low bits, so counts are upper bounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import INT64S, SETS, UINT8S, UINT64S


@kernel(types.void(SETS, INT64S, types.int64[::1]))
def count_buckets(sets: Any, times: Any, counts: Any) -> None:
    """Add ``times`` of each set to the buckets of its shingles; ``counts`` has a power of two of them."""
    mask = np.uint64(counts.size - 1)
    for place in range(times.size):
        if times[place] > 0:
            for at in range(sets.offsets[place], sets.offsets[place + 1]):
                counts[np.int64(sets.hashes[at] & mask)] += times[place]


@kernel(types.void(SETS, INT64S, UINT8S, types.int64[::1]))
def count_flagged(sets: Any, times: Any, flags: Any, counts: Any) -> None:
    """Count the shingles of each set with ``times`` above 0 that fall into a flagged bucket."""
    mask = np.uint64(flags.size - 1)
    for place in range(times.size):
        if times[place] > 0:
            count = 0
            for at in range(sets.offsets[place], sets.offsets[place + 1]):
                count += flags[np.int64(sets.hashes[at] & mask)]
            counts[place] = count


@kernel(types.void(UINT64S, types.int32[::1], UINT64S, types.int64[::1]))
def places_of(known: Any, table: Any, hashes: Any, places: Any) -> None:
    """Write the place of each hash among the ``known``, each of which comes once; -1 for one that is not there.

    ``table``: a power of two of slots filled with -1, at most half of them needed.
    """
    mask = table.size - 1
    for place in range(known.size):
        slot = np.int64(known[place]) & mask
        while table[slot] >= 0:
            slot = (slot + 1) & mask
        table[slot] = place
    for one in range(hashes.size):
        slot = np.int64(hashes[one]) & mask
        while table[slot] >= 0 and known[table[slot]] != hashes[one]:
            slot = (slot + 1) & mask
        places[one] = table[slot]
