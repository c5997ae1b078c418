"""The pairs that new texts bring: found among themselves and against the stored ones, nothing else compared again.

Whether two texts are alike is a fact about the two, so a pair of stored texts that were compared before needs no second
look. A stored text is looked at only if enough of its shingles are in new texts at all (one pass over the stored
hashes); the survivors are joined by prefix filtering, as in ``join``.

One thing does depend on the others: crowds (``candidates``) leave pairs out. A crowd needs more than ``GROUP_CAP``
texts with one shingle among their rarest. Shingles that common come last in the order of rarity, so it needs as many
texts that consist of *common* shingles to the share that the threshold asks for. Then nothing is reused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.bipartite_join import Sides
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.exact_join import CONTAINMENT_MAX_RATIO, CONTAINMENT_MIN_WORDS
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import GROUP_CAP
from readiness.near_duplicate_search.shingle_cache import Measured, TextMemory
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets
from readiness.near_duplicate_search.thresholds import CONTAINED_SHARE, Mask, near, needed

MOST_NEW = 0.2
"""Share of new texts above which comparing all of them costs no more. Chosen by us."""

COMMON = 255
"""Texts from which on the join takes shingles to be equally common (the last class of ``kernels.rarity``)."""

_MISTAKEN = 2  # shingles of a text that share a counter with a common one: the join may take them for common
_COMMON_BUCKETS = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Rows of the memory: ``sizes`` and ``words`` int64 (rows,); ``times`` int64 (rows,): how many sets of the corpus
    have this text, 0 for none; ``new`` bool (rows,): not compared yet.
    """

    sizes: I64
    words: I64
    times: I64
    new: Mask


def new_pairs(memory: TextMemory, texts: Texts, *, banded: bool) -> Measured | None:
    """Every pair with a new text in it that is alike or contained; None where all must be compared anew.

    ``banded``: crowds are those of MinHash bands, which any common shingle can make.
    """
    rows = np.flatnonzero(texts.new & (texts.times > 0))
    if len(rows) > MOST_NEW * np.count_nonzero(texts.times):
        return None
    fresh = memory.sets(rows)
    seen = _scan(memory, texts, fresh.hashes)
    if _crowded(texts, seen.common, banded=banded):
        return None
    old = np.flatnonzero(_worth_a_look(texts, seen.shared, rows))
    both = np.concatenate([rows, old])
    first, second, shared = Sides.of(fresh, memory.sets(old)).alike()
    one, other = both[first], both[second]
    return Measured.of(one, other, shared, near(shared, texts.sizes[one], texts.sizes[other]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Per row of the memory, int64 (rows,): shingles that (may) be in new texts, and shingles that (may) be common."""

    shared: I64
    common: I64


def _scan(memory: TextMemory, texts: Texts, fresh: U64) -> _Seen:
    """How often each bucket of hashes occurs, then what each text has of common ones and of those of new texts.

    A bucket holds several hashes, so the counts are upper bounds: a text more is looked at, none is missed.
    """
    counts = np.zeros(_COMMON_BUCKETS, dtype=np.int64)
    for sets, here in _parts(memory):
        load("bucket_counts").count_buckets(sets.buffers, fixed(texts.times[here]), counts)
    common = (counts >= COMMON).astype(np.uint8)
    new = np.zeros(1 << max(20, int(16 * len(fresh)).bit_length()), dtype=np.uint8)
    new[(fresh & np.uint64(len(new) - 1)).astype(np.int64)] = 1
    seen = _Seen(shared=np.zeros(len(texts.times), np.int64), common=np.zeros(len(texts.times), np.int64))
    for sets, here in _parts(memory):
        load("bucket_counts").count_flagged(sets.buffers, fixed(texts.times[here]), fixed(new), seen.shared[here])
        if common.any():
            load("bucket_counts").count_flagged(
                sets.buffers, fixed(texts.times[here]), fixed(common), seen.common[here]
            )
    return seen


def _parts(memory: TextMemory) -> Iterator[tuple[ShingleSets, slice]]:
    """The sets of each segment and their rows."""
    for segment in memory.segments():
        yield segment.sets, slice(segment.start, segment.start + len(segment.sets))


def _crowded(texts: Texts, common: I64, *, banded: bool) -> bool:
    """Whether a full comparison could meet a crowd."""
    if banded:
        return int(texts.times[common > 0].sum()) > GROUP_CAP
    # Who is in a crowd holds the shingle that makes it, which is common.
    filled = (texts.times > 0) & (common > 0)
    held = common + _MISTAKEN
    alike = filled & (held >= needed(2 * NEAR_THRESHOLD / (1 + NEAR_THRESHOLD), texts.sizes))
    excerpts = filled & (texts.words >= CONTAINMENT_MIN_WORDS) & (held >= needed(CONTAINED_SHARE, texts.sizes))
    return max(int(texts.times[alike].sum()), int(texts.times[excerpts].sum())) > GROUP_CAP


def _worth_a_look(texts: Texts, shared: I64, rows: I64) -> Mask:
    """Stored texts that have enough of their shingles in new ones, or could hold a whole new one."""
    bound = needed(NEAR_THRESHOLD, texts.sizes)
    excerpts = texts.sizes[rows][texts.words[rows] >= CONTAINMENT_MIN_WORDS]
    if len(excerpts):
        holds = np.maximum(int(excerpts.min()), texts.sizes // CONTAINMENT_MAX_RATIO)
        bound = np.minimum(bound, needed(CONTAINED_SHARE, holds))
    old = (texts.times > 0) & ~texts.new & (texts.sizes > 0)
    worth: Mask = old & (shared >= bound)
    return worth
