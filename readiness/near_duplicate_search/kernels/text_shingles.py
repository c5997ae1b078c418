"""Texts to the hashes of their runs of five words, and to MinHash signatures, straight from Arrow buffers.

ASCII is read in place. Other text is first spread into a buffer: characters folded by table, a space for what
separates words, a space around each character that is a word by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import FoldingTables, TextPlan
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.minhash_sketch import PERMUTATIONS, sketch
from readiness.near_duplicate_search.kernels.primitives import (
    BOOLS,
    GOLDEN,
    HIGH_BITS,
    INT64S,
    TEXTS,
    UINT8S,
    UINT32S,
    ZERO,
    U,
    load64,
    lowest_bit,
    mix64,
    store64,
    table_size,
    tuple_type,
)
from readiness.near_duplicate_search.kernels.word_hash import AHEAD, word_hashes

GAP, SAME, ALONE, MAPPED, CONTEXTUAL = range(5)
"""Kinds of characters: a space; the character itself; a word by itself; a replacement; or one that depends on its
neighbours (a combining mark that may compose with them), so that the whole text must be folded."""
KIND_BITS = 3

PLAIN, CONTEXTUAL_TEXT = 0, -1
"""Lengths of texts that are not spread: all ASCII; and those that must be folded as a whole first."""

_SHINGLE_BASE = U(0x5851F42D4C957F2D)  # Knuth's MMIX multiplier
_POWERS = tuple(U(pow(int(_SHINGLE_BASE), power, 1 << 64)) for power in range(5))
_SPACE = 32
_FOLDING = tuple_type(FoldingTables, UINT32S, UINT32S, UINT8S, INT64S)
_PLAN = tuple_type(TextPlan, INT64S, INT64S, BOOLS)


@part
def _is_ascii(data: Any, start: Any, stop: Any) -> Any:
    """True if no byte of the text is above 127."""
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
    """The six bits that a continuation byte carries."""
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
def _trail_of_block(block: Any, place: Any) -> Any:
    """The six bits that a continuation byte of a block carries."""
    return np.int64(block >> U(8 * place)) & 0x3F


@part
def _last_bytes(data: Any, place: Any, stop: Any) -> Any:
    """The end of a text, fewer than eight bytes, as a block that ends in zeros."""
    block = ZERO
    for at in range(place, stop):
        block |= U(data[at]) << U(8 * (at - place))
    return block


@part
def _spread_length(data: Any, start: Any, stop: Any, folding: Any) -> Any:
    """Bytes that a text takes when spread; ``CONTEXTUAL_TEXT`` if it must be folded as a whole."""
    starts = folding.starts
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
            code, size = ((lead & 0x1F) << 6) | _trail_of_block(block, 1), 2
        elif left >= 8 and 0xE0 <= lead < 0xF0:
            code, size = ((lead & 0x0F) << 12) | (_trail_of_block(block, 1) << 6) | _trail_of_block(block, 2), 3
        else:
            code, size = _character(data, place, stop)
        entry = np.int64(folding.entries[code])
        kind = entry & 7
        if kind == CONTEXTUAL:
            return CONTEXTUAL_TEXT
        if kind == MAPPED:
            total += starts[(entry >> KIND_BITS) + 1] - starts[entry >> KIND_BITS]
        else:
            total += size + 2
        place += size
    return total + 1


@kernel(types.void(TEXTS, _FOLDING, types.int64[::1]))
def measure_spread(texts: Any, folding: Any, lengths: Any) -> None:
    """Write the bytes each text takes when spread: ``PLAIN`` for ASCII, ``CONTEXTUAL_TEXT`` if it must be folded."""
    for text in range(lengths.size):
        start, stop = texts.offsets[text], texts.offsets[text + 1]
        if _is_ascii(texts.data, start, stop):
            lengths[text] = PLAIN
        else:
            lengths[text] = _spread_length(texts.data, start, stop, folding)


@part
def _copy_bytes(data: Any, start: Any, stop: Any, out: Any) -> Any:
    """Copy a text to the start of ``out``; bytes written."""
    for place in range(start, stop):
        out[place - start] = data[place]
    return stop - start


@part
def _spread(text: Any, entries: Any, folding: Any, out: Any) -> Any:
    """Write a text with every character by its entry; bytes written. Seven bytes behind them are overwritten.

    Characters of two and three bytes are decoded from the block at hand, each in a branch of its own that a processor
    predicts: a call for each, or a size that is computed, takes ten times as long.
    """
    data, start, stop = text
    replacements, starts = folding.replacements, folding.starts
    written = 0
    place = start
    while place < stop:
        left = stop - place
        block = load64(data, place) if left >= 8 else _last_bytes(data, place, stop)
        store64(out, written, block)
        lead = np.int64(block & U(0xFF))
        if lead < 0x80:
            size = min(left, np.int64(lowest_bit(block & HIGH_BITS)) >> 3)
            written += size
            place += size
            continue
        if left >= 8 and 0xC2 <= lead < 0xE0:
            code, size = ((lead & 0x1F) << 6) | _trail_of_block(block, 1), 2
        elif left >= 8 and 0xE0 <= lead < 0xF0:
            code, size = ((lead & 0x0F) << 12) | (_trail_of_block(block, 1) << 6) | _trail_of_block(block, 2), 3
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
                out[written + at - first] = replacements[at]
            written += last - first
        elif kind == ALONE:
            out[written] = _SPACE
            store64(out, written + 1, block)
            out[written + 1 + size] = _SPACE
            written += size + 2
        else:
            out[written] = _SPACE
            written += 1
    return written


@part
def _word_hashes_of(texts: Any, text: Any, plan: Any, folding: Any, working: Any) -> Any:
    """Write the hashes of the words of one text into ``working``; how many."""
    buffer, bounds, hashes = working
    start, stop = texts.offsets[text], texts.offsets[text + 1]
    if plan.lengths[text] == PLAIN:
        if stop + AHEAD <= texts.data.size:
            return word_hashes(texts.data, start, stop, bounds, hashes)
        return word_hashes(buffer, 0, _copy_bytes(texts.data, start, stop, buffer), bounds, hashes)
    entries = folding.folded_entries if plan.folded[text] else folding.entries
    written = _spread((texts.data, start, stop), entries, folding, buffer)
    return word_hashes(buffer, 0, written, bounds, hashes)


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
    one, two, three, four = words[0], words[1], words[2], words[3]
    for place in range(count - 4):
        five = words[place + 4]
        value = one * _POWERS[4] + two * _POWERS[3] + three * _POWERS[2] + four * _POWERS[1] + five
        value = mix64(value)
        shingles[place] = value if value != ZERO else U(1)
        one, two, three, four = two, three, four, five
    return count - 4


@part
def _longest(offsets: Any, plan: Any) -> Any:
    """Most bytes that a chosen text takes, as written or spread."""
    longest = 0
    for text in plan.chosen:
        longest = max(longest, plan.lengths[text], offsets[text + 1] - offsets[text])
    return longest


@part
def _write_distinct(shingles: Any, count: Any, table: Any, out: Any, written: Any) -> Any:
    """Write the distinct ones in order of first occurrence; where the next set begins."""
    mask = table_size(count) - 1
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
    """Write the shingle sets of the chosen texts one after another into ``out``; how many hashes.

    ``counts`` (chosen, 2): words and distinct shingles of each. ``out`` takes one hash per two bytes of spread text,
    and one per text.
    """
    longest = _longest(texts.offsets, plan)
    most = longest // 2 + 2
    working = (np.empty(longest + 64, np.uint8), np.empty(2 * most + 2, np.int64), np.empty(most, np.uint64))
    shingles = np.empty(most, np.uint64)
    table = np.empty(table_size(most), np.uint64)
    written = 0
    for place in range(plan.chosen.size):
        words = _word_hashes_of(texts, plan.chosen[place], plan, folding, working)
        after = _write_distinct(shingles, _shingles_of(working[2], words, shingles), table, out, written)
        counts[place, 0] = words
        counts[place, 1] = after - written
        written = after
    return written


@kernel(types.void(TEXTS, _PLAN, _FOLDING, PERMUTATIONS, types.uint32[:, ::1]))
def sketch_texts(texts: Any, plan: Any, folding: Any, permutations: Any, signatures: Any) -> None:
    """Write the signatures of the chosen texts, one row each, without keeping their shingles."""
    longest = _longest(texts.offsets, plan)
    most = longest // 2 + 2
    working = (np.empty(longest + 64, np.uint8), np.empty(2 * most + 2, np.int64), np.empty(most, np.uint64))
    shingles = np.empty(most, np.uint64)
    for place in range(plan.chosen.size):
        words = _word_hashes_of(texts, plan.chosen[place], plan, folding, working)
        sketch(shingles, 0, _shingles_of(working[2], words, shingles), permutations, signatures[place])
