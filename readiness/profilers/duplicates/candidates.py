"""Which pairs are worth comparing: shared prefix shingles (exact) or shared signature bands (LSH).

A group of texts that all share one shingle or band is compared pair by pair up to ``GROUP_CAP`` members. Beyond it
every member is compared with the group's ``HUBS`` best-ranked members only, and the pairs left out are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from readiness.profilers.duplicates.shingles import I64

GROUP_CAP = 2_000
"""Members of one group compared all with all: two million pairs, seconds of work. Chosen by us."""
HUBS = 16
"""Members of a larger group that everyone is compared with. Chosen by us."""

_BLOCK_PRODUCTS = 1 << 22  # sparse products formed at once: about 100 MB


def hub_pairs(members: I64, rank: I64) -> tuple[I64, I64, int]:
    """Pairs of every member with the best-ranked ones, and how many pairs that leaves uncompared."""
    ordered = members[np.argsort(rank[members], kind="stable")]
    first = np.repeat(ordered[:HUBS], len(ordered))
    second = np.tile(ordered, min(HUBS, len(ordered)))
    apart = rank[first] < rank[second]
    possible = len(members) * (len(members) - 1) // 2
    return first[apart], second[apart], possible - int(np.count_nonzero(apart))


def _without(matrix: Any, columns: I64) -> Any:
    from scipy.sparse import diags_array

    keep = np.ones(matrix.shape[1], dtype=np.int32)
    keep[columns] = 0
    thinned = (matrix @ diags_array(keep)).tocsr()
    thinned.eliminate_zeros()
    return thinned


def _row_blocks(probe: Any, postings: Any) -> Iterator[tuple[int, int]]:
    """Rows whose products fit in one block of memory."""
    sizes = np.diff(postings.indptr)
    work = np.concatenate([[0], np.cumsum(sizes[probe.indices])])[probe.indptr]
    start, rows = 0, probe.shape[0]
    while start < rows:
        stop = max(start + 1, int(np.searchsorted(work, work[start] + _BLOCK_PRODUCTS, side="right")) - 1)
        yield start, stop
        start = stop


def sharing_pairs(probe: Any, index: Any, rank: I64, cap: int = GROUP_CAP) -> Iterator[tuple[I64, I64, int]]:
    """Blocks of ``(row of probe, row of index, pairs skipped)`` that share a column, a row with itself left out.

    ``probe`` and ``index`` are CSR over the same rows and columns. No pair comes twice within a block.
    """
    crowd = np.bincount(index.indices, minlength=index.shape[1])
    crowded = np.flatnonzero((crowd > cap) & (np.bincount(probe.indices, minlength=probe.shape[1]) > 0))
    if len(crowded):
        by_column = index.tocsc()
        for column in crowded:
            yield hub_pairs(by_column.indices[by_column.indptr[column] : by_column.indptr[column + 1]], rank)
        probe, index = _without(probe, crowded), _without(index, crowded)
    postings = index.T.tocsr()
    for start, stop in _row_blocks(probe, postings):
        found = (probe[start:stop] @ postings).tocoo()
        rows, columns = found.coords[0].astype(np.int64) + start, found.coords[1].astype(np.int64)
        apart = rows != columns
        yield rows[apart], columns[apart], 0
