"""Pairs of documents that may be versions of one: joined by name, number or title, never all with all."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from readiness.near_duplicate_search.comparison import Comparison
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.thresholds import Mask
from readiness.profilers.duplicates.identity_keys import IdentityKeys
from readiness.profilers.duplicates.name_similarity import Names, join_pairs, members_of_codes, related_by_name

NUMBER_MAX_ITEMS = 20
"""A number of more documents numbers a case or a customer, not a document. Chosen by us."""
TITLE_MAX_ITEMS = 10
"""Documents of one title compared all with all; more share the title of a template, and are compared where they
share rare wording. Chosen by us."""
RARE_ITEMS = 3
"""Wording is rare in at most this many documents of one title: two versions and a copy. Chosen by us."""
RARE_SHARED = 8
"""Shared rare shingles that make a candidate: 12 words in one run. Chosen by us."""


def related_by_identity(
    names: Names, keys: IdentityKeys, among: Mask, apart: Mask, compared: tuple[Comparison, I64]
) -> tuple[I64, I64, int]:
    """Pairs of items, sorted, each once, first < second; and how many were left out.

    Only items ``among`` take part, those ``apart`` in none (letters). ``compared``: the comparison, and the set of each
    item, int64.
    """
    eligible = among & ~apart
    first, second, left_out = related_by_name(names, among, apart)
    parts = [(first, second)]
    parts.extend(members_of_codes(codes, eligible, NUMBER_MAX_ITEMS)[0] for codes in keys.id_codes)
    alike, larger = members_of_codes(keys.title_codes, eligible, TITLE_MAX_ITEMS)
    parts.append(alike)
    parts.extend(_by_rare_wording(members, *compared) for members in larger)
    return *join_pairs(parts), left_out


def _by_rare_wording(members: I64, comparison: Comparison, set_of: I64) -> tuple[I64, I64]:
    """Pairs of members that share wording which few of them hold."""
    sets = comparison.sets(set_of[members])
    owners = np.repeat(np.arange(len(members)), sets.sizes)
    order = np.argsort(sets.hashes, kind="stable")
    hashes, owners = sets.hashes[order], owners[order]
    starts = (
        np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0, np.int64)
    )
    counts = np.diff(starts, append=len(hashes))
    keys = [np.empty(0, np.int64)]
    for count in range(2, RARE_ITEMS + 1):
        runs = starts[counts == count]
        ends = combinations(range(count), 2)
        keys.extend(owners[runs + one] * len(members) + owners[runs + other] for one, other in ends)
    pairs, shared = np.unique(np.concatenate(keys), return_counts=True)
    pairs = pairs[shared >= RARE_SHARED]
    return members[pairs // max(1, len(members))], members[pairs % max(1, len(members))]
