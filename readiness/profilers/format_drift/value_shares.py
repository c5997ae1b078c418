"""The distribution of the values of one column of one member: shares of categories, or quantiles of numbers.

Numbers are counted in bins of equal ratio (DDSketch; Masson, Rim & Lee 2019), so one pass in bounded memory gives every
quantile to 2 %. Categories are counted by value, as long as they are few.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats: TypeAlias = npt.NDArray[np.float64]

MAX_CATEGORIES = 50
"""Up to this many values are a list of categories (chosen by us)."""
ACCURACY = 0.02
"""Relative accuracy of a quantile."""
MAX_BINS = 4_096
"""Bins of numbers kept; a column that needs more spans 70 powers of ten, and is left out."""
QUANTILES = np.arange(0.025, 1.0, 0.05)
"""Twenty quantiles that describe a distribution of numbers (chosen by us)."""
FIRST_VALUES = 20
"""A batch whose first values hold no number is none of numbers, and is not read as such (chosen by us)."""
_NUMERIC = 0.95
_RATIO = math.log((1 + ACCURACY) / (1 - ACCURACY))
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueShares:
    """``count`` filled cells: cells by category, or ``quantiles`` of numbers (ascending), one of the two or none."""

    count: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    quantiles: tuple[float, ...] = ()

    @property
    def kind(self) -> str:
        """categories, numbers, or "" where the column has no distribution to compare."""
        return "categories" if self.categories else "numbers" if self.quantiles else ""


NOTHING = ValueShares()


@dataclass(slots=True, kw_only=True)
class ShareCounter:
    """Counts of one column over the batches read so far."""

    count: int = 0
    numbers: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    bins: Counter[int] = field(default_factory=Counter)
    few: bool = True
    numeric: bool = True

    def add_texts(self, values: pa.Array, counts: npt.NDArray[np.int64]) -> None:
        """Count distinct trimmed texts by their cells."""
        self.count += int(counts.sum())
        if self.few:
            self._add_categories(values, counts)
        if self.numeric and len(values):
            self.numeric = bool(np.isfinite(_as_numbers(values.slice(0, FIRST_VALUES))).any())
        if self.numeric:
            self._add_numbers(_as_numbers(values), counts)

    def add_typed(self, cells: pa.Array) -> None:
        """Count typed numbers or booleans; of other types nothing is known."""
        import pyarrow.compute as pc

        kind = cells.type
        is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        if not is_number and not pa.types.is_boolean(kind):
            self.few = self.numeric = False
            return
        counted = pc.value_counts(cells.drop_null())
        values, counts = counted.field("values"), counted.field("counts").to_numpy().astype(np.int64)
        self.count += int(counts.sum())
        if self.few:
            self._add_categories(values, counts)
        self.numeric = self.numeric and is_number
        if self.numeric:
            numbers = pc.cast(values, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
            self._add_numbers(numbers, counts)

    def _add_categories(self, values: pa.Array, counts: npt.NDArray[np.int64]) -> None:
        if len(values) <= MAX_CATEGORIES:
            for value, cells in zip(values.to_pylist(), counts.tolist(), strict=True):
                self.categories[str(value)] += cells
        if len(values) > MAX_CATEGORIES or len(self.categories) > MAX_CATEGORIES:
            self.few = False
            self.categories.clear()

    def _add_numbers(self, numbers: Floats, counts: npt.NDArray[np.int64]) -> None:
        known = np.isfinite(numbers)
        self.numbers += int(counts[known].sum())
        for number, cells in zip(*_bins(numbers[known], counts[known]), strict=True):
            self.bins[number] += cells
        if self.numbers < _NUMERIC * self.count or len(self.bins) > MAX_BINS:
            self.numeric = False
            self.bins.clear()

    def shares(self, distinct: int) -> ValueShares:
        """The distribution; none for constants, and for numbers nearly all different and whole, which count or name
        the rows.
        """
        if self.few and len(self.categories) > 1:
            return ValueShares(count=self.count, categories=dict(sorted(self.categories.items())))
        if not self.numeric or len(self.bins) < 2 or distinct < 2:
            return NOTHING
        return ValueShares(count=self.numbers, quantiles=_quantiles(self.bins))


def _as_numbers(values: pa.Array) -> Floats:
    """Texts as numbers, NaN where they are none; a single comma is a decimal mark."""
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(values, r"^[-+]?\d*[.,]?\d+(?:[eE][-+]?\d{1,3})?$")
    text = pc.replace_substring(pc.utf8_ltrim(values, "+"), ",", ".")
    kept = pc.if_else(plain, text, pa.scalar(None, text.type))
    numbers: Floats = pc.cast(kept, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def _bins(numbers: Floats, counts: npt.NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Bins of equal ratio and their cells; 0 is a bin of its own, negative numbers have negative bins."""
    size = np.abs(numbers)
    powers = np.log(np.maximum(size, _SMALLEST)) - math.log(_SMALLEST)
    steps = np.ceil(powers / _RATIO).astype(np.int64) + 1
    places = np.where(size < _SMALLEST, 0, np.sign(numbers).astype(np.int64) * steps)
    found, at = np.unique(places, return_inverse=True)
    return found.tolist(), np.bincount(at, weights=counts, minlength=len(found)).astype(np.int64).tolist()


def _quantiles(bins: Mapping[int, int]) -> tuple[float, ...]:
    places = sorted(bins)
    reached = np.cumsum([bins[place] for place in places])
    at = np.searchsorted(reached, QUANTILES * reached[-1])
    return tuple(_number(places[place]) for place in at.tolist())


def _number(place: int) -> float:
    """The middle of a bin."""
    if place == 0:
        return 0.0
    return math.copysign(_SMALLEST * math.exp((abs(place) - 1.5) * _RATIO), place)
