"""The rarest shingles of each set, and which sets hold which of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import HASHES, PLACES, SETS, U, mix64

_LENGTHS = types.Array(types.int64, 2, "C", readonly=True)
_CLASSES = types.Array(types.uint8, 1, "C", readonly=True)
_OUT = types.Tuple((types.uint64[::1], types.int64[:, ::1]))
_NUMBERS = types.Array(types.int32, 1, "C", readonly=True)
_POSTED = types.Tuple((types.int32[::1], types.uint64[::1]))


@part
def _lowest_first(held: Any, size: Any, wanted: Any) -> None:
    """Bring the lowest ``wanted`` of ``held[:size]`` to the front, in no order (quickselect, Hoare 1961)."""
    low, high = 0, size - 1
    while low < high:
        one, other, third = held[low], held[(low + high) >> 1], held[high]
        pivot = max(min(one, other), min(max(one, other), third))
        left, right = low, high
        while left <= right:
            while held[left] < pivot:
                left += 1
            while held[right] > pivot:
                right -= 1
            if left <= right:
                held[left], held[right] = held[right], held[left]
                left += 1
                right -= 1
        if wanted - 1 <= right:
            high = right
        elif wanted - 1 >= left:
            low = left
        else:
            return


@kernel(types.int64(SETS, types.Tuple((PLACES, _LENGTHS)), _CLASSES, types.UniTuple(types.int64, 2), _OUT))
def select(sets: Any, chosen: Any, classes: Any, split: Any, out: Any) -> Any:
    """The rarest shared shingles of each chosen set, ascending, as keys: class, then hash; how many in all.

    ``chosen``: sets, and (n, 2) how many keys each is looked up by and how many it is found by. ``split``: a power of
    two of passes and the pass whose keys are kept. ``out``: keys, and (n, 2) how many of either kind each set has.
    """
    hashes, offsets = sets
    docs, lengths = chosen
    passes, turn = split
    keys, counts = out
    longest = 0
    for one in docs:
        longest = max(longest, offsets[one + 1] - offsets[one])
    held = np.empty(longest, np.uint64)
    used = 0
    for place in range(docs.size):
        counts[place] = 0
        if lengths[place, 0] <= 0:
            continue
        size = 0
        for shingle in range(offsets[docs[place]], offsets[docs[place] + 1]):
            if classes[shingle] > 0:
                held[size] = (U(classes[shingle]) << U(60)) | (hashes[shingle] >> U(4))
                size += 1
        _lowest_first(held, size, lengths[place, 0])
        held[: lengths[place, 0]].sort()
        for rank in range(lengths[place, 0]):
            if np.int64(held[rank]) & (passes - 1) == turn:
                keys[used] = held[rank]
                used += 1
                counts[place, 0] += 1
                counts[place, 1] += rank < lengths[place, 1]
    return used


@kernel(types.int64(HASHES, PLACES, PLACES, types.int32[::1], _POSTED))
def group(keys: Any, starts: Any, found_by: Any, table: Any, out: Any) -> Any:
    """Number the keys that sets are found by; how many there are. ``out``: the number of each key, -1 for none, and
    the key of each number. ``table``: a power of two of slots filled with -1, at most half of them needed.
    """
    numbers, names = out
    mask = table.size - 1
    groups = 0
    for one in range(found_by.size):
        for place in range(starts[one], starts[one] + found_by[one]):
            slot = np.int64(mix64(keys[place])) & mask
            while table[slot] >= 0 and names[table[slot]] != keys[place]:
                slot = (slot + 1) & mask
            if table[slot] < 0:
                table[slot] = groups
                names[groups] = keys[place]
                groups += 1
            numbers[place] = table[slot]
    for one in range(found_by.size):
        for place in range(starts[one] + found_by[one], starts[one + 1]):
            slot = np.int64(mix64(keys[place])) & mask
            while table[slot] >= 0 and names[table[slot]] != keys[place]:
                slot = (slot + 1) & mask
            numbers[place] = table[slot]
    return groups


@kernel(types.void(_NUMBERS, PLACES, PLACES, types.int64[::1]))
def tally(numbers: Any, starts: Any, counts: Any, sizes: Any) -> None:
    """How many sets each group has; ``counts``: the first keys of each set that count."""
    for one in range(counts.size):
        for place in range(starts[one], starts[one] + counts[one]):
            if numbers[place] >= 0:
                sizes[numbers[place]] += 1


@kernel(types.void(_NUMBERS, PLACES, PLACES, types.int64[::1], types.int32[::1]))
def post(numbers: Any, starts: Any, counts: Any, ends: Any, members: Any) -> None:
    """The sets of each group, ascending. ``counts``: the first keys of each set that count; ``ends`` comes as where
    each group starts and leaves as where it ends.
    """
    for one in range(counts.size):
        for place in range(starts[one], starts[one] + counts[one]):
            group = numbers[place]
            if group >= 0:
                members[ends[group]] = one
                ends[group] += 1
