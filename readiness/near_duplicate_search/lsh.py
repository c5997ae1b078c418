"""Locality-sensitive hashing: candidates from shared signature bands, then verified exactly.

A pair of similarity s shares at least one of b bands of r places with probability ``1 - (1 - s^r)^b``
(Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). It may miss a pair; it never invents one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import BandRules, Buckets
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import GROUP_CAP, LargeGroups, pairs_of_large_groups
from readiness.near_duplicate_search.minhash import EMPTY, NUM_PERM, U32
from readiness.near_duplicate_search.parallel import for_each, map_in_order, split_by_work
from readiness.near_duplicate_search.prefix_index import PrefixIndex
from readiness.near_duplicate_search.shingle_frequency import find_candidates, min_shared
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.signature_source import SignatureSource
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs, TextSets

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


def _buckets(keys: npt.NDArray[np.uint64], texts: I64) -> Buckets:
    """The buckets of one band that hold two texts or more. ``keys``: of every text; ``texts``: those with words.

    Key and text are sorted as one number, which leaves 64 bits less those of the text for the key: two keys that agree
    in them make one bucket, whose pairs must pass all the same.
    """
    bits = np.uint64(max(1, len(keys).bit_length()))
    marked = (keys[texts] >> bits << bits) | texts.astype(np.uint64)
    marked.sort()
    keys = marked >> bits
    repeated = np.zeros(len(keys), dtype=np.bool_)
    repeated[1:] = keys[1:] == keys[:-1]
    repeated[:-1] |= repeated[1:]
    keys, members = keys[repeated], (marked[repeated] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    return Buckets(members, np.append(firsts, len(keys)).astype(np.int64))


def _buckets_by_band(signatures: U32, bands: int, rows: int, threads: int) -> list[Buckets]:
    """The buckets of every band."""
    texts = np.flatnonzero(has_words(signatures))
    keys = np.empty((bands, len(signatures)), dtype=np.uint64)

    def write_keys(span: tuple[int, int]) -> None:
        own = np.empty((bands, span[1] - span[0]), dtype=np.uint64)
        load("bands").band_keys(read_only(signatures[slice(*span)]), rows, own)
        keys[:, slice(*span)] = own

    even = np.arange(len(signatures) + 1, dtype=np.int64) * bands
    for_each(write_keys, split_by_work(even, 4 * threads) if len(signatures) else (), threads)
    return list(map_in_order(lambda band: _buckets(keys[band], texts), range(bands), threads))


def has_words(signatures: U32) -> npt.NDArray[np.bool_]:
    """Mask of the signatures that are of a text with words."""
    mask: npt.NDArray[np.bool_] = signatures[:, 0] != EMPTY
    doubtful = np.flatnonzero(~mask)
    mask[doubtful] = (signatures[doubtful] != EMPTY).any(axis=1)
    return mask


def _small_buckets(buckets: Buckets, cap: int) -> Buckets:
    """Buckets of at most ``cap`` texts."""
    sizes = np.diff(buckets.starts)
    small = sizes <= cap
    if small.all():
        return Buckets(read_only(buckets.members), read_only(buckets.starts))
    ends = np.append([0], np.cumsum(sizes[small])).astype(np.int64)
    return Buckets(read_only(buckets.members[np.repeat(small, sizes)]), read_only(ends))


def _large_buckets(buckets: Iterable[Buckets], cap: int) -> tuple[Rows, int]:
    """Rows (text, bucket) of the buckets of more than ``cap`` texts, and how many such buckets there are."""
    parts: list[Rows] = [np.empty((0, 2), np.int64)]
    groups = 0
    for members, starts in buckets:
        sizes = np.diff(starts)
        large = sizes > cap
        numbers = groups + np.cumsum(large) - 1
        chosen = np.repeat(large, sizes)
        parts.append(np.stack([members[chosen], np.repeat(numbers, sizes)[chosen]], axis=1))
        groups += int(large.sum())
    return np.concatenate(parts), groups


def _pairs_of_large_buckets(
    texts: SignatureSource, buckets: list[Buckets], cap: int, threshold: float
) -> tuple[I64, list[Pairs]]:
    """Representative of each text, int64, -1 for none, and the similar pairs of large buckets with them."""
    rows, groups = _large_buckets(buckets, cap)
    representatives = np.full(len(texts.signatures), -1, dtype=np.int64)
    if not groups:
        return representatives, []
    members, places = np.unique(rows[:, 0], return_inverse=True)
    some = TextSets.of(texts.sets(members), texts.budget)
    candidates = find_candidates(some.sets, threshold, texts.budget)
    at = np.full(len(members), -1, dtype=np.int64)
    at[candidates.sets] = np.arange(len(candidates))
    placed = np.stack([at[places], rows[:, 1]], axis=1)
    index = PrefixIndex.of_large_groups(placed[placed[:, 0] >= 0], len(candidates), groups)
    own = np.full(len(candidates), -1, dtype=np.int64)
    large = LargeGroups(candidates=candidates, index=index, representatives=own, rank=texts.rank(members))
    pairs = pairs_of_large_groups(some, large, threshold).of_texts(members)
    known = own >= 0
    representatives[members[candidates.sets[known]]] = members[candidates.sets[own[known]]]
    return representatives, [pairs]


def _verify(texts: SignatureSource, rows: Rows, threshold: float) -> Pairs:
    """The candidates that are similar. Only the texts among them are cut into shingles."""
    involved = np.zeros(len(texts.signatures), dtype=np.bool_)
    involved[rows] = True
    chosen = np.flatnonzero(involved)
    at = np.cumsum(involved) - 1
    some = TextSets.of(texts.sets(chosen), texts.budget)
    candidates = find_candidates(some.sets, threshold, texts.budget)
    shared = np.zeros(len(chosen), dtype=np.int64)
    shared[candidates.sets] = candidates.shared
    one, other = at[rows.min(axis=1)], at[rows.max(axis=1)]
    least = min_shared(threshold / (1 + threshold), some.sizes[one] + some.sizes[other])
    possible = np.minimum(shared[one], shared[other]) >= least
    return some.find_similar(one[possible], other[possible], threshold).of_texts(chosen)


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


def banded_pairs(texts: SignatureSource, threshold: float, cap: int = GROUP_CAP) -> Pairs:
    """Pairs with Jaccard >= ``threshold`` found through bands, first < second, each verified exactly."""
    signatures, (bands, rows), threads = texts.signatures, bands_for(threshold), texts.budget.threads
    buckets = _buckets_by_band(signatures, bands, rows, threads)
    representatives, parts = _pairs_of_large_buckets(texts, buckets, cap, threshold)
    sigma = (threshold * (1 - threshold) / NUM_PERM) ** 0.5
    min_equal = int(np.ceil((threshold - SKETCH_SIGMAS * sigma) * NUM_PERM - TOLERANCE))

    def join(band: int) -> Rows:
        rules, small = BandRules(band, rows, min_equal), _small_buckets(buckets[band], cap)
        pairs: Rows = load("bands").candidates(read_only(signatures), small, read_only(representatives), rules)
        return pairs

    joined = map_in_order(join, range(bands), threads)
    parts.extend(_verify(texts, portion, threshold) for portion in _portions(joined))
    return Pairs.concatenate(parts)
