"""Locality-sensitive hashing: candidates from shared signature bands, then verified exactly.

A pair of similarity s shares at least one of b bands of r places with probability ``1 - (1 - s^r)^b``
(Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). It may miss a pair; it never invents one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import GROUP_CAP, found_pairs, settle_similar, with_skipped
from readiness.near_duplicate_search.minhash import EMPTY, NUM_PERM, U32
from readiness.near_duplicate_search.parallel import each, in_order, shares
from readiness.near_duplicate_search.prefix_index import Meetings
from readiness.near_duplicate_search.shingle_frequency import alive, needed
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.signature_source import Signed
from readiness.near_duplicate_search.text_sets import TOLERANCE, Incidence, Pairs

RECALL = 0.999
"""Least chance that a pair exactly at the threshold becomes a candidate. At 0.8 and 128 places: 25 bands of 5,
1 - (1 - 0.8^5)^25 = 0.99995; the usual 21 bands of 6 would give 0.9983."""
SKETCH_SIGMAS = 3.5
"""Candidates whose estimate lies this many standard errors below the threshold are not verified: it loses a pair at
the threshold once in 4,300 (normal tail 0.00023), which leaves the recall above ``RECALL``."""

CANDIDATES = 1 << 22
"""Pairs that are verified at a time: 64 MB of them. Chosen by us."""

Rows = npt.NDArray[np.int64]


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


Buckets = tuple[I64, I64]
"""Texts bucket by bucket, those of one bucket ascending, and where each bucket starts."""


def _buckets(keys: npt.NDArray[np.uint64], said: I64) -> Buckets:
    """The buckets of one band that hold two texts or more. ``keys``: of every text; ``said``: the texts with words.

    Key and text are sorted as one number, which leaves 64 bits less those of the text for the key: two keys that agree
    in them make one bucket, whose pairs must pass all the same.
    """
    bits = np.uint64(max(1, len(keys).bit_length()))
    marked = (keys[said] >> bits << bits) | said.astype(np.uint64)
    marked.sort()
    keys = marked >> bits
    met = np.zeros(len(keys), dtype=np.bool_)
    met[1:] = keys[1:] == keys[:-1]
    met[:-1] |= met[1:]
    keys, members = keys[met], (marked[met] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return members, np.append(firsts, len(keys)).astype(np.int64)


def _bucketed(signs: U32, bands: int, rows: int, threads: int) -> list[Buckets]:
    """The buckets of every band."""
    said = np.flatnonzero(with_words(signs))
    keys = np.empty((bands, len(signs)), dtype=np.uint64)

    def cut(span: tuple[int, int]) -> None:
        own = np.empty((bands, span[1] - span[0]), dtype=np.uint64)
        load("bands").band_keys(fixed(signs[slice(*span)]), rows, own)
        keys[:, slice(*span)] = own

    even = np.arange(len(signs) + 1, dtype=np.int64) * bands
    each(cut, shares(even, 4 * threads) if len(signs) else (), threads)
    return list(in_order(lambda band: _buckets(keys[band], said), range(bands), threads))


def with_words(signs: U32) -> npt.NDArray[np.bool_]:
    """Whether each signature is that of a text with words."""
    said: npt.NDArray[np.bool_] = signs[:, 0] != EMPTY
    doubtful = np.flatnonzero(~said)
    said[doubtful] = (signs[doubtful] != EMPTY).any(axis=1)
    return said


def _usual(members: I64, starts: I64, cap: int) -> tuple[I64, I64]:
    """Buckets of at most ``cap`` texts."""
    sizes = np.diff(starts)
    usual = sizes <= cap
    if usual.all():
        return fixed(members), fixed(starts)
    ends = np.append([0], np.cumsum(sizes[usual])).astype(np.int64)
    return fixed(members[np.repeat(usual, sizes)]), fixed(ends)


def _crowds(buckets: Iterable[Buckets], cap: int) -> tuple[Rows, int]:
    """Rows (text, bucket) of the buckets of more than ``cap`` texts, and how many such buckets there are."""
    held: list[Rows] = [np.empty((0, 2), np.int64)]
    groups = 0
    for members, starts in buckets:
        sizes = np.diff(starts)
        crowded = sizes > cap
        numbers = groups + np.cumsum(crowded) - 1
        there = np.repeat(crowded, sizes)
        held.append(np.stack([members[there], np.repeat(numbers, sizes)[there]], axis=1))
        groups += int(crowded.sum())
    return np.concatenate(held), groups


def _settled(texts: Signed, held: Rows, groups: int, hubs: I64, threshold: float) -> Pairs:
    """Similar pairs of crowds with their hubs; ``hubs`` takes the hub of each settled text."""
    members, places = np.unique(held[:, 0], return_inverse=True)
    crowd = Incidence.of(texts.sets(members), texts.room)
    live = alive(crowd.sets, threshold, texts.room)
    at = np.full(len(members), -1, dtype=np.int64)
    at[live.sets] = np.arange(len(live))
    rows = np.stack([at[places], held[:, 1]], axis=1)
    met = Meetings.of(rows[rows[:, 0] >= 0], len(live), groups)
    own = np.full(len(live), -1, dtype=np.int64)
    settled = settle_similar(crowd, live, met, own, threshold=threshold, rank=texts.rank(members))
    known = own >= 0
    hubs[members[live.sets[known]]] = members[live.sets[own[known]]]
    return with_skipped(found_pairs(crowd, live, settled.rows, threshold).among(members), settled.skipped)


def _verified(texts: Signed, rows: Rows, threshold: float) -> Pairs:
    """The candidates that are similar. Only the texts among them are cut into shingles."""
    among = np.zeros(len(texts.signs), dtype=np.bool_)
    among[rows] = True
    chosen = np.flatnonzero(among)
    at = np.cumsum(among) - 1
    some = Incidence.of(texts.sets(chosen), texts.room)
    live = alive(some.sets, threshold, texts.room)
    shared = np.zeros(len(chosen), dtype=np.int64)
    shared[live.sets] = live.shared
    one, other = at[rows.min(axis=1)], at[rows.max(axis=1)]
    least = needed(threshold / (1 + threshold), some.sizes[one] + some.sizes[other])
    possible = np.minimum(shared[one], shared[other]) >= least
    return some.similar(one[possible], other[possible], threshold).among(chosen)


def _portions(parts: Iterable[Rows]) -> Iterator[Rows]:
    """The rows in portions of ``CANDIDATES`` or a little more."""
    gathered: list[Rows] = []
    for part in parts:
        gathered.append(part)
        if sum(map(len, gathered)) >= CANDIDATES:
            yield np.concatenate(gathered)
            gathered = []
    if gathered:
        yield np.concatenate(gathered)


def banded_pairs(texts: Signed, threshold: float, cap: int = GROUP_CAP) -> Pairs:
    """Pairs with Jaccard >= ``threshold`` found through bands, first < second, each verified exactly."""
    signs, (bands, rows) = texts.signs, bands_for(threshold)
    buckets = _bucketed(signs, bands, rows, texts.room.threads)
    hubs = np.full(len(signs), -1, dtype=np.int64)
    held, groups = _crowds(buckets, cap)
    parts = [_settled(texts, held, groups, hubs, threshold)] if groups else []
    sigma = (threshold * (1 - threshold) / NUM_PERM) ** 0.5
    least = int(np.ceil((threshold - SKETCH_SIGMAS * sigma) * NUM_PERM - TOLERANCE))

    def join(band: int) -> Rows:
        rules = band, rows, least
        found: Rows = load("bands").candidates(fixed(signs), _usual(*buckets[band], cap), fixed(hubs), rules)
        return found

    joined = in_order(join, range(bands), texts.room.threads)
    parts.extend(_verified(texts, portion, threshold) for portion in _portions(joined))
    return Pairs.concatenated(parts)
