"""Similar pairs: each set looks up the smaller ones that share one of its rarest shingles, and is compared with them.

Sets are numbered here by their place in ``CandidateArrays``, from the smallest to the largest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from readiness.near_duplicate_search.kernels.arrays import CandidateArrays, PrefixLists, ProbeRange, RankedMembers
from readiness.near_duplicate_search.kernels.compile_cache import kernel, part
from readiness.near_duplicate_search.kernels.primitives import (
    BOOLS,
    INT32S,
    INT64S,
    SETS,
    count_shared,
    fill_table,
    first_at_least,
    grow_rows,
    min_shared,
    min_shared_by,
    table_size,
    tuple_type,
)

_CANDIDATES = tuple_type(CandidateArrays, INT64S, INT64S, INT64S)
_INDEX = tuple_type(PrefixLists, INT64S, INT32S, INT64S, INT32S, BOOLS)
_RANGE = tuple_type(ProbeRange, types.int64, types.int64, types.float64)
_ORDER = tuple_type(RankedMembers, INT64S, types.float64, types.int64)


@part
def _compare(sets: Any, texts: Any, pair: Any, threshold: Any, work: Any) -> Any:
    """Shared shingles of a pair, -1 for too few. ``work``: a table, and a record of its content: (set, mask)."""
    one, other = pair
    table, held = work
    least = min_shared_by(texts, one, other, threshold)
    if least < 0:
        return -1
    hashes, offsets = sets.hashes, sets.offsets
    if held[0] != one:
        held[1] = fill_table(hashes, offsets[texts.sets[one]], offsets[texts.sets[one] + 1], table)
        held[0] = one
    span = offsets[texts.sets[other]], offsets[texts.sets[other] + 1]
    return count_shared(table, held[1], hashes, span, least)


@part
def _new_table(texts: Any) -> Any:
    """Space for the hash table of any set, and a record of its content, none at first."""
    return np.empty(table_size(texts.sizes[-1]), np.uint64), np.full(2, -1, np.int64)


@kernel(types.int64[:, ::1](SETS, _CANDIDATES, _INDEX, INT64S, _RANGE))
def probe(sets: Any, texts: Any, index: Any, representatives: Any, scope: Any) -> Any:
    """Rows (larger, smaller, shared) of the similar pairs whose larger set is in the scope.

    Large groups are left out, as are pairs with one common representative (-1 for none).
    """
    seen = np.full(scope.stop, -1, np.int32)
    work = _new_table(texts)
    rows, used = np.empty((1024, 3), np.int64), 0
    for one in range(scope.start, scope.stop):
        smallest = first_at_least(texts.sizes, 0, one, min_shared(scope.threshold, texts.sizes[one]))
        for place in range(index.starts[one], index.starts[one + 1]):
            group = index.group_of[place]
            if group < 0 or index.is_large[group]:
                continue
            stop = index.group_starts[group + 1]
            for posting in range(first_at_least(index.members, index.group_starts[group], stop, smallest), stop):
                other = index.members[posting]
                if other >= one:
                    break
                if seen[other] == one or (representatives[one] >= 0 and representatives[one] == representatives[other]):
                    continue
                seen[other] = one
                shared = _compare(sets, texts, (one, np.int64(other)), scope.threshold, work)
                if shared >= 0:
                    rows = grow_rows(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = one, other, shared
                    used += 1
    return rows[:used].copy()


@kernel(types.int64[:, ::1](SETS, _CANDIDATES, _INDEX, types.int64[::1], _ORDER))
def probe_large_groups(sets: Any, texts: Any, index: Any, representatives: Any, order: Any) -> Any:
    """Rows (representative, member, shared) of large groups; writes the representative of each member.

    Each set in turn that has no representative becomes one: it is compared with all that share a large group with it,
    and represents those that match. ``index`` must list, for large groups, all sets that look them up.
    """
    threshold = order.threshold
    seen = np.full(representatives.size, -1, np.int32)
    work = _new_table(texts)
    rows, used, spent = np.empty((1024, 3), np.int64), 0, 0
    for one in order.ranked:
        if (representatives[one] >= 0 and representatives[one] != one) or spent > order.max_work:
            continue
        representatives[one] = one
        smallest = first_at_least(texts.sizes, 0, texts.sizes.size, min_shared(threshold, texts.sizes[one]))
        for place in range(index.starts[one], index.starts[one + 1]):
            group = index.group_of[place]
            if group < 0 or not index.is_large[group]:
                continue
            for posting in range(index.group_starts[group], index.group_starts[group + 1]):
                other = np.int64(index.members[posting])
                if other < smallest or other == one or seen[other] == one:
                    continue
                seen[other] = one
                if min_shared(threshold, texts.sizes[other]) > texts.sizes[one]:
                    break
                spent += 1 + texts.sizes[other] // 4
                shared = _compare(sets, texts, (one, other), threshold, work)
                if shared >= 0:
                    rows = grow_rows(rows, used)
                    rows[used, 0], rows[used, 1], rows[used, 2] = one, other, shared
                    used += 1
                    if representatives[other] < 0:
                        representatives[other] = one
    return rows[:used].copy()
