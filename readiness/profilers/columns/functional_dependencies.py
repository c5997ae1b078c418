"""Cells that contradict a dependency: where one column decides another nearly always, and a cell says otherwise.

Approximate functional dependencies after Huhtala et al. 1999 (TANE, measure g3). A contradiction alone does not say
which cell is wrong (people move, codes are reissued), so a cell is reported only when it also looks like a slip of
the value that the dependency predicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import NULL, EncodedColumn, Ints, Mask
from readiness.profilers.columns.spelling_variants import is_slip

MAX_ROWS = 100_000
"""Rows looked at, from the first on: a bound of memory."""

MAX_COLUMNS = 24
"""Columns compared with each other, from the first on: a bound of time."""

MIN_CONFIDENCE = 0.95
"""Share of cells that must hold to a dependency (1 - g3). Chosen by us."""

MIN_LIFT = 5.0
"""How many times fewer cells must contradict it than contradict the column's most frequent value. Chosen by us."""

MIN_GROUP_ROWS = 4
"""Rows of one deciding value from which its majority counts. Chosen by us."""

MIN_MAJORITY = 0.75
"""Share of such a group that must agree. Chosen by us."""

MIN_COVERED = 0.5
"""Share of the rows that must stand in such groups. Chosen by us."""

SLIP_SHARE = 0.34
"""Share of its characters in which a cell may differ from the predicted value: up to one in three. Chosen by us."""

MIN_RULE_ROWS = 3
MIN_RULE_SHARE = 0.5
"""Contradictions that are so many, and so large a share, of the rows of a third column's value follow a rule."""

MIN_SLIP_CHARACTERS = 2
_MAX_CHECKED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A column that may take part: its rows' codes (first ``MAX_ROWS``), blank and disguised values as ``NULL``."""

    column: int
    texts: Sequence[str]
    codes: Ints
    judged: bool

    @property
    def distinct(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One cell, and the value that the rest of its column or of its row makes likely."""

    column: int
    row: int
    value: str
    predicted: str


def candidate(column: EncodedColumn, aside: Mask, *, judged: bool) -> Candidate | None:
    """A column with at least two values that repeat; None for any other."""
    values = np.flatnonzero(~column.blank & ~aside & (column.counts > 0))
    rows = min(column.rows, MAX_ROWS)
    if not 2 <= len(values) <= rows / 2:
        return None
    renumbered = np.full(len(column.counts) + 1, NULL, dtype=np.int64)
    renumbered[values] = np.arange(len(values))
    texts = column.texts.take(values).to_pylist()
    return Candidate(column=column.position, texts=texts, codes=renumbered[column.codes[:MAX_ROWS]], judged=judged)


def slips(candidates: Sequence[Candidate]) -> list[Slip]:
    """Every cell that contradicts a dependency by a slip, once, by column and row."""
    found: dict[tuple[int, int], Slip] = {}
    for decided in candidates:
        for deciding in candidates if decided.judged else ():
            if deciding is not decided:
                rows, predicted = _contradictions(deciding, decided)
                kept = ~explained(rows, [other for other in candidates if other not in (deciding, decided)])
                for slip in _slips(decided, rows[kept], predicted[kept]):
                    found.setdefault((slip.column, slip.row), slip)
    return [found[key] for key in sorted(found)]


def _contradictions(deciding: Candidate, decided: Candidate) -> tuple[Ints, Ints]:
    """Rows that contradict the dependency and the codes it predicts there; none where there is no dependency."""
    nothing = np.empty(0, dtype=np.int64)
    rows = np.flatnonzero((deciding.codes != NULL) & (decided.codes != NULL))
    if not len(rows):
        return nothing, nothing
    a, b = deciding.codes[rows], decided.codes[rows]
    group_rows, majority, majority_rows = _groups(a, b, deciding.distinct, decided.distinct)
    large = group_rows >= MIN_GROUP_ROWS
    covered = int(group_rows[large].sum())
    if covered < MIN_COVERED * len(rows):
        return nothing, nothing
    contradicting = covered - int(majority_rows[large].sum())
    unexplained = covered - int(np.bincount(b).max())
    if contradicting > (1 - MIN_CONFIDENCE) * covered or contradicting * MIN_LIFT > unexplained:
        return nothing, nothing
    sure = large & (majority_rows >= MIN_MAJORITY * group_rows)
    wrong = np.flatnonzero(sure[a] & (b != majority[a]))[:_MAX_CHECKED]
    return rows[wrong], majority[a[wrong]]


def explained(rows: Ints, others: Sequence[Candidate]) -> Mask:
    """Which of the suspect rows go with a value of another column (all of Alaska): they follow a rule.

    Rows from ``MAX_ROWS`` on were not looked at and stay unexplained.
    """
    found = np.zeros(len(rows), dtype=bool)
    seen = rows < MAX_ROWS
    for other in others if seen.sum() >= MIN_RULE_ROWS else ():
        found[seen] |= _ruled(rows[seen], other)
    return found


def _ruled(rows: Ints, other: Candidate) -> Mask:
    codes = other.codes[rows]
    here = np.bincount(codes[codes != NULL], minlength=other.distinct)
    everywhere = np.bincount(other.codes[other.codes != NULL], minlength=other.distinct)
    ruled = (here >= MIN_RULE_ROWS) & (here >= MIN_RULE_SHARE * everywhere)
    marked: Mask = (codes != NULL) & ruled[codes]
    return marked


def _groups(a: Ints, b: Ints, a_values: int, b_values: int) -> tuple[Ints, Ints, Ints]:
    """Per deciding value: its rows, the decided value that most of them hold, and how many do."""
    pairs, counts = np.unique(a * b_values + b, return_counts=True)
    order = np.lexsort((-pairs, counts))
    group, value = pairs[order] // b_values, pairs[order] % b_values
    majority, majority_rows = np.zeros(a_values, dtype=np.int64), np.zeros(a_values, dtype=np.int64)
    majority[group], majority_rows[group] = value, counts[order]
    return np.bincount(a, minlength=a_values), majority, majority_rows


def _slips(decided: Candidate, rows: Ints, predicted: Ints) -> list[Slip]:
    memory: dict[tuple[int, int], bool] = {}
    found = []
    for row, expected in zip(map(int, rows), map(int, predicted), strict=True):
        code = int(decided.codes[row])
        value, wanted = decided.texts[code], decided.texts[expected]
        if (code, expected) not in memory:
            slips_allowed = max(1, int(SLIP_SHARE * len(wanted)))
            long_enough = len(wanted) >= MIN_SLIP_CHARACTERS
            memory[code, expected] = long_enough and is_slip(value, wanted, slips_allowed)
        if memory[code, expected]:
            found.append(Slip(column=decided.column, row=row, value=value, predicted=wanted))
    return found
