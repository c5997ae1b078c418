"""How rare each shingle is, roughly: how many texts hold one that hashes to the same counter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import GOLDEN, PLACES, SETS, U

MOST = 255
_CLASS = np.zeros(MOST + 1, dtype=np.uint8)
_CLASS[2:5] = (1, 2, 3)
_CLASS[5:] = 2 + np.log2(np.arange(5, MOST + 1)).astype(np.uint8)
_CLASS[MOST] = 10
_U8S = types.Array(types.uint8, 1, "C", readonly=True)
_SPLIT = types.UniTuple(types.int64, 4)


@kernel(types.void(SETS, PLACES, types.int64, types.int64[::1]))
def sizes_of_parts(sets: Any, chosen: Any, part_bits: Any, sizes: Any) -> None:
    """How many shingles of the chosen sets have their counter in each part."""
    hashes, offsets = sets
    shift = U(64 - part_bits)
    for one in chosen:
        for place in range(offsets[one], offsets[one + 1]):
            sizes[np.int64((hashes[place] * GOLDEN) >> shift)] += 1


@kernel(types.void(SETS, PLACES, _SPLIT, types.int64[::1], types.uint32[::1]))
def scatter(sets: Any, chosen: Any, split: Any, places: Any, numbers: Any) -> None:
    """The number of each shingle's counter, written to where its part lies, so that each part can be counted alone.

    ``split``: bits of a counter's number, bits of a part's number, the first part that is looked at and the one behind
    the last. ``places``: where the next number of each of these parts goes.
    """
    hashes, offsets = sets
    bits, part_bits, first, last = split
    shift, mask = U(64 - bits), (1 << (bits - part_bits)) - 1
    for one in chosen:
        for place in range(offsets[one], offsets[one + 1]):
            number = np.int64((hashes[place] * GOLDEN) >> shift)
            part = number >> (bits - part_bits)
            if first <= part < last:
                numbers[places[part - first]] = np.uint32(number & mask)
                places[part - first] += 1


@kernel(types.void(types.Array(types.uint32, 1, "C", readonly=True), types.uint8[::1], types.uint8[::1]))
def classify(numbers: Any, counters: Any, classes: Any) -> None:
    """The class of each number of one part: 0 where nothing shares it, 10 where 255 or more do. Counters stop there."""
    counters[:] = 0
    for number in numbers:
        value = counters[number]
        counters[number] = value + np.uint8(value < MOST)
    for place in range(numbers.size):
        classes[place] = _CLASS[counters[numbers[place]]]


@kernel(types.void(SETS, PLACES, _SPLIT, types.int64[::1], types.Tuple((_U8S, types.uint8[::1]))))
def gather(sets: Any, chosen: Any, split: Any, places: Any, told: Any) -> None:
    """Classes brought back from parts to the shingles they belong to. As ``scatter``; ``told``: of parts, of sets."""
    hashes, offsets = sets
    _, part_bits, first, last = split
    by_part, classes = told
    shift = U(64 - part_bits)
    for one in chosen:
        for place in range(offsets[one], offsets[one + 1]):
            part = np.int64((hashes[place] * GOLDEN) >> shift)
            if first <= part < last:
                classes[place] = by_part[places[part - first]]
                places[part - first] += 1


@kernel(types.void(PLACES, PLACES, _U8S, types.int64[::1]))
def shared(offsets: Any, chosen: Any, classes: Any, counts: Any) -> None:
    """How many shingles of each chosen set another text may share."""
    for place in range(chosen.size):
        total = 0
        for shingle in range(offsets[chosen[place]], offsets[chosen[place] + 1]):
            total += classes[shingle] > 0
        counts[place] = total
