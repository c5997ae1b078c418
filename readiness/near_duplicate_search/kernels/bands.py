"""Locality-sensitive hashing: sets whose signatures agree in a band, and whose signatures agree enough."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import GOLDEN, ODD, PLACES, U, grown, mix64

_SIGNS = types.Array(types.uint32, 2, "C", readonly=True)
_RULES = types.UniTuple(types.int64, 3)


@kernel(types.void(_SIGNS, types.int64, types.uint64[:, ::1]))
def band_keys(signs: Any, rows: Any, keys: Any) -> None:
    """One hash per signature and band of ``rows`` places of it: equal where those places are. ``keys``: (bands, n)."""
    for one in range(signs.shape[0]):
        for band in range(keys.shape[0]):
            key = U(band + 1) * ODD
            for place in range(band * rows, (band + 1) * rows):
                key = (key ^ U(signs[one, place])) * GOLDEN
                key ^= key >> U(32)
            keys[band, one] = mix64(key)


@part
def _met_before(signs: Any, one: Any, other: Any, band: Any, rows: Any) -> Any:
    """Whether an earlier band holds the pair too."""
    for earlier in range(band):
        start = earlier * rows
        same = 0
        while same < rows and signs[one, start + same] == signs[other, start + same]:
            same += 1
        if same == rows:
            return True
    return False


@part
def _agreeing(signs: Any, one: Any, other: Any) -> Any:
    count = np.uint32(0)
    for place in range(signs.shape[1]):
        count += np.uint32(signs[one, place] == signs[other, place])
    return np.int64(count)


@kernel(types.int64[:, ::1](_SIGNS, types.UniTuple(PLACES, 2), PLACES, _RULES))
def candidates(signs: Any, buckets: Any, hubs: Any, rules: Any) -> Any:
    """Rows (one, other) of pairs in one bucket whose signatures agree enough, none that an earlier band held.

    ``buckets``: members bucket by bucket, and where each bucket starts. ``rules``: the band, its rows, least places
    that agree. Pairs with one common hub are left out.
    """
    members, starts = buckets
    band, rows, least = rules
    found, used = np.empty((1024, 2), np.int64), 0
    for bucket in range(starts.size - 1):
        for first in range(starts[bucket], starts[bucket + 1]):
            one = members[first]
            for second in range(first + 1, starts[bucket + 1]):
                other = members[second]
                if hubs[one] >= 0 and hubs[one] == hubs[other]:
                    continue
                if _agreeing(signs, one, other) < least or _met_before(signs, one, other, band, rows):
                    continue
                found = grown(found, used)
                found[used, 0], found[used, 1] = one, other
                used += 1
    return found[:used].copy()
