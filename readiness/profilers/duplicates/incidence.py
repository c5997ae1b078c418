"""Texts × shingles as a sparse matrix whose columns run from the rarest shingle to the commonest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.shingles import I64, ShingleSets, containment, jaccard

F64 = npt.NDArray[np.float64]

_VERIFY_SHINGLES = 1 << 22  # shingles gathered at once when pairs are verified: about 50 MB
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
    """``matrix``: scipy CSR int32 (n, shared shingles), row entries from rare to common; ``sizes`` int64 (n,).

    Shingles of one text alone have no column: they can be shared with nobody, but count in ``sizes``.
    """

    matrix: Any
    sizes: I64

    @classmethod
    def of(cls, sets: ShingleSets) -> Incidence:
        """Columns in order of (number of texts, hash): any fixed order makes prefix filtering exact, this one fast."""
        from scipy.sparse import csr_array

        _, column_of, texts = np.unique(sets.hashes, return_inverse=True, return_counts=True)
        alone = int(np.count_nonzero(texts == 1))
        rank = np.empty(len(texts), dtype=np.int64)
        rank[np.argsort(texts, kind="stable")] = np.arange(len(texts)) - alone
        columns = rank[column_of]
        shared = columns >= 0
        owners = np.repeat(np.arange(len(sets)), sets.sizes)[shared]
        indptr = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(sets)))])
        data = np.ones(len(owners), dtype=np.int32)
        matrix = csr_array((data, columns[shared], indptr), shape=(len(sets), len(texts) - alone))
        matrix.sort_indices()
        return cls(matrix=matrix, sizes=sets.sizes)

    def prefix(self, lengths: I64) -> Any:
        """Each row cut to its ``lengths`` rarest shingles, those of one text alone counted but not kept."""
        from scipy.sparse import csr_array

        held = np.diff(self.matrix.indptr)
        kept = np.clip(lengths - (self.sizes - held), 0, held)
        indptr = np.concatenate([[0], np.cumsum(kept)])
        places = np.arange(indptr[-1]) + np.repeat(self.matrix.indptr[:-1] - indptr[:-1], kept)
        columns = self.matrix.indices[places]
        return csr_array((np.ones(len(columns), np.int32), columns, indptr), shape=self.matrix.shape)

    def shared(self, first: I64, second: I64) -> F64:
        """How many shingles each pair shares, exactly: float64, in the order of the pairs."""
        found = np.zeros(len(first), dtype=np.float64)
        for start, stop in self._chunks(first, second):
            product = self.matrix[first[start:stop]].multiply(self.matrix[second[start:stop]])
            found[start:stop] = product.sum(axis=1)
        return found

    def _chunks(self, first: I64, second: I64) -> Iterator[tuple[int, int]]:
        held = np.diff(self.matrix.indptr)
        load = np.cumsum(held[first] + held[second])
        start = 0
        while start < len(first):
            before = load[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(load, before + _VERIFY_SHINGLES, side="right")))
            yield start, stop
            start = stop

    def verified(self, first: I64, second: I64) -> Pairs:
        """Exact Jaccard similarity and containment of each pair."""
        return self.measured(first, second, self.shared(first, second))

    def measured(self, first: I64, second: I64, shared: F64) -> Pairs:
        """Pairs whose numbers of shared shingles are known."""
        sizes_first, sizes_second = self.sizes[first], self.sizes[second]
        return Pairs(
            first=first,
            second=second,
            similarity=jaccard(shared, sizes_first, sizes_second),
            containment=containment(shared, sizes_first, sizes_second),
        )
