"""Texts that are equal but for white space, found while texts stream by: 24 bytes are held per distinct text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.near_duplicate_search.batches import buffers, fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingles import I64

Prints = npt.NDArray[np.uint64]

_START = 1 << 10


def fingerprints(batch: pa.Array) -> Prints:
    """Two 64-bit hashes of each text of a batch, white space taken as single spaces: (n, 2)."""
    prints = np.empty((len(batch), 2), dtype=np.uint64)
    load("text_fingerprint").fingerprints(buffers(batch), prints)
    return prints


class FirstWith:
    """Numbers texts by fingerprint in order of first occurrence."""

    def __init__(self) -> None:
        self.known = 0
        self._seen = np.empty((_START, 2), dtype=np.uint64)
        self._table = np.full(2 * _START, -1, dtype=np.int64)

    def groups(self, prints: Prints) -> I64:
        """The number of each text of the next batch: int64 (n,)."""
        self._make_room(len(prints))
        found = np.empty(len(prints), dtype=np.int64)
        self.known = load("text_fingerprint").first_with(fixed(prints), self.known, self._seen, self._table, found)
        return found

    def _make_room(self, more: int) -> None:
        if self.known + more <= len(self._seen):
            return
        size = max(2 * len(self._seen), 1 << (self.known + more).bit_length())
        seen = self._seen[: self.known]
        self._seen = np.empty((size, 2), dtype=np.uint64)
        self._table = np.full(2 * size, -1, dtype=np.int64)
        numbers = np.empty(self.known, dtype=np.int64)
        load("text_fingerprint").first_with(fixed(seen), 0, self._seen, self._table, numbers)
