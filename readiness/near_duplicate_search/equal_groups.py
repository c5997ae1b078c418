"""Groups of equal texts, as columns: a group of one costs no Python object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.copy_pairs import I64, CopyGroups

NONE = -1
"""No group, or no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualGroups:
    """``of`` int64 (n,): the group of each text, NONE where it can be compared with nothing. Groups are numbered by
    their first member. Group ``g`` is ``members[starts[g]:starts[g + 1]]``, best-ranked first.
    """

    of: I64
    members: I64
    starts: I64

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def leaders(self) -> I64:
        """The best-ranked text of each group."""
        return self.members[self.starts[:-1]]

    @property
    def sizes(self) -> I64:
        """Members of each group."""
        return np.diff(self.starts)

    def __getitem__(self, group: int) -> I64:
        return self.members[self.starts[group] : self.starts[group + 1]]

    def of_several(self) -> Iterator[I64]:
        """The members of every group of two or more."""
        return (self[group] for group in np.flatnonzero(self.sizes > 1).tolist())

    def as_copy_groups(self, groups: I64) -> CopyGroups:
        """The groups with these numbers, as lists of members."""
        return CopyGroups(members=tuple(tuple(self[group].tolist()) for group in groups.tolist()))


def codes(values: pa.Array) -> I64:
    """Equal numbers for equal values, NONE for null and for "": int64 (n,)."""
    encoded = values.dictionary_encode()
    numbers: I64 = encoded.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    empty = encoded.dictionary.index("").as_py()
    numbers[numbers == empty] = NONE
    return numbers


def group_equal(keys: tuple[I64, ...], always: I64, rank: I64) -> EqualGroups:
    """Groups of texts that share a key in any column of ``keys``; the texts ``always`` are in one even without a key.

    ``rank`` int64 (n,), lower is preferred.
    """
    root = _roots(keys, len(rank))
    keyed = np.zeros(len(rank), dtype=np.bool_)
    keyed[always] = True
    for column in keys:
        keyed |= column != NONE
    texts = np.flatnonzero(keyed)
    distinct, numbers = np.unique(root[texts], return_inverse=True)
    of = np.full(len(rank), NONE, dtype=np.int64)
    of[texts] = numbers
    members = texts[np.lexsort((rank[texts], numbers))]
    starts = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(distinct)))]).astype(np.int64)
    return EqualGroups(of=of, members=members, starts=starts)


def _roots(keys: tuple[I64, ...], count: int) -> I64:
    """The first text that each is connected to, itself where it shares nothing."""
    ends = [_edges_to_first(column) for column in keys]
    first = np.concatenate([one for one, _ in ends])
    second = np.concatenate([other for _, other in ends])
    if not len(first):
        return np.arange(count)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    involved, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    shape = (len(involved), len(involved))
    edges = coo_array((np.ones(len(first), np.int8), (places[: len(first)], places[len(first) :])), shape=shape)
    _, component = connected_components(edges, directed=False)
    _, earliest = np.unique(component, return_index=True)
    root = np.arange(count)
    root[involved] = involved[earliest[component]]
    return root


def _edges_to_first(column: I64) -> tuple[I64, I64]:
    """First text with the code of each later one, and the later one."""
    texts = np.flatnonzero(column != NONE)
    _, firsts, inverse = np.unique(column[texts], return_index=True, return_inverse=True)
    first_of = texts[firsts][inverse]
    later = first_of != texts
    return first_of[later], texts[later]
