"""The distinct texts among many, as they stream by: equal but for white space is equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.batches import Texts, batches
from readiness.near_duplicate_search.equal_groups import Groups
from readiness.near_duplicate_search.fingerprints import FirstWith, Prints, fingerprints
from readiness.near_duplicate_search.parallel import in_order
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.shingling import Readable, readable


class Distinct:
    """Reads texts once, batch by batch, and numbers the distinct ones in order of first occurrence."""

    def __init__(self, texts: Texts, threads: int) -> None:
        self._texts = texts
        self._threads = threads
        self._numbered = FirstWith()
        self._of: list[I64] = []
        self._firsts: list[I64] = []

    @property
    def known(self) -> int:
        """Distinct texts so far."""
        return self._numbered.known

    def fresh(self) -> Iterator[tuple[Readable, I64]]:
        """Every batch, and the places in it of texts that were not seen before."""

        def look(batch: pa.Array) -> tuple[Prints, Readable]:
            return fingerprints(batch), readable(batch)

        for prints, read in in_order(look, batches(self._texts), self._threads):
            known = self._numbered.known
            self._of.append(self._numbered.groups(prints))
            found, firsts = np.unique(self._of[-1], return_index=True)
            self._firsts.append(firsts[found >= known].astype(np.int64))
            yield read, self._firsts[-1]

    def groups(self) -> Groups:
        """Which texts are equal, once all were read."""
        of = np.concatenate([np.empty(0, np.int64), *self._of])
        counts = np.bincount(of, minlength=self._numbered.known)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Groups(of=of, members=np.argsort(of, kind="stable"), starts=starts)

    def places(self, chosen: I64) -> Iterable[I64]:
        """Where in each batch the chosen distinct texts stand. ``chosen`` ascends."""
        ends = np.cumsum([len(firsts) for firsts in self._firsts])
        for firsts, end in zip(self._firsts, ends.tolist(), strict=True):
            start = end - len(firsts)
            low, high = np.searchsorted(chosen, (start, end))
            yield firsts[chosen[low:high] - start]
