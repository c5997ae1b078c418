"""MinHash as datasketch 2 does it (scheme ``affine32``), eight shingles at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import PLACES, SETS

_EMPTY = np.uint32(0xFFFFFFFF)
_U32S = types.Array(types.uint32, 1, "C", readonly=True)


@part
def _mixed(shingle: Any) -> Any:
    """The low 32 bits through MurmurHash3's 32-bit finaliser, which ``affine32`` puts before its permutations."""
    value = np.uint32(shingle)
    value ^= value >> np.uint32(16)
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value ^= value >> np.uint32(13)
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return value ^ (value >> np.uint32(16))


@part
def _lower_of_two(one: Any, other: Any, multiplier: Any, offset: Any) -> Any:
    return min(np.uint32(multiplier * one + offset), np.uint32(multiplier * other + offset))


@part
def _eight(shingles: Any, start: Any, permutations: Any, row: Any) -> None:
    multipliers, offsets = permutations
    a, b = _mixed(shingles[start]), _mixed(shingles[start + 1])
    c, d = _mixed(shingles[start + 2]), _mixed(shingles[start + 3])
    e, f = _mixed(shingles[start + 4]), _mixed(shingles[start + 5])
    g, h = _mixed(shingles[start + 6]), _mixed(shingles[start + 7])
    for place in range(row.size):
        multiplier, offset = multipliers[place], offsets[place]
        first = min(_lower_of_two(a, b, multiplier, offset), _lower_of_two(c, d, multiplier, offset))
        second = min(_lower_of_two(e, f, multiplier, offset), _lower_of_two(g, h, multiplier, offset))
        row[place] = min(row[place], first, second)


@part
def sketch(shingles: Any, start: Any, stop: Any, permutations: Any, row: Any) -> None:
    """The signature of ``shingles[start:stop]`` into ``row``; every place ``_EMPTY`` for none."""
    multipliers, offsets = permutations
    for place in range(row.size):
        row[place] = _EMPTY
    done = start
    while done + 8 <= stop:
        _eight(shingles, done, permutations, row)
        done += 8
    while done < stop:
        mixed = _mixed(shingles[done])
        for place in range(row.size):
            row[place] = min(row[place], np.uint32(multipliers[place] * mixed + offsets[place]))
        done += 1


@kernel(types.void(SETS, PLACES, types.Tuple((_U32S, _U32S)), types.uint32[:, ::1]))
def sign_sets(sets: Any, chosen: Any, permutations: Any, signs: Any) -> None:
    """Signatures of the chosen shingle sets, one row each."""
    hashes, offsets = sets
    for place in range(chosen.size):
        one = chosen[place]
        sketch(hashes, offsets[one], offsets[one + 1], permutations, signs[place])
