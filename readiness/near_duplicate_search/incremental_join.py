"""Pairs with new texts: found among the new texts and against the stored ones; nothing else is compared again.

Similarity depends on the two texts of a pair only, so a pair of stored texts that were compared before needs no second
comparison. A stored text is compared only if enough of its shingles are in new texts at all (one pass over the stored
hashes); the survivors are joined by prefix filtering, as in ``exact_join``.

One thing does depend on the others: large groups (``large_groups``) leave pairs out. A large group needs more than
``GROUP_CAP`` texts with one shingle among their rarest. Shingles that common come last in the order of rarity, so it
needs as many texts that consist of *common* shingles to the share that the threshold asks for. Then nothing is reused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.bipartite_join import BipartiteJoin
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MAX_RATIO, CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import GROUP_CAP
from readiness.near_duplicate_search.shingle_cache import PairOverlaps, ShingleCache
from readiness.near_duplicate_search.shingle_frequency import min_shared
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets
from readiness.near_duplicate_search.thresholds import CONTAINED_SHARE, Mask, are_near

MOST_NEW = 0.2
"""Share of new texts above which comparing all of them costs no more. Chosen by us."""

COMMON = 255
"""Texts from which on the join takes shingles to be equally common (the last class of ``kernels.frequency``)."""

_MISTAKEN = 2  # shingles of a text that share a counter with a common one: the join may take them for common
_COMMON_BUCKETS = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedTexts:
    """Rows of the cache: ``sizes`` and ``words`` int64 (rows,); ``times`` int64 (rows,): how many sets of the corpus
    have this text, 0 for none; ``new`` bool (rows,): not compared yet.
    """

    sizes: I64
    words: I64
    times: I64
    new: Mask


def new_pairs(cache: ShingleCache, texts: CachedTexts, *, banded: bool) -> PairOverlaps | None:
    """Every similar or contained pair with a new text in it; None where all must be compared anew.

    ``banded``: large groups are those of MinHash bands, which any common shingle can make.
    """
    rows = np.flatnonzero(texts.new & (texts.times > 0))
    if len(rows) > MOST_NEW * np.count_nonzero(texts.times):
        return None
    new = cache.sets(rows)
    counts = _count_shingles(cache, texts, new.hashes)
    if _may_have_large_group(texts, counts.common, banded=banded):
        return None
    old = np.flatnonzero(_may_be_related(texts, counts.shared, rows))
    both = np.concatenate([rows, old])
    first, second, shared = BipartiteJoin.of(new, cache.sets(old)).related_pairs()
    one, other = both[first], both[second]
    return PairOverlaps.of(one, other, shared, are_near(shared, texts.sizes[one], texts.sizes[other]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShingleCounts:
    """Per row of the cache, int64 (rows,): shingles that (may) be in new texts, and shingles that (may) be common."""

    shared: I64
    common: I64


def _count_shingles(cache: ShingleCache, texts: CachedTexts, new: U64) -> _ShingleCounts:
    """Count each bucket of hashes, then the shingles of each text that are common, or in new texts.

    A bucket holds several hashes, so the counts are upper bounds: a text more is compared, none is missed.
    """
    buckets = np.zeros(_COMMON_BUCKETS, dtype=np.int64)
    for sets, here in _parts(cache):
        load("bucket_counts").count_buckets(sets.buffers, read_only(texts.times[here]), buckets)
    common = (buckets >= COMMON).astype(np.uint8)
    in_new = np.zeros(1 << max(20, int(16 * len(new)).bit_length()), dtype=np.uint8)
    in_new[(new & np.uint64(len(in_new) - 1)).astype(np.int64)] = 1
    counts = _ShingleCounts(shared=np.zeros(len(texts.times), np.int64), common=np.zeros(len(texts.times), np.int64))
    for sets, here in _parts(cache):
        times = read_only(texts.times[here])
        load("bucket_counts").count_flagged(sets.buffers, times, read_only(in_new), counts.shared[here])
        if common.any():
            load("bucket_counts").count_flagged(sets.buffers, times, read_only(common), counts.common[here])
    return counts


def _parts(cache: ShingleCache) -> Iterator[tuple[ShingleSets, slice]]:
    """The sets of each segment and their rows."""
    for segment in cache.segments():
        yield segment.sets, slice(segment.start, segment.start + len(segment.sets))


def _may_have_large_group(texts: CachedTexts, common: I64, *, banded: bool) -> bool:
    """True if a full comparison could have a large group."""
    if banded:
        return int(texts.times[common > 0].sum()) > GROUP_CAP
    # A member of a large group holds the shingle that makes it, which is common.
    filled = (texts.times > 0) & (common > 0)
    at_most = common + _MISTAKEN
    similar = filled & (at_most >= min_shared(2 * NEAR_THRESHOLD / (1 + NEAR_THRESHOLD), texts.sizes))
    excerpts = filled & (texts.words >= CONTAINMENT_MIN_WORDS) & (at_most >= min_shared(CONTAINED_SHARE, texts.sizes))
    return max(int(texts.times[similar].sum()), int(texts.times[excerpts].sum())) > GROUP_CAP


def _may_be_related(texts: CachedTexts, shared: I64, rows: I64) -> Mask:
    """Mask of stored texts that have enough of their shingles in new ones, or could hold a whole new one."""
    bound = min_shared(NEAR_THRESHOLD, texts.sizes)
    excerpts = texts.sizes[rows][texts.words[rows] >= CONTAINMENT_MIN_WORDS]
    if len(excerpts):
        holds = np.maximum(int(excerpts.min()), texts.sizes // CONTAINMENT_MAX_RATIO)
        bound = np.minimum(bound, min_shared(CONTAINED_SHARE, holds))
    old = (texts.times > 0) & ~texts.new & (texts.sizes > 0)
    related: Mask = old & (shared >= bound)
    return related
