"""Numba types, and operations on bits, bytes and hash tables that several kernels share.

Arithmetic is modulo 2^64 throughout. Every access to memory is checked: array indices by numba (``kernel`` and ``part``
ask for it), blocks of eight bytes by ``load64`` and ``store64`` themselves.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from readiness.near_duplicate_search.kernels.arrays import SetArrays, TextArrays
from readiness.near_duplicate_search.kernels.compile_cache import part

U = np.uint64
ZERO, ONE = U(0), U(1)
FULL = U(0xFFFFFFFFFFFFFFFF)
GOLDEN = U(0x9E3779B97F4A7C15)  # 2^64 / golden ratio
ODD = U(0xD6E8FEB86659FD93)  # multiplier of rrmxmx (Evensen 2018)
HIGH_BITS = U(0x8080808080808080)
LOW_BITS = U(0x7F7F7F7F7F7F7F7F)


def _read_only(kind: Any, dimensions: int = 1) -> Any:
    """Type of a read-only array: buffers of Arrow are read-only, and that is a type of its own to numba."""
    return types.Array(kind, dimensions, "C", readonly=True)


UINT8S = _read_only(types.uint8)
INT32S = _read_only(types.int32)
INT64S = _read_only(types.int64)
INT64_ROWS = _read_only(types.int64, 2)
UINT32S = _read_only(types.uint32)
UINT32_ROWS = _read_only(types.uint32, 2)
UINT64S = _read_only(types.uint64)
UINT64_ROWS = _read_only(types.uint64, 2)
BOOLS = _read_only(types.boolean)


def tuple_type(kind: Any, *members: Any) -> Any:
    """Type of a named tuple of ``kernels.arrays`` whose members have these types."""
    if len(set(members)) == 1:
        return types.NamedUniTuple(members[0], len(members), kind)
    return types.NamedTuple(members, kind)


TEXTS = tuple_type(TextArrays, UINT8S, INT64S)
SETS = tuple_type(SetArrays, UINT64S, INT64S)

_BLOCK = 8  # bytes of a block


def _check_block(context: Any, builder: Any, array: Any, place: Any) -> None:
    """Raise IndexError from the compiled function unless all eight bytes at ``place`` are inside of the array."""
    zero = ir.Constant(ir.IntType(64), 0)
    places = builder.sub(array.nitems, ir.Constant(ir.IntType(64), _BLOCK - 1))  # where a block may start
    limit = builder.select(builder.icmp_signed("<", places, zero), zero, places)
    outside = builder.icmp_unsigned(">=", place, limit)  # a negative place is a large unsigned one
    with cgutils.if_unlikely(builder, outside):
        context.call_conv.return_user_exc(builder, IndexError, ("eight bytes reach outside of the array",))


def _checked_block(context: Any, builder: Any, array: Any, place: Any) -> Any:
    """Pointer to the eight bytes at ``place`` of a uint8 array, which are inside of it."""
    held = numba.np.arrayobj.make_array(array[0])(context, builder, array[1])
    _check_block(context, builder, held, place)
    return builder.gep(held.data, [place], source_etype=ir.IntType(8))


@intrinsic  # type: ignore[untyped-decorator]
def load64(_context: Any, array: Any, _place: Any) -> Any:
    """Eight bytes from any place of a uint8 array, little-endian; IndexError unless all are inside of it."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _checked_block(context, builder, (signature.args[0], arguments[0]), arguments[1])
        return builder.load(block, align=1, typ=ir.IntType(64))

    return types.uint64(array, types.int64), build


@intrinsic  # type: ignore[untyped-decorator]
def store64(_context: Any, array: Any, _place: Any, _value: Any) -> Any:
    """Write eight bytes to any place of a uint8 array; IndexError unless all are inside of it."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _checked_block(context, builder, (signature.args[0], arguments[0]), arguments[1])
        builder.store(arguments[2], builder.bitcast(block, ir.IntType(64).as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(array, types.int64, types.uint64), build


@intrinsic  # type: ignore[untyped-decorator]
def lowest_bit(_context: Any, _value: Any) -> Any:
    """Place of the lowest bit that is set; 64 for 0."""

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
def table_size(count: Any) -> Any:
    """Size of a hash table for so many values: a power of two, at most half full."""
    size = 16
    while size < 2 * count:
        size *= 2
    return size


@part
def min_shared(share: Any, size: Any) -> Any:
    """Shingles that make up a share of a set, rounded up. The slack: 0.8 * 5 is not exactly 4 in binary."""
    return np.int64(np.ceil(share * size * (1 - 1e-12) - 1e-9))


@part
def min_shared_by(candidates: Any, one: Any, other: Any, threshold: Any) -> Any:
    """Least shared shingles of two similar candidates; -1 where too few of either are in any other set."""
    least = min_shared(threshold / (1 + threshold), candidates.sizes[one] + candidates.sizes[other])
    return least if min(candidates.shared[one], candidates.shared[other]) >= least else -1


@part
def fill_table(hashes: Any, start: Any, stop: Any, table: Any) -> Any:
    """Write a set as a hash table into ``table`` and return the mask of its slots. No hash is 0."""
    mask = table_size(stop - start) - 1
    table[: mask + 1] = ZERO
    for place in range(start, stop):
        slot = np.int64(hashes[place]) & mask
        while table[slot] != ZERO:
            slot = (slot + 1) & mask
        table[slot] = hashes[place]
    return mask


@part
def count_shared(table: Any, mask: Any, hashes: Any, span: Any, least: Any) -> Any:
    """Count ``hashes[span]`` that are in the table; -1 as soon as the count cannot reach ``least``."""
    start, stop = span
    misses = (stop - start) - least
    shared = 0
    for place in range(start, stop):
        value = hashes[place]
        slot = np.int64(value) & mask
        while table[slot] != ZERO and table[slot] != value:
            slot = (slot + 1) & mask
        if table[slot] == value:
            shared += 1
        else:
            misses -= 1
            if misses < 0:
                return -1
    return shared


@part
def first_at_least(values: Any, start: Any, stop: Any, least: Any) -> Any:
    """First place in ascending ``values[start:stop]`` that reaches ``least``."""
    while start < stop:
        middle = (start + stop) >> 1
        if values[middle] < least:
            start = middle + 1
        else:
            stop = middle
    return start


@part
def grow_rows(rows: Any, used: Any) -> Any:
    """The rows, with space for one more."""
    if used < rows.shape[0]:
        return rows
    larger = np.empty((2 * rows.shape[0], rows.shape[1]), rows.dtype)
    larger[:used] = rows
    return larger
