"""The rarest shingles of each text, grouped: which texts meet in which of them.

Prefix filtering (Chaudhuri et al. 2006; Bayardo et al. 2007; Xiao et al. 2008): in an order of all shingles from
rare to common, two sets that overlap by a share t share one of their first ``n - ceil(t n) + 1`` shingles already.
Templates cost little, because the wording that thousands of texts share comes last in that order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import in_order, shares
from readiness.near_duplicate_search.shingle_frequency import Alive, Room
from readiness.near_duplicate_search.shingles import I64, U64, ShingleSets

I32 = npt.NDArray[np.int32]
FREE = np.int32(-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """Keys of the texts and the groups they make.

    ``starts`` int64 (n + 1,): the keys of each text; ``numbers`` int32: the group of each key, -1 for none; the first
    ``found_by`` of a text are those it is listed under. ``group_starts``, ``members``: the texts listed in each group,
    ascending. ``crowded`` bool (groups,): more than the cap. ``table`` and ``names`` look keys up.
    """

    starts: I64
    found_by: I64
    numbers: I32
    group_starts: I64
    members: I32
    crowded: npt.NDArray[np.bool_]
    table: I32
    names: U64

    @classmethod
    def of(cls, held: I64, texts: int, groups: int) -> Meetings:
        """Crowded groups from rows (text, group)."""
        held = held[np.lexsort((held[:, 1], held[:, 0]))]
        counts = np.bincount(held[:, 0], minlength=texts).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        numbers = held[:, 1].astype(np.int32)
        group_starts, members = _posted(numbers, starts, counts, groups)
        return cls(
            starts=starts,
            found_by=counts,
            numbers=numbers,
            group_starts=group_starts,
            members=members,
            crowded=np.ones(groups, dtype=np.bool_),
            table=np.empty(0, np.int32),
            names=np.empty(0, np.uint64),
        )

    @property
    def index(self) -> tuple[npt.NDArray[np.generic], ...]:
        arrays = self.starts, self.numbers, self.group_starts, self.members, self.crowded
        return tuple(fixed(array) for array in arrays)

    def crowds(self) -> Meetings:
        """Only the crowded groups, each with all the texts that look it up."""
        numbers = np.where(self.crowded[self.numbers] & (self.numbers >= 0), self.numbers, FREE)
        lookups = np.diff(self.starts)
        group_starts, members = _posted(numbers, self.starts, lookups, len(self.crowded))
        return Meetings(
            starts=self.starts,
            found_by=lookups,
            numbers=numbers,
            group_starts=group_starts,
            members=members,
            crowded=self.crowded,
            table=self.table,
            names=self.names,
        )

    def crowd(self) -> tuple[I64, I64]:
        """The texts of crowded groups, and one row (text, group) for each time."""
        owners = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        there = self.numbers >= 0
        there[there] = self.crowded[self.numbers[there]]
        return np.unique(owners[there]), np.stack([owners[there], self.numbers[there]], axis=1)


def _posted(numbers: I32, starts: I64, counts: I64, groups: int) -> tuple[I64, I32]:
    sizes = np.zeros(groups, dtype=np.int64)
    load("prefixes").tally(fixed(numbers), fixed(starts), fixed(counts), sizes)
    group_starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.empty(group_starts[-1], dtype=np.int32)
    load("prefixes").post(fixed(numbers), fixed(starts), fixed(counts), group_starts[:-1].copy(), members)
    return group_starts, members


def _keys(sets: ShingleSets, texts: Alive, lengths: I64, turn: int, room: Room) -> tuple[U64, I64]:
    """Keys of one pass, text by text, and (n, 2) how many each is looked up and found by."""
    counts = np.empty((len(texts), 2), dtype=np.int64)

    def select(span: tuple[int, int]) -> U64:
        start, stop = span
        keys = np.empty(int(lengths[start:stop, 0].sum()), dtype=np.uint64)
        chosen = fixed(texts.sets[start:stop]), fixed(lengths[start:stop])
        split = room.passes, turn
        used = load("prefixes").select(sets.buffers, chosen, fixed(texts.classes), split, (keys, counts[start:stop]))
        return keys[:used].copy()

    work = np.concatenate([[0], np.cumsum(texts.sizes)]).astype(np.int64)
    blocks = list(in_order(select, shares(work, 8 * room.threads), room.threads))
    return np.concatenate([np.empty(0, np.uint64), *blocks]), counts


def meetings(sets: ShingleSets, texts: Alive, lengths: I64, turn: int, room: Room, *, cap: int) -> Meetings:
    """The groups of one pass. ``lengths`` int64 (n, 2): keys each text looks up, and those it is listed under."""
    keys, counts = _keys(sets, texts, lengths, turn, room)
    starts = np.concatenate([[0], np.cumsum(counts[:, 0])]).astype(np.int64)
    found_by = counts[:, 1].copy()
    listed = int(found_by.sum())
    table = np.full(max(16, 1 << (2 * listed).bit_length()), FREE, dtype=np.int32)
    numbers, names = np.empty(len(keys), dtype=np.int32), np.empty(max(1, listed), dtype=np.uint64)
    groups = load("prefixes").group(fixed(keys), fixed(starts), fixed(found_by), table, (numbers, names))
    del keys
    group_starts, members = _posted(numbers, starts, found_by, groups)
    return Meetings(
        starts=starts,
        found_by=found_by,
        numbers=numbers,
        group_starts=group_starts,
        members=members,
        crowded=np.diff(group_starts) > cap,
        table=table,
        names=names,
    )
