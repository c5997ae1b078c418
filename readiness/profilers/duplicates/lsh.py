"""Locality-sensitive hashing: candidates from shared signature bands, then verified exactly.

A pair of similarity s shares at least one of b bands of r places with probability ``1 - (1 - s^r)^b``
(Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). It may miss a pair; it never invents one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.candidates import GROUP_CAP
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs, distinct_pairs
from readiness.profilers.duplicates.join import settle_similar
from readiness.profilers.duplicates.shingles import I64, U64, ShingleSets
from readiness.profilers.duplicates.signatures import NUM_PERM, U32, signatures_of

RECALL = 0.999
"""Least chance that a pair exactly at the threshold becomes a candidate. At 0.8 and 128 places: 25 bands of 5,
1 - (1 - 0.8^5)^25 = 0.99995; the usual 21 bands of 6 would give 0.9983."""
SKETCH_SIGMAS = 3.5
"""Candidates whose estimate lies this many standard errors below the threshold are not verified: it loses a pair at
the threshold once in 4,300 (normal tail 0.00023), which leaves the recall above ``RECALL``."""

_FILTER_BLOCK = 1 << 16  # candidate pairs estimated at once: 16 MB of signatures


def bands_for(threshold: float, num_perm: int = NUM_PERM, recall: float = RECALL) -> tuple[int, int]:
    """``(bands, rows)`` with the most rows, so the fewest candidates, that keep ``recall`` at the threshold.

    >>> bands_for(0.8)
    (25, 5)
    """
    for rows in range(num_perm, 1, -1):
        bands = num_perm // rows
        if 1 - (1 - threshold**rows) ** bands >= recall:
            return bands, rows
    return num_perm, 1


def mix64(values: U64) -> U64:
    """The 64-bit finaliser of MurmurHash3 (Appleby 2011): a bijection that spreads every bit. In place, returned."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values ^= values >> np.uint64(33)
        values *= np.uint64(multiplier)
    values ^= values >> np.uint64(33)
    return values


def _band_keys(signs: U32, band: int, rows: int) -> U64:
    keys = np.full(len(signs), band, dtype=np.uint64)
    for column in range(band * rows, (band + 1) * rows):
        keys = mix64(keys ^ signs[:, column].astype(np.uint64))
    return keys


def _within_groups(members: I64, starts: I64, lengths: I64) -> tuple[I64, I64]:
    """All pairs inside each group; ``members[start:start + length]`` is one group."""
    group_ends = np.repeat(starts + lengths, lengths)
    ramp = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places = np.repeat(starts, lengths) + ramp
    partners = group_ends - places - 1
    left = np.repeat(places, partners)
    ramps = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return members[left], members[left + ramps + 1]


def _crowded(keys: list[U64], texts: I64, cap: int) -> I64:
    """The texts of every bucket with more than ``cap`` members."""
    crowd = np.zeros(len(texts), dtype=np.bool_)
    for band_keys in keys:
        _, bucket, members = np.unique(band_keys, return_inverse=True, return_counts=True)
        crowd |= members[bucket] > cap
    return texts[crowd]


def _bucket_pairs(keys: U64, texts: I64, cap: int) -> tuple[I64, I64]:
    """Pairs of texts with the same key, first < second, from buckets of at most ``cap`` members."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[:1]]))
    lengths = np.diff(starts, append=len(keys))
    usual = (lengths > 1) & (lengths <= cap)
    first, second = _within_groups(texts[order], starts[usual], lengths[usual])
    return np.minimum(first, second), np.maximum(first, second)


def _promising(signs: U32, first: I64, second: I64, threshold: float) -> npt.NDArray[np.bool_]:
    places = signs.shape[1]
    floor = threshold - SKETCH_SIGMAS * (threshold * (1 - threshold) / places) ** 0.5
    kept = np.zeros(len(first), dtype=np.bool_)
    for start in range(0, len(first), _FILTER_BLOCK):
        block = slice(start, start + _FILTER_BLOCK)
        equal = np.count_nonzero(signs[first[block]] == signs[second[block]], axis=1)
        kept[block] = equal >= floor * places - TOLERANCE
    return kept


def banded_pairs(sets: ShingleSets, texts: Incidence, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """Pairs with Jaccard >= ``threshold`` found through bands, first < second, each verified exactly.

    Bands are joined one after another, so memory holds the candidates of one band at a time.
    """
    signs = signatures_of(sets)
    filled = np.flatnonzero(sets.sizes)
    if not len(filled):
        return Pairs.concatenated([])
    bands, rows = bands_for(threshold)
    keys = [_band_keys(signs[filled], band, rows) for band in range(bands)]
    crowd = _crowded(keys, filled, cap)
    settled = settle_similar(texts, crowd, threshold, rank)
    parts = [settled.pairs]
    for band_keys in keys:
        first, second = _bucket_pairs(band_keys, filled, cap)
        kept = settled.apart(first, second) & _promising(signs, first, second, threshold)
        pairs = texts.verified(*distinct_pairs(first[kept], second[kept]))
        parts.append(pairs.where(pairs.similarity >= threshold - TOLERANCE))
    return Pairs.concatenated(parts)
