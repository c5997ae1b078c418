"""Contained sets: each set looks up, with all its shingles, the smaller sets that are listed under one of them.

Sets are numbered here by their place in ``ClassedSets``, from the smallest to the largest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import ClassedSets, ContainmentLimits, ExcerptSearch, KeyTable
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    BOOLS,
    INT32S,
    INT64S,
    SETS,
    UINT8S,
    UINT64S,
    U,
    count_shared,
    fill_table,
    first_at_least,
    grow_rows,
    min_shared,
    mix64,
    table_size,
    tuple_type,
)

_CLASSED = tuple_type(ClassedSets, INT64S, INT64S, UINT8S)
_INDEX = tuple_type(KeyTable, INT32S, UINT64S, INT64S, INT32S, BOOLS)
_SEARCH = tuple_type(ExcerptSearch, INT64S, INT64S)
_LIMITS = tuple_type(ContainmentLimits, types.float64, types.int64, types.int64)


@part
def _group_of(sets: Any, texts: Any, shingle: Any, index: Any) -> Any:
    """Group of a shingle's key, -1 for none."""
    key = (U(texts.classes[shingle]) << U(60)) | (sets.hashes[shingle] >> U(4))
    mask = index.table.size - 1
    slot = np.int64(mix64(key)) & mask
    while index.table[slot] >= 0 and index.keys[index.table[slot]] != key:
        slot = (slot + 1) & mask
    return index.table[slot]


@part
def _new_table(texts: Any) -> Any:
    """Space for the hash table of any set, and a record of its content: (set, mask of the slots), -1 for none."""
    return np.empty(table_size(texts.sizes[-1]), np.uint64), np.full(2, -1, np.int64)


@part
def _count_inside(sets: Any, texts: Any, pair: Any, share: Any, work: Any) -> Any:
    """Shingles of the smaller set in the larger one; -1 where they are less than the share. ``pair``: larger first."""
    outer, inner = pair
    table, held = work
    if held[0] != outer:
        one = texts.sets[outer]
        held[1] = fill_table(sets.hashes, sets.offsets[one], sets.offsets[one + 1], table)
        held[0] = outer
    other = texts.sets[inner]
    span = sets.offsets[other], sets.offsets[other + 1]
    return count_shared(table, held[1], sets.hashes, span, min_shared(share, texts.sizes[inner]))


@kernel(types.int64[:, ::1](SETS, _CLASSED, _INDEX, INT64S, _LIMITS))
def containers(sets: Any, texts: Any, index: Any, scope: Any, limits: Any) -> Any:
    """Rows (outer, inner, shared) of the sets in ``scope`` and the sets they contain. Large groups are left out."""
    seen = np.full(texts.sizes.size, -1, np.int32)
    work = _new_table(texts)
    rows, used = np.empty((1024, 3), np.int64), 0
    for outer in scope:
        least = (texts.sizes[outer] + limits.max_ratio - 1) // limits.max_ratio
        smallest = first_at_least(texts.sizes, 0, outer, least)
        largest = first_at_least(texts.sizes, 0, outer, texts.sizes[outer])
        for shingle in range(sets.offsets[texts.sets[outer]], sets.offsets[texts.sets[outer] + 1]):
            if texts.classes[shingle] == 0:
                continue
            group = _group_of(sets, texts, shingle, index)
            if group < 0 or index.is_large[group]:
                continue
            stop = index.group_starts[group + 1]
            for posting in range(first_at_least(index.members, index.group_starts[group], stop, smallest), stop):
                inner = np.int64(index.members[posting])
                if inner >= largest:
                    break
                if seen[inner] == outer:
                    continue
                seen[inner] = outer
                shared = _count_inside(sets, texts, (outer, inner), limits.share, work)
                if shared >= 0:
                    rows = grow_rows(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = outer, inner, shared
                    used += 1
    return rows[:used].copy()


@kernel(types.void(SETS, _CLASSED, _INDEX, types.boolean[::1]))
def sets_with_large_group(sets: Any, texts: Any, index: Any, holds: Any) -> None:
    """Write for each set whether any of its shingles is a key of a large group."""
    for one in range(texts.sets.size):
        holds[one] = False
        for shingle in range(sets.offsets[texts.sets[one]], sets.offsets[texts.sets[one] + 1]):
            if texts.classes[shingle] > 0:
                group = _group_of(sets, texts, shingle, index)
                if group >= 0 and index.is_large[group]:
                    holds[one] = True
                    break


@kernel(types.int64[:, ::1](SETS, _CLASSED, _SEARCH, types.int64[::1], _LIMITS))
def containers_in_large_groups(sets: Any, texts: Any, search: Any, containers_of: Any, limits: Any) -> Any:
    """Rows (outer, inner, shared) of large groups: sets from the largest down are compared with all excerpts.

    A set that is contained in another takes it as its container (``containers_of``, -1 before) and is not searched for
    excerpts itself. The search ends when ``limits.max_work`` is spent.
    """
    work = _new_table(texts)
    rows, used, spent = np.empty((1024, 3), np.int64), 0, 0
    for outer in search.outer:
        if containers_of[outer] >= 0 or spent > limits.max_work:
            continue
        containers_of[outer] = outer
        for inner in search.inner:
            if texts.sizes[inner] >= texts.sizes[outer]:
                break
            if texts.sizes[inner] * limits.max_ratio < texts.sizes[outer]:
                continue
            spent += 1 + texts.sizes[inner] // 4
            shared = _count_inside(sets, texts, (outer, inner), limits.share, work)
            if shared >= 0:
                rows = grow_rows(rows, used)
                rows[used, 0], rows[used, 1], rows[used, 2] = outer, inner, shared
                used += 1
                if containers_of[inner] < 0:
                    containers_of[inner] = outer
    return rows[:used].copy()
