"""Relations of a corpus: versions first, because the newer of two near-duplicates is the one to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from readiness.near_duplicate_search.boilerplate import (
    copies_among,
    copies_in_large_groups,
    excerpts_among,
    find_template,
)
from readiness.near_duplicate_search.clusters import cover_contained, star_keepers
from readiness.near_duplicate_search.engines import NEAR_THRESHOLD
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.small_templates import fillings_among
from readiness.near_duplicate_search.template import Template
from readiness.near_duplicate_search.text_sets import TOLERANCE, Pairs
from readiness.near_duplicate_search.thresholds import Mask
from readiness.profilers.duplicates.corpus import Corpus
from readiness.profilers.duplicates.find_versions import Version, find_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """``near`` and ``inside`` are pairs of sets; ``copies`` bool: the ones of ``near`` that agree beyond a template.

    ``keepers`` int64 (sets,) is the kept set of each star of copies; ``covered`` maps a set to the kept one it lies in;
    ``unordered`` are versions of one document of which neither is known to be the older. ``skipped`` counts pairs left
    uncompared.
    """

    template: Template
    near: Pairs
    copies: Mask
    inside: Pairs
    keepers: I64
    covered: Mapping[int, int]
    versions: tuple[Version, ...]
    unordered: tuple[Version, ...]
    skipped: int


def rank_newer_first(preferred: I64, newer_of: Mapping[int, Iterable[int]]) -> I64:
    """Rank by ``preferred`` int64 (n,), lowest first, changed where an older version would precede a newer one."""
    turn, step = preferred.copy(), np.zeros(len(preferred), dtype=np.int64)
    for count, (place, before) in enumerate(_newest_first(preferred, newer_of)):
        turn[place], step[place] = preferred[before], count
    rank = np.empty(len(preferred), dtype=np.int64)
    rank[np.lexsort((step, turn))] = np.arange(len(preferred))
    return rank


def _newest_first(preferred: I64, newer_of: Mapping[int, Iterable[int]]) -> Iterator[tuple[int, int]]:
    """Each set that takes part in a version once, newer ones first, and the set in whose turn it comes."""
    involved = {*newer_of, *(newer for newers in newer_of.values() for newer in newers)}
    entered: set[int] = set()
    placed: set[int] = set()
    for first in sorted(involved, key=lambda place: int(preferred[place])):
        waiting = [first]
        while waiting:
            place = waiting[-1]
            ahead = [] if place in entered else [newer for newer in newer_of.get(place, ()) if newer not in placed]
            entered.add(place)
            if ahead:
                waiting.extend(newer for newer in ahead if newer not in entered)
            elif waiting.pop() not in placed:
                placed.add(place)
                yield place, first


def _star_keepers(near: Pairs, rank: I64) -> I64:
    """The keeper of each set; sets without a pair keep themselves."""
    keepers = np.arange(len(rank))
    involved, places = np.unique(np.concatenate([near.first, near.second]), return_inverse=True)
    pairs = replace(near, first=places[: len(near.first)], second=places[len(near.first) :])
    keepers[involved] = involved[star_keepers(pairs, rank[involved])]
    return keepers


def find_relations(corpus: Corpus) -> Relations:
    """Versions, near-duplicates, excerpts and the star clusters of a corpus, each pair verified exactly."""
    set_of = corpus.sets_of_items()
    found = find_versions(corpus, set_of)
    versions = found.ordered
    newer_of: dict[int, list[int]] = {}
    for version in versions:
        newer_of.setdefault(int(set_of[version.older]), []).append(int(set_of[version.newer]))
    rank = rank_newer_first(corpus.rank[corpus.set_leaders], newer_of)
    template = find_template(corpus.comparison, corpus.set_sources)
    near = corpus.comparison.find_similar(rank)
    if near.skipped and template.share.any():
        near = Pairs.concatenate([near, copies_in_large_groups(corpus.comparison, template, rank)])
    copies = copies_among(near, corpus.comparison, template)
    inside = corpus.comparison.find_contained(rank)
    # An excerpt is too small a part of the other to be a near-duplicate of it.
    inside = inside.where(inside.similarity < NEAR_THRESHOLD - TOLERANCE)
    fillings = fillings_among((near, inside), corpus.comparison)
    copies &= ~fillings[: len(near)]
    excerpts = excerpts_among(inside, corpus.comparison, template) & ~fillings[len(near) :]
    keepers = _star_keepers(near.where(copies), rank)
    outdated = {(newer, older) for older, newers in newer_of.items() for newer in newers}
    return Relations(
        template=template,
        near=near,
        copies=copies,
        inside=inside,
        keepers=keepers,
        covered=cover_contained(inside.where(excerpts), keepers, corpus.comparison.sizes, outdated),
        # Contradictory evidence can run in a circle, and then every version would be an older one of another.
        versions=tuple(one for one in versions if rank[set_of[one.newer]] < rank[set_of[one.older]]),
        unordered=found.unordered,
        skipped=near.skipped + inside.skipped + found.left_out,
    )
