"""Locality-sensitive hashing: sets whose signatures agree in a band, and whose signatures agree enough."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import BandRules, Buckets
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    GOLDEN,
    INT64S,
    ODD,
    UINT32_ROWS,
    U,
    grow_rows,
    mix64,
    tuple_type,
)

_BUCKETS = tuple_type(Buckets, INT64S, INT64S)
_RULES = tuple_type(BandRules, types.int64, types.int64, types.int64)


@kernel(types.void(UINT32_ROWS, types.int64, types.uint64[:, ::1]))
def band_keys(signatures: Any, rows: Any, keys: Any) -> None:
    """One hash per signature and band of ``rows`` places of it: equal where those places are. ``keys``: (bands, n)."""
    for one in range(signatures.shape[0]):
        for band in range(keys.shape[0]):
            key = U(band + 1) * ODD
            for place in range(band * rows, (band + 1) * rows):
                key = (key ^ U(signatures[one, place])) * GOLDEN
                key ^= key >> U(32)
            keys[band, one] = mix64(key)


@part
def _in_earlier_band(signatures: Any, one: Any, other: Any, band: Any, rows: Any) -> Any:
    """True if an earlier band holds the pair too."""
    for earlier in range(band):
        start = earlier * rows
        equal = 0
        while equal < rows and signatures[one, start + equal] == signatures[other, start + equal]:
            equal += 1
        if equal == rows:
            return True
    return False


@part
def _count_equal(signatures: Any, one: Any, other: Any) -> Any:
    """Count the equal places of two signatures."""
    count = np.uint32(0)
    for place in range(signatures.shape[1]):
        count += np.uint32(signatures[one, place] == signatures[other, place])
    return np.int64(count)


@kernel(types.int64[:, ::1](UINT32_ROWS, _BUCKETS, INT64S, _RULES))
def candidates(signatures: Any, buckets: Any, representatives: Any, rules: Any) -> Any:
    """Rows (one, other) of pairs in one bucket whose signatures agree enough, without those an earlier band held.

    Pairs with one common representative are left out.
    """
    members, starts = buckets.members, buckets.starts
    rows, used = np.empty((1024, 2), np.int64), 0
    for bucket in range(starts.size - 1):
        for first in range(starts[bucket], starts[bucket + 1]):
            one = members[first]
            for second in range(first + 1, starts[bucket + 1]):
                other = members[second]
                if representatives[one] >= 0 and representatives[one] == representatives[other]:
                    continue
                if _count_equal(signatures, one, other) < rules.min_equal:
                    continue
                if _in_earlier_band(signatures, one, other, rules.band, rules.rows):
                    continue
                rows = grow_rows(rows, used)
                rows[used, 0], rows[used, 1] = one, other
                used += 1
    return rows[:used].copy()
