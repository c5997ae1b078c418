"""Which pairs are worth comparing: those that share a shingle of their prefixes, and crowds through their hubs.

A group of texts that all share one shingle or one band is compared pair by pair up to ``GROUP_CAP`` members. A larger
one is a crowd: its best-ranked member becomes a hub and is compared with all the others, those that match it are
settled, the best of the rest is the next hub, and so on. That is what star clustering would do with all pairs, at the
cost of one pass per hub; pairs of texts that one hub has settled are left uncompared and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.incidence import Incidence, Pairs
from readiness.profilers.duplicates.shingles import I64

GROUP_CAP = 1_000
"""Members of one group compared all with all: half a million pairs. Chosen by us."""
HUB_WORK = 4_000_000_000
"""Shingles looked at for the hubs of one crowd: about ten seconds. Chosen by us."""

_BLOCK_PRODUCTS = 1 << 22  # sparse products formed at once: about 100 MB

Matches = Callable[[Pairs], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the hubs of a crowd found. ``hub`` int64 (n,): the hub that settled each text, -1 for none."""

    pairs: Pairs
    hub: I64

    def apart(self, first: I64, second: I64) -> npt.NDArray[np.bool_]:
        """Which pairs still need comparing: those that no common hub has settled."""
        unsettled: npt.NDArray[np.bool_] = (self.hub[first] != self.hub[second]) | (self.hub[first] < 0)
        return unsettled


def split_crowded(probe: Any, index: Any, cap: int) -> tuple[Any, Any, I64]:
    """``probe`` and ``index`` without the columns that more than ``cap`` rows of ``index`` share, and those columns."""
    asked = np.bincount(probe.indices, minlength=probe.shape[1]) > 0
    crowded = asked & (np.bincount(index.indices, minlength=index.shape[1]) > cap)
    if not crowded.any():
        return probe, index, np.empty(0, np.int64)
    return _thinned(probe, ~crowded), _thinned(index, ~crowded), np.flatnonzero(crowded)


def rows_with(matrix: Any, columns: I64) -> I64:
    """The rows that hold any of the columns, anywhere: a crowd must hold whoever could outrank its hubs."""
    wanted = np.zeros(matrix.shape[1], dtype=np.bool_)
    wanted[columns] = True
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return np.unique(rows[wanted[matrix.indices]]).astype(np.int64)


def _thinned(matrix: Any, kept_columns: npt.NDArray[np.bool_]) -> Any:
    from scipy.sparse import csr_array

    kept = kept_columns[matrix.indices]
    indptr = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return csr_array((matrix.data[kept], matrix.indices[kept], indptr), shape=matrix.shape)


def _row_blocks(probe: Any, postings: Any) -> Iterator[tuple[int, int]]:
    """Rows whose products fit in one block of memory."""
    sizes = np.diff(postings.indptr)
    work = np.concatenate([[0], np.cumsum(sizes[probe.indices])])[probe.indptr]
    start, rows = 0, probe.shape[0]
    while start < rows:
        stop = max(start + 1, int(np.searchsorted(work, work[start] + _BLOCK_PRODUCTS, side="right")) - 1)
        yield start, stop
        start = stop


def sharing_pairs(probe: Any, index: Any) -> Iterator[tuple[I64, I64]]:
    """Blocks of ``(row of probe, row of index)`` that share a column, a row with itself left out.

    ``probe`` and ``index`` are CSR over the same rows and columns. No pair comes twice within a block.
    """
    postings = index.T.tocsr()
    for start, stop in _row_blocks(probe, postings):
        found = (probe[start:stop] @ postings).tocoo()
        rows, columns = found.coords[0].astype(np.int64) + start, found.coords[1].astype(np.int64)
        apart = rows != columns
        yield rows[apart], columns[apart]


def settle(texts: Incidence, crowd: I64, rank: I64, matches: Matches, work: int = HUB_WORK) -> Settled:
    """Matching pairs (hub, member) of a crowd, hubs in order of ``rank``; see the module's text.

    ``matches`` says which of the verified pairs count. ``pairs.skipped`` is the number left uncompared.
    """
    ordered = crowd[np.argsort(rank[crowd], kind="stable")]
    rows = texts.matrix[ordered]
    hub = np.full(len(rank), -1, dtype=np.int64)
    parts: list[Pairs] = []
    for text in ordered:
        if hub[text] < 0 and (len(parts) + 1) * rows.nnz <= max(work, rows.nnz):
            pairs = _against_all(texts, rows, ordered, int(text))
            pairs = pairs.where(matches(pairs) & (pairs.second != text))
            members = pairs.second[hub[pairs.second] < 0]
            hub[members], hub[text] = text, text
            parts.append(pairs)
    uncompared = len(ordered) - len(parts)
    return Settled(pairs=replace(Pairs.concatenated(parts), skipped=uncompared * (uncompared - 1) // 2), hub=hub)


def _against_all(texts: Incidence, rows: Any, ordered: I64, text: int) -> Pairs:
    """One text against every text of its crowd."""
    held = texts.matrix
    marks = np.zeros(rows.shape[1], dtype=np.int32)
    marks[held.indices[held.indptr[text] : held.indptr[text + 1]]] = 1
    return texts.measured(np.full(len(ordered), text), ordered, (rows @ marks).astype(np.float64))
