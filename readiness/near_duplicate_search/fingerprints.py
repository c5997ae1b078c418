"""Fingerprints of texts, equal for texts that are equal but for white space: 24 bytes are held per distinct text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.near_duplicate_search.batches import buffers, read_only
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingles import I64

Fingerprints = npt.NDArray[np.uint64]

_START = 1 << 10


def fingerprints(batch: pa.Array) -> Fingerprints:
    """Two 64-bit hashes of each text of a batch, white space taken as single spaces: (n, 2)."""
    prints = np.empty((len(batch), 2), dtype=np.uint64)
    load("text_fingerprint").fingerprints(buffers(batch), prints)
    return prints


class FingerprintNumbers:
    """Numbers of texts by fingerprint, in order of first occurrence; ``count`` of them so far."""

    def __init__(self) -> None:
        self.count = 0
        self._seen = np.empty((_START, 2), dtype=np.uint64)
        self._table = np.full(2 * _START, -1, dtype=np.int64)

    def add(self, prints: Fingerprints) -> I64:
        """The number of each text of the next batch: int64 (n,)."""
        self._grow(len(prints))
        numbers = np.empty(len(prints), dtype=np.int64)
        number = load("text_fingerprint").number_fingerprints
        self.count = number(read_only(prints), self.count, self._seen, self._table, numbers)
        return numbers

    def _grow(self, more: int) -> None:
        """Make space for so many more fingerprints."""
        if self.count + more <= len(self._seen):
            return
        size = max(2 * len(self._seen), 1 << (self.count + more).bit_length())
        seen = self._seen[: self.count]
        self._seen = np.empty((size, 2), dtype=np.uint64)
        self._table = np.full(2 * size, -1, dtype=np.int64)
        numbers = np.empty(self.count, dtype=np.int64)
        load("text_fingerprint").number_fingerprints(read_only(seen), 0, self._seen, self._table, numbers)
