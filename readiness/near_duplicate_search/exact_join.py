"""Exact joins: every pair of texts whose similarity or containment reaches a threshold, none missed, none guessed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.large_groups import (
    GROUP_CAP,
    HUB_WORK,
    found_pairs,
    settle_similar,
    with_skipped,
)
from readiness.near_duplicate_search.parallel import in_order, shares
from readiness.near_duplicate_search.prefix_index import Meetings, meetings
from readiness.near_duplicate_search.shingle_frequency import Alive, alive, classes_of, needed
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import TOLERANCE, Incidence, Pairs

CONTAINMENT_MIN_WORDS = 50
"""Shorter texts lie inside others by chance of phrasing; 50 words is Gopher's shortest document (Rae et al. 2021)."""
CONTAINMENT_MAX_RATIO = 50
"""A text inside one over fifty times its size is a quotation in a collection, not a copy. Chosen by us."""

_CONTAINER_WORK = HUB_WORK // 8  # a crowd rarely holds excerpts of itself, so less is spent on looking

Rows = npt.NDArray[np.int64]


def _lengths(live: Alive, looked_up: I64, listed: I64) -> I64:
    """Keys of each text by which it looks others up and is listed: its rarest ones, those of it alone left out."""
    alone = live.sizes - live.shared
    kept = [np.clip(lengths - alone, 0, live.shared) for lengths in (looked_up, listed)]
    return np.ascontiguousarray(np.stack(kept, axis=1))


def similar_pairs(texts: Incidence, threshold: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs with Jaccard >= ``threshold`` (above 0), first < second. Empty texts pair with nothing.

    ``rank`` int64 (n,), lower is preferred: orders the hubs of groups larger than ``cap``.
    """
    live = alive(texts.sets, threshold, texts.room)
    looked_up = live.sizes - needed(threshold, live.sizes) + 1
    # A set that is looked up by a larger one shares more of itself: at least 2t / (1 + t).
    listed = live.sizes - needed(2 * threshold / (1 + threshold), live.sizes) + 1
    lengths = _lengths(live, looked_up, listed)
    hubs = np.full(len(live), -1, dtype=np.int64)
    parts: list[Pairs] = []
    for turn in range(texts.room.passes if len(live) else 0):
        met = meetings(texts.sets, live, lengths, turn, texts.room, cap=cap)
        if met.crowded.any():
            settled = settle_similar(texts, live, met.crowds(), hubs, threshold=threshold, rank=rank)
            parts.append(with_skipped(found_pairs(texts, live, settled.rows, threshold), settled.skipped))
        parts.extend(found_pairs(texts, live, rows, threshold) for rows in _probed(texts, live, met, hubs, threshold))
    return Pairs.concatenated(parts)


def _probed(texts: Incidence, live: Alive, met: Meetings, hubs: I64, threshold: float) -> list[Rows]:
    def probe(span: tuple[int, int]) -> Rows:
        rows: Rows = load("verify").probe(texts.sets.buffers, live.docs, met.index, fixed(hubs), (*span, threshold))
        return rows

    # Larger texts look up more: ranges of equal size would leave one thread waiting.
    work = np.concatenate([[0], np.cumsum(live.sizes)]).astype(np.int64)
    return list(in_order(probe, shares(work, 16 * texts.room.threads), texts.room.threads))


def contained_pairs(texts: Incidence, words: I64, share: float, rank: I64, cap: int = GROUP_CAP) -> Pairs:
    """All pairs where at least ``share`` of the first text's shingles lie in the larger second one.

    Only texts of ``CONTAINMENT_MIN_WORDS`` words or more, inside texts at most ``CONTAINMENT_MAX_RATIO`` times larger.
    """
    every = _by_size(texts)
    if not len(every):
        return Pairs.concatenated([])
    may_lie = (words[every.sets] >= CONTAINMENT_MIN_WORDS) & (every.shared >= needed(share, every.sizes))
    rarest = np.where(may_lie, every.sizes - needed(share, every.sizes) + 1, 0)
    lengths = _lengths(every, rarest, rarest)
    parts: list[Pairs] = []
    for turn in range(texts.room.passes):
        met = meetings(texts.sets, every, lengths, turn, texts.room, cap=cap)
        parts.append(_inside(texts, every, _contained(texts, every, met, share), share))
        if met.crowded.any():
            parts.append(_inside_crowd(texts, every, met, share, rank))
    return Pairs.concatenated(parts)


def _by_size(texts: Incidence) -> Alive:
    """Every text with words, from the smallest set to the largest, with what it may share."""
    classes = np.zeros(len(texts.sets.hashes), dtype=np.uint8)
    sizes = texts.sizes
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    shared = classes_of(texts.sets, order, classes, texts.room)
    return Alive(sets=order, sizes=sizes[order], shared=shared, classes=classes)


def _inside(texts: Incidence, every: Alive, rows: Rows, share: float) -> Pairs:
    pairs = texts.measured(every.sets[rows[:, 1]], every.sets[rows[:, 0]], rows[:, 2])
    return pairs.where(pairs.containment >= share - TOLERANCE)


def _contained(texts: Incidence, every: Alive, met: Meetings, share: float) -> Rows:
    """Rows (outer, inner, shared) through the groups that are no crowds."""
    index = tuple(fixed(array) for array in (met.table, met.names, met.group_starts, met.members, met.crowded))
    told = (fixed(every.sets), fixed(every.sizes)), fixed(every.classes)
    outer = np.flatnonzero(every.shared > 0)

    def look(span: tuple[int, int]) -> Rows:
        start, stop = span
        limits = share, CONTAINMENT_MAX_RATIO
        rows: Rows = load("containment").containers(texts.sets.buffers, told, index, fixed(outer[start:stop]), limits)
        return rows

    work = np.concatenate([[0], np.cumsum(every.sizes[outer])]).astype(np.int64)
    spans = shares(work, 16 * texts.room.threads) if len(outer) else []
    return np.concatenate([np.empty((0, 3), np.int64), *in_order(look, spans, texts.room.threads)])


def _inside_crowd(texts: Incidence, every: Alive, met: Meetings, share: float, rank: I64) -> Pairs:
    """Excerpts within crowds: from the largest text down, while work lasts."""
    inner, _ = met.crowd()
    holders = np.zeros(len(every), dtype=np.bool_)
    index = fixed(met.table), fixed(met.names), fixed(met.crowded)
    load("containment").holding(texts.sets.buffers, (fixed(every.sets), fixed(every.classes)), index, holders)
    outer = np.flatnonzero(holders)
    order = outer[np.lexsort((rank[every.sets[outer]], -every.sizes[outer]))]
    hubs = np.full(len(every), -1, dtype=np.int64)
    docs = fixed(every.sets), fixed(every.sizes)
    limits = share, CONTAINMENT_MAX_RATIO, _CONTAINER_WORK
    rows = load("containment").crowd_containers(texts.sets.buffers, docs, (fixed(order), fixed(inner)), hubs, limits)
    others = int(np.count_nonzero(hubs[outer] != outer))
    return with_skipped(_inside(texts, every, rows, share), others * (others - 1) // 2)
