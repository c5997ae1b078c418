"""Rough frequency of each shingle: how many texts hold one that hashes to the same counter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import CounterParts, RarityClasses
from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import GOLDEN, INT64S, SETS, UINT8S, UINT32S, U, tuple_type

MOST = 255
_CLASS = np.zeros(MOST + 1, dtype=np.uint8)
_CLASS[2:5] = (1, 2, 3)
_CLASS[5:] = 2 + np.log2(np.arange(5, MOST + 1)).astype(np.uint8)
_CLASS[MOST] = 10
_PARTS = tuple_type(CounterParts, types.int64, types.int64, types.int64, types.int64)
_CLASSES = tuple_type(RarityClasses, UINT8S, types.uint8[::1])


@kernel(types.void(SETS, INT64S, types.int64, types.int64[::1]))
def sizes_of_parts(sets: Any, chosen: Any, part_bits: Any, sizes: Any) -> None:
    """Count the shingles of the chosen sets that have their counter in each part."""
    shift = U(64 - part_bits)
    for one in chosen:
        for place in range(sets.offsets[one], sets.offsets[one + 1]):
            sizes[np.int64((sets.hashes[place] * GOLDEN) >> shift)] += 1


@kernel(types.void(SETS, INT64S, _PARTS, types.int64[::1], types.uint32[::1]))
def scatter(sets: Any, chosen: Any, parts: Any, places: Any, numbers: Any) -> None:
    """Write the number of each shingle's counter to where its part lies, so that each part can be counted alone.

    ``places``: where the next number of each part of this turn goes.
    """
    part_shift = parts.bits - parts.part_bits
    shift, mask = U(64 - parts.bits), (1 << part_shift) - 1
    for one in chosen:
        for place in range(sets.offsets[one], sets.offsets[one + 1]):
            number = np.int64((sets.hashes[place] * GOLDEN) >> shift)
            part = number >> part_shift
            if parts.first <= part < parts.last:
                numbers[places[part - parts.first]] = np.uint32(number & mask)
                places[part - parts.first] += 1


@kernel(types.void(UINT32S, types.uint8[::1], types.uint8[::1]))
def classify(numbers: Any, counters: Any, classes: Any) -> None:
    """Write the class of each number of one part: 0 where nothing shares it, 10 where 255 or more do."""
    counters[:] = 0
    for number in numbers:
        value = counters[number]
        counters[number] = value + np.uint8(value < MOST)
    for place in range(numbers.size):
        classes[place] = _CLASS[counters[numbers[place]]]


@kernel(types.void(SETS, INT64S, _PARTS, types.int64[::1], _CLASSES))
def gather_classes(sets: Any, chosen: Any, parts: Any, places: Any, classes: Any) -> None:
    """Bring classes back from parts to the shingles they belong to; ``places`` as in ``scatter``."""
    shift = U(64 - parts.part_bits)
    for one in chosen:
        for place in range(sets.offsets[one], sets.offsets[one + 1]):
            part = np.int64((sets.hashes[place] * GOLDEN) >> shift)
            if parts.first <= part < parts.last:
                classes.by_shingle[place] = classes.by_part[places[part - parts.first]]
                places[part - parts.first] += 1


@kernel(types.void(INT64S, INT64S, UINT8S, types.int64[::1]))
def count_in_others(offsets: Any, chosen: Any, classes: Any, counts: Any) -> None:
    """Count the shingles of each chosen set that another set may hold too."""
    for place in range(chosen.size):
        total = 0
        for shingle in range(offsets[chosen[place]], offsets[chosen[place] + 1]):
            total += classes[shingle] > 0
        counts[place] = total
