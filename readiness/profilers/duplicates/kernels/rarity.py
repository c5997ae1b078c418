"""How rare each shingle is, roughly: how many texts hold one that hashes to the same counter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.profilers.duplicates.kernels.loading import kernel, part
from readiness.profilers.duplicates.kernels.parts import GOLDEN, PLACES, SETS, U

MOST = 255
_GATHERED = 1024
_CLASS = np.zeros(MOST + 1, dtype=np.uint8)
_CLASS[2:5] = (1, 2, 3)
_CLASS[5:] = 2 + np.log2(np.arange(5, MOST + 1)).astype(np.uint8)
_CLASS[MOST] = 10
_SPLIT = types.UniTuple(types.int64, 3)


@part
def _raise(numbers: Any, used: Any, counters: Any) -> None:
    for place in range(used):
        value = counters[numbers[place]]
        counters[numbers[place]] = value + np.uint8(value < MOST)


@kernel(types.void(SETS, PLACES, _SPLIT, types.uint8[::1]))
def count(sets: Any, chosen: Any, split: Any, counters: Any) -> None:
    """Count the shingles of the chosen sets whose counter lies in one part of all; counters stop at ``MOST``.

    ``split``: bits of a counter's number, bits of a part's number, the part.
    """
    hashes, offsets = sets
    bits, part_bits, wanted = split
    shift, mask = U(64 - bits), (1 << (bits - part_bits)) - 1
    # Numbers are gathered first, without a branch, so that the slow counters are touched one right after another.
    numbers, used = np.empty(2 * _GATHERED, np.int64), 0
    for one in chosen:
        for start in range(offsets[one], offsets[one + 1], _GATHERED):
            for place in range(start, min(start + _GATHERED, offsets[one + 1])):
                number = np.int64((hashes[place] * GOLDEN) >> shift)
                numbers[used] = number & mask
                used += number >> (bits - part_bits) == wanted
            if used >= _GATHERED:
                _raise(numbers, used, counters)
                used = 0
    _raise(numbers, used, counters)


@kernel(types.void(SETS, PLACES, _SPLIT, types.Array(types.uint8, 2, "C", readonly=True), types.uint8[::1]))
def mark(sets: Any, chosen: Any, split: Any, counters: Any, classes: Any) -> None:
    """Write the class of each shingle of the chosen sets: 0 where nothing shares it, 10 where 255 or more do.

    ``split``: bits of a counter's number, bits of a part's number, the first of the parts in ``counters``.
    """
    hashes, offsets = sets
    bits, part_bits, first = split
    shift, mask = U(64 - bits), (1 << (bits - part_bits)) - 1
    for one in chosen:
        for place in range(offsets[one], offsets[one + 1]):
            number = np.int64((hashes[place] * GOLDEN) >> shift)
            part = (number >> (bits - part_bits)) - first
            if 0 <= part < counters.shape[0]:
                classes[place] = _CLASS[counters[part, number & mask]]


@kernel(types.void(PLACES, PLACES, types.Array(types.uint8, 1, "C", readonly=True), types.int64[::1]))
def shared(offsets: Any, chosen: Any, classes: Any, counts: Any) -> None:
    """How many shingles of each chosen set another text may share."""
    for place in range(chosen.size):
        total = 0
        for shingle in range(offsets[chosen[place]], offsets[chosen[place] + 1]):
            total += classes[shingle] > 0
        counts[place] = total
