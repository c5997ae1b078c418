"""All pairs of vectors with a cosine above a threshold: blocked matrix products, so exact, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

PAIRS_CAP = 1_000_000
"""Pairs kept; beyond it they are counted only: so many paraphrases mean that the threshold is too low. Chosen by us."""

_BLOCK = 2_048  # rows against rows: 16 MB of cosines at once
_MARGIN = 1e-4  # a product in float32 may be off by this much; each candidate is computed anew in float64
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CosinePairs:
    """``first`` < ``second`` int64, sorted; ``cosine`` float64, rounded to six places; ``skipped``: over the cap."""

    first: I64
    second: I64
    cosine: F64
    skipped: int = 0


def cosine_pairs(vectors: F32, threshold: float, cap: int = PAIRS_CAP) -> CosinePairs:
    """Every pair of rows whose cosine is at least ``threshold``. Rows have length 1, or 0: those pair with nothing.

    Time grows with the square of the rows: 100,000 rows of 256 dimensions are 1.3 trillion multiplications, about a
    minute of one core.
    """
    parts: list[CosinePairs] = []
    kept = skipped = 0
    for start in range(0, len(vectors), _BLOCK):
        for other in range(start, len(vectors), _BLOCK):
            pairs = _between(vectors, start, other, threshold)
            free = max(0, cap - kept)
            skipped += max(0, len(pairs.first) - free)
            kept += min(free, len(pairs.first))
            parts.append(_first_ones(pairs, free))
    return _sort_pairs(parts, skipped)


def _between(vectors: F32, start: int, other: int, threshold: float) -> CosinePairs:
    block = vectors[start : start + _BLOCK] @ vectors[other : other + _BLOCK].T
    rows, columns = np.nonzero(block >= threshold - _MARGIN)
    first, second = rows.astype(np.int64) + start, columns.astype(np.int64) + other
    in_order = first < second
    first, second = first[in_order], second[in_order]
    cosine = np.round(_exact_cosines(vectors, first, second), _DECIMALS)
    alike = cosine >= threshold
    return CosinePairs(first=first[alike], second=second[alike], cosine=cosine[alike])


def _exact_cosines(vectors: F32, first: I64, second: I64) -> F64:
    """Cosines in float64, the same whatever library multiplied the blocks."""
    cosines = np.empty(len(first))
    for start in range(0, len(first), _BLOCK):
        block = slice(start, start + _BLOCK)
        one, other = vectors[first[block]].astype(np.float64), vectors[second[block]].astype(np.float64)
        lengths = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
        cosines[block] = np.minimum(1.0, (one * other).sum(axis=1) / np.maximum(lengths, 1e-30))
    return cosines


def _first_ones(pairs: CosinePairs, count: int) -> CosinePairs:
    return CosinePairs(first=pairs.first[:count], second=pairs.second[:count], cosine=pairs.cosine[:count])


def _sort_pairs(parts: list[CosinePairs], skipped: int) -> CosinePairs:
    first = np.concatenate([np.empty(0, np.int64), *(part.first for part in parts)])
    second = np.concatenate([np.empty(0, np.int64), *(part.second for part in parts)])
    cosine = np.concatenate([np.empty(0), *(part.cosine for part in parts)])
    order = np.lexsort((second, first))
    return CosinePairs(first=first[order], second=second[order], cosine=cosine[order], skipped=skipped)
