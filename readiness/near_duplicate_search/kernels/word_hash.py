"""Words of folded UTF-8 text: where they are, and their hashes.

A byte belongs to a word if it is a letter, a digit or an underscore of ASCII, or part of a longer character; the caller
has put a space for every other character that separates words (``text_shingles``). Upper and lower case of ASCII hash
alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from readiness.near_duplicate_search.kernels.compile_cache import part
from readiness.near_duplicate_search.kernels.primitives import (
    FULL,
    GOLDEN,
    HIGH_BITS,
    LOW_BITS,
    ODD,
    ONE,
    ZERO,
    U,
    load64,
    lowest_bit,
)

AHEAD = 24
"""Bytes behind the end of a text that are read with its last word: the array must hold them, or reading fails."""


@part
def lower(block: Any) -> Any:
    """Eight bytes with ASCII letters in lower case; other word characters stay apart from each other."""
    return block | ((~block & HIGH_BITS) >> U(2))


@part
def _mix_block(value: Any, block: Any) -> Any:
    """The hash after eight more bytes."""
    value = (((value << U(23)) | (value >> U(41))) ^ block) * GOLDEN
    return value ^ (value >> U(32))


@part
def _first_bytes(count: Any) -> Any:
    """Mask of the first ``count`` bytes, up to eight. Without a branch, since no processor predicts word lengths."""
    return (FULL >> U(64 - 8 * max(1, min(count, 8)))) & U(-np.int64(count > 0))


@part
def word_hash(data: Any, start: Any, stop: Any) -> Any:
    """64 bits of one word: its length, then its bytes, eight at a time, each step a bijection."""
    size = stop - start
    value = _mix_block(U(size) * ODD, lower(load64(data, start)) & _first_bytes(size))
    value = _mix_block(value, lower(load64(data, start + 8)) & _first_bytes(size - 8))
    place = start + 16
    while place < stop:
        value = _mix_block(value, lower(load64(data, place)) & _first_bytes(stop - place))
        place += 8
    return value


@part
def _word_bits(block: Any) -> Any:
    """Eight bytes to eight bits: 1 where the byte belongs to a word."""
    low = block & LOW_BITS
    folded = low | U(0x2020202020202020)
    letter = (folded + U(0x1F1F1F1F1F1F1F1F)) & ~(folded + U(0x0505050505050505))
    digit = (low + U(0x5050505050505050)) & ~(low + U(0x4646464646464646))
    underscore = ~((low ^ U(0x5F5F5F5F5F5F5F5F)) + LOW_BITS)
    word = (letter | digit | underscore | block) & HIGH_BITS
    return ((word >> U(7)) * U(0x0102040810204080)) >> U(56)


@part
def _window(data: Any, start: Any, stop: Any) -> Any:
    """Up to 64 bytes to as many bits."""
    bits = ZERO
    if start + 64 <= stop:
        for place in range(8):
            bits |= _word_bits(load64(data, start + 8 * place)) << U(8 * place)
        return bits
    for place in range(0, stop - start, 8):
        bits |= _word_bits(load64(data, start + place)) << U(place)
    return bits & (FULL >> U(64 - (stop - start)))


@part
def word_hashes(data: Any, start: Any, stop: Any, bounds: Any, hashes: Any) -> Any:
    """Write the hashes of the words between two places and return their number; ``bounds`` int64 is working memory.

    ``hashes`` takes one value per two bytes, ``bounds`` two. ``AHEAD`` bytes behind the end are read.
    """
    changes = 0
    inside = ZERO
    for place in range(start, stop, 64):
        bits = _window(data, place, stop)
        edges = bits ^ ((bits << ONE) | inside)
        inside = bits >> U(63)
        while edges != ZERO:
            bounds[changes] = place + np.int64(lowest_bit(edges))
            changes += 1
            edges &= edges - ONE
    if changes & 1:
        bounds[changes] = stop
        changes += 1
    for word in range(changes >> 1):
        hashes[word] = word_hash(data, bounds[2 * word], bounds[2 * word + 1])
    return changes >> 1
