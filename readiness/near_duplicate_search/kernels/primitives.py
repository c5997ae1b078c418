"""Bits and bytes that every kernel is built from. Arithmetic is modulo 2^64 throughout."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from readiness.near_duplicate_search.kernels.compile_cache import part

U = np.uint64
ZERO, ONE = U(0), U(1)
FULL = U(0xFFFFFFFFFFFFFFFF)
GOLDEN = U(0x9E3779B97F4A7C15)  # 2^64 / golden ratio
ODD = U(0xD6E8FEB86659FD93)  # multiplier of rrmxmx (Evensen 2018)
HIGH_BITS = U(0x8080808080808080)
LOW_BITS = U(0x7F7F7F7F7F7F7F7F)

BYTES = types.Array(types.uint8, 1, "C", readonly=True)
"""Buffers of Arrow are read-only, and that is a type of its own to numba."""
PLACES = types.Array(types.int64, 1, "C", readonly=True)
HASHES = types.Array(types.uint64, 1, "C", readonly=True)
TEXTS = types.Tuple((BYTES, PLACES))
"""UTF-8 bytes and the n + 1 offsets of n texts in them."""
SETS = types.Tuple((HASHES, PLACES))
"""Hashes of shingles and the n + 1 offsets of n sets in them."""


@intrinsic  # type: ignore[untyped-decorator]
def load64(_context: Any, array: Any, _place: Any) -> Any:
    """Eight bytes from any place, little-endian. The caller answers for all eight being inside the array."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = numba.np.arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(held.data, [arguments[1]], source_etype=ir.IntType(8))
        return builder.load(place, align=1, typ=ir.IntType(64))

    return types.uint64(array, types.int64), build


@intrinsic  # type: ignore[untyped-decorator]
def store64(_context: Any, array: Any, _place: Any, _value: Any) -> Any:
    """Write eight bytes to any place of a uint8 array that has room for them."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = numba.np.arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(held.data, [arguments[1]], source_etype=ir.IntType(8))
        builder.store(arguments[2], builder.bitcast(place, ir.IntType(64).as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(array, types.int64, types.uint64), build


@intrinsic  # type: ignore[untyped-decorator]
def lowest_bit(_context: Any, _value: Any) -> Any:
    """The place of the lowest bit that is set; 64 for 0."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), build


@part
def mix64(value: Any) -> Any:
    """The 64-bit finaliser of MurmurHash3 (Appleby 2011): a bijection that spreads every bit."""
    value ^= value >> U(33)
    value *= U(0xFF51AFD7ED558CCD)
    value ^= value >> U(33)
    value *= U(0xC4CEB9FE1A85EC53)
    return value ^ (value >> U(33))


@part
def room_for(count: Any) -> Any:
    """The size of a hash table for so many values: a power of two, at most half full."""
    size = 16
    while size < 2 * count:
        size *= 2
    return size


@part
def needed(share: Any, size: Any) -> Any:
    """Shingles that make up a share of a set, rounded up. The slack: 0.8 * 5 is not exactly 4 in binary."""
    return np.int64(np.ceil(share * size * (1 - 1e-12) - 1e-9))


@part
def least_shared(docs: Any, one: Any, other: Any, threshold: Any) -> Any:
    """Shingles two similar sets share at least; -1 where those that either shares with nobody leave too few.

    ``docs``: (set, size, shared size) of each.
    """
    least = needed(threshold / (1 + threshold), docs[1][one] + docs[1][other])
    return least if min(docs[2][one], docs[2][other]) >= least else -1


@part
def tabled(hashes: Any, start: Any, stop: Any, table: Any) -> Any:
    """A set as a hash table inside ``table``; the mask of its slots. No hash is 0."""
    mask = room_for(stop - start) - 1
    table[: mask + 1] = ZERO
    for place in range(start, stop):
        slot = np.int64(hashes[place]) & mask
        while table[slot] != ZERO:
            slot = (slot + 1) & mask
        table[slot] = hashes[place]
    return mask


@part
def shared_with(table: Any, mask: Any, hashes: Any, span: Any, least: Any) -> Any:
    """How many of ``hashes[span]`` are in the table; -1 as soon as it cannot reach ``least``."""
    start, stop = span
    misses = (stop - start) - least
    found = 0
    for place in range(start, stop):
        value = hashes[place]
        slot = np.int64(value) & mask
        while table[slot] != ZERO and table[slot] != value:
            slot = (slot + 1) & mask
        if table[slot] == value:
            found += 1
        else:
            misses -= 1
            if misses < 0:
                return -1
    return found


@part
def first_at_least(values: Any, start: Any, stop: Any, least: Any) -> Any:
    """The first place in ascending ``values[start:stop]`` that reaches ``least``."""
    while start < stop:
        middle = (start + stop) >> 1
        if values[middle] < least:
            start = middle + 1
        else:
            stop = middle
    return start


@part
def grown(rows: Any, used: Any) -> Any:
    """The rows with room for one more."""
    if used < rows.shape[0]:
        return rows
    larger = np.empty((2 * rows.shape[0], rows.shape[1]), rows.dtype)
    larger[:used] = rows
    return larger
