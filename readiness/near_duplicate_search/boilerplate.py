"""Template wording: runs of words that many texts of a source share, and which look-alikes share nothing else.

Two contracts on one template can agree in nine words of ten and still be two contracts. What tells a copy from
another filling of the same form is the rest: the wording that is not the template's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.comparison import Overlaps
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, find_similar
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets
from readiness.near_duplicate_search.text_sets import F64, TOLERANCE, Incidence, Pairs
from readiness.near_duplicate_search.thresholds import Mask

TEMPLATE_TEXTS = 50
"""A run of words in no more texts than these is no template: so many edited copies of one document do occur. Exact
copies count once. Chosen by us."""
TEMPLATE_SHARE = 0.01
"""Share of the source's texts that must hold it besides, so that common phrases of a large source are none. Chosen by
us."""
MOSTLY_TEMPLATE = 0.5
"""A text above this share of template wording says more of its form than of its subject. Chosen by us."""
OWN_SIMILARITY = 0.5
"""Least Jaccard of what two near-duplicates say beyond templates: half of it agrees in an edited copy, next to nothing
in two fillings of one form. Chosen by us."""

_BUCKETS = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """``hashes`` uint64, sorted: shingles of templates. ``share`` float64 (sets,): of each text's shingles, 0-1."""

    hashes: U64
    share: F64

    def holds(self, hashes: U64) -> Mask:
        """Which shingles are a template's."""
        if not len(self.hashes):
            return np.zeros(len(hashes), dtype=np.bool_)
        found: Mask = self.hashes[np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)] == hashes
        return found

    def without(self, sets: ShingleSets) -> ShingleSets:
        """What each text says of its own."""
        own = ~self.holds(sets.hashes)
        offsets = np.concatenate([[0], np.cumsum(own)])[sets.offsets - sets.offsets[0]].astype(np.int64)
        return ShingleSets(hashes=sets.hashes[own], offsets=offsets, words=sets.words)


def find_template(overlaps: Overlaps, source_of: I64) -> Template:
    """Shingles in more than ``TEMPLATE_TEXTS`` texts, and ``TEMPLATE_SHARE`` of them, of any source.

    ``source_of`` int64 (sets,): the source of each text, counted from 0.
    """
    none = np.empty(0, np.uint64)
    found = [none]
    for source, texts in enumerate(np.bincount(source_of).tolist()):
        least = max(TEMPLATE_TEXTS, int(TEMPLATE_SHARE * texts + TOLERANCE)) + 1
        if texts >= least:
            likely = np.concatenate([none, *_likely(overlaps, source_of == source, least)])
            hashes, counts = np.unique(likely, return_counts=True)
            found.append(hashes[counts >= least])
    template = Template(hashes=np.unique(np.concatenate(found)), share=np.zeros(len(source_of)))
    for sets, places in _some(overlaps, template.hashes):
        held = np.concatenate([[0], np.cumsum(template.holds(sets.hashes))])[sets.offsets]
        template.share[places] = np.diff(held) / np.maximum(1, sets.sizes)
    return template


def _likely(overlaps: Overlaps, among: Mask, least: int) -> Iterator[U64]:
    """The shingles of these texts that may be in ``least`` of them: their buckets are."""
    counts = np.zeros(_BUCKETS, dtype=np.int64)
    for sets, places in overlaps.parts():
        chosen = np.where(places >= 0, among[places], False).astype(np.int64)
        load("bucket_counts").count_buckets(sets.buffers, fixed(chosen), counts)
    flags = (counts >= least).astype(np.uint8)
    for sets, places in _flagged(overlaps, flags):
        hashes = sets.take(np.flatnonzero(among[places])).hashes
        yield hashes[flags[(hashes & np.uint64(_BUCKETS - 1)).astype(np.int64)] > 0]


def _some(overlaps: Overlaps, hashes: U64) -> Iterator[tuple[ShingleSets, I64]]:
    """Texts that may hold one of the shingles, and their places."""
    flags = np.zeros(_BUCKETS, dtype=np.uint8)
    flags[(hashes & np.uint64(_BUCKETS - 1)).astype(np.int64)] = 1
    return _flagged(overlaps, flags)


def _flagged(overlaps: Overlaps, flags: np.typing.NDArray[np.uint8]) -> Iterator[tuple[ShingleSets, I64]]:
    if flags.any():
        for sets, places in overlaps.parts():
            found = np.zeros(len(sets), dtype=np.int64)
            load("bucket_counts").count_flagged(
                sets.buffers, fixed((places >= 0).astype(np.int64)), fixed(flags), found
            )
            chosen = np.flatnonzero(found)
            yield sets.take(chosen), places[chosen]


def copies_among(near: Pairs, overlaps: Overlaps, template: Template) -> Mask:
    """Which near-duplicates are copies: their own wording agrees too, or there is none in either."""
    copies = np.ones(len(near.first), dtype=np.bool_)
    asked = np.flatnonzero((template.share[near.first] > 0) & (template.share[near.second] > 0))
    involved, places = np.unique(np.concatenate([near.first[asked], near.second[asked]]), return_inverse=True)
    own = Incidence.of(template.without(overlaps.sets(involved)))
    first, second = places[: len(asked)], places[len(asked) :]
    agree = own.verified(first, second).similarity >= OWN_SIMILARITY - TOLERANCE
    copies[asked] = agree | (np.maximum(own.sizes[first], own.sizes[second]) == 0)
    return copies


def copies_in_crowds(overlaps: Overlaps, template: Template, rank: I64) -> Pairs:
    """Near-duplicates whose own wording agrees, found by it: crowds of one template hide them from each other."""
    texts = np.flatnonzero(template.share > 0)
    own = template.without(overlaps.sets(texts))
    found = find_similar(Incidence.of(own), rank[texts], threshold=OWN_SIMILARITY)
    pairs = overlaps.verified(texts[found.first], texts[found.second])
    return pairs.where(pairs.similarity >= NEAR_THRESHOLD - TOLERANCE)
