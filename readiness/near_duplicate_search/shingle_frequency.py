"""Which shingles can be shared at all, and how rare they are: hashed counters over all texts, in parts.

A counter may be shared by several shingles, which makes some of them look commoner than they are. That costs time and
never a pair: any order of shingles that depends on the shingle alone makes prefix filtering exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import each, in_order, shares
from readiness.near_duplicate_search.shingles import I64, ShingleSets

COUNTERS_PER_SHINGLE = 4
"""At least so many: fewer than one lone shingle in four then shares its counter. Chosen by us."""
PART_BITS = 20
"""A part of a megabyte lies in the second-level cache of the cores of today. Chosen by us."""
BYTES_PER_NUMBER = 5
"""What a shingle takes while it is counted: the number of its counter and its class."""
ROUNDS = 3
WORTHWHILE = 0.9
"""Texts that cannot be similar to any other are left out and the rest counted anew, while that loses a tenth."""

U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a comparison may take: bytes for counting at once, passes over the prefixes (a power of two), threads."""

    counters: int = 2 << 30
    passes: int = 1
    threads: int = 2

    @classmethod
    def within(cls, memory_mb: int | None, shingles: int, threads: int) -> Room:
        """A quarter of the memory for counters, a quarter for the rarest shingles of one pass; None sets no bound.

        At a threshold of 0.8 a fifth of all shingles is among the rarest, and each takes 32 bytes: its key, its group,
        its slot and its place in the list.
        """
        if memory_mb is None:
            return cls(threads=threads)
        quarter = (memory_mb << 20) // 4
        passes = max(1, -(-shingles * 32 // 5 // quarter))
        return cls(counters=min(cls.counters, quarter), passes=1 << (passes - 1).bit_length(), threads=threads)


def classes_of(sets: ShingleSets, chosen: I64, classes: U8, room: Room) -> I64:
    """Write the class of every shingle of the chosen sets, 0 for those that nothing shares; shared ones of each set.

    ``classes`` uint8, one per hash of ``sets``. Counters are split into parts that fit the cache of a core. The numbers
    of counters are brought together part by part, counted there, and their classes brought back in the same order:
    memory is read from end to end instead of all over the place.
    """
    if not len(chosen):
        return np.empty(0, np.int64)
    total = int(sets.sizes[chosen].sum())
    bits = max(12, (COUNTERS_PER_SHINGLE * total).bit_length())
    part_bits = max(1, bits - min(PART_BITS, max(10, (room.counters // 4).bit_length() - 1)))
    spans = _spans(sets, chosen, room)
    sizes = np.zeros((len(spans), 1 << part_bits), dtype=np.int64)
    each(
        lambda one: load("frequency").sizes_of_parts(sets.buffers, spans[one], part_bits, sizes[one]),
        range(len(spans)),
        room.threads,
    )
    for first, last in _turns(sizes.sum(axis=0), room.counters // BYTES_PER_NUMBER):
        _classify(sets, spans, sizes[:, first:last], (bits, part_bits, first, last), (classes, room))
    return _shared(sets, spans, classes, room)


def _turns(sizes: I64, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of parts with at most so many numbers, or of one part."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield first, last
        first = last


def _classify(
    sets: ShingleSets, spans: list[I64], sizes: I64, split: tuple[int, int, int, int], into: tuple[U8, Room]
) -> None:
    """The classes of the shingles whose counters lie in one range of parts. ``sizes`` (spans, parts)."""
    kernels, (classes, room) = load("frequency"), into
    bits, part_bits, _, _ = split
    ends = np.cumsum(sizes.T.ravel())
    starts = np.ascontiguousarray((ends - sizes.T.ravel()).reshape(sizes.T.shape).T)
    numbers, by_part = np.empty(ends[-1], np.uint32), np.empty(ends[-1], np.uint8)
    places, every = starts.copy(), range(len(spans))
    each(lambda one: kernels.scatter(sets.buffers, spans[one], split, places[one], numbers), every, room.threads)
    edges = [*starts[0].tolist(), len(numbers)]

    def classify(part: int) -> None:
        own = slice(edges[part], edges[part + 1])
        kernels.classify(fixed(numbers[own]), np.empty(1 << (bits - part_bits), np.uint8), by_part[own])

    each(classify, range(sizes.shape[1]), room.threads)
    told = fixed(by_part), classes
    each(lambda one: kernels.gather(sets.buffers, spans[one], split, starts[one], told), every, room.threads)


def _spans(sets: ShingleSets, chosen: I64, room: Room) -> list[I64]:
    load_of = np.concatenate([[0], np.cumsum(sets.sizes[chosen])]).astype(np.int64)
    return [fixed(chosen[start:stop]) for start, stop in shares(load_of, 4 * room.threads)]


def _shared(sets: ShingleSets, spans: list[I64], classes: U8, room: Room) -> I64:
    def counted(span: I64) -> I64:
        counts = np.empty(len(span), dtype=np.int64)
        load("frequency").shared(fixed(sets.offsets), span, fixed(classes), counts)
        return counts

    return np.concatenate([np.empty(0, np.int64), *in_order(counted, spans, room.threads)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """Texts that may be similar to another, from the smallest set to the largest: their sets, sizes, shared shingles.

    ``classes`` uint8: of every shingle of theirs.
    """

    sets: I64
    sizes: I64
    shared: I64
    classes: U8

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def docs(self) -> tuple[I64, I64, I64]:
        return fixed(self.sets), fixed(self.sizes), fixed(self.shared)


def needed(share: float, sizes: I64) -> I64:
    """Shingles that make up ``share`` of each set, rounded up; a little less where floats cannot tell."""
    least: I64 = np.ceil(share * sizes * (1 - 1e-12) - 1e-9).astype(np.int64)
    return least


def alive(sets: ShingleSets, threshold: float, room: Room) -> Alive:
    """The texts of which at least ``threshold`` is shared with others: all that can have a similar one."""
    classes = np.zeros(len(sets.hashes), dtype=np.uint8)
    chosen = np.flatnonzero(sets.sizes)
    for _ in range(ROUNDS):
        before = len(chosen)
        shared = classes_of(sets, chosen, classes, room)
        kept = shared >= needed(threshold, sets.sizes[chosen])
        chosen, shared = chosen[kept], shared[kept]
        if len(chosen) > WORTHWHILE * before:
            break
    order = np.argsort(sets.sizes[chosen], kind="stable")
    chosen = chosen[order]
    return Alive(sets=chosen, sizes=sets.sizes[chosen], shared=shared[order], classes=classes)
