"""A sample of the distinct values of a column that is the same for the same values, so that two columns compare.

Bottom-k sketch: the values with the smallest hashes (Cohen & Kaplan 2007). It is spread over all rows by construction,
and a value that both columns hold is in both sketches or in neither.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.profilers.format_drift.distinct_values import distinct_values

Floats: TypeAlias = npt.NDArray[np.float64]

MAX_VALUES = 1_000
"""Distinct values kept; a share of common values is then known to 3 points at 95 % (Wald half-width at 0.5)."""
MAX_CATEGORIES = 50
"""Up to this many values are a list of categories, compared by how often each occurs (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSketch:
    """``cells``: distinct values with the smallest hashes and their cells; ``whole``: all values are among them."""

    cells: Mapping[str, int] = field(default_factory=dict)
    whole: bool = True

    @property
    def is_categories(self) -> bool:
        return self.whole and 2 <= len(self.cells) <= MAX_CATEGORIES

    def overlap(self, other: ValueSketch) -> float:
        """The share of the smaller value set that the other one holds."""
        first, second = _comparable(self, other)
        smaller = min(len(first), len(second))
        return len(first & second) / smaller if smaller else 0.0

    def divergence(self, other: ValueSketch) -> float:
        """Jensen-Shannon divergence (base 2, 0-1) of how often the values occur (Lin 1991)."""
        values = sorted({*self.cells, *other.cells})
        p, q = (_frequencies(one, values) for one in (self, other))
        middle = (p + q) / 2
        return float((_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2)

    def numbers(self) -> list[float]:
        """The values as numbers, as far as they are."""
        return sorted(number for value in self.cells if (number := _number(value)) is not None)


def sketch_of(batches: Iterable[pa.Array]) -> ValueSketch:
    """The sketch of one column, read batch by batch."""
    cells: dict[str, int] = {}
    whole = True
    for batch in batches:
        values, counts = distinct_values(_as_text(batch))
        for value, count in zip(values.to_pylist(), counts.tolist(), strict=True):
            cells[value] = cells.get(value, 0) + count
        if len(cells) > MAX_VALUES:
            whole = False
            cells = {value: cells[value] for value in sorted(cells, key=_hash)[:MAX_VALUES]}
    return ValueSketch(cells=cells, whole=whole)


def _as_text(cells: pa.Array) -> pa.Array:
    try:
        return cells.cast(pa.large_string(), safe=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # nested or binary values have no spelling
        return pa.nulls(len(cells), pa.large_string())


def _hash(value: str) -> tuple[int, str]:
    return zlib.crc32(value.encode("utf-8", "surrogatepass")), value


def _comparable(first: ValueSketch, second: ValueSketch) -> tuple[set[str], set[str]]:
    """The values of both sketches below the hash up to which both are complete."""
    limits = [max(map(_hash, one.cells)) for one in (first, second) if not one.whole and one.cells]
    if not limits:
        return set(first.cells), set(second.cells)
    bound = min(limits)
    below = [{value for value in one.cells if _hash(value) <= bound} for one in (first, second)]
    return below[0], below[1]


def _frequencies(sketch: ValueSketch, values: list[str]) -> Floats:
    counts = np.array([sketch.cells.get(value, 0) for value in values], dtype=np.float64)
    shares: Floats = counts / max(counts.sum(), 1.0)
    return shares


def _relative_entropy(p: Floats, q: Floats) -> float:
    held = p > 0
    return float(np.sum(p[held] * np.log2(p[held] / q[held])))


def _number(value: str) -> float | None:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return None
    return number if np.isfinite(number) else None
