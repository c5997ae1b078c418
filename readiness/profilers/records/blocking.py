"""Candidate pairs of rows, by blocking: rows that share a rare word or code, or a rare pair of them.

A typo spoils one or two words of a record; the others still match. So each row is entered under its rare
words and codes, whichever column they are in (swapped fields match too), and under every pair of its rarest frequent
ones. Long words are entered by their consonants, which most misspellings leave alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.profilers.columns.dictionary_column import Ints
from readiness.profilers.records.record_fields import Field
from readiness.profilers.records.vocabulary import ranks, sorted_distinct
from readiness.stall import beat

BLOCK_ROWS = 30
"""Rows that may share one entry; larger blocks are no evidence, are passed over and counted. Chosen by us."""

ENTRIES = 8
"""The rarest shared words and codes of a row that are paired with each other. Chosen by us."""

FEWEST_PAIRS, PAIRS_PER_ROW = 100_000, 2
"""Pairs that are always compared, and pairs per row beyond them; of more candidates, only those are compared that share
two or three blocks, as true duplicates nearly always do. A bound of time; the number of blocks is reported."""

MOST_SHARED_BLOCKS = 3
"""Most blocks that a pair must share: 99.8 % of generated duplicates share as many."""

_VOWELS = frozenset("aeiouyhw")
_SKELETON_LETTERS = 4
_PASS_ROWS = 1_000_000
"""Rows whose pairs of entries are sorted at a time; more rows are taken in passes over ranges of hashes."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Pairs of row numbers ``first < second``, each (pairs,), ascending and once. ``shared_blocks`` is the number of
    blocks that each pair shares at least; ``passed_over`` counts entries of rows in blocks that were too large.
    """

    first: Ints
    second: Ints
    shared_blocks: int
    passed_over: int


def candidate_pairs(fields: Sequence[Field]) -> Candidates:
    """The pairs of rows that share blocks of at most ``BLOCK_ROWS``."""
    rows, keys = _entries(fields)
    sizes = np.bincount(keys)
    shared = sizes[keys] > 1
    rows, keys = rows[shared], keys[shared]
    rare = sizes[keys] <= BLOCK_ROWS
    blocks_of_pairs = [_pairs_in_blocks(rows[rare], keys[rare])]
    total = fields[0].rows if fields else 0
    blocks_of_pairs += [_pairs_in_blocks(*together) for together in _entry_pairs(rows, keys, sizes, total)]
    pairs, shared_blocks = _most_shared(
        np.concatenate([pairs for pairs, _ in blocks_of_pairs]), max(FEWEST_PAIRS, PAIRS_PER_ROW * total)
    )
    passed_over = sum(over for _, over in blocks_of_pairs)
    return Candidates(
        first=pairs >> 32, second=pairs & 0xFFFFFFFF, shared_blocks=shared_blocks, passed_over=passed_over
    )


def _most_shared(pairs: Ints, wanted: int) -> tuple[Ints, int]:
    """Each pair once, and the number of blocks it must share so that at most ``wanted`` pairs are left."""
    pairs.sort()
    starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if len(pairs) else pairs
    shared = np.diff(np.append(starts, len(pairs)))
    least = 1
    while least < MOST_SHARED_BLOCKS and int((shared >= least).sum()) > wanted:
        least += 1
    return pairs[starts[shared >= least]], least


def _entries(fields: Sequence[Field]) -> tuple[Ints, Ints]:
    """(row, entry) of every word and code, each once a row; entries are numbered from 0."""
    rows: list[Ints] = [np.empty(0, dtype=np.int64)]
    hashes: list[Hashes] = [np.empty(0, dtype=np.uint64)]
    for one in fields:
        if one.identifies:
            filled = np.flatnonzero(one.codes >= 0)
            codes = one.codes[filled].astype(np.int64)
            if one.words is None:
                rows.append(filled)
                hashes.append(_hash_texts(one.values.to_pylist())[codes])
            else:
                owners, words = one.words.expand(codes)
                rows.append(filled[owners])
                hashes.append(_hash_texts([skeleton(word) for word in one.words.texts])[words])
    numbered, keys = np.unique(np.concatenate(hashes), return_inverse=True)
    entries = sorted_distinct(np.concatenate(rows) * max(1, len(numbered)) + keys)
    found_rows, found_keys = np.divmod(entries, max(1, len(numbered)))
    return found_rows, found_keys


def skeleton(word: str) -> str:
    """A word by its first letter and consonants; short words and numbers as they are.

    >>> skeleton("meier"), skeleton("maier"), skeleton("phillip"), skeleton("ann"), skeleton("a4711")
    ('mr', 'mr', 'plp', 'ann', 'a4711')
    """
    if len(word) < _SKELETON_LETTERS or any(letter.isdigit() for letter in word):
        return word
    consonants = word[0]
    for letter in word[1:]:
        if letter not in _VOWELS and letter != consonants[-1]:
            consonants += letter
    return consonants


def _hash_texts(texts: Sequence[str]) -> Hashes:
    digests = (hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def _entry_pairs(rows: Ints, keys: Ints, sizes: Ints, total: int) -> Iterator[tuple[Ints, Hashes]]:
    """(rows, hashes) of every pair of a row's rarest shared entries, one range of hashes at a time."""
    order = np.lexsort((keys, sizes[keys], rows))
    rows, keys = rows[order], keys[order]
    places = ranks(rows)
    kept = places < ENTRIES
    grid = np.full((total, ENTRIES), -1, dtype=np.int64)
    grid[rows[kept], places[kept]] = keys[kept]
    passes = np.uint64(-(-max(1, total) // _PASS_ROWS))
    for turn in range(int(passes)):
        beat()
        parts: list[tuple[Ints, Hashes]] = []
        for left in range(ENTRIES):
            for right in range(left + 1, ENTRIES):
                both = np.flatnonzero(grid[:, right] >= 0)
                hashes = _pair_hash(grid[both, left], grid[both, right])
                in_pass = hashes % passes == np.uint64(turn)
                parts.append((both[in_pass], hashes[in_pass]))
        yield np.concatenate([rows for rows, _ in parts]), np.concatenate([hashes for _, hashes in parts])


def _pair_hash(one: Ints, other: Ints) -> Hashes:
    low, high = np.minimum(one, other).astype(np.uint64), np.maximum(one, other).astype(np.uint64)
    return _mix(_mix(low + _GOLDEN) + high)


def _mix(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    mixed = (values ^ (values >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    hashed: Hashes = mixed ^ (mixed >> np.uint64(31))
    return hashed


def _pairs_in_blocks(rows: Ints, keys: npt.NDArray[np.generic]) -> tuple[Ints, int]:
    """Pairs ``first << 32 | second`` of rows with one key, one for each block, and entries in blocks passed over."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.append(starts, len(keys)))
    parts: list[Ints] = [np.empty(0, dtype=np.int64)]
    for length in np.unique(lengths[(lengths > 1) & (lengths <= BLOCK_ROWS)]):
        members = rows[starts[lengths == length][:, None] + np.arange(length)]
        left, right = np.triu_indices(length, 1)
        one, other = members[:, left].ravel(), members[:, right].ravel()
        parts.append(np.minimum(one, other) << 32 | np.maximum(one, other))
    return np.concatenate(parts), int(lengths[lengths > BLOCK_ROWS].sum())
