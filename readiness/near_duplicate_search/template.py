"""The shingles of template wording, and sets of shingles without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.near_duplicate_search.shingles import U64, ShingleSets
from readiness.near_duplicate_search.text_sets import F64
from readiness.near_duplicate_search.thresholds import Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """``hashes`` uint64, sorted: shingles of templates. ``share`` float64 (sets,): of each text's shingles, 0-1."""

    hashes: U64
    share: F64

    def holds(self, hashes: U64) -> Mask:
        """Mask of the shingles that are a template's."""
        if not len(self.hashes):
            return np.zeros(len(hashes), dtype=np.bool_)
        held: Mask = self.hashes[np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)] == hashes
        return held

    def without(self, sets: ShingleSets) -> ShingleSets:
        """The sets without the shingles of templates."""
        own = ~self.holds(sets.hashes)
        offsets = np.concatenate([[0], np.cumsum(own)])[sets.offsets - sets.offsets[0]].astype(np.int64)
        return ShingleSets(hashes=sets.hashes[own], offsets=offsets, words=sets.words)
