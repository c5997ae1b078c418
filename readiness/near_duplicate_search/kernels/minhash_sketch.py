"""MinHash as datasketch 2 does it (scheme ``affine32``), eight shingles at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import Permutations
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import INT64S, SETS, UINT32S, tuple_type

PERMUTATIONS = tuple_type(Permutations, UINT32S, UINT32S)
_EMPTY = np.uint32(0xFFFFFFFF)


@part
def _mix32(shingle: Any) -> Any:
    """The low 32 bits through MurmurHash3's 32-bit finaliser, which ``affine32`` puts before its permutations."""
    value = np.uint32(shingle)
    value ^= value >> np.uint32(16)
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value ^= value >> np.uint32(13)
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return value ^ (value >> np.uint32(16))


@part
def _lower_of_two(one: Any, other: Any, multiplier: Any, offset: Any) -> Any:
    """Lower value of two shingles under one permutation."""
    return min(np.uint32(multiplier * one + offset), np.uint32(multiplier * other + offset))


@part
def _add_eight(shingles: Any, start: Any, permutations: Any, row: Any) -> None:
    """Add eight shingles to the signature ``row``."""
    a, b = _mix32(shingles[start]), _mix32(shingles[start + 1])
    c, d = _mix32(shingles[start + 2]), _mix32(shingles[start + 3])
    e, f = _mix32(shingles[start + 4]), _mix32(shingles[start + 5])
    g, h = _mix32(shingles[start + 6]), _mix32(shingles[start + 7])
    places = len(row)
    if len(permutations.multipliers) != places or len(permutations.offsets) != places:
        raise IndexError("a signature has as many places as there are permutations")
    for place in range(places):
        multiplier, offset = permutations.multipliers[place], permutations.offsets[place]
        first = min(_lower_of_two(a, b, multiplier, offset), _lower_of_two(c, d, multiplier, offset))
        second = min(_lower_of_two(e, f, multiplier, offset), _lower_of_two(g, h, multiplier, offset))
        row[place] = min(row[place], first, second)


@part
def sketch(shingles: Any, start: Any, stop: Any, permutations: Any, row: Any) -> None:
    """Write the signature of ``shingles[start:stop]`` into ``row``; every place ``_EMPTY`` for none.

    One comparison of sizes in front lets the compiler drop the checks of bounds from the inner loops.
    """
    if len(permutations.multipliers) != len(row) or len(permutations.offsets) != len(row):
        raise IndexError("a signature has as many places as there are permutations")
    if start < 0 or stop > len(shingles):
        raise IndexError("shingles end before the set does")
    for place in range(len(row)):
        row[place] = _EMPTY
    done = start
    while done + 8 <= stop:
        _add_eight(shingles, done, permutations, row)
        done += 8
    while done < stop:
        mixed = _mix32(shingles[done])
        for place in range(len(row)):
            value = np.uint32(permutations.multipliers[place] * mixed + permutations.offsets[place])
            row[place] = min(row[place], value)
        done += 1


@kernel(types.void(SETS, INT64S, PERMUTATIONS, types.uint32[:, ::1]))
def sketch_sets(sets: Any, chosen: Any, permutations: Any, signatures: Any) -> None:
    """Write the signatures of the chosen shingle sets, one row each."""
    for place in range(chosen.size):
        one = chosen[place]
        sketch(sets.hashes, sets.offsets[one], sets.offsets[one + 1], permutations, signatures[place])
