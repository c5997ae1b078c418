"""Shingle sets of many texts as three flat arrays, and the similarity and containment of sets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import SetArrays
from readiness.near_duplicate_search.kernels.compile_cache import load

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShingleSets:
    """Sets of 64-bit shingle hashes: set ``i`` is ``hashes[offsets[i]:offsets[i + 1]]``.

    No hash comes twice in a set; they are in order of first occurrence in the text.
    ``hashes`` uint64 (total,), ``offsets`` int64 (n + 1,), ``words`` int64 (n,): words of each text.
    """

    hashes: U64
    offsets: I64
    words: I64

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, position: int) -> U64:
        return self.hashes[self.offsets[position] : self.offsets[position + 1]]

    @property
    def sizes(self) -> I64:
        """Distinct shingles of each text: int64 (n,). 0 means there is no word in it."""
        return np.diff(self.offsets)

    @property
    def rank_keys(self) -> U64:
        """Words, distinct shingles and lowest hash of each text: uint64 (3, n), the keys of ``content_rank``."""
        lowest = np.zeros(len(self), dtype=np.uint64)
        filled = np.flatnonzero(self.sizes)
        if len(filled):
            lowest[filled] = np.minimum.reduceat(self.hashes, self.offsets[filled])
        return np.stack([self.words.astype(np.uint64), self.sizes.astype(np.uint64), lowest])

    @property
    def buffers(self) -> SetArrays:
        """Hashes and offsets, read-only, as kernels take them."""
        return SetArrays(read_only(self.hashes), read_only(self.offsets))

    @classmethod
    def concatenate(cls, parts: Iterable[ShingleSets]) -> ShingleSets:
        """The sets of all parts, in order."""
        builder = ShingleSetBuilder()
        for part in parts:
            builder.add(part)
        return builder.build()

    def take(self, positions: I64) -> ShingleSets:
        """The sets at ``positions``, in that order."""
        if np.array_equal(positions, np.arange(len(self))):
            return self
        offsets = np.concatenate([[0], np.cumsum(self.sizes[positions])]).astype(np.int64)
        hashes = np.empty(offsets[-1], dtype=np.uint64)
        load("overlaps").copy_sets(self.buffers, read_only(positions.astype(np.int64)), hashes)
        return ShingleSets(hashes=hashes, offsets=offsets, words=self.words[positions])


class ShingleSetBuilder:
    """Builder of sets from parts, in one array that grows in place: no second copy of all of them.

    Beyond ``held_bytes`` of hashes they go to a nameless file and are mapped from there, so that memory holds only what
    is being read.
    """

    def __init__(self, held_bytes: float = float("inf")) -> None:
        self._hashes = np.empty(0, np.uint64)
        self._held_bytes = held_bytes
        self._file: IO[bytes] | None = None
        self._sizes: list[I64] = []
        self._words: list[I64] = []

    def add(self, part: ShingleSets) -> None:
        """Append the sets of one part."""
        used = len(self._hashes)
        if self._file is None and (used + len(part.hashes)) * self._hashes.itemsize > self._held_bytes:
            self._file = tempfile.TemporaryFile(prefix="readiness-shingles-")  # noqa: SIM115 - lives as long as the sets
            self._file.write(self._hashes.data)
            self._hashes = np.empty(0, np.uint64)
        if self._file:
            self._file.write(np.ascontiguousarray(part.hashes).data)
        else:
            self._hashes.resize(used + len(part.hashes), refcheck=False)
            self._hashes[used:] = part.hashes
        self._sizes.append(part.sizes)
        self._words.append(part.words)

    def build(self) -> ShingleSets:
        """All sets that were added, in order."""
        sizes = np.concatenate([np.zeros(1, np.int64), *self._sizes])
        words = np.concatenate([np.empty(0, np.int64), *self._words])
        return ShingleSets(hashes=self._all_hashes(), offsets=np.cumsum(sizes), words=words)

    def _all_hashes(self) -> U64:
        if self._file is None:
            return self._hashes
        self._file.flush()
        return np.asarray(np.memmap(self._file, dtype=np.uint64, mode="r"))


def content_rank(rank_keys: U64) -> I64:
    """Rank of each text, the longest first, ties by content: it does not depend on the order of the texts."""
    words, sizes, lowest = rank_keys
    rank = np.empty(len(words), dtype=np.int64)
    rank[np.lexsort((lowest, ~sizes, ~words))] = np.arange(len(words))
    return rank


def jaccard(shared: npt.NDArray[np.float64], first: I64, second: I64) -> npt.NDArray[np.float64]:
    """Shared ÷ all distinct shingles of two sets of the given sizes (Jaccard 1901), 0-1, elementwise."""
    return shared / np.maximum(1, first + second - shared)


def containment(shared: npt.NDArray[np.float64], first: I64, second: I64) -> npt.NDArray[np.float64]:
    """Share of the smaller set that lies inside the other (Broder 1997), 0-1, elementwise."""
    return shared / np.maximum(1, np.minimum(first, second))
