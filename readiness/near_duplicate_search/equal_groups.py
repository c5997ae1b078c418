"""Items that are equal by bytes or by text, as columns: a group of one costs no Python object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from readiness.near_duplicate_search.copy_pairs import CopyGroups
from readiness.near_duplicate_search.shingles import I64

NONE = -1
"""In place of a group or a code: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """``of`` int64 (items,): the group of each item, NONE where it can be compared with nothing. Groups are numbered
    by their first member. Group ``g`` is ``members[starts[g]:starts[g + 1]]``, best-ranked first.
    """

    of: I64
    members: I64
    starts: I64

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def leaders(self) -> I64:
        """The best-ranked item of each group."""
        return self.members[self.starts[:-1]]

    @property
    def sizes(self) -> I64:
        return np.diff(self.starts)

    def __getitem__(self, group: int) -> I64:
        return self.members[self.starts[group] : self.starts[group + 1]]

    def plural(self) -> Iterator[I64]:
        """The members of every group of two or more."""
        return (self[group] for group in np.flatnonzero(self.sizes > 1).tolist())

    def listed(self, groups: I64) -> CopyGroups:
        """Some groups as they are written out."""
        return CopyGroups(members=tuple(tuple(self[group].tolist()) for group in groups.tolist()))


def codes(values: pa.Array) -> I64:
    """Equal numbers for equal values, NONE for null and for "": int64 (n,)."""
    found = values.dictionary_encode()
    numbers: I64 = found.indices.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int64)
    nothing = found.dictionary.index("").as_py()
    numbers[numbers == nothing] = NONE
    return numbers


def equal_items(keys: tuple[I64, ...], alone: I64, rank: I64) -> Groups:
    """Items that share a key in any column of ``keys`` are one group; those ``alone`` are one without any.

    ``rank`` int64 (items,), lower is preferred.
    """
    root = _roots(keys, len(rank))
    keyed = np.zeros(len(rank), dtype=np.bool_)
    keyed[alone] = True
    for column in keys:
        keyed |= column != NONE
    items = np.flatnonzero(keyed)
    named, numbers = np.unique(root[items], return_inverse=True)
    of = np.full(len(rank), NONE, dtype=np.int64)
    of[items] = numbers
    members = items[np.lexsort((rank[items], numbers))]
    starts = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=len(named)))]).astype(np.int64)
    return Groups(of=of, members=members, starts=starts)


def _roots(keys: tuple[I64, ...], count: int) -> I64:
    """The first item that each is connected to, itself where it shares nothing."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = [_to_first_with(column) for column in keys]
    first = np.concatenate([one for one, _ in ends])
    second = np.concatenate([other for _, other in ends])
    involved, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    shape = (len(involved), len(involved))
    edges = coo_array((np.ones(len(first), np.int8), (places[: len(first)], places[len(first) :])), shape=shape)
    _, component = connected_components(edges, directed=False)
    _, earliest = np.unique(component, return_index=True)
    root = np.arange(count)
    root[involved] = involved[earliest[component]]
    return root


def _to_first_with(column: I64) -> tuple[I64, I64]:
    """Each item that shares its code with an earlier one, and the first item that bears it."""
    items = np.flatnonzero(column != NONE)
    _, firsts, inverse = np.unique(column[items], return_index=True, return_inverse=True)
    first_of = items[firsts][inverse]
    later = first_of != items
    return first_of[later], items[later]
