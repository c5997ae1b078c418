"""The rarest shingles of each set, and which sets hold which of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import HashPass, KeyGroups, KeyLengths, SelectedKeys
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    INT32S,
    INT64_ROWS,
    INT64S,
    SETS,
    UINT8S,
    UINT64S,
    U,
    mix64,
    tuple_type,
)

_CHOSEN = tuple_type(KeyLengths, INT64S, INT64_ROWS)
_PASS = tuple_type(HashPass, types.int64, types.int64)
_SELECTED = tuple_type(SelectedKeys, types.uint64[::1], types.int64[:, ::1])
_GROUPS = tuple_type(KeyGroups, types.int32[::1], types.uint64[::1])


@part
def _lowest_first(values: Any, size: Any, wanted: Any) -> None:
    """Bring the lowest ``wanted`` of ``values[:size]`` to the front, in no order (quickselect, Hoare 1961)."""
    low, high = 0, size - 1
    while low < high:
        one, other, third = values[low], values[(low + high) >> 1], values[high]
        pivot = max(min(one, other), min(max(one, other), third))
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left += 1
                right -= 1
        if wanted - 1 <= right:
            high = right
        elif wanted - 1 >= left:
            low = left
        else:
            return


@kernel(types.int64(SETS, _CHOSEN, UINT8S, _PASS, _SELECTED))
def select(sets: Any, chosen: Any, classes: Any, turn: Any, selected: Any) -> Any:
    """Write the rarest shared shingles of each chosen set, ascending, as keys (class, then hash); return how many."""
    offsets = sets.offsets
    longest = 0
    for one in chosen.sets:
        longest = max(longest, offsets[one + 1] - offsets[one])
    keys = np.empty(longest, np.uint64)
    used = 0
    for place in range(chosen.sets.size):
        selected.counts[place] = 0
        wanted = chosen.lengths[place, 0]
        if wanted <= 0:
            continue
        size = 0
        for shingle in range(offsets[chosen.sets[place]], offsets[chosen.sets[place] + 1]):
            if classes[shingle] > 0:
                keys[size] = (U(classes[shingle]) << U(60)) | (sets.hashes[shingle] >> U(4))
                size += 1
        _lowest_first(keys, size, wanted)
        keys[:wanted].sort()
        for rank in range(wanted):
            if np.int64(keys[rank]) & (turn.passes - 1) == turn.number:
                selected.keys[used] = keys[rank]
                used += 1
                selected.counts[place, 0] += 1
                selected.counts[place, 1] += rank < chosen.lengths[place, 1]
    return used


@kernel(types.int64(UINT64S, INT64S, INT64S, types.int32[::1], _GROUPS))
def number_groups(keys: Any, starts: Any, listed: Any, table: Any, groups: Any) -> Any:
    """Number the keys that sets are listed under, write the group of every key, and return how many groups there are.

    ``listed``: how many keys of each set, the first ones, it is listed under. ``table``: a power of two of slots filled
    with -1, at most half of them needed.
    """
    mask = table.size - 1
    count = 0
    for one in range(listed.size):
        for place in range(starts[one], starts[one] + listed[one]):
            slot = np.int64(mix64(keys[place])) & mask
            while table[slot] >= 0 and groups.keys[table[slot]] != keys[place]:
                slot = (slot + 1) & mask
            if table[slot] < 0:
                table[slot] = count
                groups.keys[count] = keys[place]
                count += 1
            groups.group_of[place] = table[slot]
    for one in range(listed.size):
        for place in range(starts[one] + listed[one], starts[one + 1]):
            slot = np.int64(mix64(keys[place])) & mask
            while table[slot] >= 0 and groups.keys[table[slot]] != keys[place]:
                slot = (slot + 1) & mask
            groups.group_of[place] = table[slot]
    return count


@kernel(types.void(INT32S, INT64S, INT64S, types.int64[::1]))
def count_members(group_of: Any, starts: Any, counts: Any, sizes: Any) -> None:
    """Count the sets of each group; ``counts``: how many keys of each set, the first ones, are counted."""
    for one in range(counts.size):
        for place in range(starts[one], starts[one] + counts[one]):
            if group_of[place] >= 0:
                sizes[group_of[place]] += 1


@kernel(types.void(INT32S, INT64S, INT64S, types.int64[::1], types.int32[::1]))
def list_members(group_of: Any, starts: Any, counts: Any, ends: Any, members: Any) -> None:
    """Write the sets of each group, ascending; ``counts`` as in ``count_members``.

    ``ends`` holds where each group starts and is changed to where it ends.
    """
    for one in range(counts.size):
        for place in range(starts[one], starts[one] + counts[one]):
            group = group_of[place]
            if group >= 0:
                members[ends[group]] = one
                ends[group] += 1
