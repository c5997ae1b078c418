"""Locality-sensitive hashing: candidates from shared signature bands, then verified exactly.

A pair of similarity s shares at least one of b bands of r places with probability ``1 - (1 - s^r)^b``
(Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). It may miss a pair; it never invents one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.profilers.duplicates.batches import fixed
from readiness.profilers.duplicates.candidates import GROUP_CAP, found_pairs, settle_similar, with_skipped
from readiness.profilers.duplicates.incidence import TOLERANCE, Incidence, Pairs
from readiness.profilers.duplicates.kernels.loading import load
from readiness.profilers.duplicates.prefixes import Meetings
from readiness.profilers.duplicates.rarity import alive
from readiness.profilers.duplicates.shingles import I64
from readiness.profilers.duplicates.signatures import NUM_PERM, U32, signatures_of
from readiness.profilers.duplicates.threads import in_order

RECALL = 0.999
"""Least chance that a pair exactly at the threshold becomes a candidate. At 0.8 and 128 places: 25 bands of 5,
1 - (1 - 0.8^5)^25 = 0.99995; the usual 21 bands of 6 would give 0.9983."""
SKETCH_SIGMAS = 3.5
"""Candidates whose estimate lies this many standard errors below the threshold are not verified: it loses a pair at
the threshold once in 4,300 (normal tail 0.00023), which leaves the recall above ``RECALL``."""


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


def _sorted_buckets(signs: U32, band: int, rows: int) -> tuple[I64, I64]:
    """Texts bucket by bucket, those of one bucket ascending, and where each bucket starts; lone texts left out."""
    keys = np.empty(len(signs), dtype=np.uint64)
    load("bands").band_keys(fixed(signs), band, rows, keys)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    met = np.zeros(len(keys), dtype=np.bool_)
    met[1:] = keys[1:] == keys[:-1]
    met[:-1] |= met[1:]
    keys = keys[met]
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return order[met], np.append(firsts, len(keys)).astype(np.int64)


def _usual(members: I64, starts: I64, cap: int) -> tuple[I64, I64]:
    """Buckets of at most ``cap`` texts."""
    sizes = np.diff(starts)
    usual = sizes <= cap
    if usual.all():
        return fixed(members), fixed(starts)
    ends = np.append([0], np.cumsum(sizes[usual])).astype(np.int64)
    return fixed(members[np.repeat(usual, sizes)]), fixed(ends)


def _crowds(signs: U32, bands: int, rows: int, cap: int) -> Meetings:
    """The buckets of more than ``cap`` texts, as groups."""
    held: list[npt.NDArray[np.int64]] = [np.empty((0, 2), np.int64)]
    groups = 0
    for band in range(bands):
        members, starts = _sorted_buckets(signs, band, rows)
        sizes = np.diff(starts)
        crowded = sizes > cap
        numbers = groups + np.cumsum(crowded) - 1
        there = np.repeat(crowded, sizes)
        held.append(np.stack([members[there], np.repeat(numbers, sizes)[there]], axis=1))
        groups += int(crowded.sum())
    return Meetings.of(np.concatenate(held), len(signs), groups)


def banded_pairs(texts: Incidence, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """Pairs with Jaccard >= ``threshold`` found through bands, first < second, each verified exactly.

    Bands are joined one after another, so memory holds the candidates of one band at a time.
    """
    live = alive(texts.sets, threshold, texts.room)
    signs = signatures_of(texts.sets, chosen=live.sets, threads=texts.room.threads)
    bands, rows = bands_for(threshold)
    hubs = np.full(len(live), -1, dtype=np.int64)
    settled = settle_similar(texts, live, _crowds(signs, bands, rows, cap), hubs, threshold=threshold, rank=rank)
    parts = [with_skipped(found_pairs(texts, live, settled.rows, threshold), settled.skipped)]
    sigma = (threshold * (1 - threshold) / NUM_PERM) ** 0.5
    least = int(np.ceil((threshold - SKETCH_SIGMAS * sigma) * NUM_PERM - TOLERANCE))

    def join(band: int) -> npt.NDArray[np.int64]:
        buckets = _usual(*_sorted_buckets(signs, band, rows), cap)
        rules = band, rows, least, threshold
        pairs: npt.NDArray[np.int64] = load("bands").candidates(fixed(signs), live.docs, buckets, fixed(hubs), rules)
        return pairs

    for pairs in in_order(join, range(bands) if len(live) else (), texts.room.threads):
        one, other = live.sets[pairs[:, 0]], live.sets[pairs[:, 1]]
        parts.append(texts.similar(np.minimum(one, other), np.maximum(one, other), threshold))
    return Pairs.concatenated(parts)
