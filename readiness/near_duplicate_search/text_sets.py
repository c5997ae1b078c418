"""Pairs of texts, and the exact overlap of their shingle sets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import for_each, split_by_work
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget
from readiness.near_duplicate_search.shingles import I64, ShingleSets, containment, jaccard

F64 = npt.NDArray[np.float64]

TOLERANCE = 1e-9
"""Slack of comparisons with a threshold: 0.8 * 5 is not exactly 4 in binary."""


def pair_keys(first: I64, second: I64) -> I64:
    """One sortable int64 per pair of positions below 2^31."""
    return (first << 32) | second


def distinct_pairs(first: I64, second: I64) -> tuple[I64, I64]:
    """The pairs sorted, each once."""
    keys = np.unique(pair_keys(first, second))
    return keys >> 32, keys & 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Verified pairs of texts by position: ``first``, ``second`` int64, exact ``similarity`` and ``containment`` 0-1.

    ``skipped`` counts pairs that were left uncompared because too many texts share one shingle; 0 means complete.
    """

    first: I64
    second: I64
    similarity: F64
    containment: F64
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.first)

    def where(self, kept: npt.NDArray[np.bool_] | I64) -> Pairs:
        """The pairs that a mask or an array of places selects."""
        return Pairs(
            first=self.first[kept],
            second=self.second[kept],
            similarity=self.similarity[kept],
            containment=self.containment[kept],
            skipped=self.skipped,
        )

    def of_texts(self, texts: I64) -> Pairs:
        """The same pairs with ``texts[position]`` in place of each position; ``texts`` ascends."""
        return replace(self, first=texts[self.first], second=texts[self.second])

    @classmethod
    def concatenate(cls, parts: list[Pairs]) -> Pairs:
        """All pairs in order of ``(first, second)``, each once."""
        first = np.concatenate([np.empty(0, np.int64), *(part.first for part in parts)])
        second = np.concatenate([np.empty(0, np.int64), *(part.second for part in parts)])
        _, kept = np.unique(pair_keys(first, second), return_index=True)
        joined = cls(
            first=first,
            second=second,
            similarity=np.concatenate([np.empty(0), *(part.similarity for part in parts)]),
            containment=np.concatenate([np.empty(0), *(part.containment for part in parts)]),
            skipped=sum(part.skipped for part in parts),
        )
        return joined.where(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSets:
    """The shingle sets of texts that are compared, and the memory and threads that the comparison may use."""

    sets: ShingleSets
    budget: MemoryBudget

    @classmethod
    def of(cls, sets: ShingleSets, budget: MemoryBudget | None = None) -> TextSets:
        """Sets with a budget, the default one where none is given."""
        return cls(sets=sets, budget=budget or MemoryBudget())

    @property
    def sizes(self) -> I64:
        """Distinct shingles of each text."""
        return self.sets.sizes

    def count_shared(self, first: I64, second: I64, threshold: float = 0.0) -> I64:
        """Shingles that each pair shares, exactly: int64, in the order of the pairs.

        With a ``threshold``, -1 for pairs whose similarity is below it.
        """
        order = np.argsort(first, kind="stable")
        one, other = first[order].astype(np.int64), second[order].astype(np.int64)
        counts = np.empty(len(first), dtype=np.int64)

        def compare(span: tuple[int, int]) -> None:
            start, stop = span
            pairs = read_only(one[start:stop]), read_only(other[start:stop])
            load("overlaps").overlaps(self.sets.buffers, *pairs, threshold, counts[start:stop])

        work = np.concatenate([[0], np.cumsum(self.sizes[other])]).astype(np.int64)
        for_each(compare, split_by_work(work, 4 * self.budget.threads) if len(first) else [], self.budget.threads)
        placed = np.empty_like(counts)
        placed[order] = counts
        return placed

    def verify(self, first: I64, second: I64) -> Pairs:
        """Exact Jaccard similarity and containment of each pair."""
        return self.as_pairs(first, second, self.count_shared(first, second))

    def find_similar(self, first: I64, second: I64, threshold: float) -> Pairs:
        """The pairs whose Jaccard similarity reaches the threshold."""
        shared = self.count_shared(first, second, threshold)
        kept = shared >= 0
        pairs = self.as_pairs(first[kept], second[kept], shared[kept])
        return pairs.where(pairs.similarity >= threshold - TOLERANCE)

    def as_pairs(self, first: I64, second: I64, shared: I64) -> Pairs:
        """Pairs whose numbers of shared shingles are known."""
        sizes = self.sizes
        counts = shared.astype(np.float64)
        return Pairs(
            first=first,
            second=second,
            similarity=jaccard(counts, sizes[first], sizes[second]),
            containment=containment(counts, sizes[first], sizes[second]),
        )
