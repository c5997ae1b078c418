"""Signatures of texts, and the shingle sets of the few of them that have to be verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.batches import batches
from readiness.near_duplicate_search.distinct_texts import DistinctTexts
from readiness.near_duplicate_search.minhash import NUM_PERM, U32, signatures_of, sketch_texts
from readiness.near_duplicate_search.parallel import for_each, map_in_order
from readiness.near_duplicate_search.shingle_frequency import MemoryBudget
from readiness.near_duplicate_search.shingles import I64, ShingleSetBuilder, ShingleSets, content_rank
from readiness.near_duplicate_search.shingling import KernelBatch, prepare_batch, shingle_batch
from readiness.near_duplicate_search.text_sets import TextSets

Rereadable: TypeAlias = Sequence[str] | Sequence[pa.Array] | pa.Array | pa.ChunkedArray


class SignatureSource(Protocol):
    """Texts for locality-sensitive hashing. ``budget``: memory and threads that a comparison may use."""

    @property
    def budget(self) -> MemoryBudget: ...

    @property
    def signatures(self) -> U32:
        """The signature of every text: uint32 (n, ``NUM_PERM``)."""

    def sets(self, chosen: I64) -> ShingleSets:
        """The shingle sets of some texts, in the order of ``chosen``, which ascends."""

    def rank(self, chosen: I64) -> I64:
        """Rank of texts whose sets were asked for, lower is preferred: int64 (chosen,)."""


class HeldSets:
    """Texts whose shingle sets are in memory, with a rank of each."""

    def __init__(self, texts: TextSets, rank: I64) -> None:
        self.budget = texts.budget
        self._sets = texts.sets
        self._rank = rank

    @cached_property
    def signatures(self) -> U32:
        return signatures_of(self._sets, threads=self.budget.threads)

    def sets(self, chosen: I64) -> ShingleSets:
        return self._sets.take(chosen)

    def rank(self, chosen: I64) -> I64:
        return self._rank[chosen]


def _count(texts: Rereadable) -> int:
    """Number of texts, in arrays or not."""
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        return len(texts)
    return sum(len(text) if isinstance(text, pa.Array) else 1 for text in texts)


class RereadTexts:
    """Texts that can be read more than once: all get a signature, and shingle sets are made only of some.

    The texts here are the distinct ones; ``distinct`` numbers them. Signatures take 512 bytes per distinct text. The
    rank is by content and known for texts whose sets were asked for; the others come last.
    """

    def __init__(self, texts: Rereadable, budget: MemoryBudget, held_bytes: float) -> None:
        self.budget = budget
        self._texts = texts
        self._held_bytes = held_bytes
        self.distinct = DistinctTexts(texts, budget.threads)
        rows = np.empty((_count(texts), NUM_PERM), dtype=np.uint32)
        for_each(lambda one: sketch_texts(*one), self._with_rows(rows), budget.threads)
        self.signatures: U32 = rows[: self.distinct.count]
        self.rank_keys = np.zeros((3, len(self.signatures)), dtype=np.uint64)

    def _with_rows(self, rows: U32) -> Iterator[tuple[KernelBatch, I64, U32]]:
        """Every batch, the places of its new texts, and the rows their signatures go to."""
        for batch, firsts in self.distinct.new_texts():
            count = self.distinct.count
            yield batch, firsts, rows[count - len(firsts) : count]

    def sets(self, chosen: I64) -> ShingleSets:
        def sets_of(batch_and_places: tuple[pa.Array, I64]) -> ShingleSets:
            batch, places = batch_and_places
            wanted = batch if len(places) == len(batch) else batch.take(pa.array(places))
            return shingle_batch(prepare_batch(wanted), np.arange(len(places), dtype=np.int64))

        wanted = zip(batches(self._texts), self.distinct.places(chosen), strict=True)
        builder = ShingleSetBuilder(self._held_bytes)
        for part in map_in_order(sets_of, (one for one in wanted if len(one[1])), self.budget.threads):
            builder.add(part)
        sets = builder.build()
        self.rank_keys[:, chosen] = sets.rank_keys
        return sets

    def rank(self, chosen: I64) -> I64:
        return content_rank(self.rank_keys[:, chosen])
