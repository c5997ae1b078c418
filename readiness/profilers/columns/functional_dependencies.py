"""Cells that contradict a functional dependency: one column nearly always decides another, and a cell differs.

Approximate functional dependencies after Huhtala et al. 1999 (TANE, measure g3). A contradiction alone does not show
which cell is wrong (people move, codes are reissued), so a cell is reported only when it also looks like a typo of the
value that the dependency predicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.columns.dictionary_column import NULL, EncodedColumn, Ints, Mask
from readiness.profilers.columns.numbers import is_measure
from readiness.profilers.columns.spelling_variants import is_typo
from readiness.profilers.columns.value_types import Kind

MAX_ROWS = 100_000
"""Rows examined, from the first on: a bound of memory."""

MAX_COLUMNS = 24
"""Columns compared with each other, from the first on: a bound of time."""

MIN_CONFIDENCE = 0.95
"""Share of cells that must hold to a dependency (1 - g3). Chosen by us."""

MIN_LIFT = 5.0
"""Factor by which fewer cells must contradict it than contradict the column's most frequent value. Chosen by us."""

MIN_GROUP_ROWS = 4
"""Rows of one deciding value from which its majority counts. Chosen by us."""

MIN_MAJORITY = 0.75
"""Share of such a group that must agree. Chosen by us."""

MIN_COVERED = 0.5
"""Share of the rows that must be in such groups. Chosen by us."""

TYPO_SHARE = 0.34
"""Share of its characters in which a cell may differ from the predicted value: up to one in three. Chosen by us."""

MIN_RULE_ROWS = 3
MIN_RULE_SHARE = 0.5
"""Contradictions that are so many, and so large a share, of the rows of a third column's value follow a rule."""

MIN_TYPO_CHARACTERS = 2
_MAX_CHECKED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A column that may take part: its rows' codes (first ``MAX_ROWS``), blank and disguised values as ``NULL``.

    ``judged`` columns are of text, so that a typo shows; ``number`` columns hold measures; ``decides`` is False for
    those whose values name nothing (decimals, days).
    """

    column: int
    texts: Sequence[str]
    codes: Ints
    judged: bool
    number: bool = False
    decides: bool = True

    @property
    def distinct(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typo:
    """One cell, and the value that the rest of its column or of its row makes likely."""

    column: int
    row: int
    value: str
    predicted: str


def candidate(column: EncodedColumn, aside: Mask, kind: Kind) -> Candidate | None:
    """A column with at least two values that repeat in the first ``MAX_ROWS`` rows; None for any other."""
    codes = column.codes[:MAX_ROWS]
    counts = np.bincount(codes[codes != NULL], minlength=len(column.counts))
    values = np.flatnonzero(~column.blank & ~aside & (counts > 0))
    if not 2 <= len(values) <= len(codes) / 2:
        return None
    renumbered = np.full(len(column.counts) + 1, NULL, dtype=np.int64)
    renumbered[values] = np.arange(len(values))
    return Candidate(
        column=column.position,
        texts=column.texts.take(values).to_pylist(),
        codes=renumbered[codes],
        judged=kind.is_text and not column.typed,
        number=is_measure(column, kind),
        decides=kind.name != "decimal" and not kind.is_date,
    )


def find_typos(candidates: Sequence[Candidate]) -> list[Typo]:
    """Every cell that contradicts a dependency by a typo, once, by column and row."""
    typo_at: dict[tuple[int, int], Typo] = {}
    for decided in candidates:
        for deciding in candidates if decided.judged else ():
            if deciding is not decided:
                rows, predicted = _contradictions(deciding, decided)
                kept = ~follow_a_rule(rows, [other for other in candidates if other not in (deciding, decided)])
                for typo in _typos_of(decided, rows[kept], predicted[kept]):
                    typo_at.setdefault((typo.column, typo.row), typo)
    return [typo_at[key] for key in sorted(typo_at)]


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


def follow_a_rule(rows: Ints, others: Sequence[Candidate]) -> Mask:
    """Mask of the suspect rows that go with a value of another column (all of Alaska): they follow a rule.

    Rows from ``MAX_ROWS`` on were not examined and count as following no rule.
    """
    follows = np.zeros(len(rows), dtype=bool)
    seen = rows < MAX_ROWS
    for other in others if seen.sum() >= MIN_RULE_ROWS else ():
        follows[seen] |= _rows_by_rule(rows[seen], other)
    return follows


def _rows_by_rule(rows: Ints, other: Candidate) -> Mask:
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


def _typos_of(decided: Candidate, rows: Ints, predicted: Ints) -> list[Typo]:
    is_typo_pair: dict[tuple[int, int], bool] = {}
    typos = []
    for row, expected in zip(map(int, rows), map(int, predicted), strict=True):
        code = int(decided.codes[row])
        value, wanted = decided.texts[code], decided.texts[expected]
        if (code, expected) not in is_typo_pair:
            edits_allowed = max(1, int(TYPO_SHARE * len(wanted)))
            long_enough = len(wanted) >= MIN_TYPO_CHARACTERS
            is_typo_pair[code, expected] = long_enough and is_typo(value, wanted, edits_allowed)
        if is_typo_pair[code, expected]:
            typos.append(Typo(column=decided.column, row=row, value=value, predicted=wanted))
    return typos
