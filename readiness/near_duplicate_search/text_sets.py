"""Pairs of texts, and how much exactly they share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import each, shares
from readiness.near_duplicate_search.shingle_frequency import Room
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
        return Pairs(
            first=self.first[kept],
            second=self.second[kept],
            similarity=self.similarity[kept],
            containment=self.containment[kept],
            skipped=self.skipped,
        )

    def among(self, texts: I64) -> Pairs:
        """The pairs by the names that ``texts`` gives to their positions; names ascend."""
        return replace(self, first=texts[self.first], second=texts[self.second])

    @classmethod
    def concatenated(cls, parts: list[Pairs]) -> Pairs:
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
class Incidence:
    """The shingle sets of texts that are compared, and the room the comparison may take."""

    sets: ShingleSets
    room: Room

    @classmethod
    def of(cls, sets: ShingleSets, room: Room | None = None) -> Incidence:
        return cls(sets=sets, room=room or Room())

    @property
    def sizes(self) -> I64:
        """Distinct shingles of each text."""
        return self.sets.sizes

    def shared(self, first: I64, second: I64, threshold: float = 0.0) -> I64:
        """How many shingles each pair shares, exactly: int64, in the order of the pairs.

        With a ``threshold``, -1 for pairs whose similarity is below it.
        """
        order = np.argsort(first, kind="stable")
        one, other = first[order].astype(np.int64), second[order].astype(np.int64)
        found = np.empty(len(first), dtype=np.int64)

        def compare(span: tuple[int, int]) -> None:
            start, stop = span
            pairs = fixed(one[start:stop]), fixed(other[start:stop])
            load("overlaps").overlaps(self.sets.buffers, *pairs, threshold, found[start:stop])

        work = np.concatenate([[0], np.cumsum(self.sizes[other])]).astype(np.int64)
        each(compare, shares(work, 4 * self.room.threads) if len(first) else [], self.room.threads)
        placed = np.empty_like(found)
        placed[order] = found
        return placed

    def verified(self, first: I64, second: I64) -> Pairs:
        """Exact Jaccard similarity and containment of each pair."""
        return self.measured(first, second, self.shared(first, second))

    def similar(self, first: I64, second: I64, threshold: float) -> Pairs:
        """The pairs whose Jaccard similarity reaches the threshold."""
        shared = self.shared(first, second, threshold)
        found = shared >= 0
        pairs = self.measured(first[found], second[found], shared[found])
        return pairs.where(pairs.similarity >= threshold - TOLERANCE)

    def measured(self, first: I64, second: I64, shared: I64) -> Pairs:
        """Pairs whose numbers of shared shingles are known."""
        sizes = self.sizes
        counted = shared.astype(np.float64)
        return Pairs(
            first=first,
            second=second,
            similarity=jaccard(counted, sizes[first], sizes[second]),
            containment=containment(counted, sizes[first], sizes[second]),
        )
