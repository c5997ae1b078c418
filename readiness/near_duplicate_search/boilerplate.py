"""Template wording: runs of words that many texts of a collection share, and near-duplicates that share more than that.

Two contracts on one template can agree in nine words of ten and still be two contracts. A copy and another filling of
the same form differ in the rest: the wording that is not the template's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.comparison import Comparison
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, find_similar
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets
from readiness.near_duplicate_search.template import Template
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs, TextSets
from readiness.near_duplicate_search.thresholds import Mask

TEMPLATE_TEXTS = 50
"""A run of words in no more texts than these is no template: so many edited copies of one document do occur. Exact
copies count once. Chosen by us."""
TEMPLATE_SHARE = 0.01
"""Share of the collection's texts that must hold it besides, so that common phrases of a large collection are none.
Chosen by us."""
MOSTLY_TEMPLATE = 0.5
"""Above this share of template wording a text has more of its form than of its subject: half. Chosen by us."""
OWN_SIMILARITY = 0.5
"""Least Jaccard of two near-duplicates without template wording: half of it agrees in an edited copy, next to nothing
in two fillings of one form. Chosen by us."""

U8 = np.typing.NDArray[np.uint8]

_BUCKETS = 1 << 22


def find_template(comparison: Comparison, collection_of: I64) -> Template:
    """Shingles in more than ``TEMPLATE_TEXTS`` texts, and ``TEMPLATE_SHARE`` of them, of any collection.

    ``collection_of`` int64 (sets,): the collection of each text, counted from 0.
    """
    none = np.empty(0, np.uint64)
    parts = [none]
    for collection, texts in enumerate(np.bincount(collection_of).tolist()):
        least = max(TEMPLATE_TEXTS, int(TEMPLATE_SHARE * texts + TOLERANCE)) + 1
        if texts >= least:
            likely = np.concatenate([none, *_frequent_shingles(comparison, collection_of == collection, least)])
            hashes, counts = np.unique(likely, return_counts=True)
            parts.append(hashes[counts >= least])
    template = Template(hashes=np.unique(np.concatenate(parts)), share=np.zeros(len(collection_of)))
    for sets, places in texts_with(comparison, template.hashes):
        counts = np.concatenate([[0], np.cumsum(template.holds(sets.hashes))])[sets.offsets]
        template.share[places] = np.diff(counts) / np.maximum(1, sets.sizes)
    return template


def _frequent_shingles(comparison: Comparison, among: Mask, least: int) -> Iterator[U64]:
    """The shingles of these texts that may be in ``least`` of them: their buckets are."""
    counts = np.zeros(_BUCKETS, dtype=np.int64)
    for sets, places in comparison.parts():
        chosen = np.where(places >= 0, among[places], False).astype(np.int64)
        load("bucket_counts").count_buckets(sets.buffers, read_only(chosen), counts)
    flags = (counts >= least).astype(np.uint8)
    for sets, places in _texts_with_flagged(comparison, flags):
        hashes = sets.take(np.flatnonzero(among[places])).hashes
        yield hashes[flags[(hashes & np.uint64(_BUCKETS - 1)).astype(np.int64)] > 0]


def texts_with(comparison: Comparison, hashes: U64) -> Iterator[tuple[ShingleSets, I64]]:
    """Texts that may hold one of the shingles, and their places."""
    flags = np.zeros(_BUCKETS, dtype=np.uint8)
    flags[(hashes & np.uint64(_BUCKETS - 1)).astype(np.int64)] = 1
    return _texts_with_flagged(comparison, flags)


def _texts_with_flagged(comparison: Comparison, flags: U8) -> Iterator[tuple[ShingleSets, I64]]:
    """Texts with a shingle in a flagged bucket, and their places."""
    if flags.any():
        for sets, places in comparison.parts():
            counts = np.zeros(len(sets), dtype=np.int64)
            load("bucket_counts").count_flagged(
                sets.buffers, read_only((places >= 0).astype(np.int64)), read_only(flags), counts
            )
            chosen = np.flatnonzero(counts)
            yield sets.take(chosen), places[chosen]


def copies_among(near: Pairs, comparison: Comparison, template: Template) -> Mask:
    """Mask of the near-duplicates that are copies: their own wording agrees too, or neither has any."""
    copies = np.ones(len(near.first), dtype=np.bool_)
    shared, overlap, (one, other) = _own_overlaps(near, comparison, template)
    agree = overlap.similarity >= OWN_SIMILARITY - TOLERANCE
    copies[shared] = agree | (np.maximum(one, other) == 0)
    return copies


def excerpts_among(inside: Pairs, comparison: Comparison, template: Template) -> Mask:
    """Mask of the pairs of which the first lies in the second by its own wording too, or has none."""
    excerpts = np.ones(len(inside.first), dtype=np.bool_)
    shared, overlap, (one, other) = _own_overlaps(inside, comparison, template)
    inner = overlap.containment * np.minimum(one, other) >= OWN_SIMILARITY * one - TOLERANCE
    excerpts[shared] = inner | (one == 0)
    return excerpts


def _own_overlaps(pairs: Pairs, comparison: Comparison, template: Template) -> tuple[I64, Pairs, tuple[I64, I64]]:
    """Places of the pairs of which both hold template wording, their overlap and their sizes without it."""
    shared = np.flatnonzero((template.share[pairs.first] > 0) & (template.share[pairs.second] > 0))
    involved, places = np.unique(np.concatenate([pairs.first[shared], pairs.second[shared]]), return_inverse=True)
    own = TextSets.of(template.without(comparison.sets(involved)))
    first, second = places[: len(shared)], places[len(shared) :]
    return shared, own.verify(first, second), (own.sizes[first], own.sizes[second])


def copies_in_large_groups(comparison: Comparison, template: Template, rank: I64) -> Pairs:
    """Near-duplicates found by their own wording: in a large group of one template they may not be compared."""
    texts = np.flatnonzero(template.share > 0)
    own = template.without(comparison.sets(texts))
    similar = find_similar(TextSets.of(own), rank[texts], threshold=OWN_SIMILARITY)
    pairs = comparison.verify(texts[similar.first], texts[similar.second])
    return pairs.where(pairs.similarity >= NEAR_THRESHOLD - TOLERANCE)
