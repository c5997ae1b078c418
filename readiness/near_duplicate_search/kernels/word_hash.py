"""Words of folded UTF-8 text: where they are, and their hashes.

A byte belongs to a word if it is a letter, a digit or an underscore of ASCII, or part of a longer character; whoever
calls has put a space for every other character that parts words (``text``). Upper and lower case of ASCII hash alike.
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
"""Bytes behind the end of a text that may be read, and must therefore exist."""


@part
def lower(block: Any) -> Any:
    """Eight bytes with ASCII letters in lower case; other word characters stay apart from each other."""
    return block | ((~block & HIGH_BITS) >> U(2))


@part
def _stirred(value: Any, block: Any) -> Any:
    value = (((value << U(23)) | (value >> U(41))) ^ block) * GOLDEN
    return value ^ (value >> U(32))


@part
def _first_bytes(count: Any) -> Any:
    """A mask of the first ``count`` bytes, up to eight. Without a branch: no processor foresees how long words are."""
    return (FULL >> U(64 - 8 * max(1, min(count, 8)))) & U(-np.int64(count > 0))


@part
def word_hash(data: Any, start: Any, stop: Any) -> Any:
    """64 bits of one word: its length, then its bytes, eight at a time, each step a bijection."""
    size = stop - start
    value = _stirred(U(size) * ODD, lower(load64(data, start)) & _first_bytes(size))
    value = _stirred(value, lower(load64(data, start + 8)) & _first_bytes(size - 8))
    place = start + 16
    while place < stop:
        value = _stirred(value, lower(load64(data, place)) & _first_bytes(stop - place))
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
    found = (letter | digit | underscore | block) & HIGH_BITS
    return ((found >> U(7)) * U(0x0102040810204080)) >> U(56)


@part
def _window(data: Any, start: Any, stop: Any) -> Any:
    """Up to 64 bytes to as many bits."""
    found = ZERO
    if start + 64 <= stop:
        for place in range(8):
            found |= _word_bits(load64(data, start + 8 * place)) << U(8 * place)
        return found
    for place in range(0, stop - start, 8):
        found |= _word_bits(load64(data, start + place)) << U(place)
    return found & (FULL >> U(64 - (stop - start)))


@part
def word_hashes(data: Any, start: Any, stop: Any, bounds: Any, hashes: Any) -> Any:
    """Hashes of the words between two places, and how many; ``bounds`` int64 is room to work in.

    Both arrays need room for one value per two bytes, ``bounds`` for two. ``AHEAD`` bytes behind the end are read.
    """
    changes = 0
    inside = ZERO
    for place in range(start, stop, 64):
        found = _window(data, place, stop)
        edges = found ^ ((found << ONE) | inside)
        inside = found >> U(63)
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
