"""Functional dependencies that hold in nearly all rows: in the groups of one column, one value of another prevails.

Approximate functional dependencies after Huhtala et al. 1999 (TANE, measure g3), with floors for support and lift, so
that a column that hardly varies, or groups of one row, give none.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from readiness.profilers.columns.dictionary_column import NULL, Ints, Mask
from readiness.profilers.columns.functional_dependencies import Candidate

SAMPLE_ROWS = 20_000
"""Rows on which a pair of columns is tried first: a bound of time."""

MIN_GROUP_ROWS = 3
"""Rows of one deciding value from which a majority can be seen: of two that differ, neither is the wrong one."""

MIN_GROUPS = 5
MIN_COVERED = 0.3
"""Groups, and share of the rows in groups, that support a dependency. Chosen by us."""

MIN_AGREEMENT = 0.85
"""Share of the rows in groups that hold the value of their group. Chosen by us."""

MIN_NUMBER_AGREEMENT = 0.97
"""The same for numbers: prices and rates differ from their list for good reasons. Chosen by us."""

MIN_LIFT = 10.0
"""Factor by which fewer rows must contradict a dependency than contradict the column's most frequent value. Chosen by
us: with five, noise among four wards passed for a dependency."""

MIN_MAJORITY = 0.6
"""Share of its group that the prevailing value holds before a row is held against it. Chosen by us."""

MIN_VOTES = 3
SURE_AGREEMENT = 0.95
"""Rows that must hold the prevailing value of a group while fewer than this share of all rows agree; two of three are
enough above it. Chosen by us."""

MAX_REPEATED = 0.1
"""Share of the majority's rows that a deviating value may repeat in one group. A value that repeats there is a change
(a customer who moved), not an error. Chosen by us."""

MIN_REPLACED_VALUES = 3
"""A value that deviates from so many different values and is hardly anywhere the usual one is an exception that people
write on purpose (a neutral ground). Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dependency:
    """``deciding`` and ``decided`` are positions in the list of candidates.

    ``majority`` gives the prevailing code of each deciding value, ``sure`` whether it prevails enough to judge a row.
    """

    deciding: int
    decided: int
    agreement: float
    majority: Ints
    sure: Mask
    suspect: Mask


def find_dependencies(candidates: Sequence[Candidate]) -> list[Dependency]:
    """Every dependency between two columns, tried on the first ``SAMPLE_ROWS`` rows before all rows are counted."""
    sampled = [replace(one, codes=one.codes[:SAMPLE_ROWS]) for one in candidates]
    found = []
    pairs = itertools.permutations(range(len(candidates)), 2)
    for deciding, decided in pairs:
        key = candidates[deciding]
        if key.decides:
            first = _dependency(sampled, deciding, decided)
            whole = _dependency(candidates, deciding, decided) if first and len(key.codes) > SAMPLE_ROWS else first
            if whole:
                found.append(whole)
    return found


def _dependency(candidates: Sequence[Candidate], deciding: int, decided: int) -> Dependency | None:
    key, column = candidates[deciding], candidates[decided]
    rows = np.flatnonzero((key.codes != NULL) & (column.codes != NULL))
    if not len(rows):
        return None
    groups = group_values(key.codes[rows], column.codes[rows], key.distinct, column.distinct)
    large = groups.rows >= MIN_GROUP_ROWS
    covered, agreeing = int(groups.rows[large].sum()), int(groups.majority_rows[large].sum())
    wanted = MIN_NUMBER_AGREEMENT if column.number else MIN_AGREEMENT
    if large.sum() < MIN_GROUPS or covered < MIN_COVERED * len(rows) or agreeing < wanted * covered:
        return None
    unexplained = covered - int(np.bincount(column.codes[rows][large[key.codes[rows]]]).max())
    if (covered - agreeing) * MIN_LIFT > unexplained:
        return None
    votes = MIN_VOTES if agreeing < SURE_AGREEMENT * covered else MIN_GROUP_ROWS - 1
    sure = (groups.majority_rows >= votes) & large & (groups.majority_rows >= MIN_MAJORITY * groups.rows)
    suspect = np.zeros(len(key.codes), dtype=bool)
    suspect[rows] = groups.scattered_rows(key.codes[rows], column.codes[rows], sure)
    return Dependency(
        deciding=deciding,
        decided=decided,
        agreement=agreeing / covered,
        majority=groups.majority,
        sure=sure,
        suspect=suspect,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Per deciding value: ``rows``, the ``majority`` code of the decided column and ``majority_rows``; per pair of
    values that occurs, its ``pair`` number and ``pair_rows``, ascending.
    """

    rows: Ints
    majority: Ints
    majority_rows: Ints
    second_rows: Ints
    pair: Ints
    pair_rows: Ints
    values: int

    def scattered_rows(self, key: Ints, value: Ints, sure: Mask) -> Mask:
        """Mask of the rows that deviate from a sure majority by a value that neither repeats nor is an exception."""
        group, code = self.pair // self.values, self.pair % self.values
        deviates = sure[group] & (code != self.majority[group])
        rare = self.pair_rows <= np.maximum(1, MAX_REPEATED * self.majority_rows[group])
        chosen = deviates & rare & ~self._on_purpose(group, code, deviates)
        marked: Mask = chosen[np.searchsorted(self.pair, key * self.values + value)]
        return marked

    def _on_purpose(self, group: Ints, code: Ints, deviates: Mask) -> Mask:
        replaced = np.unique(code[deviates] * self.values + self.majority[group[deviates]]) // self.values
        kinds = np.bincount(replaced, minlength=self.values)
        deviating = np.bincount(code[deviates], weights=self.pair_rows[deviates], minlength=self.values)
        everywhere = np.bincount(code, weights=self.pair_rows, minlength=self.values)
        exception = (kinds >= MIN_REPLACED_VALUES) & (deviating * 2 > everywhere)
        marked: Mask = exception[code]
        return marked


def group_values(key: Ints, value: Ints, keys: int, values: int) -> Groups:
    """Count the values of each group; of equally frequent ones the first code is the majority."""
    pair, pair_rows = np.unique(key * values + value, return_counts=True)
    order = np.lexsort((-pair, pair_rows))
    group, code = pair[order] // values, pair[order] % values
    majority, majority_rows = np.zeros(keys, dtype=np.int64), np.zeros(keys, dtype=np.int64)
    majority[group], majority_rows[group] = code, pair_rows[order]
    second = np.zeros(keys, dtype=np.int64)
    others = code != majority[group]
    second[group[others]] = pair_rows[order][others]
    return Groups(
        rows=np.bincount(key, minlength=keys),
        majority=majority,
        majority_rows=majority_rows,
        second_rows=second,
        pair=pair,
        pair_rows=pair_rows,
        values=values,
    )
