"""Comparison of the texts of a corpus in the way that costs least: all of them, or only the new ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from readiness.config.resource_settings import Resources
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, Engine, find_similar
from readiness.near_duplicate_search.exact_join import contained_pairs
from readiness.near_duplicate_search.incremental_join import CachedTexts, new_pairs
from readiness.near_duplicate_search.large_groups import GROUP_CAP
from readiness.near_duplicate_search.shingle_cache import PairOverlaps, ShingleCache
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget
from readiness.near_duplicate_search.shingles import I64, ShingleSets, containment, jaccard
from readiness.near_duplicate_search.text_sets import Pairs, TextSets, pair_keys
from readiness.near_duplicate_search.thresholds import CONTAINED_SHARE, are_contained


class Comparison(Protocol):
    """Exact overlaps between the sets of a corpus, whose shingles and words ``sizes`` and ``words`` count: int64."""

    sizes: I64
    words: I64

    def verify(self, first: I64, second: I64) -> Pairs:
        """Exact similarity and containment of each pair."""

    def find_similar(self, rank: I64) -> Pairs:
        """All pairs with Jaccard of at least ``NEAR_THRESHOLD``, first < second; ``rank`` orders representatives."""

    def find_contained(self, rank: I64) -> Pairs:
        """All pairs of which the first lies to ``CONTAINED_SHARE`` inside the larger second."""

    def sets(self, places: I64) -> ShingleSets:
        """The sets at ``places``."""

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        """All sets, part by part, and the place of each: int64, -1 for one that is not of this corpus."""

    def save(self) -> None:
        """Keep what was measured for the next comparison, where there is a cache."""


class FullComparison:
    """Comparison of all texts, by as many threads and in as many passes as ``resources`` ask for."""

    def __init__(self, sets: ShingleSets, engine: Engine, resources: Resources | None = None) -> None:
        self.sizes, self.words = sets.sizes, sets.words
        self._engine = engine
        allowed = resources or Resources()
        budget = MemoryBudget.within(allowed.memory_mb, len(sets.hashes), allowed.workers)
        self._texts = TextSets.of(sets, budget)

    def verify(self, first: I64, second: I64) -> Pairs:
        return self._texts.verify(first, second)

    def find_similar(self, rank: I64) -> Pairs:
        return find_similar(self._texts, rank, threshold=NEAR_THRESHOLD, engine=self._engine)

    def find_contained(self, rank: I64) -> Pairs:
        return contained_pairs(self._texts, self.words, CONTAINED_SHARE, rank)

    def sets(self, places: I64) -> ShingleSets:
        return self._texts.sets.take(places)

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        yield self._texts.sets, np.arange(len(self.sizes))

    def save(self) -> None:
        """Nothing is kept: there is no cache."""


class RecordingComparison:
    """Comparison of all texts that keeps what it measures for the next one. ``rows`` int64 (sets,): of the cache."""

    def __init__(self, full: FullComparison, cache: ShingleCache, rows: I64) -> None:
        self.sizes, self.words = full.sizes, full.words
        self._full, self._cache, self._rows = full, cache, rows
        self._recorded = PairOverlaps.empty()
        self._complete = True

    def verify(self, first: I64, second: I64) -> Pairs:
        return self._record(self._full.verify(first, second), similar=False)

    def find_similar(self, rank: I64) -> Pairs:
        return self._record(self._full.find_similar(rank), similar=True)

    def find_contained(self, rank: I64) -> Pairs:
        return self._record(self._full.find_contained(rank), similar=False)

    def sets(self, places: I64) -> ShingleSets:
        return self._full.sets(places)

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        return self._full.parts()

    def _record(self, pairs: Pairs, *, similar: bool) -> Pairs:
        """The pairs, recorded by the rows of their texts."""
        one, other = self._rows[pairs.first], self._rows[pairs.second]
        smaller = np.minimum(self.sizes[pairs.first], self.sizes[pairs.second])
        shared = np.rint(pairs.containment * smaller).astype(np.int64)
        apart = one != other
        overlaps = PairOverlaps.of(one[apart], other[apart], shared[apart], np.full(int(apart.sum()), similar))
        self._recorded = self._recorded.merge(overlaps)
        self._complete &= pairs.skipped == 0
        return pairs

    def save(self) -> None:
        """Keep all of it; where large groups left pairs out nothing is kept, because nothing is complete."""
        rows = np.unique(self._rows) if self._complete else np.empty(0, np.int64)
        self._cache.save_overlaps(rows, self._recorded if self._complete else PairOverlaps.empty())


class IncrementalComparison:
    """Pairs of the last comparison, and those with new texts. ``rows`` int64 (sets,): of the cache."""

    def __init__(self, cache: ShingleCache, rows: I64, texts: CachedTexts, pairs: PairOverlaps) -> None:
        self.sizes, self.words = texts.sizes[rows], texts.words[rows]
        self._cache, self._rows, self._texts = cache, rows, texts
        self._pairs = pairs

    def verify(self, first: I64, second: I64) -> Pairs:
        one, other = self._rows[first], self._rows[second]
        keys = pair_keys(np.minimum(one, other), np.maximum(one, other))
        self._measure(np.setdiff1d(keys[one != other], self._pairs.keys))
        places = np.searchsorted(self._pairs.keys, keys).clip(max=max(0, len(self._pairs.keys) - 1))
        shared = self._pairs.shared[places] if len(self._pairs.keys) else np.zeros(len(keys), np.int64)
        return self._as_pairs(first, second, np.where(one == other, self.sizes[first], shared))

    def _measure(self, keys: I64) -> None:
        """Measure pairs of rows that were not compared yet."""
        rows, places = np.unique(np.concatenate([keys >> 32, keys & 0xFFFFFFFF]), return_inverse=True)
        overlap = FullComparison(self._cache.sets(rows), "exact").verify(places[: len(keys)], places[len(keys) :])
        smaller = np.minimum(self._texts.sizes[keys >> 32], self._texts.sizes[keys & 0xFFFFFFFF])
        shared = np.rint(overlap.containment * smaller).astype(np.int64)
        new = PairOverlaps.of(keys >> 32, keys & 0xFFFFFFFF, shared, np.zeros(len(keys), np.bool_))
        self._pairs = self._pairs.merge(new)

    def find_similar(self, rank: I64) -> Pairs:  # noqa: ARG002 - without large groups there is nothing to rank
        first, second, shared = self._pairs_of_sets(self._pairs.where(self._pairs.similar))
        equal_first, equal_second = self._equal_texts()
        first, second = np.concatenate([first, equal_first]), np.concatenate([second, equal_second])
        shared = np.concatenate([shared, self.sizes[equal_first]])
        return _sort(self._as_pairs(np.minimum(first, second), np.maximum(first, second), shared))

    def find_contained(self, rank: I64) -> Pairs:  # noqa: ARG002
        first, second, shared = self._pairs_of_sets(self._pairs)
        swapped = self.sizes[first] > self.sizes[second]
        inner, outer = np.where(swapped, second, first), np.where(swapped, first, second)
        kept = are_contained(shared, self.sizes[inner], self.words[inner], self.sizes[outer])
        return _sort(self._as_pairs(inner[kept], outer[kept], shared[kept]))

    def sets(self, places: I64) -> ShingleSets:
        return self._cache.sets(self._rows[places])

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        place_of = np.full(len(self._texts.times), -1, dtype=np.int64)
        place_of[self._rows] = np.arange(len(self._rows))
        for segment in self._cache.segments():
            yield segment.sets, place_of[segment.start : segment.start + len(segment.sets)]
        again = np.flatnonzero(place_of[self._rows] != np.arange(len(self._rows)))
        yield self.sets(again), again  # short texts that belong to several sets

    def _as_pairs(self, first: I64, second: I64, shared: I64) -> Pairs:
        """Pairs of sets whose numbers of shared shingles are known."""
        one, other = self.sizes[first], self.sizes[second]
        counts = shared.astype(np.float64)
        return Pairs(
            first=first,
            second=second,
            similarity=jaccard(counts, one, other),
            containment=containment(counts, one, other),
            skipped=0,
        )

    def _pairs_of_sets(self, pairs: PairOverlaps) -> tuple[I64, I64, I64]:
        """Pairs of rows as pairs of sets with their shared shingles; a short text can belong to several sets."""
        order = np.argsort(self._rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self._texts.times)])
        one, other = pairs.first, pairs.second
        others = self._texts.times[other]
        count = self._texts.times[one] * others
        origin = np.repeat(np.arange(len(one)), count)
        turn = np.arange(len(origin)) - np.repeat(np.cumsum(count) - count, count)  # 0, 1, ... within each pair
        first = order[starts[one[origin]] + turn // np.maximum(1, others[origin])]
        second = order[starts[other[origin]] + turn % np.maximum(1, others[origin])]
        return first, second, pairs.shared[origin]

    def _equal_texts(self) -> tuple[I64, I64]:
        """Pairs of sets of one and the same text."""
        order = np.argsort(self._rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self._texts.times)])
        several = np.flatnonzero(self._texts.times > 1)
        ends = [np.triu_indices(int(times), 1) for times in self._texts.times[several].tolist()]
        none = np.empty(0, np.int64)
        first, second = (
            np.concatenate([none, *(starts[row] + pair[end] for row, pair in zip(several.tolist(), ends, strict=True))])
            for end in range(2)
        )
        return order[first], order[second]

    def save(self) -> None:
        """Keep all of it for the next comparison."""
        self._cache.save_overlaps(np.flatnonzero(self._texts.times), self._pairs)


def _sort(pairs: Pairs) -> Pairs:
    return pairs.where(np.argsort(pair_keys(pairs.first, pairs.second), kind="stable"))


def compare_texts(
    cache: ShingleCache, rows: I64, engine: Engine, resources: Resources | None = None
) -> RecordingComparison | IncrementalComparison:
    """Comparison of the texts at ``rows`` of the cache: int64 (sets,), equal where two sets have one text."""
    sizes, words = cache.sizes()
    previous = cache.previous_comparison()
    times = np.bincount(rows, minlength=len(cache)).astype(np.int64)
    texts = CachedTexts(sizes=sizes, words=words, times=times, new=~previous.texts)
    if previous.texts[rows].any() and times.max() <= GROUP_CAP:
        added = new_pairs(cache, texts, banded=engine == "lsh")
        if added is not None:
            here = previous.pairs.where((times[previous.pairs.first] > 0) & (times[previous.pairs.second] > 0))
            return IncrementalComparison(cache, rows, texts, here.merge(added))
    return RecordingComparison(FullComparison(cache.sets(rows), engine, resources), cache, rows)
