"""Templates of a few texts: what repeats in all of them, beside what differs in each.

Fillings of one form share the form and nothing else. Edited copies of one text share, beside what is in all of them,
also what only the others' edits replaced.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from readiness.near_duplicate_search.comparison import Comparison
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.template import Template
from readiness.near_duplicate_search.text_sets import F64, Pairs, TextSets
from readiness.near_duplicate_search.thresholds import Mask

FILLINGS = 3
"""Fillings of which no two share wording of their own prove a template. Chosen by us: two may be one text, edited."""
FILLED_SHINGLES = 8
"""Least wording of its own in each, 12 words in one run: less is a date or a name in a copy. Chosen by us."""
FILLED_OVERLAP = 0.1
"""Most of it that two fillings share (Jaccard): edited copies of three texts share 0.2 and more. Chosen by us."""
GROUP_TEXTS = 200
"""Groups of more texts are left to the wording that many texts of a collection share. Chosen by us."""


def fillings_among(alike: tuple[Pairs, ...], comparison: Comparison) -> Mask:
    """Mask of the pairs, one after the other, that are two fillings of one form, by the group of texts they are in."""
    all_first = np.concatenate([pairs.first for pairs in alike])
    all_second = np.concatenate([pairs.second for pairs in alike])
    fillings = np.zeros(len(all_first), dtype=np.bool_)
    for pairs, texts in _groups(all_first, all_second):
        overlap, enough = _own_overlaps(comparison, texts)
        apart = (overlap <= FILLED_OVERLAP) & enough[:, None] & enough[None, :]
        np.fill_diagonal(apart, val=False)
        first, second = (np.searchsorted(texts, ends[pairs]) for ends in (all_first, all_second))
        witnesses = apart.astype(np.int64) @ apart.astype(np.int64)
        fillings[pairs] = apart[first, second] & (witnesses[first, second] >= FILLINGS - 2)
    return fillings


def _groups(one: I64, other: I64) -> Iterator[tuple[I64, I64]]:
    """Places of the pairs of each group of alike texts that could be fillings, and its texts in order."""
    texts, places = np.unique(np.concatenate([one, other]), return_inverse=True)
    first, second = places[: len(one)], places[len(one) :]
    least = np.arange(len(texts))
    while True:
        lower = np.minimum(least[first], least[second])
        before = least.copy()
        np.minimum.at(least, first, lower)
        np.minimum.at(least, second, lower)
        least = least[least]
        if np.array_equal(least, before):
            break
    sizes = np.bincount(least, minlength=len(texts))
    order = np.argsort(least[first], kind="stable")
    for group in np.flatnonzero((sizes >= FILLINGS) & (sizes <= GROUP_TEXTS)).tolist():
        start, stop = np.searchsorted(least[first][order], (group, group + 1)).tolist()
        yield order[start:stop], texts[least == group]


def _own_overlaps(comparison: Comparison, texts: I64) -> tuple[F64, Mask]:
    """Jaccard of each two texts (n, n) without the wording that all have, and which texts have enough besides it."""
    sets = comparison.sets(texts)
    hashes, counts = np.unique(sets.hashes, return_counts=True)
    own = Template(hashes=hashes[counts == len(texts)], share=np.zeros(len(texts))).without(sets)
    first, second = (ends.astype(np.int64) for ends in np.triu_indices(len(texts), 1))
    alike = np.zeros((len(texts), len(texts)))
    alike[first, second] = alike[second, first] = TextSets.of(own).verify(first, second).similarity
    return alike, own.sizes >= FILLED_SHINGLES
