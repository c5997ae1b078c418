"""Similar pairs: each set looks up the smaller ones that share one of its rarest shingles, and is compared with them.

Sets are numbered here from the smallest to the largest. ``docs`` is (set, size, shared size) of each, ``index`` is
(starts of the keys of each, group of each key, starts of the members of each group, members, crowded groups).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    PLACES,
    SETS,
    first_at_least,
    grown,
    least_shared,
    needed,
    room_for,
    shared_with,
    tabled,
)

_NUMBERS = types.Array(types.int32, 1, "C", readonly=True)
_DOCS = types.UniTuple(PLACES, 3)
_INDEX = types.Tuple((PLACES, _NUMBERS, PLACES, _NUMBERS, types.Array(types.boolean, 1, "C", readonly=True)))
_SCOPE = types.Tuple((types.int64, types.int64, types.float64))


@part
def _compare(sets: Any, docs: Any, pair: Any, threshold: Any, work: Any) -> Any:
    """Shared shingles of a pair, -1 for too few. ``work``: a table, and what it holds: (set, its mask)."""
    hashes, offsets = sets
    one, other = pair
    table, held = work
    least = least_shared(docs, one, other, threshold)
    if least < 0:
        return -1
    if held[0] != one:
        held[1] = tabled(hashes, offsets[docs[0][one]], offsets[docs[0][one] + 1], table)
        held[0] = one
    return shared_with(table, held[1], hashes, (offsets[docs[0][other]], offsets[docs[0][other] + 1]), least)


@part
def _work(docs: Any) -> Any:
    """Room for the table of any set, and what it holds: nothing."""
    return np.empty(room_for(docs[1][-1]), np.uint64), np.full(2, -1, np.int64)


@kernel(types.int64[:, ::1](SETS, _DOCS, _INDEX, PLACES, _SCOPE))
def probe(sets: Any, docs: Any, index: Any, hubs: Any, scope: Any) -> Any:
    """Rows (larger, smaller, shared) of the similar pairs whose larger set is in the scope (start, stop, threshold).

    Crowded groups are left out, as are pairs with one common hub (``hubs``, -1 for none).
    """
    starts, numbers, group_starts, members, crowded = index
    start, stop, threshold = scope
    seen = np.full(stop, -1, np.int32)
    work = _work(docs)
    rows, used = np.empty((1024, 3), np.int64), 0
    for one in range(start, stop):
        smallest = first_at_least(docs[1], 0, one, needed(threshold, docs[1][one]))
        for place in range(starts[one], starts[one + 1]):
            group = numbers[place]
            if group < 0 or crowded[group]:
                continue
            low = first_at_least(members, group_starts[group], group_starts[group + 1], smallest)
            for posting in range(low, group_starts[group + 1]):
                other = members[posting]
                if other >= one:
                    break
                if seen[other] == one or (hubs[one] >= 0 and hubs[one] == hubs[other]):
                    continue
                seen[other] = one
                shared = _compare(sets, docs, (one, np.int64(other)), threshold, work)
                if shared >= 0:
                    rows = grown(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = one, other, shared
                    used += 1
    return rows[:used].copy()


@kernel(types.int64[:, ::1](SETS, _DOCS, _INDEX, types.int64[::1], types.Tuple((PLACES, types.float64, types.int64))))
def settle(sets: Any, docs: Any, index: Any, hubs: Any, order: Any) -> Any:
    """Rows (hub, member, shared) of crowded groups. ``order``: (sets by rank, threshold, most shingles looked at).

    Each set in turn that no hub has settled becomes one: it is compared with all that share a crowded group with it,
    and settles those that match. ``index`` must list, for crowded groups, all sets that look them up.
    """
    starts, numbers, group_starts, members, crowded = index
    ranked, threshold, most = order
    seen = np.full(hubs.size, -1, np.int32)
    work = _work(docs)
    rows, used, done = np.empty((1024, 3), np.int64), 0, 0
    for one in ranked:
        if (hubs[one] >= 0 and hubs[one] != one) or done > most:
            continue
        hubs[one] = one
        smallest = first_at_least(docs[1], 0, docs[1].size, needed(threshold, docs[1][one]))
        for place in range(starts[one], starts[one + 1]):
            group = numbers[place]
            if group < 0 or not crowded[group]:
                continue
            for posting in range(group_starts[group], group_starts[group + 1]):
                other = np.int64(members[posting])
                if other < smallest or other == one or seen[other] == one:
                    continue
                seen[other] = one
                if needed(threshold, docs[1][other]) > docs[1][one]:
                    break
                done += 1 + docs[1][other] // 4
                shared = _compare(sets, docs, (one, other), threshold, work)
                if shared >= 0:
                    rows = grown(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = one, other, shared
                    used += 1
                    if hubs[other] < 0:
                        hubs[other] = one
    return rows[:used].copy()
