"""Which pairs of rows are worth comparing: those that share a rare word or code, or a rare pair of them.

A slip of the pen spoils one or two words of a record; the others still meet. So each row is entered under its rare
words and codes, whichever column they stand in (swapped fields meet too), and under every pair of its rarest frequent
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
from readiness.profilers.records.vocabulary import distinct, ranks
from readiness.stall import beat

BLOCK_ROWS = 30
"""Rows that may share one entry before it says nothing; larger blocks are passed over and counted. Chosen by us."""

ENTRIES = 8
"""The rarest shared words and codes of a row that are paired with each other. Chosen by us."""

FEWEST_PAIRS, PAIRS_PER_ROW = 100_000, 2
"""Pairs that are always compared, and pairs per row beyond them; where more meet, only those are compared that meet in
two or three blocks, as true duplicates nearly always do. A bound of time; the blocks asked for are told."""

MOST_MEETINGS = 3
"""Blocks in which a pair is asked to meet at most: 99.8 % of generated duplicates meet in as many."""

_VOWELS = frozenset("aeiouyhw")
_SKELETON_LETTERS = 4
_PASS_ROWS = 1_000_000
"""Rows whose pairs of entries are sorted at a time; more rows are taken in passes over ranges of hashes."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Pairs of row numbers ``first < second``, each (pairs,), ascending and once. ``meetings`` is the number of blocks
    each pair shares at least; ``passed_over`` counts entries of rows in blocks that were too large.
    """

    first: Ints
    second: Ints
    meetings: int
    passed_over: int


def candidates(fields: Sequence[Field]) -> Candidates:
    """The pairs of rows that meet in blocks of at most ``BLOCK_ROWS``."""
    rows, keys = _entries(fields)
    sizes = np.bincount(keys)
    shared = sizes[keys] > 1
    rows, keys = rows[shared], keys[shared]
    rare = sizes[keys] <= BLOCK_ROWS
    found = [_within_blocks(rows[rare], keys[rare])]
    total = fields[0].rows if fields else 0
    found += [_within_blocks(*together) for together in _paired(rows, keys, sizes, total)]
    pairs, meetings = _most_met(np.concatenate([pairs for pairs, _ in found]), max(FEWEST_PAIRS, PAIRS_PER_ROW * total))
    passed_over = sum(over for _, over in found)
    return Candidates(first=pairs >> 32, second=pairs & 0xFFFFFFFF, meetings=meetings, passed_over=passed_over)


def _most_met(pairs: Ints, wanted: int) -> tuple[Ints, int]:
    """Each pair once, and the meetings asked of it so that no more than ``wanted`` are left."""
    pairs.sort()
    starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if len(pairs) else pairs
    met = np.diff(np.append(starts, len(pairs)))
    meetings = 1
    while meetings < MOST_MEETINGS and int((met >= meetings).sum()) > wanted:
        meetings += 1
    return pairs[starts[met >= meetings]], meetings


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
                hashes.append(_hashed(one.values.to_pylist())[codes])
            else:
                owners, words = one.words.expanded(codes)
                rows.append(filled[owners])
                hashes.append(_hashed([skeleton(word) for word in one.words.texts])[words])
    numbered, keys = np.unique(np.concatenate(hashes), return_inverse=True)
    entries = distinct(np.concatenate(rows) * max(1, len(numbered)) + keys)
    found_rows, found_keys = np.divmod(entries, max(1, len(numbered)))
    return found_rows, found_keys


def skeleton(word: str) -> str:
    """A word by its first letter and consonants; short words and numbers as they are.

    >>> skeleton("meier"), skeleton("maier"), skeleton("phillip"), skeleton("ann"), skeleton("a4711")
    ('mr', 'mr', 'plp', 'ann', 'a4711')
    """
    if len(word) < _SKELETON_LETTERS or any(letter.isdigit() for letter in word):
        return word
    found = word[0]
    for letter in word[1:]:
        if letter not in _VOWELS and letter != found[-1]:
            found += letter
    return found


def _hashed(texts: Sequence[str]) -> Hashes:
    digests = (hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def _paired(rows: Ints, keys: Ints, sizes: Ints, total: int) -> Iterator[tuple[Ints, Hashes]]:
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
        found: list[tuple[Ints, Hashes]] = []
        for left in range(ENTRIES):
            for right in range(left + 1, ENTRIES):
                both = np.flatnonzero(grid[:, right] >= 0)
                hashes = _together(grid[both, left], grid[both, right])
                mine = hashes % passes == np.uint64(turn)
                found.append((both[mine], hashes[mine]))
        yield np.concatenate([rows for rows, _ in found]), np.concatenate([hashes for _, hashes in found])


def _together(one: Ints, other: Ints) -> Hashes:
    low, high = np.minimum(one, other).astype(np.uint64), np.maximum(one, other).astype(np.uint64)
    return _mixed(_mixed(low + _GOLDEN) + high)


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    mixed = (values ^ (values >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    found: Hashes = mixed ^ (mixed >> np.uint64(31))
    return found


def _within_blocks(rows: Ints, keys: npt.NDArray[np.generic]) -> tuple[Ints, int]:
    """Pairs ``first << 32 | second`` of rows with one key, one for each block, and entries in blocks passed over."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, dtype=np.int64)
    lengths = np.diff(np.append(starts, len(keys)))
    found: list[Ints] = [np.empty(0, dtype=np.int64)]
    for length in np.unique(lengths[(lengths > 1) & (lengths <= BLOCK_ROWS)]):
        members = rows[starts[lengths == length][:, None] + np.arange(length)]
        left, right = np.triu_indices(length, 1)
        one, other = members[:, left].ravel(), members[:, right].ravel()
        found.append(np.minimum(one, other) << 32 | np.maximum(one, other))
    return np.concatenate(found), int(lengths[lengths > BLOCK_ROWS].sum())
