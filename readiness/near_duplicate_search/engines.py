"""The two engines that find similar pairs, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from readiness.errors import UsageError, did_you_mean
from readiness.near_duplicate_search.exact_join import similar_pairs
from readiness.near_duplicate_search.large_groups import GROUP_CAP
from readiness.near_duplicate_search.lsh import RECALL as LSH_RECALL
from readiness.near_duplicate_search.lsh import banded_pairs
from readiness.near_duplicate_search.shingles import I64
from readiness.near_duplicate_search.signature_source import HeldSets
from readiness.near_duplicate_search.text_sets import Pairs, TextSets

Engine = Literal["exact", "lsh"]
ENGINES: tuple[Engine, ...] = ("exact", "lsh")

NEAR_THRESHOLD = 0.8
"""Least Jaccard similarity of near-duplicates: Lee et al. 2022."""


RECALL: Mapping[Engine, float] = {"exact": 1.0, "lsh": LSH_RECALL}
"""Least share of the pairs at the threshold that each engine finds; every pair found is verified exactly."""

MEMORY_PER_TEXT = 4.0
"""Peak memory of the exact join in bytes per byte of text, beyond the quarter of a gigabyte that the programs hold.
Measured: 3.0 from a file of texts (635 MB for 127 MB of text, ``benchmarks.incremental``), 3.8 for a million texts in
memory (5.2 GB for 1.3 GB, ``benchmarks.duplicates``)."""


def engine_for(text_mb: float, memory_mb: int) -> Engine:
    """The exact join while it fits the memory the project allows; MinHash bands, verified as exactly, beyond.

    >>> engine_for(500, 2048), engine_for(1_300, 2048)
    ('exact', 'lsh')
    """
    return "exact" if text_mb * MEMORY_PER_TEXT <= memory_mb else "lsh"


def check_options(threshold: float, engine: str) -> None:
    """Raise UsageError for a threshold or an engine that does not exist, with the next step."""
    if not 0 < threshold <= 1:
        raise UsageError(f"threshold is {threshold}", where="near_duplicates", next_step="choose one in (0, 1]")
    if engine not in ENGINES:
        hint = did_you_mean(engine, ENGINES) or f"choose one of {', '.join(ENGINES)}"
        raise UsageError(f"unknown engine {engine!r}", where="near_duplicates", next_step=hint)


def find_similar(texts: TextSets, rank: I64, *, threshold: float, engine: str = "exact", cap: int = GROUP_CAP) -> Pairs:
    """Verified pairs with Jaccard >= ``threshold`` by the named engine; ``rank`` as in ``similar_pairs``."""
    check_options(threshold, engine)
    if engine == "lsh":
        return banded_pairs(HeldSets(texts, rank), threshold, cap)
    return similar_pairs(texts, threshold, rank, cap)
