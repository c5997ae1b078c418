"""MinHash signatures, equal to those of datasketch 2 (seed 1, its default scheme ``affine32``).

A signature is a fixed-size sketch of a shingle set; the share of equal places estimates the Jaccard similarity
(Broder 1997). They are for indexes and exchange; nothing is called a duplicate on an estimate alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.near_duplicate_search.batches import Texts, batches, read_only
from readiness.near_duplicate_search.kernels.arrays import Permutations
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import THREADS, for_each, map_in_order, split_by_work
from readiness.near_duplicate_search.shingles import I64, ShingleSets
from readiness.near_duplicate_search.shingling import KernelBatch, prepare_batch

if TYPE_CHECKING:
    from datasketch import LeanMinHash

U32 = npt.NDArray[np.uint32]

NUM_PERM = 128
"""Places of a signature: the default of datasketch; a standard error of at most 0.044 on an estimate."""
SEED = 1
SCHEME = "affine32"
EMPTY = np.uint32(0xFFFFFFFF)
"""Every place of the signature of a text without words. Two such signatures are equal and mean nothing."""


@cache
def _permutations(num_perm: int) -> Permutations:
    """Multipliers and offsets of datasketch's own permutations for ``SEED``, so that signatures are its signatures."""
    from datasketch import MinHash

    multipliers, offsets = MinHash(num_perm=num_perm, seed=SEED, scheme=SCHEME).permutations
    return Permutations(read_only(multipliers), read_only(offsets))


def signatures_of(sets: ShingleSets, num_perm: int = NUM_PERM, *, threads: int = THREADS) -> U32:
    """Signatures of shingle sets: uint32 (n, num_perm); all ``EMPTY`` for an empty set.

    Each shingle enters with the low 32 bits of its hash, as datasketch's ``hashfunc`` would hand them in.
    """
    matrix = np.empty((len(sets), num_perm), dtype=np.uint32)
    every = read_only(np.arange(len(sets), dtype=np.int64))

    def sketch(span: tuple[int, int]) -> None:
        own = slice(*span)
        load("minhash_sketch").sketch_sets(sets.buffers, every[own], _permutations(num_perm), matrix[own])

    work = np.concatenate([[0], np.cumsum(sets.sizes + 1)]).astype(np.int64)
    for_each(sketch, split_by_work(work, 4 * threads) if len(sets) else (), threads)
    return matrix


def sketch_texts(batch: KernelBatch, chosen: I64, matrix: U32) -> None:
    """Write signatures of the chosen texts of a batch into ``matrix``, one row each; their shingles are not kept."""
    permutations = _permutations(matrix.shape[1])
    load("text_shingles").sketch_texts(batch.texts, batch.plan(chosen), batch.folding, permutations, matrix)


def _sketch_batch(batch: pa.Array, matrix: U32) -> None:
    """Write the signatures of all texts of a batch."""
    sketch_texts(prepare_batch(batch), np.arange(len(batch), dtype=np.int64), matrix)


def _with_rows(texts: Iterable[pa.Array], matrix: U32) -> Iterator[tuple[pa.Array, U32]]:
    """Every batch with the rows its signatures go to."""
    start = 0
    for batch in texts:
        yield batch, matrix[start : start + len(batch)]
        start += len(batch)


def signatures(texts: Texts, num_perm: int = NUM_PERM, threads: int = THREADS) -> U32:
    """MinHash signatures of texts over word 5-grams: uint32 (n, num_perm), one row per text, in order.

    ``texts`` are strings or Arrow arrays of strings, read once. Row ``i`` equals that of ``datasketch.MinHash(num_perm,
    seed=1)`` updated with the 32-bit shingle hashes of text ``i``.

    >>> signatures(["to be or not to be", ""], num_perm=16).shape
    (2, 16)
    """
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        matrix = np.empty((len(texts), num_perm), dtype=np.uint32)
        for_each(lambda one: _sketch_batch(*one), _with_rows(batches(texts), matrix), threads)
        return matrix

    def sketch(batch: pa.Array) -> U32:
        rows = np.empty((len(batch), num_perm), dtype=np.uint32)
        _sketch_batch(batch, rows)
        return rows

    return np.concatenate([np.empty((0, num_perm), np.uint32), *map_in_order(sketch, batches(texts), threads)])


def to_datasketch(row: U32) -> LeanMinHash:
    """One row as a ``datasketch.LeanMinHash``, for its LSH indexes and storage back ends."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME)
