"""Texts to the hashes of their runs of five words, and to MinHash signatures, straight from Arrow buffers.

ASCII is read in place. Other text is first spread into working memory: characters folded by table, a space for what
parts words, a space around each character that is a word by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.minhash_sketch import sketch
from readiness.near_duplicate_search.kernels.primitives import (
    BYTES,
    GOLDEN,
    HIGH_BITS,
    PLACES,
    TEXTS,
    ZERO,
    U,
    load64,
    lowest_bit,
    mix64,
    room_for,
    store64,
)
from readiness.near_duplicate_search.kernels.word_hash import AHEAD, word_hashes

GAP, SAME, ALONE, MAPPED, ENTANGLED = range(5)
"""What a character becomes: a space; itself; a word by itself; the bytes of a slot; or something that depends on its
neighbours (a combining mark that may compose with them), which only the whole text tells."""
KIND_BITS = 3

PLAIN, ENTANGLED_TEXT = 0, -1
"""Lengths of texts that need no room to be spread: all ASCII; and those that must be folded as a whole first."""

_SHINGLE_BASE = U(0x5851F42D4C957F2D)  # Knuth's MMIX multiplier
_POWERS = tuple(U(pow(int(_SHINGLE_BASE), power, 1 << 64)) for power in range(5))
_SPACE = 32
_U32S = types.Array(types.uint32, 1, "C", readonly=True)
_FOLDING = types.Tuple((_U32S, _U32S, BYTES, PLACES))
_PLAN = types.Tuple((PLACES, PLACES, types.Array(types.boolean, 1, "C", readonly=True)))


@part
def _is_ascii(data: Any, start: Any, stop: Any) -> Any:
    seen = ZERO
    place = start
    while place + 8 <= stop:
        seen |= load64(data, place)
        place += 8
    while place < stop:
        seen |= U(data[place])
        place += 1
    return (seen & HIGH_BITS) == ZERO


@part
def _trail(data: Any, place: Any) -> Any:
    return np.int64(data[place]) & 0x3F


@part
def _character(data: Any, place: Any, stop: Any) -> Any:
    """Code point and length of a character beyond ASCII; bytes that are none count one by one as U+FFFD."""
    lead = np.int64(data[place])
    if 0xC2 <= lead < 0xE0 and place + 1 < stop:
        return ((lead & 0x1F) << 6) | _trail(data, place + 1), 2
    if 0xE0 <= lead < 0xF0 and place + 2 < stop:
        return ((lead & 0x0F) << 12) | (_trail(data, place + 1) << 6) | _trail(data, place + 2), 3
    if 0xF0 <= lead <= 0xF4 and place + 3 < stop and (lead < 0xF4 or data[place + 1] < 0x90):
        code = ((lead & 0x07) << 18) | (_trail(data, place + 1) << 12) | (_trail(data, place + 2) << 6)
        return code | _trail(data, place + 3), 4
    return 0xFFFD, 1


@part
def _sixth(block: Any, place: Any) -> Any:
    """The six bits that a continuation byte carries."""
    return np.int64(block >> U(8 * place)) & 0x3F


@part
def _last_bytes(data: Any, place: Any, stop: Any) -> Any:
    """What is left of a text, fewer than eight bytes, as a block that ends in zeros."""
    block = ZERO
    for at in range(place, stop):
        block |= U(data[at]) << U(8 * (at - place))
    return block


@part
def _spread_length(data: Any, start: Any, stop: Any, folding: Any) -> Any:
    """Bytes that a text takes when spread."""
    entries, _, _, starts = folding
    total = 0
    place = start
    while place < stop:
        left = stop - place
        block = load64(data, place) if left >= 8 else _last_bytes(data, place, stop)
        lead = np.int64(block & U(0xFF))
        if lead < 0x80:
            size = min(left, np.int64(lowest_bit(block & HIGH_BITS)) >> 3)
            total += size
            place += size
            continue
        if left >= 8 and 0xC2 <= lead < 0xE0:  # as in ``_spread``
            code, size = ((lead & 0x1F) << 6) | _sixth(block, 1), 2
        elif left >= 8 and 0xE0 <= lead < 0xF0:
            code, size = ((lead & 0x0F) << 12) | (_sixth(block, 1) << 6) | _sixth(block, 2), 3
        else:
            code, size = _character(data, place, stop)
        entry = np.int64(entries[code])
        kind = entry & 7
        if kind == ENTANGLED:
            return ENTANGLED_TEXT
        if kind == MAPPED:
            total += starts[(entry >> KIND_BITS) + 1] - starts[entry >> KIND_BITS]
        else:
            total += size + 2
        place += size
    return total + 1


@kernel(types.void(TEXTS, _FOLDING, types.int64[::1]))
def survey(texts: Any, folding: Any, lengths: Any) -> None:
    """The room each text needs to be spread: ``PLAIN`` for ASCII, ``ENTANGLED_TEXT`` if it must be folded first."""
    data, offsets = texts
    for text in range(lengths.size):
        if _is_ascii(data, offsets[text], offsets[text + 1]):
            lengths[text] = PLAIN
        else:
            lengths[text] = _spread_length(data, offsets[text], offsets[text + 1], folding)


@part
def _copied(source: Any, start: Any, stop: Any, room: Any, written: Any) -> Any:
    for place in range(start, stop):
        room[written] = source[place]
        written += 1
    return written


@part
def _spread(text: Any, entries: Any, folding: Any, room: Any) -> Any:
    """A text with every character as its entry says; the number of bytes written. Seven bytes behind are touched.

    Characters of two and three bytes are decoded from the block at hand, each in a branch of its own that a processor
    foresees: a call for each, or a size that is computed, takes ten times as long.
    """
    data, start, stop = text
    _, _, pool, starts = folding
    written = 0
    place = start
    while place < stop:
        left = stop - place
        block = load64(data, place) if left >= 8 else _last_bytes(data, place, stop)
        store64(room, written, block)
        lead = np.int64(block & U(0xFF))
        if lead < 0x80:
            size = min(left, np.int64(lowest_bit(block & HIGH_BITS)) >> 3)
            written += size
            place += size
            continue
        if left >= 8 and 0xC2 <= lead < 0xE0:
            code, size = ((lead & 0x1F) << 6) | _sixth(block, 1), 2
        elif left >= 8 and 0xE0 <= lead < 0xF0:
            code, size = ((lead & 0x0F) << 12) | (_sixth(block, 1) << 6) | _sixth(block, 2), 3
        else:
            code, size = _character(data, place, stop)
        entry = np.int64(entries[code])
        kind = entry & 7
        place += size
        if kind == SAME:
            written += size
        elif kind == MAPPED:
            first, last = starts[entry >> KIND_BITS], starts[(entry >> KIND_BITS) + 1]
            for at in range(first, last):
                room[written + at - first] = pool[at]
            written += last - first
        elif kind == ALONE:
            room[written] = _SPACE
            store64(room, written + 1, block)
            room[written + 1 + size] = _SPACE
            written += size + 2
        else:
            room[written] = _SPACE
            written += 1
    return written


@part
def _words_of(texts: Any, text: Any, plan: Any, folding: Any, working: Any) -> Any:
    """Hashes of the words of one text into ``working``; how many."""
    data, offsets = texts
    _, lengths, folded = plan
    room, bounds, hashes = working
    start, stop = offsets[text], offsets[text + 1]
    if lengths[text] == PLAIN:
        if stop + AHEAD <= data.size:
            return word_hashes(data, start, stop, bounds, hashes)
        return word_hashes(room, 0, _copied(data, start, stop, room, 0), bounds, hashes)
    entries, plain, _, _ = folding
    written = _spread((data, start, stop), plain if folded[text] else entries, folding, room)
    return word_hashes(room, 0, written, bounds, hashes)


@part
def _shingles_of(words: Any, count: Any, shingles: Any) -> Any:
    """Hashes of all runs of five words, repeats included; fewer words make one shingle of their own kind."""
    if count == 0:
        return 0
    if count < 5:
        value = ZERO
        for place in range(count):
            value = value * _SHINGLE_BASE + words[place]
        value = mix64(value ^ (U(count) * GOLDEN))
        shingles[0] = value if value != ZERO else U(1)
        return 1
    for place in range(count - 4):
        value = words[place] * _POWERS[4] + words[place + 1] * _POWERS[3] + words[place + 2] * _POWERS[2]
        value = mix64(value + words[place + 3] * _POWERS[1] + words[place + 4])
        shingles[place] = value if value != ZERO else U(1)
    return count - 4


@part
def _longest(offsets: Any, plan: Any) -> Any:
    chosen, lengths, _ = plan
    longest = 0
    for text in chosen:
        longest = max(longest, lengths[text], offsets[text + 1] - offsets[text])
    return longest


@part
def _distinct(shingles: Any, count: Any, table: Any, out: Any, written: Any) -> Any:
    """The distinct ones in order of first occurrence; where the next set begins."""
    mask = room_for(count) - 1
    table[: mask + 1] = ZERO
    for place in range(count):
        value = shingles[place]
        slot = np.int64(value) & mask
        while table[slot] != ZERO and table[slot] != value:
            slot = (slot + 1) & mask
        if table[slot] == ZERO:
            table[slot] = value
            out[written] = value
            written += 1
    return written


@kernel(types.int64(TEXTS, _PLAN, _FOLDING, types.uint64[::1], types.int64[:, ::1]))
def shingle_texts(texts: Any, plan: Any, folding: Any, out: Any, counts: Any) -> Any:
    """Shingle sets of the chosen texts one after another into ``out``; how many hashes.

    ``plan``: chosen texts, lengths by ``survey``, and whether a text is folded already. ``counts`` (chosen, 2): words
    and distinct shingles of each. ``out`` needs room for one hash per two bytes of spread text, and one per text.
    """
    longest = _longest(texts[1], plan)
    most = longest // 2 + 2
    working = (np.empty(longest + 64, np.uint8), np.empty(2 * most + 2, np.int64), np.empty(most, np.uint64))
    shingles = np.empty(most, np.uint64)
    table = np.empty(room_for(most), np.uint64)
    chosen = plan[0]
    written = 0
    for place in range(chosen.size):
        words = _words_of(texts, chosen[place], plan, folding, working)
        after = _distinct(shingles, _shingles_of(working[2], words, shingles), table, out, written)
        counts[place, 0] = words
        counts[place, 1] = after - written
        written = after
    return written


@kernel(types.void(TEXTS, _PLAN, _FOLDING, types.Tuple((_U32S, _U32S)), types.uint32[:, ::1]))
def sign_texts(texts: Any, plan: Any, folding: Any, permutations: Any, signs: Any) -> None:
    """Signatures of the chosen texts, one row each, without keeping their shingles. ``plan`` as above."""
    longest = _longest(texts[1], plan)
    most = longest // 2 + 2
    working = (np.empty(longest + 64, np.uint8), np.empty(2 * most + 2, np.int64), np.empty(most, np.uint64))
    shingles = np.empty(most, np.uint64)
    chosen = plan[0]
    for place in range(chosen.size):
        words = _words_of(texts, chosen[place], plan, folding, working)
        sketch(shingles, 0, _shingles_of(working[2], words, shingles), permutations, signs[place])
