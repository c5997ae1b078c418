"""Crowds: groups of texts that all share one rare shingle, or one band of their signatures.

A group is compared pair by pair up to ``GROUP_CAP`` members. A larger one is a crowd: its best-ranked member becomes a
hub and is compared with all the others, those that match it are settled, the best of the rest is the next hub, and so
on. That is what star clustering would do with all pairs, at the cost of one pass per hub; pairs of texts that hubs
have settled are left uncompared and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.near_duplicate_search.batches import fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.prefix_index import Meetings
from readiness.near_duplicate_search.shingle_frequency import Alive
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.text_sets import TOLERANCE, Incidence, Pairs

GROUP_CAP = 1_000
"""Members of one group compared all with all: half a million pairs. Chosen by us."""
HUB_WORK = 4_000_000_000
"""Shingles looked at for the hubs of all crowds: about ten seconds. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the hubs of crowds found: rows (text, text, shared); and how many pairs they left uncompared."""

    rows: npt.NDArray[np.int64]
    skipped: int


def settle_similar(
    texts: Incidence, live: Alive, crowds: Meetings, hubs: I64, *, threshold: float, rank: I64
) -> Settled:
    """Similar pairs of crowds with their hubs; ``hubs`` int64 (n,), -1 before, takes the hub of each settled text.

    Rows and ``hubs`` name texts by their place in ``live``. ``rank`` int64 (sets,), lower is preferred.
    """
    crowd, held = crowds.crowd()
    if not len(crowd):
        return Settled(rows=np.empty((0, 3), np.int64), skipped=0)
    ranked = crowd[np.argsort(rank[live.sets[crowd]], kind="stable")]
    order = fixed(ranked), threshold, HUB_WORK
    rows = load("verify").settle(texts.sets.buffers, live.docs, crowds.index, hubs, order)
    return Settled(rows=rows, skipped=_uncompared(held, hubs))


def _uncompared(held: npt.NDArray[np.int64], hubs: I64) -> int:
    """Pairs of texts that are no hubs, in crowds that hang together. ``held`` rows: (text, group)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    texts, text_at = np.unique(held[:, 0], return_inverse=True)
    groups, group_at = np.unique(held[:, 1], return_inverse=True)
    size = len(texts) + len(groups)
    edges = coo_array((np.ones(len(held), np.int8), (text_at, len(texts) + group_at)), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    others = np.bincount(component[: len(texts)][hubs[texts] != texts])
    return int((others * (others - 1) // 2).sum())


def found_pairs(texts: Incidence, live: Alive, rows: npt.NDArray[np.int64], threshold: float) -> Pairs:
    """Rows (text, text, shared) by their places in ``live`` as similar pairs of sets, first < second."""
    one, other = live.sets[rows[:, 0]], live.sets[rows[:, 1]]
    pairs = texts.measured(np.minimum(one, other), np.maximum(one, other), rows[:, 2])
    return pairs.where(pairs.similarity >= threshold - TOLERANCE)


def with_skipped(pairs: Pairs, skipped: int) -> Pairs:
    return replace(pairs, skipped=pairs.skipped + skipped)
