"""Numbers that are far from those of their own group, where the group explains the numbers: a price of one article.

Robust distances within groups (median and median absolute deviation, as in ``numbers``), on the plain scale and on the
logarithmic one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dependency_groups import SAMPLE_ROWS
from readiness.profilers.columns.dictionary_column import NULL, EncodedColumn, Floats, Ints, Mask
from readiness.profilers.columns.functional_dependencies import MAX_ROWS, Candidate
from readiness.profilers.columns.numbers import MAD_TO_SIGMA
from readiness.profilers.columns.value_types import Kind

MIN_GROUP_ROWS = 8
MIN_COVERED = 0.5
"""Numbers of a group from which its median counts, and share of the rows in such groups. Chosen by us."""

MAX_SPREAD_LEFT = 0.2
"""Spread within groups per spread of the column, up to which a group explains a number. Chosen by us."""

MAX_Z = 10.0
"""Robust standard deviations from the group's median. Farther than ``numbers.MAX_ROBUST_Z``: small groups have a median
that is less sure. Chosen by us."""

MIN_SCALE = 0.05
"""Share of the group's median that a standard deviation has at least: a group's numbers may all be equal. Chosen
by us."""

MAX_SHARE = 0.02
"""More numbers than this far from their groups are a mixture, not errors. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NumberColumn:
    """The numbers of a measure by row (NaN for none), as many rows as the candidates have."""

    column: int
    numbers: Floats


def number_column(column: EncodedColumn, kind: Kind, aside: Mask) -> NumberColumn:
    """The numbers of a measure in its first ``MAX_ROWS`` rows; those set ``aside`` are NaN."""
    values = np.full(len(column.counts) + 1, np.nan)
    if kind.numbers is not None:
        values[:-1] = np.where(aside, np.nan, kind.numbers)
    return NumberColumn(column=column.position, numbers=values[column.codes[:MAX_ROWS]])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupOutliers:
    """Rows of a measure that are far from their group; ``by`` is the grouping column, ``of`` the rows judged."""

    column: int
    by: int
    rows: Ints
    of: int


def find_group_outliers(measures: Sequence[NumberColumn], candidates: Sequence[Candidate]) -> list[GroupOutliers]:
    """Per measure, the outliers of the column that explains it best; none where no column does."""
    found = []
    for measure in measures:
        keys = [one for one in candidates if one.decides and not one.number and one.column != measure.column]
        left = [(_spread_left(measure.numbers[:SAMPLE_ROWS], key.codes[:SAMPLE_ROWS]), key) for key in keys]
        share, key = min(left, key=lambda one: one[0], default=(1.0, None))
        if key is None or share > MAX_SPREAD_LEFT:
            continue
        far = _far_from_group(measure.numbers, key.codes)
        of = int(np.isfinite(measure.numbers).sum())
        if 0 < far.sum() <= MAX_SHARE * of:
            rows = np.flatnonzero(far).astype(np.int64)
            found.append(GroupOutliers(column=measure.column, by=key.column, rows=rows, of=of))
    return found


def _group_medians(numbers: Floats, key: Ints) -> tuple[Floats, Ints]:
    """The median and the number of rows of each group; 0 for one without rows."""
    order = np.lexsort((numbers, key))
    ordered = key[order]
    rows = np.bincount(ordered)
    first = np.searchsorted(ordered, np.arange(len(rows)))
    middle = np.minimum(first + rows // 2, len(ordered) - 1)
    return np.where(rows > 0, numbers[order][middle], 0.0), rows.astype(np.int64)


def _spread_left(numbers: Floats, key: Ints) -> float:
    """Typical distance from the group's median per typical distance from the column's; 1 where groups are too small."""
    held = np.isfinite(numbers) & (key != NULL)
    if held.sum() < MIN_GROUP_ROWS:
        return 1.0
    x, group = numbers[held], key[held]
    medians, rows = _group_medians(x, group)
    large = rows[group] >= MIN_GROUP_ROWS
    overall = float(np.median(np.abs(x - np.median(x))))
    if large.mean() < MIN_COVERED or not overall:
        return 1.0
    return float(np.median(np.abs(x - medians[group])[large])) / overall


def _far_from_group(numbers: Floats, key: Ints) -> Mask:
    held = np.isfinite(numbers) & (key != NULL)
    far = np.zeros(len(numbers), dtype=bool)
    x, group = numbers[held], key[held]
    marked = _beyond(x, group)
    if x.min(initial=0.0) >= 0:
        marked &= _beyond(np.log1p(x), group)
    far[held] = marked
    return far


def _beyond(x: Floats, group: Ints) -> Mask:
    medians, rows = _group_medians(x, group)
    distance = np.abs(x - medians[group])
    spreads, _ = _group_medians(distance, group)
    pooled = float(np.median(distance))
    scale = MAD_TO_SIGMA * np.maximum(np.maximum(spreads[group], pooled), MIN_SCALE * np.abs(medians[group]))
    beyond: Mask = (distance > MAX_Z * scale) & (rows[group] >= MIN_GROUP_ROWS) & (scale > 0)
    return beyond
