"""How much texts share, by whichever way costs least: all of them compared now, or only the ones that are new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from readiness.config.resource_settings import Resources
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, Engine, find_similar
from readiness.near_duplicate_search.exact_join import contained_pairs
from readiness.near_duplicate_search.incremental_join import Texts, new_pairs
from readiness.near_duplicate_search.large_groups import GROUP_CAP
from readiness.near_duplicate_search.shingle_cache import Measured, TextMemory
from readiness.near_duplicate_search.shingle_frequency import Room
from readiness.near_duplicate_search.shingles import I64, ShingleSets, containment, jaccard
from readiness.near_duplicate_search.text_sets import Incidence, Pairs, pair_keys
from readiness.near_duplicate_search.thresholds import CONTAINED_SHARE, inside


class Overlaps(Protocol):
    """Exact overlaps between the sets of a corpus, whose shingles and words ``sizes`` and ``words`` count: int64."""

    sizes: I64
    words: I64

    def verified(self, first: I64, second: I64) -> Pairs:
        """Exact similarity and containment of each pair."""

    def similar(self, rank: I64) -> Pairs:
        """All pairs with Jaccard of at least ``NEAR_THRESHOLD``, first < second; ``rank`` orders the hubs of crowds."""

    def contained(self, rank: I64) -> Pairs:
        """All pairs of which the first lies to ``CONTAINED_SHARE`` inside the larger second."""

    def sets(self, places: I64) -> ShingleSets:
        """The sets at ``places``."""

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        """All sets, part by part, and the place of each: int64, -1 for one that is not of this corpus."""

    def keep(self) -> None:
        """Leave what was measured to the next audit, where there is a place for it."""


class Fresh:
    """Every text compared now, by as many threads and in as many passes as ``resources`` ask for."""

    def __init__(self, sets: ShingleSets, engine: Engine, resources: Resources | None = None) -> None:
        self.sizes, self.words = sets.sizes, sets.words
        self._engine = engine
        allowed = resources or Resources()
        self._texts = Incidence.of(sets, Room.within(allowed.memory_mb, len(sets.hashes), allowed.workers))

    def verified(self, first: I64, second: I64) -> Pairs:
        return self._texts.verified(first, second)

    def similar(self, rank: I64) -> Pairs:
        return find_similar(self._texts, rank, threshold=NEAR_THRESHOLD, engine=self._engine)

    def contained(self, rank: I64) -> Pairs:
        return contained_pairs(self._texts, self.words, CONTAINED_SHARE, rank)

    def sets(self, places: I64) -> ShingleSets:
        return self._texts.sets.take(places)

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        yield self._texts.sets, np.arange(len(self.sizes))

    def keep(self) -> None:
        """Nothing is left to anybody."""


class Noting:
    """Every text compared now, and what is measured kept for the next audit. ``rows`` int64 (sets,): of the memory."""

    def __init__(self, fresh: Fresh, memory: TextMemory, rows: I64) -> None:
        self.sizes, self.words = fresh.sizes, fresh.words
        self._fresh, self._memory, self._rows = fresh, memory, rows
        self._noted = Measured.nothing()
        self._whole = True

    def verified(self, first: I64, second: I64) -> Pairs:
        return self._note(self._fresh.verified(first, second), similar=False)

    def similar(self, rank: I64) -> Pairs:
        return self._note(self._fresh.similar(rank), similar=True)

    def contained(self, rank: I64) -> Pairs:
        return self._note(self._fresh.contained(rank), similar=False)

    def sets(self, places: I64) -> ShingleSets:
        return self._fresh.sets(places)

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        return self._fresh.parts()

    def _note(self, pairs: Pairs, *, similar: bool) -> Pairs:
        one, other = self._rows[pairs.first], self._rows[pairs.second]
        smaller = np.minimum(self.sizes[pairs.first], self.sizes[pairs.second])
        shared = np.rint(pairs.containment * smaller).astype(np.int64)
        apart = one != other
        measured = Measured.of(one[apart], other[apart], shared[apart], np.full(int(apart.sum()), similar))
        self._noted = self._noted.joined(measured)
        self._whole &= pairs.skipped == 0
        return pairs

    def keep(self) -> None:
        """Leave it to the next audit; where crowds left pairs out nothing is left, because nothing is complete."""
        rows = np.unique(self._rows) if self._whole else np.empty(0, np.int64)
        self._memory.keep(rows, self._noted if self._whole else Measured.nothing())


class Remembered:
    """Pairs of the last audit, and those that new texts bring. ``rows`` int64 (sets,): of the memory."""

    def __init__(self, memory: TextMemory, rows: I64, texts: Texts, pairs: Measured) -> None:
        self.sizes, self.words = texts.sizes[rows], texts.words[rows]
        self._memory, self._rows, self._texts = memory, rows, texts
        self._pairs = pairs

    def verified(self, first: I64, second: I64) -> Pairs:
        one, other = self._rows[first], self._rows[second]
        keys = pair_keys(np.minimum(one, other), np.maximum(one, other))
        self._measure(np.setdiff1d(keys[one != other], self._pairs.keys))
        places = np.searchsorted(self._pairs.keys, keys).clip(max=max(0, len(self._pairs.keys) - 1))
        measured = self._pairs.shared[places] if len(self._pairs.keys) else np.zeros(len(keys), np.int64)
        return self._as_pairs(first, second, np.where(one == other, self.sizes[first], measured))

    def _measure(self, keys: I64) -> None:
        """Add pairs of rows that nobody has looked at."""
        rows, places = np.unique(np.concatenate([keys >> 32, keys & 0xFFFFFFFF]), return_inverse=True)
        overlap = Fresh(self._memory.sets(rows), "exact").verified(places[: len(keys)], places[len(keys) :])
        smaller = np.minimum(self._texts.sizes[keys >> 32], self._texts.sizes[keys & 0xFFFFFFFF])
        shared = np.rint(overlap.containment * smaller).astype(np.int64)
        new = Measured.of(keys >> 32, keys & 0xFFFFFFFF, shared, np.zeros(len(keys), np.bool_))
        self._pairs = self._pairs.joined(new)

    def similar(self, rank: I64) -> Pairs:  # noqa: ARG002 - there are no crowds, so nothing to rank hubs for
        first, second, shared = self._of_sets(self._pairs.where(self._pairs.similar))
        alone = self._equal_texts()
        first, second = (np.concatenate([side, equal]) for side, equal in zip((first, second), alone, strict=True))
        shared = np.concatenate([shared, self.sizes[alone[0]]])
        return _sorted(self._as_pairs(np.minimum(first, second), np.maximum(first, second), shared))

    def contained(self, rank: I64) -> Pairs:  # noqa: ARG002
        first, second, shared = self._of_sets(self._pairs)
        swapped = self.sizes[first] > self.sizes[second]
        inner, outer = np.where(swapped, second, first), np.where(swapped, first, second)
        held = inside(shared, (self.sizes[inner], self.words[inner]), (self.sizes[outer], self.words[outer]))
        return _sorted(self._as_pairs(inner[held], outer[held], shared[held]))

    def sets(self, places: I64) -> ShingleSets:
        return self._memory.sets(self._rows[places])

    def parts(self) -> Iterator[tuple[ShingleSets, I64]]:
        place_of = np.full(len(self._texts.times), -1, dtype=np.int64)
        place_of[self._rows] = np.arange(len(self._rows))
        for segment in self._memory.segments():
            yield segment.sets, place_of[segment.start : segment.start + len(segment.sets)]
        again = np.flatnonzero(place_of[self._rows] != np.arange(len(self._rows)))
        yield self.sets(again), again  # short texts that stand for several sets

    def _as_pairs(self, first: I64, second: I64, shared: I64) -> Pairs:
        one, other = self.sizes[first], self.sizes[second]
        counts = shared.astype(np.float64)
        return Pairs(
            first=first,
            second=second,
            similarity=jaccard(counts, one, other),
            containment=containment(counts, one, other),
            skipped=0,
        )

    def _of_sets(self, pairs: Measured) -> tuple[I64, I64, I64]:
        """Pairs of rows as pairs of sets; a short text can stand for several sets."""
        order = np.argsort(self._rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self._texts.times)])
        one, other = pairs.first, pairs.second
        across = self._texts.times[other]
        count = self._texts.times[one] * across
        origin = np.repeat(np.arange(len(one)), count)
        ramp = np.arange(len(origin)) - np.repeat(np.cumsum(count) - count, count)
        first = order[starts[one[origin]] + ramp // np.maximum(1, across[origin])]
        second = order[starts[other[origin]] + ramp % np.maximum(1, across[origin])]
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

    def keep(self) -> None:
        """Leave all of it to the next audit."""
        self._memory.keep(np.flatnonzero(self._texts.times), self._pairs)


def _sorted(pairs: Pairs) -> Pairs:
    return pairs.where(np.argsort(pair_keys(pairs.first, pairs.second), kind="stable"))


def overlaps_of(
    memory: TextMemory, rows: I64, engine: Engine, resources: Resources | None = None
) -> Noting | Remembered:
    """Overlaps between the texts at ``rows`` of the memory: int64 (sets,), equal where two sets have one text."""
    sizes, words = memory.sizes()
    compared = memory.compared()
    times = np.bincount(rows, minlength=len(memory)).astype(np.int64)
    texts = Texts(sizes=sizes, words=words, times=times, new=~compared.texts)
    if compared.texts[rows].any() and times.max() <= GROUP_CAP:
        brought = new_pairs(memory, texts, banded=engine == "lsh")
        if brought is not None:
            here = compared.pairs.where((times[compared.pairs.first] > 0) & (times[compared.pairs.second] > 0))
            return Remembered(memory, rows, texts, here.joined(brought))
    return Noting(Fresh(memory.sets(rows), engine, resources), memory, rows)
