"""Locality-sensitive hashing: candidates from shared signature bands, then verified exactly.

A pair of similarity s shares at least one of b bands of r places with probability ``1 - (1 - s^r)^b``
(Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). It may miss a pair; it never invents one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.candidates import GROUP_CAP, hub_pairs
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs, distinct_pairs
from readiness.profilers.duplicates.shingles import I64, U64, ShingleSets
from readiness.profilers.duplicates.signatures import NUM_PERM, U32, signatures_of
from readiness.profilers.duplicates.tokens import mix64

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


def _band_keys(signs: U32, band: int, rows: int) -> U64:
    keys = np.full(len(signs), band, dtype=np.uint64)
    for column in range(band * rows, (band + 1) * rows):
        keys = mix64(keys ^ signs[:, column].astype(np.uint64))
    return keys


def _within_groups(members: I64, starts: I64, lengths: I64) -> tuple[I64, I64]:
    """All pairs inside each group; ``members[start:start + length]`` is one group."""
    group_ends = np.repeat(starts + lengths, lengths)
    places = np.concatenate([np.arange(s, s + n) for s, n in zip(starts, lengths, strict=True)])
    partners = group_ends - places - 1
    left = np.repeat(places, partners)
    ramps = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
    return members[left], members[left + ramps + 1]


def _bucket_pairs(keys: U64, texts: I64, rank: I64, cap: int) -> tuple[I64, I64, int]:
    """Pairs of texts with the same key, and how many pairs of crowded buckets were left out."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[:1]]))
    lengths = np.diff(starts, append=len(keys))
    usual = (lengths > 1) & (lengths <= cap)
    found: list[tuple[I64, I64]] = []
    if usual.any():
        found.append(_within_groups(texts[order], starts[usual], lengths[usual]))
    skipped = 0
    for bucket in np.flatnonzero(lengths > cap):
        members = texts[order[starts[bucket] : starts[bucket] + lengths[bucket]]]
        first, second, left_out = hub_pairs(members, rank)
        found.append((first, second))
        skipped += left_out
    empty = np.empty(0, np.int64)
    first = np.concatenate([empty, *(one for one, _ in found)])
    second = np.concatenate([empty, *(other for _, other in found)])
    return np.minimum(first, second), np.maximum(first, second), skipped


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
    bands, rows = bands_for(threshold)
    filled = np.flatnonzero(sets.sizes)
    parts: list[Pairs] = []
    skipped = 0
    for band in range(bands) if len(filled) else ():
        keys = _band_keys(signs[filled], band, rows)
        first, second, left_out = _bucket_pairs(keys, filled, rank, cap)
        first, second = distinct_pairs(first, second)
        skipped += left_out
        kept = _promising(signs, first, second, threshold)
        pairs = texts.verified(first[kept], second[kept])
        parts.append(pairs.where(pairs.similarity >= threshold - TOLERANCE))
    return Pairs.concatenated(parts, skipped=skipped)
