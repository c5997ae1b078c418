"""Shingles that texts can share at all, and their rarity: hashed counters over all texts, in parts.

A counter may be shared by several shingles, which makes some of them look commoner than they are. That costs time and
never a pair: any order of shingles that depends on the shingle alone makes prefix filtering exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import CandidateArrays, CounterParts, RarityClasses
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import for_each, map_in_order, split_by_work
from readiness.near_duplicate_search.shingles import I64, ShingleSets

COUNTERS_PER_SHINGLE = 4
"""At least so many: fewer than one lone shingle in four then shares its counter. Chosen by us."""
PART_BITS = 20
"""A part of a megabyte lies in the second-level cache of the cores of today. Chosen by us."""
BYTES_PER_NUMBER = 5
"""Memory of a shingle while it is counted: the number of its counter and its class."""
ROUNDS = 3
"""Most rounds of leaving texts out and counting anew. Chosen by us: the third round loses next to nothing."""
WORTHWHILE = 0.9
"""Share of texts left, at most, for another round of counting: a tenth fewer pays for it. Chosen by us."""

U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class MemoryBudget:
    """Limits of a comparison: ``counter_bytes`` for counting at once, ``passes`` over the prefixes, a power of two, and
    ``threads``.
    """

    counter_bytes: int = 2 << 30
    passes: int = 1
    threads: int = 2

    @classmethod
    def within(cls, memory_mb: int | None, shingles: int, threads: int) -> MemoryBudget:
        """A quarter of the memory for counters, a quarter for the rarest shingles of one pass; None sets no bound.

        At a threshold of 0.8 a fifth of all shingles is among the rarest, and each takes 32 bytes: its key, its group,
        its slot and its place in the list.
        """
        if memory_mb is None:
            return cls(threads=threads)
        quarter = (memory_mb << 20) // 4
        passes = max(1, -(-shingles * 32 // 5 // quarter))
        power_of_two = 1 << (passes - 1).bit_length()
        return cls(counter_bytes=min(cls.counter_bytes, quarter), passes=power_of_two, threads=threads)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """Sets in ``spans`` of about equal work; ``classes`` uint8, one per hash of ``sets``, are written."""

    sets: ShingleSets
    spans: list[I64]
    classes: U8
    threads: int


def rarity_classes(sets: ShingleSets, chosen: I64, classes: U8, budget: MemoryBudget) -> I64:
    """Write the class of every shingle of the chosen sets, 0 for those in no other set; count the other ones of each.

    ``classes`` uint8, one per hash of ``sets``; the answer int64 (chosen,) counts the shingles of each that are in
    other sets too. Counters are split into parts that fit the cache of a core. The numbers of counters are brought
    together part by part, counted there, and their classes brought back in the same order: memory is read from end to
    end instead of at random.
    """
    if not len(chosen):
        return np.empty(0, np.int64)
    total = int(sets.sizes[chosen].sum())
    bits = max(12, (COUNTERS_PER_SHINGLE * total).bit_length())
    part_bits = max(1, bits - min(PART_BITS, max(10, (budget.counter_bytes // 4).bit_length() - 1)))
    spans = _spans(sets, chosen, budget.threads)
    counting = _Counting(sets=sets, spans=spans, classes=classes, threads=budget.threads)
    sizes = np.zeros((len(spans), 1 << part_bits), dtype=np.int64)
    for_each(
        lambda one: load("frequency").sizes_of_parts(sets.buffers, spans[one], part_bits, sizes[one]),
        range(len(spans)),
        budget.threads,
    )
    for first, last in _part_ranges(sizes.sum(axis=0), budget.counter_bytes // BYTES_PER_NUMBER):
        _classify(counting, sizes[:, first:last], CounterParts(bits, part_bits, first, last))
    return _count_in_others(counting)


def _part_ranges(sizes: I64, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of parts with at most so many numbers, or of one part."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield first, last
        first = last


def _classify(counting: _Counting, sizes: I64, parts: CounterParts) -> None:
    """Write the classes of the shingles whose counters lie in one range of parts. ``sizes`` (spans, parts)."""
    kernels, buffers, spans = load("frequency"), counting.sets.buffers, counting.spans
    ends = np.cumsum(sizes.T.ravel())
    starts = np.ascontiguousarray((ends - sizes.T.ravel()).reshape(sizes.T.shape).T)
    numbers, by_part = np.empty(ends[-1], np.uint32), np.empty(ends[-1], np.uint8)
    places, every = starts.copy(), range(len(spans))
    for_each(lambda one: kernels.scatter(buffers, spans[one], parts, places[one], numbers), every, counting.threads)
    edges = [*starts[0].tolist(), len(numbers)]

    def classify(part: int) -> None:
        own = slice(edges[part], edges[part + 1])
        counters = np.empty(1 << (parts.bits - parts.part_bits), np.uint8)
        kernels.classify(read_only(numbers[own]), counters, by_part[own])

    for_each(classify, range(sizes.shape[1]), counting.threads)
    classes = RarityClasses(read_only(by_part), counting.classes)
    for_each(
        lambda one: kernels.gather_classes(buffers, spans[one], parts, starts[one], classes), every, counting.threads
    )


def _spans(sets: ShingleSets, chosen: I64, threads: int) -> list[I64]:
    """The chosen sets in ranges of about equal work."""
    work = np.concatenate([[0], np.cumsum(sets.sizes[chosen])]).astype(np.int64)
    return [read_only(chosen[start:stop]) for start, stop in split_by_work(work, 4 * threads)]


def _count_in_others(counting: _Counting) -> I64:
    """Shingles of each chosen set that other sets may hold too: int64 (chosen,)."""

    def count(span: I64) -> I64:
        counts = np.empty(len(span), dtype=np.int64)
        offsets, classes = read_only(counting.sets.offsets), read_only(counting.classes)
        load("frequency").count_in_others(offsets, span, classes, counts)
        return counts

    return np.concatenate([np.empty(0, np.int64), *map_in_order(count, counting.spans, counting.threads)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Texts that may be similar to another, from the smallest set to the largest.

    ``sets``, ``sizes``, ``shared`` int64 (n,): their sets, the shingles of each, and how many of these other texts may
    hold too. ``classes`` uint8: of every shingle of theirs.
    """

    sets: I64
    sizes: I64
    shared: I64
    classes: U8

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def arrays(self) -> CandidateArrays:
        """The same as kernels take it."""
        return CandidateArrays(read_only(self.sets), read_only(self.sizes), read_only(self.shared))


def min_shared(share: float, sizes: I64) -> I64:
    """Shingles that make up ``share`` of each set, rounded up; a little less where floats are not exact enough."""
    least: I64 = np.ceil(share * sizes * (1 - 1e-12) - 1e-9).astype(np.int64)
    return least


def find_candidates(sets: ShingleSets, threshold: float, budget: MemoryBudget) -> Candidates:
    """The texts of which at least ``threshold`` is shared with others: all that can have a similar one."""
    classes = np.zeros(len(sets.hashes), dtype=np.uint8)
    chosen = np.flatnonzero(sets.sizes)
    for _ in range(ROUNDS):
        before = len(chosen)
        shared = rarity_classes(sets, chosen, classes, budget)
        kept = shared >= min_shared(threshold, sets.sizes[chosen])
        chosen, shared = chosen[kept], shared[kept]
        if len(chosen) > WORTHWHILE * before:
            break
    order = np.argsort(sets.sizes[chosen], kind="stable")
    chosen = chosen[order]
    return Candidates(sets=chosen, sizes=sets.sizes[chosen], shared=shared[order], classes=classes)
