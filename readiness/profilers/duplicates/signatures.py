"""MinHash signatures, equal to those of datasketch 2 (seed 1, its default scheme ``affine32``).

A signature is a fixed-size sketch of a shingle set; the share of equal places estimates the Jaccard similarity
(Broder 1997). They are for indexes and exchange; nothing is called a duplicate on an estimate alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.shingles import ShingleSets
from readiness.profilers.duplicates.tokens import shingle_sets

if TYPE_CHECKING:
    from datasketch import LeanMinHash

U32 = npt.NDArray[np.uint32]

NUM_PERM = 128
"""Places of a signature: the default of datasketch; a standard error of at most 0.044 on an estimate."""
SEED = 1
SCHEME = "affine32"
EMPTY = np.uint32(0xFFFFFFFF)
"""Every place of the signature of a text without words. Two such signatures are equal and say nothing."""

_BLOCK_SHINGLES = 1 << 15  # rows permuted at once: 16 MB at 128 places


@cache
def _permutations(num_perm: int) -> tuple[U32, U32]:
    """Multipliers and offsets of datasketch's own permutations for ``SEED``, so that signatures are its signatures."""
    from datasketch import MinHash

    multipliers, offsets = MinHash(num_perm=num_perm, seed=SEED, scheme=SCHEME).permutations
    return multipliers, offsets


def _mix32(values: U32) -> U32:
    """The 32-bit finaliser of MurmurHash3, which ``affine32`` puts before its permutations."""
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def signatures_of(sets: ShingleSets, num_perm: int = NUM_PERM) -> U32:
    """Signatures of shingle sets: uint32 (n, num_perm); all ``EMPTY`` for an empty set.

    Each shingle enters with the low 32 bits of its hash, as datasketch's ``hashfunc`` would hand them in.
    """
    multipliers, offsets = _permutations(num_perm)
    signs = np.full((len(sets), num_perm), EMPTY, dtype=np.uint32)
    mixed = _mix32(sets.hashes.astype(np.uint32))
    owners = np.repeat(np.arange(len(sets)), sets.sizes)
    for start in range(0, len(mixed), _BLOCK_SHINGLES):
        owner = owners[start : start + _BLOCK_SHINGLES]
        permuted = mixed[start : start + _BLOCK_SHINGLES, None] * multipliers + offsets
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        touched = owner[firsts]
        signs[touched] = np.minimum(signs[touched], np.minimum.reduceat(permuted, firsts))
    return signs


def signatures(texts: Iterable[str], num_perm: int = NUM_PERM) -> U32:
    """MinHash signatures of texts over word 5-grams: uint32 (n, num_perm), one row per text, in order.

    Row ``i`` equals ``datasketch.MinHash(num_perm, seed=1)`` updated with the 32-bit shingle hashes of text ``i``.

    >>> signatures(["to be or not to be", ""], num_perm=16).shape
    (2, 16)
    """
    return signatures_of(shingle_sets(texts), num_perm)


def to_datasketch(row: U32) -> LeanMinHash:
    """One row as a ``datasketch.LeanMinHash``, for its LSH indexes and storage back ends."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME)
