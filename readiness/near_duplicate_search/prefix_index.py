"""Index of the rarest shingles of each text: groups of texts that share one of them.

Prefix filtering (Chaudhuri et al. 2006; Bayardo et al. 2007; Xiao et al. 2008): in an order of all shingles from
rare to common, two sets that overlap by a share t share one of their first ``n - ceil(t n) + 1`` shingles already.
Templates cost little, because the wording that thousands of texts share comes last in that order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import read_only
from readiness.near_duplicate_search.kernels.arrays import (
    HashPass,
    KeyGroups,
    KeyLengths,
    KeyTable,
    PrefixLists,
    SelectedKeys,
)
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import map_in_order, split_by_work
from readiness.near_duplicate_search.shingle_frequency import Candidates, MemoryBudget
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets

I32 = npt.NDArray[np.int32]
FREE = np.int32(-1)
"""No group, or an empty slot of a hash table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixIndex:
    """Keys of the texts, and the groups of texts that are listed under one key.

    ``starts`` int64 (n + 1,): the keys of each text; ``group_of`` int32: the group of each key, -1 for none; a text is
    listed under its first ``listed`` keys. ``group_starts``, ``members``: the texts listed in each group, ascending.
    ``is_large`` bool (groups,): more members than the cap. ``table`` and ``keys`` look the group of a key up.
    """

    starts: I64
    listed: I64
    group_of: I32
    group_starts: I64
    members: I32
    is_large: npt.NDArray[np.bool_]
    table: I32
    keys: U64

    @classmethod
    def of_large_groups(cls, rows: I64, texts: int, groups: int) -> PrefixIndex:
        """Large groups from rows (text, group)."""
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        counts = np.bincount(rows[:, 0], minlength=texts).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        group_of = rows[:, 1].astype(np.int32)
        group_starts, members = _list_members(group_of, starts, counts, groups)
        return cls(
            starts=starts,
            listed=counts,
            group_of=group_of,
            group_starts=group_starts,
            members=members,
            is_large=np.ones(groups, dtype=np.bool_),
            table=np.empty(0, np.int32),
            keys=np.empty(0, np.uint64),
        )

    @property
    def lists(self) -> PrefixLists:
        """Keys and members, as kernels take them."""
        arrays = self.starts, self.group_of, self.group_starts, self.members, self.is_large
        return PrefixLists(*(read_only(array) for array in arrays))

    @property
    def key_table(self) -> KeyTable:
        """Members by key, as kernels take them."""
        arrays = self.table, self.keys, self.group_starts, self.members, self.is_large
        return KeyTable(*(read_only(array) for array in arrays))

    def large_groups(self) -> PrefixIndex:
        """Only the large groups, each with all the texts that look it up."""
        group_of = np.where(self.is_large[self.group_of] & (self.group_of >= 0), self.group_of, FREE)
        lookups = np.diff(self.starts)
        group_starts, members = _list_members(group_of, self.starts, lookups, len(self.is_large))
        return replace(self, listed=lookups, group_of=group_of, group_starts=group_starts, members=members)

    def memberships(self) -> I64:
        """Rows (text, group), one for each key of a text that belongs to a large group."""
        owners = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        in_large = self.group_of >= 0
        in_large[in_large] = self.is_large[self.group_of[in_large]]
        return np.stack([owners[in_large], self.group_of[in_large]], axis=1)


def _list_members(group_of: I32, starts: I64, counts: I64, groups: int) -> tuple[I64, I32]:
    """Start of each group, and the texts of the groups; ``counts``: how many keys of each text are listed."""
    sizes = np.zeros(groups, dtype=np.int64)
    load("prefixes").count_members(read_only(group_of), read_only(starts), read_only(counts), sizes)
    group_starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.empty(group_starts[-1], dtype=np.int32)
    ends = group_starts[:-1].copy()
    load("prefixes").list_members(read_only(group_of), read_only(starts), read_only(counts), ends, members)
    return group_starts, members


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedTexts:
    """Texts to be indexed: ``lengths`` int64 (n, 2), how many keys each looks others up by, and is listed under."""

    sets: ShingleSets
    candidates: Candidates
    lengths: I64
    budget: MemoryBudget


def _select_keys(texts: IndexedTexts, number: int) -> tuple[U64, I64]:
    """Keys of one pass, text by text, and int64 (n, 2) how many of either kind each text has."""
    candidates, budget = texts.candidates, texts.budget
    counts = np.empty((len(candidates), 2), dtype=np.int64)

    def select(span: tuple[int, int]) -> U64:
        own = slice(*span)
        keys = np.empty(int(texts.lengths[own, 0].sum()), dtype=np.uint64)
        chosen = KeyLengths(read_only(candidates.sets[own]), read_only(texts.lengths[own]))
        turn, selected = HashPass(budget.passes, number), SelectedKeys(keys, counts[own])
        used = load("prefixes").select(texts.sets.buffers, chosen, read_only(candidates.classes), turn, selected)
        return keys[:used].copy()

    work = np.concatenate([[0], np.cumsum(candidates.sizes)]).astype(np.int64)
    blocks = list(map_in_order(select, split_by_work(work, 8 * budget.threads), budget.threads))
    return np.concatenate([np.empty(0, np.uint64), *blocks]), counts


def build_prefix_index(texts: IndexedTexts, number: int, cap: int) -> PrefixIndex:
    """Index of pass ``number``. A group of more than ``cap`` texts is a large one."""
    selected, counts = _select_keys(texts, number)
    starts = np.concatenate([[0], np.cumsum(counts[:, 0])]).astype(np.int64)
    listed = counts[:, 1].copy()
    total = int(listed.sum())
    table = np.full(max(16, 1 << (2 * total).bit_length()), FREE, dtype=np.int32)
    numbered = KeyGroups(np.empty(len(selected), dtype=np.int32), np.empty(max(1, total), dtype=np.uint64))
    groups = load("prefixes").number_groups(read_only(selected), read_only(starts), read_only(listed), table, numbered)
    del selected
    group_starts, members = _list_members(numbered.group_of, starts, listed, groups)
    return PrefixIndex(
        starts=starts,
        listed=listed,
        group_of=numbered.group_of,
        group_starts=group_starts,
        members=members,
        is_large=np.diff(group_starts) > cap,
        table=table,
        keys=numbered.keys,
    )
