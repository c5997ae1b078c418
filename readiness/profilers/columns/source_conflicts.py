"""Several sources report on the same things and disagree: the value that most of them give, and the cells that differ.

Voting after Dong, Berti-Equille and Srivastava 2009 ("Integrating conflicting data", without copy detection). It is
tried only where a table shows such sources: one column names the thing, another of few names the source, and the two
together occur once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dependency_groups import SAMPLE_ROWS, Groups, group_values
from readiness.profilers.columns.dictionary_column import NULL, Ints, Mask
from readiness.profilers.columns.functional_dependencies import Candidate

MIN_SOURCES = 4
MAX_SOURCES = 200
MIN_GROUP_ROWS = 4.0
"""Sources in a table, and sources of a thing on average, from which they can outvote one. Chosen by us."""

MIN_PAIRS_ONCE = 0.95
"""Share of the pairs of thing and source that occur once. Chosen by us."""

MIN_AGREEMENT = 0.4
"""Share of the rows that hold the most frequent value of their thing. Chosen by us: of web sources on flights
and stocks 60 to 75 % agree (Li et al. 2013, "Truth finding on the deep web")."""

MAX_AGREEMENT = 0.9
"""Above it a column is a functional dependency like any other (``dependency_groups``). Chosen by us."""

MIN_LIFT = 5.0
"""Factor by which rows of one thing must agree more often than rows of the table. Chosen by us."""

MIN_VOTES = 2
MIN_COLUMNS = 2
"""Columns that the sources must report on alike: one column alone that differs is likely a fact of its own (the day on
which each shop began to sell an article). Chosen by us."""

MAX_IN_RUNS = 0.5
"""Share of the deviating rows that may stand beside the same value of the same thing: values in runs changed in
time, and nobody erred. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conflicts:
    """Cells of one column: rows and likely codes of those that are outvoted, and of those that are empty."""

    column: int
    conflicts: tuple[Ints, Ints]
    gaps: tuple[Ints, Ints]
    by: tuple[int, ...]
    of: int
    agreement: float


def find_conflicts(candidates: Sequence[Candidate]) -> list[Conflicts]:
    """The outvoted cells of every column that the sources of a table report on."""
    for thing in candidates:
        for source in candidates:
            if source is not thing and thing.decides and _is_source(thing, source):
                columns = [one for one in candidates if one not in (thing, source)]
                tried = [_vote(thing, source, one) for one in columns if not one.number]
                voted = [one for one in tried if one is not None]
                return voted if len(voted) >= MIN_COLUMNS else []
    return []


def _is_source(thing: Candidate, source: Candidate) -> bool:
    if not (source.judged and MIN_SOURCES <= source.distinct <= MAX_SOURCES and source.distinct < thing.distinct):
        return False
    if len({re.sub(r"\d+", "0", text) for text in source.texts}) == 1:
        return False  # years, weeks, visits: times of one source
    key, name = thing.codes[:SAMPLE_ROWS], source.codes[:SAMPLE_ROWS]
    held = (key != NULL) & (name != NULL)
    rows = int(held.sum())
    things = len(np.unique(key[held]))
    if rows < MIN_GROUP_ROWS * max(1, things):
        return False
    return len(np.unique(key[held] * source.distinct + name[held])) >= MIN_PAIRS_ONCE * rows


def _vote(thing: Candidate, source: Candidate, column: Candidate) -> Conflicts | None:
    rows = np.flatnonzero((thing.codes != NULL) & (column.codes != NULL))
    if not len(rows):
        return None
    key, value = thing.codes[rows], column.codes[rows]
    groups = group_values(key, value, thing.distinct, column.distinct)
    agreement = groups.majority_rows.sum() / len(rows)
    everywhere = np.bincount(value).max() / len(rows)
    if not max(MIN_AGREEMENT, MIN_LIFT * everywhere) <= agreement < MAX_AGREEMENT or _decides(source, column):
        return None
    sure = _sure(groups)
    deviates = sure[key] & (value != groups.majority[key])
    if _come_in_runs(key, value, deviates):
        return None
    outvoted = rows[deviates]
    empty = np.flatnonzero((column.codes == NULL) & (thing.codes != NULL))
    empty = empty[sure[thing.codes[empty]]]
    return Conflicts(
        column=column.column,
        conflicts=(outvoted, groups.majority[thing.codes[outvoted]]),
        gaps=(empty, groups.majority[thing.codes[empty]]),
        by=(thing.column, source.column),
        of=len(column.codes),
        agreement=float(agreement),
    )


def _sure(groups: Groups) -> Mask:
    """Mask of the things of which one value has more votes than any other, and more than one."""
    sure: Mask = (groups.majority_rows >= MIN_VOTES) & (groups.majority_rows > groups.second_rows)
    return sure & (groups.majority_rows >= MIN_AGREEMENT * groups.rows)


def _come_in_runs(key: Ints, value: Ints, deviates: Mask) -> bool:
    order = np.argsort(key, kind="stable")
    same = (np.diff(key[order]) == 0) & (np.diff(value[order]) == 0)
    beside = np.append(same, False) | np.append(False, same)
    in_runs = beside[deviates[order]]
    return bool(len(in_runs)) and float(in_runs.mean()) > MAX_IN_RUNS


def _decides(source: Candidate, column: Candidate) -> bool:
    """True when the source has its own value: a fact about the source, not about the thing."""
    held = (source.codes != NULL) & (column.codes != NULL)
    groups = group_values(source.codes[held], column.codes[held], source.distinct, column.distinct)
    return bool(groups.majority_rows.sum() >= MIN_AGREEMENT * held.sum())
