"""Distinct texts among many, read once, batch by batch: texts that are equal but for white space are equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.batches import Texts, batches
from readiness.near_duplicate_search.equal_groups import EqualGroups
from readiness.near_duplicate_search.fingerprints import FingerprintNumbers, Fingerprints, fingerprints
from readiness.near_duplicate_search.parallel import map_in_order
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.shingling import KernelBatch, prepare_batch


class DistinctTexts:
    """Distinct texts, numbered in order of first occurrence."""

    def __init__(self, texts: Texts, threads: int) -> None:
        self._texts = texts
        self._threads = threads
        self._numbers = FingerprintNumbers()
        self._of: list[I64] = []
        self._firsts: list[I64] = []

    @property
    def count(self) -> int:
        """Distinct texts so far."""
        return self._numbers.count

    def new_texts(self) -> Iterator[tuple[KernelBatch, I64]]:
        """Every batch, and the places in it of texts that were not seen before."""

        def prepare(batch: pa.Array) -> tuple[Fingerprints, KernelBatch]:
            return fingerprints(batch), prepare_batch(batch)

        for prints, batch in map_in_order(prepare, batches(self._texts), self._threads):
            before = self.count
            self._of.append(self._numbers.add(prints))
            numbers, firsts = np.unique(self._of[-1], return_index=True)
            self._firsts.append(firsts[numbers >= before].astype(np.int64))
            yield batch, self._firsts[-1]

    def groups(self) -> EqualGroups:
        """Groups of equal texts, once all were read."""
        of = np.concatenate([np.empty(0, np.int64), *self._of])
        counts = np.bincount(of, minlength=self.count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return EqualGroups(of=of, members=np.argsort(of, kind="stable"), starts=starts)

    def places(self, chosen: I64) -> Iterable[I64]:
        """Places in each batch of the chosen distinct texts. ``chosen`` ascends."""
        ends = np.cumsum([len(firsts) for firsts in self._firsts])
        for firsts, end in zip(self._firsts, ends.tolist(), strict=True):
            start = end - len(firsts)
            low, high = np.searchsorted(chosen, (start, end))
            yield firsts[chosen[low:high] - start]
