"""Contained sets: each set looks up, with all its shingles, the smaller ones that one of their rarest leads to.

Sets are numbered here from the smallest to the largest; ``docs`` is (set, size, whether it may be an excerpt) of each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    HASHES,
    PLACES,
    SETS,
    U,
    first_at_least,
    grown,
    mix64,
    needed,
    room_for,
    shared_with,
    tabled,
)

_NUMBERS = types.Array(types.int32, 1, "C", readonly=True)
_CLASSES = types.Array(types.uint8, 1, "C", readonly=True)
_FLAGS = types.Array(types.boolean, 1, "C", readonly=True)
_INDEX = types.Tuple((_NUMBERS, HASHES, PLACES, _NUMBERS, _FLAGS))
_LIMITS = types.Tuple((types.float64, types.int64))
_BOUNDS = types.Tuple((types.float64, types.int64, types.int64))


@part
def _group(key: Any, table: Any, names: Any) -> Any:
    """The group of a key, -1 for none."""
    mask = table.size - 1
    slot = np.int64(mix64(key)) & mask
    while table[slot] >= 0 and names[table[slot]] != key:
        slot = (slot + 1) & mask
    return table[slot]


@part
def _inside(sets: Any, docs: Any, pair: Any, share: Any, work: Any) -> Any:
    """Shingles of the smaller set in the larger one; -1 where they are less than the share."""
    hashes, offsets = sets
    outer, inner = pair
    table, held = work
    if held[0] != outer:
        held[1] = tabled(hashes, offsets[docs[0][outer]], offsets[docs[0][outer] + 1], table)
        held[0] = outer
    span = offsets[docs[0][inner]], offsets[docs[0][inner] + 1]
    return shared_with(table, held[1], hashes, span, needed(share, docs[1][inner]))


@kernel(types.int64[:, ::1](SETS, types.Tuple((types.UniTuple(PLACES, 2), _CLASSES)), _INDEX, PLACES, _LIMITS))
def containers(sets: Any, told: Any, index: Any, scope: Any, limits: Any) -> Any:
    """Rows (outer, inner, shared) of the sets in ``scope`` and the sets that lie in them.

    ``told``: docs, and the class of every shingle. ``index``: hash table of keys, keys, starts of the members of each
    group, members, crowded groups, which are left out. ``limits``: least share, most times an outer set is larger.
    """
    docs, classes = told
    table, names, starts, members, crowded = index
    share, ratio = limits
    hashes, offsets = sets
    seen = np.full(docs[1].size, -1, np.int32)
    work = np.empty(room_for(docs[1][-1]), np.uint64), np.full(2, -1, np.int64)
    rows, used = np.empty((1024, 3), np.int64), 0
    for outer in scope:
        smallest = first_at_least(docs[1], 0, outer, (docs[1][outer] + ratio - 1) // ratio)
        largest = first_at_least(docs[1], 0, outer, docs[1][outer])
        for shingle in range(offsets[docs[0][outer]], offsets[docs[0][outer] + 1]):
            if classes[shingle] == 0:
                continue
            group = _group((U(classes[shingle]) << U(60)) | (hashes[shingle] >> U(4)), table, names)
            if group < 0 or crowded[group]:
                continue
            low = first_at_least(members, starts[group], starts[group + 1], smallest)
            for posting in range(low, starts[group + 1]):
                inner = np.int64(members[posting])
                if inner >= largest:
                    break
                if seen[inner] == outer:
                    continue
                seen[inner] = outer
                shared = _inside(sets, docs, (outer, inner), share, work)
                if shared >= 0:
                    rows = grown(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = outer, inner, shared
                    used += 1
    return rows[:used].copy()


@kernel(types.void(SETS, types.Tuple((PLACES, _CLASSES)), types.Tuple((_NUMBERS, HASHES, _FLAGS)), types.boolean[::1]))
def holding(sets: Any, told: Any, index: Any, holders: Any) -> None:
    """Which sets hold a key of a crowded group anywhere."""
    docs, classes = told
    table, names, crowded = index
    hashes, offsets = sets
    for one in range(docs.size):
        holders[one] = False
        for shingle in range(offsets[docs[one]], offsets[docs[one] + 1]):
            if classes[shingle] > 0:
                group = _group((U(classes[shingle]) << U(60)) | (hashes[shingle] >> U(4)), table, names)
                if group >= 0 and crowded[group]:
                    holders[one] = True
                    break


@kernel(types.int64[:, ::1](SETS, types.UniTuple(PLACES, 2), types.UniTuple(PLACES, 2), types.int64[::1], _BOUNDS))
def crowd_containers(sets: Any, docs: Any, crowd: Any, hubs: Any, limits: Any) -> Any:
    """Rows (outer, inner, shared) of a crowd: sets from the largest down are compared with all excerpts of the crowd.

    ``crowd``: sets in that order, and the ones that may be excerpts, ascending. A set found inside another settles
    there (``hubs``, -1 before) and is not looked into. ``limits``: least share, most times an outer set is larger,
    most shingles looked at.
    """
    order, inner_sets = crowd
    share, ratio, most = limits
    work = np.empty(room_for(docs[1][-1]), np.uint64), np.full(2, -1, np.int64)
    rows, used, done = np.empty((1024, 3), np.int64), 0, 0
    for outer in order:
        if hubs[outer] >= 0 or done > most:
            continue
        hubs[outer] = outer
        for inner in inner_sets:
            if docs[1][inner] >= docs[1][outer]:
                break
            if docs[1][inner] * ratio < docs[1][outer]:
                continue
            done += 1 + docs[1][inner] // 4
            shared = _inside(sets, docs, (outer, inner), share, work)
            if shared >= 0:
                rows = grown(rows, used)
                rows[used, 0], rows[used, 1], rows[used, 2] = outer, inner, shared
                used += 1
                if hubs[inner] < 0:
                    hubs[inner] = outer
    return rows[:used].copy()
