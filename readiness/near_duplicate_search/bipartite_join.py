"""An exact join of new texts with stored ones: prefix filtering over the shingles of the new ones alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingle_frequency import min_shared
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets
from readiness.near_duplicate_search.text_sets import distinct_pairs
from readiness.near_duplicate_search.thresholds import CONTAINED_SHARE, are_contained, are_near

_PRODUCTS = 1 << 22  # sparse products formed at once: about 100 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class BipartiteJoin:
    """``matrix``: scipy CSR (n, shingles of new texts), row entries from rare to common; the first ``new`` rows are
    new. ``sizes`` and ``words`` int64 (n,): all shingles and words of each, those of no new text included.
    """

    matrix: Any
    new: int
    sizes: I64
    words: I64

    @classmethod
    def of(cls, new: ShingleSets, old: ShingleSets) -> BipartiteJoin:
        """The sets of new texts and of stored ones."""
        from scipy.sparse import csr_array

        known, column_of = np.unique(new.hashes, return_inverse=True)
        places = _places_of(known, old.hashes)
        hit = places >= 0
        columns = np.concatenate([column_of, places[hit]])
        order = np.argsort(np.bincount(columns, minlength=len(known)), kind="stable")
        rarity = np.empty(len(known), dtype=np.int64)
        rarity[order] = np.arange(len(known))
        hits_before = np.concatenate([[0], np.cumsum(hit)])[old.offsets]
        indptr = np.concatenate([new.offsets, new.offsets[-1] + hits_before[1:]])
        shape = (len(new) + len(old), len(known))
        matrix = csr_array((np.ones(len(columns), np.int32), rarity[columns], indptr), shape=shape)
        matrix.sort_indices()
        sizes, words = (np.concatenate(pair) for pair in ((new.sizes, old.sizes), (new.words, old.words)))
        return cls(matrix=matrix, new=len(new), sizes=sizes, words=words)

    def related_pairs(self) -> tuple[I64, I64, I64]:
        """Pairs of rows, first < second and new, that are near-duplicates or one inside the other; shingles in both."""
        parts = [distinct_pairs(np.minimum(one, other), np.maximum(one, other)) for one, other in self._candidates()]
        none = np.empty(0, np.int64)
        first, second = (np.concatenate([none, *(pair[end] for pair in parts)]) for end in range(2))
        first, second = distinct_pairs(first, second)
        shared = self._count_shared(first, second)
        sizes, words = self.sizes, self.words
        kept = are_near(shared, sizes[first], sizes[second])
        kept |= are_contained(shared, sizes[first], words[first], sizes[second])
        kept |= are_contained(shared, sizes[second], words[second], sizes[first])
        return first[kept], second[kept], shared[kept]

    def _candidates(self) -> Iterator[tuple[I64, I64]]:
        """Pairs of rows that share one of their rarest entries."""
        rows = np.arange(len(self.sizes))
        is_new = rows < self.new
        similar = self._prefix_lengths(min_shared(NEAR_THRESHOLD, self.sizes))
        may_lie = self.words >= CONTAINMENT_MIN_WORDS
        excerpt = np.where(may_lie, self._prefix_lengths(min_shared(CONTAINED_SHARE, self.sizes)), 0)
        everything = np.diff(self.matrix.indptr)
        yield from _sharing_pairs(self._prefixes(np.where(is_new, similar, 0)), self._prefixes(similar))
        yield from _sharing_pairs(self._prefixes(np.where(is_new, excerpt, 0)), self.matrix)
        new_whole = self._prefixes(np.where(is_new, everything, 0))
        yield from _sharing_pairs(self._prefixes(np.where(is_new, 0, excerpt)), new_whole)

    def _prefix_lengths(self, least: I64) -> I64:
        """Entries to compare: those of no new text come first in the order, and can be shared with none."""
        alone = self.sizes - np.diff(self.matrix.indptr)
        lengths: I64 = np.maximum(0, self.sizes - least + 1 - alone)
        return lengths

    def _prefixes(self, lengths: I64) -> Any:
        """Each row cut to so many of its rarest entries."""
        from scipy.sparse import csr_array

        kept = np.minimum(lengths, np.diff(self.matrix.indptr))
        indptr = np.concatenate([[0], np.cumsum(kept)])
        places = np.arange(indptr[-1]) + np.repeat(self.matrix.indptr[:-1] - indptr[:-1], kept)
        columns = self.matrix.indices[places]
        return csr_array((np.ones(len(columns), np.int32), columns, indptr), shape=self.matrix.shape)

    def _count_shared(self, first: I64, second: I64) -> I64:
        """Shingles that each pair shares."""
        entries = np.diff(self.matrix.indptr)
        work = np.concatenate([[0], np.cumsum(entries[first] + entries[second])])
        shared = np.zeros(len(first), dtype=np.int64)
        for start, stop in _bounded_ranges(work):
            both = self.matrix[first[start:stop]].multiply(self.matrix[second[start:stop]])
            shared[start:stop] = both.sum(axis=1)
        return shared


def _places_of(known: U64, hashes: U64) -> I64:
    """The place of each hash among the ``known``, -1 for one that is not there: int64 (hashes,)."""
    places = np.empty(len(hashes), dtype=np.int64)
    table = np.full(max(16, 1 << (2 * len(known)).bit_length()), -1, dtype=np.int32)
    load("bucket_counts").places_of(read_only(known), table, read_only(hashes), places)
    return places


def _bounded_ranges(work: I64) -> Iterator[tuple[int, int]]:
    """Ranges of bounded work; ``work`` int64 (n + 1,) is cumulative."""
    start, count = 0, len(work) - 1
    while start < count:
        stop = max(start + 1, int(np.searchsorted(work, work[start] + _PRODUCTS, side="right")) - 1)
        yield start, stop
        start = stop


def _sharing_pairs(probe: Any, index: Any) -> Iterator[tuple[I64, I64]]:
    """Blocks of (row of probe, row of index) that share a column, a row with itself left out."""
    postings = index.T.tocsr()
    work = np.concatenate([[0], np.cumsum(np.diff(postings.indptr)[probe.indices])])[probe.indptr]
    for start, stop in _bounded_ranges(work):
        products = (probe[start:stop] @ postings).tocoo()
        rows, columns = products.coords[0].astype(np.int64) + start, products.coords[1].astype(np.int64)
        apart = rows != columns
        yield rows[apart], columns[apart]
