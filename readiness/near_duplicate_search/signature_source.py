"""Signatures of texts, and the shingle sets of the few of them that have to be looked at more closely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.batches import batches
from readiness.near_duplicate_search.distinct_texts import Distinct
from readiness.near_duplicate_search.minhash import NUM_PERM, U32, sign_texts, signatures_of
from readiness.near_duplicate_search.parallel import each, in_order
from readiness.near_duplicate_search.shingle_frequency import Room
from readiness.near_duplicate_search.shingles import I64, ShingleSets, Stacked, content_rank
from readiness.near_duplicate_search.shingling import Readable, readable, sets_of
from readiness.near_duplicate_search.text_sets import Incidence

Rereadable: TypeAlias = Sequence[str] | Sequence[pa.Array] | pa.Array | pa.ChunkedArray


class Signed(Protocol):
    """Texts for locality-sensitive hashing. ``room`` is what a comparison may take."""

    @property
    def room(self) -> Room: ...

    @property
    def signs(self) -> U32:
        """The signature of every text: uint32 (n, ``NUM_PERM``)."""

    def sets(self, chosen: I64) -> ShingleSets:
        """The shingle sets of some texts, in the order of ``chosen``, which ascends."""

    def rank(self, chosen: I64) -> I64:
        """What orders texts whose sets were asked for, lower is preferred: int64 (chosen,)."""


class HeldSets:
    """Texts whose shingle sets are at hand, with a rank of each."""

    def __init__(self, texts: Incidence, rank: I64) -> None:
        self.room = texts.room
        self._held = texts.sets
        self._rank = rank

    @cached_property
    def signs(self) -> U32:
        return signatures_of(self._held, threads=self.room.threads)

    def sets(self, chosen: I64) -> ShingleSets:
        return self._held.take(chosen)

    def rank(self, chosen: I64) -> I64:
        return self._rank[chosen]


def _count(texts: Rereadable) -> int:
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        return len(texts)
    return sum(len(text) if isinstance(text, pa.Array) else 1 for text in texts)


class ReadAgain:
    """Texts that can be read more than once: all are signed, and shingle sets are made of those that are asked for.

    The texts here are the distinct ones; ``distinct`` tells which came first with each. Signatures take 512 bytes per
    distinct text. The rank is by content and known for texts whose sets were asked for; the others come last.
    """

    def __init__(self, texts: Rereadable, room: Room, held_bytes: float) -> None:
        self.room = room
        self._texts = texts
        self._held_bytes = held_bytes
        self.distinct = Distinct(texts, room.threads)
        rows = np.empty((_count(texts), NUM_PERM), dtype=np.uint32)
        each(lambda one: sign_texts(*one), self._placed(rows), room.threads)
        self.signs: U32 = rows[: self.distinct.known]
        self.looks = np.zeros((3, len(self.signs)), dtype=np.uint64)

    def _placed(self, rows: U32) -> Iterator[tuple[Readable, I64, U32]]:
        """Every batch, what is new in it, and the rows its signatures go to."""
        for read, firsts in self.distinct.fresh():
            known = self.distinct.known
            yield read, firsts, rows[known - len(firsts) : known]

    def sets(self, chosen: I64) -> ShingleSets:
        def taken(batch_and_places: tuple[pa.Array, I64]) -> ShingleSets:
            batch, places = batch_and_places
            wanted = batch if len(places) == len(batch) else batch.take(pa.array(places))
            return sets_of(readable(wanted), np.arange(len(places), dtype=np.int64))

        wanted = zip(batches(self._texts), self.distinct.places(chosen), strict=True)
        stacked = Stacked(self._held_bytes)
        for part in in_order(taken, (one for one in wanted if len(one[1])), self.room.threads):
            stacked.add(part)
        sets = stacked.sets()
        self.looks[:, chosen] = sets.looks
        return sets

    def rank(self, chosen: I64) -> I64:
        return content_rank(self.looks[:, chosen])
