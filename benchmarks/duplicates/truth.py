"""The right answer, by means that share nothing with the engines under test.

Words are cut by a regular expression over Python strings, shingles are counted by a sparse matrix product without
any filter, so no pair can be lost to a clever bound. ``brute_pairs`` compares Python sets pair by pair, to check this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.words import words_of

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
Shingle = tuple[str, ...]

SHINGLE_WORDS = 5
THRESHOLD = 0.8
PAIRS = pa.schema([("first", pa.int64()), ("second", pa.int64())])

_SLACK = 1e-9
_PRODUCTS = 20_000_000  # of the sparse self-join held at once: about 500 MB


def shingles_of(words: Sequence[str]) -> frozenset[Shingle]:
    """Runs of five words; a shorter text is one shingle, an empty one none."""
    windows = max(1, len(words) - SHINGLE_WORDS + 1) if words else 0
    return frozenset(tuple(words[place : place + SHINGLE_WORDS]) for place in range(windows))


def brute_pairs(texts: Sequence[str], threshold: float = THRESHOLD) -> set[tuple[int, int]]:
    """Every pair with a Jaccard similarity of at least ``threshold``, by comparing all pairs of Python sets."""
    sets = [shingles_of(words_of(text)) for text in texts]
    return {
        (first, second)
        for first, second in combinations(range(len(sets)), 2)
        if sets[first]
        and sets[second]
        and min(len(sets[first]), len(sets[second])) >= threshold * max(len(sets[first]), len(sets[second])) - _SLACK
        and len(sets[first] & sets[second]) >= threshold * len(sets[first] | sets[second]) - _SLACK
    }


def texts_of(path: Path, batch_rows: int = 4096) -> Iterator[str]:
    """The texts of a corpus, in order, a batch at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_rows, columns=["text"]):
            yield from batch["text"].to_pylist()


class _Numbering:
    """Words as numbers, and runs of them as 64-bit hashes: 200 million distinct runs collide once in a thousand."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def hashes(self, words: Sequence[str]) -> U64:
        numbers = self._numbers
        codes = np.array([numbers.setdefault(word, len(numbers) + 1) for word in words], dtype=np.uint64)
        width = min(SHINGLE_WORDS, len(codes))
        hashes = np.full(len(codes) - width + 1 if width else 0, width, dtype=np.uint64)
        for place in range(width):
            hashes = _scramble(hashes ^ codes[place : place + len(hashes)])
        return np.unique(hashes)


def _scramble(values: U64) -> U64:
    """SplitMix64 (Steele, Lea, Flood 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _incidence_matrix(sets: list[U64]) -> Any:
    """Texts × shingles that more than one text holds, as a sparse matrix of ones."""
    from scipy.sparse import csr_array

    hashes = np.concatenate(sets) if sets else np.empty(0, np.uint64)
    owners = np.repeat(np.arange(len(sets), dtype=np.int32), [len(one) for one in sets])
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, int)
    lengths = np.diff(starts, append=len(hashes))
    shared = lengths > 1
    kept = order[np.repeat(shared, lengths)]
    columns = np.repeat(np.arange(shared.sum(), dtype=np.int32), lengths[shared])
    ones = np.ones(len(kept), dtype=np.int32)
    return csr_array((ones, (owners[kept], columns)), shape=(len(sets), int(shared.sum())))


def _blocks(matrix: Any, across: Any) -> Iterator[tuple[int, int]]:
    """Row ranges whose products fit in memory."""
    work = np.concatenate([[0], np.cumsum(np.diff(across.indptr)[matrix.indices], dtype=np.int64)])[matrix.indptr]
    start = 0
    while start < matrix.shape[0]:
        stop = max(start + 1, int(np.searchsorted(work, work[start] + _PRODUCTS, side="right")) - 1)
        yield start, stop
        start = stop


def _join_groups(sets: list[U64], threshold: float) -> Iterator[tuple[I64, I64]]:
    """Blocks of pairs of non-empty sets with Jaccard >= ``threshold``, first < second."""
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    matrix = _incidence_matrix(sets)
    sets.clear()
    across = matrix.T.tocsr()
    for start, stop in _blocks(matrix, across):
        products = (matrix[start:stop] @ across).tocoo()
        first, second = products.coords[0].astype(np.int64) + start, products.coords[1].astype(np.int64)
        similar = products.data >= threshold * (sizes[first] + sizes[second] - products.data) - _SLACK
        yield first[similar & (first < second)], second[similar & (first < second)]


def _group_texts(texts: Iterator[str]) -> tuple[list[U64], list[list[int]]]:
    """One shingle set per distinct sequence of words, and the positions of the texts that read so."""
    numbering = _Numbering()
    places: dict[bytes, int] = {}
    sets: list[U64] = []
    members: list[list[int]] = []
    for position, text in enumerate(texts):
        words = words_of(text)
        key = " ".join(words).encode("utf-8", "surrogatepass") if words else b""
        place = places.setdefault(hashlib.blake2b(key, digest_size=16).digest(), len(sets))
        if place == len(sets):
            sets.append(numbering.hashes(words))
            members.append([])
        if words:
            members[place].append(position)
    return sets, members


def true_pairs(texts: Iterator[str], threshold: float = THRESHOLD) -> pa.Table:
    """Every pair of texts with a Jaccard similarity of at least ``threshold``, as ``PAIRS``, sorted, first < second."""
    sets, members = _group_texts(texts)
    pairs = [pair for group in members for pair in combinations(group, 2)]
    for first, second in _join_groups(sets, threshold):
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            pairs += [(a, b) if a < b else (b, a) for a in members[one] for b in members[other]]
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return pa.table([array[:, 0], array[:, 1]], schema=PAIRS)
