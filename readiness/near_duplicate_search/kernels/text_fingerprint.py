"""Texts that are equal but for white space: a 128-bit hash of each, and numbers for equal hashes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    FULL,
    GOLDEN,
    HIGH_BITS,
    ODD,
    TEXTS,
    UINT64_ROWS,
    ZERO,
    U,
    load64,
    mix64,
    store64,
)

_SPACE = 32
_SPACES = U(0x2020202020202020)


@part
def _space_bytes(block: Any) -> Any:
    """The high bit of each byte that is ASCII white space (9-13 and 28-32); the block must be ASCII."""
    control = (block + U(0x7777777777777777)) & ~(block + U(0x7272727272727272))
    separator = (block + U(0x6464646464646464)) & ~(block + U(0x5F5F5F5F5F5F5F5F))
    return (control | separator) & HIGH_BITS


@part
def _space_size(data: Any, place: Any, stop: Any) -> Any:
    """Bytes of the white space that begins here; 0 for none. White space is what ``str.split`` takes for it."""
    byte = data[place]
    if byte < 0x80:
        return 1 if 9 <= byte <= 13 or 28 <= byte <= 32 else 0
    second = data[place + 1] if place + 1 < stop else 0
    if byte == 0xC2:
        return 2 if second in (0x85, 0xA0) else 0
    third = data[place + 2] if place + 2 < stop else 0
    if byte == 0xE2 and second == 0x80:
        return 3 if 0x80 <= third <= 0x8A or third in (0xA8, 0xA9, 0xAF) else 0
    odd = (byte == 0xE1 and second == 0x9A) or (byte == 0xE3 and second == 0x80)
    return 3 if (odd and third == 0x80) or (byte == 0xE2 and second == 0x81 and third == 0x9F) else 0


@part
def _write_block(block: Any, out: Any, written: Any, waiting: Any) -> Any:
    """Write eight ASCII bytes with plain spaces; -1 where white space follows white space and needs single steps."""
    spaces = _space_bytes(block)
    if (spaces & (spaces >> U(8))) != ZERO or ((spaces & U(0x80)) != ZERO and (waiting or written == 0)):
        return -1
    if waiting:
        out[written] = _SPACE
        written += 1
    whole = (spaces >> U(7)) * U(0xFF)
    store64(out, written, (block & ~whole) | (_SPACES & whole))
    return written + 8


@part
def _normalize_spaces(data: Any, start: Any, stop: Any, out: Any) -> Any:
    """Write the text with single spaces for white space and none at its ends; bytes written."""
    written, place, waiting = 0, start, False
    while place < stop:
        if place + 8 <= stop:
            block = load64(data, place)
            after = _write_block(block, out, written, waiting) if (block & HIGH_BITS) == ZERO else -1
            if after >= 0:
                waiting = out[after - 1] == _SPACE
                written = after - waiting
                place += 8
                continue
        size = _space_size(data, place, stop)
        if size > 0:
            waiting = written > 0
            place += size
            continue
        if waiting:
            out[written] = _SPACE
            written += 1
            waiting = False
        out[written] = data[place]
        written += 1
        place += 1
    return written


@part
def _write_fingerprint(text: Any, size: Any, out: Any) -> None:
    """Two hashes of ``text[:size]``; up to seven bytes behind it are read and masked."""
    one, other = U(size) * ODD, U(size) ^ GOLDEN
    for place in range(0, size, 8):
        left = size - place
        block = load64(text, place) & (FULL >> U(64 - 8 * min(left, 8)))
        one = (((one << U(23)) | (one >> U(41))) ^ block) * GOLDEN
        other = (((other << U(31)) | (other >> U(33))) + block) * ODD
    out[0] = mix64(one ^ (other >> U(32)))
    out[1] = mix64(other ^ one)


@kernel(types.void(TEXTS, types.uint64[:, ::1]))
def fingerprints(texts: Any, prints: Any) -> None:
    """Write two hashes per text, (n, 2), equal for texts that are equal but for white space."""
    data, offsets = texts.data, texts.offsets
    longest = 0
    for text in range(prints.shape[0]):
        longest = max(longest, offsets[text + 1] - offsets[text])
    buffer = np.empty(longest + 32, np.uint8)
    for text in range(prints.shape[0]):
        size = _normalize_spaces(data, offsets[text], offsets[text + 1], buffer)
        _write_fingerprint(buffer, size, prints[text])


@kernel(types.int64(UINT64_ROWS, types.int64, types.uint64[:, ::1], types.int64[::1], types.int64[::1]))
def number_fingerprints(prints: Any, count: Any, seen: Any, table: Any, numbers: Any) -> Any:
    """Write the number of each fingerprint, in order of first occurrence; return how many there are then.

    ``seen`` holds the first ``count`` fingerprints and takes the new ones; ``table`` is a power of two of slots, -1
    where free, and stays at most half full.
    """
    mask = table.size - 1
    for place in range(prints.shape[0]):
        slot = np.int64(prints[place, 0]) & mask
        while table[slot] >= 0:
            number = table[slot]
            if seen[number, 0] == prints[place, 0] and seen[number, 1] == prints[place, 1]:
                break
            slot = (slot + 1) & mask
        if table[slot] < 0:
            table[slot] = count
            seen[count, 0] = prints[place, 0]
            seen[count, 1] = prints[place, 1]
            count += 1
        numbers[place] = table[slot]
    return count
