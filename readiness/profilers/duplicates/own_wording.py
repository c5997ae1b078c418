"""Wording that a pair of documents shares beyond its template: what other documents of other identities do not hold."""

from __future__ import annotations

import numpy as np

from readiness.near_duplicate_search.boilerplate import texts_with
from readiness.near_duplicate_search.comparison import Comparison
from readiness.near_duplicate_search.shingles import I64, U64
from readiness.near_duplicate_search.text_sets import F64

OTHER_DOCUMENTS = 2
"""Wording that this many documents of other identities hold as well is template: one may be a copy under another name.
Chosen by us."""
OWN_SHINGLES = 8
"""Texts with fewer shingles of their own (12 words in one run) have too little to be compared by. Chosen by us."""

_BUCKETS = 1 << 24
"""Buckets of a filter before the exact search: 16 MB, of which a corpus of 10,000 texts fills a twentieth."""


def count_identities(comparison: Comparison, hashes: U64, class_of: I64) -> I64:
    """The number of identities whose texts hold each shingle; ``hashes`` sorted, ``class_of`` int64 (sets,)."""
    parts = [np.empty(0, np.int64)]
    likely = np.zeros(_BUCKETS, dtype=np.bool_)
    likely[(hashes & np.uint64(_BUCKETS - 1)).astype(np.int64)] = True
    for sets, places in texts_with(comparison, hashes):
        chosen = np.flatnonzero(likely[(sets.hashes & np.uint64(_BUCKETS - 1)).view(np.int64)])
        found, owners = sets.hashes[chosen], np.searchsorted(sets.offsets, chosen, side="right") - 1
        at = np.searchsorted(hashes, found).clip(max=max(0, len(hashes) - 1))
        known = hashes[at] == found
        parts.append(at[known] * len(class_of) + class_of[places[owners[known]]])
    keys = np.sort(np.concatenate(parts))
    held = keys[np.flatnonzero(np.diff(keys, prepend=-1))] // max(1, len(class_of))
    return np.bincount(held, minlength=len(hashes)).astype(np.int64)


def own_overlaps(comparison: Comparison, pairs: tuple[I64, I64], class_of: I64) -> tuple[F64, F64, I64]:
    """Similarity and containment of each pair without template wording, and the shingles that the smaller has left.

    ``class_of`` int64 (sets,): equal for texts that are known to be of one document.
    """
    first, second = pairs
    involved, places = np.unique(np.concatenate(pairs), return_inverse=True)
    sets = comparison.sets(involved)
    hashes = np.unique(sets.hashes)
    identities = count_identities(comparison, hashes, class_of)
    rows = [
        np.searchsorted(hashes, sets.hashes[start:stop])
        for start, stop in zip(sets.offsets, sets.offsets[1:], strict=False)
    ]
    similarity, containment = np.zeros(len(first)), np.zeros(len(first))
    own = np.zeros(len(first), dtype=np.int64)
    for pair, (a, b) in enumerate(zip(places[: len(first)].tolist(), places[len(first) :].tolist(), strict=True)):
        apart = int(class_of[first[pair]] != class_of[second[pair]])
        one, other = rows[a], rows[b]
        shared = np.intersect1d(one, other, assume_unique=True)
        kept = int((identities[shared] < 1 + apart + OTHER_DOCUMENTS).sum())
        alone = [int((identities[each] < 1 + OTHER_DOCUMENTS).sum()) for each in (one, other)]
        held = int((identities[shared] < 1 + OTHER_DOCUMENTS).sum())
        sizes = [count - held + kept for count in alone]
        own[pair] = min(sizes)
        similarity[pair] = kept / max(1, sum(sizes) - kept)
        containment[pair] = kept / max(1, own[pair])
    return similarity, containment, own
