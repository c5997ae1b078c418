"""Cells that the rest of their row contradicts: which cell of a row that breaks dependencies is the wrong one.

A broken dependency shows a wrong row, not a wrong cell. The cell that is in most broken dependencies and in few whole
ones is named first, then what remains is explained the same way (a greedy cover, as in Chu et al. 2013, "Holistic data
cleaning"). Cells without a value whose group has one are named as gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readiness.profilers.columns.dependency_groups import Dependency, find_dependencies
from readiness.profilers.columns.dictionary_column import NULL, Ints, Mask
from readiness.profilers.columns.functional_dependencies import Candidate, follow_a_rule
from readiness.profilers.columns.group_outliers import GroupOutliers, NumberColumn, find_group_outliers
from readiness.profilers.columns.source_conflicts import Conflicts, find_conflicts

MAX_SUSPECT_ROWS = 50_000
"""Rows with a broken dependency that are explained, from the first on: a bound of memory."""

_MAX_CELLS_A_ROW = 3
_WHOLE_WEIGHT = 1.0
"""A whole dependency of a cell speaks for it as loudly as a broken one against it. Chosen by us."""

_MIN_DOUBT = 0.5
"""Broken dependencies less whole ones from which a cell is named: one more than speak for it. Chosen by us."""

_MIN_GAP_AGREEMENT = 0.95
"""Agreement from which a dependency shows gaps too. Chosen by us: below it, whole groups are half empty on purpose."""

_MIN_FILLED = 0.5
"""Share of its group that must have a value before an empty cell is a gap. Chosen by us."""

Floats32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suspects:
    """Cells of one column that other columns contradict. ``kind``: contradiction, conflict, gap, number.

    ``expected`` holds the code of the likely value per row, ``NULL`` where only the cell is doubted. ``by`` are the
    positions of the columns that decide it, ``of`` the cells judged, ``agreement`` the share of them that agree.
    """

    column: int
    kind: str
    rows: Ints
    expected: Ints
    by: tuple[int, ...]
    of: int
    agreement: float

    def suggestions(self, column: Candidate | None) -> list[list[str]]:
        """Pairs of a value and the likely one, the most frequent first; an empty cell is the empty text."""
        likely = self.expected != NULL
        if column is None or not likely.any():
            return []
        texts = [*column.texts, ""]
        pairs = Counter(zip(column.codes[self.rows[likely]].tolist(), self.expected[likely].tolist(), strict=True))
        return [[texts[value], texts[wanted]] for value, wanted in sorted(pairs, key=lambda pair: (-pairs[pair], pair))]


def find_suspects(candidates: Sequence[Candidate], measures: Sequence[NumberColumn] = ()) -> list[Suspects]:
    """Suspect cells of every column, each cell once, the surest kind and column first."""
    voted = find_conflicts(candidates)
    unreliable = {one.column for one in voted}
    steady = [one for one in candidates if one.column not in unreliable]
    dependencies = find_dependencies(steady)
    suspects = [*_contradictions(steady, dependencies), *_gaps(steady, dependencies)]
    for one in voted:
        suspects += [_voted_suspects(one, "conflict", *one.conflicts), _voted_suspects(one, "gap", *one.gaps)]
    suspects += [_far_numbers(one) for one in find_group_outliers(measures, steady)]
    return sorted(suspects, key=lambda one: (-one.agreement, one.column, one.kind))


def _far_numbers(one: GroupOutliers) -> Suspects:
    unknown = np.full(len(one.rows), NULL, dtype=np.int64)
    agreement = 1 - len(one.rows) / one.of
    return Suspects(
        column=one.column, kind="number", rows=one.rows, expected=unknown, by=(one.by,), of=one.of, agreement=agreement
    )


def _voted_suspects(one: Conflicts, kind: str, rows: Ints, expected: Ints) -> Suspects:
    return Suspects(
        column=one.column, kind=kind, rows=rows, expected=expected, by=one.by, of=one.of, agreement=one.agreement
    )


def _contradictions(candidates: Sequence[Candidate], dependencies: Sequence[Dependency]) -> list[Suspects]:
    broken = [one for one in dependencies if one.suspect.any()]
    if not broken:
        return []
    rows = np.flatnonzero(np.logical_or.reduce([one.suspect for one in broken]))[:MAX_SUSPECT_ROWS]
    named = _explain(candidates, dependencies, rows)
    found = []
    for position, column in enumerate(candidates):
        own = rows[named[position]]
        others = [other for other in candidates if other is not column]
        own = own[~follow_a_rule(own, others)] if len(own) else own
        deciding = [one for one in dependencies if one.decided == position] or [
            one for one in dependencies if one.deciding == position
        ]
        if len(own):
            found.append(_suspects(candidates, position, own, deciding))
    return found


def _suspects(candidates: Sequence[Candidate], position: int, rows: Ints, dependencies: list[Dependency]) -> Suspects:
    by = {one.deciding if one.decided == position else one.decided for one in dependencies}
    return Suspects(
        column=candidates[position].column,
        kind="contradiction",
        rows=rows,
        expected=_likely_values(candidates, position, rows, dependencies),
        by=tuple(sorted(candidates[other].column for other in by)),
        of=len(candidates[position].codes),
        agreement=max(one.agreement for one in dependencies),
    )


def _likely_values(candidates: Sequence[Candidate], position: int, rows: Ints, dependencies: list[Dependency]) -> Ints:
    """The value that the surest dependency gives for each row; ``NULL`` where none does."""
    expected = np.full(len(rows), NULL, dtype=np.int64)
    for one in sorted(dependencies, key=lambda one: one.agreement):
        if one.decided == position:
            key = candidates[one.deciding].codes[rows]
            judged = (key != NULL) & one.sure[key] & (one.majority[key] != candidates[position].codes[rows])
            expected[judged] = one.majority[key[judged]]
    return expected


def _explain(candidates: Sequence[Candidate], dependencies: Sequence[Dependency], rows: Ints) -> npt.NDArray[np.bool_]:
    """Mask (columns, rows) of the cells that explain the broken dependencies of each row."""
    broken = np.array([one.suspect[rows] for one in dependencies])
    whole = np.array([_whole(candidates, one, rows) for one in dependencies])
    named = np.zeros((len(candidates), len(rows)), dtype=bool)
    everywhere = np.arange(len(rows))
    for _ in range(_MAX_CELLS_A_ROW):
        doubt = _doubt(len(candidates), dependencies, broken, whole)
        worst = doubt.argmax(axis=0)
        some = doubt.max(axis=0) >= _MIN_DOUBT
        named[worst[some], everywhere[some]] = True
        for position, one in enumerate(dependencies):
            broken[position] &= ~some | ((worst != one.deciding) & (worst != one.decided))
    return named


def _whole(candidates: Sequence[Candidate], one: Dependency, rows: Ints) -> Mask:
    key, value = candidates[one.deciding].codes[rows], candidates[one.decided].codes[rows]
    marked: Mask = (key != NULL) & one.sure[key] & (one.majority[key] == value)
    return marked


def _doubt(columns: int, dependencies: Sequence[Dependency], broken: Mask, whole: Mask) -> Floats32:
    """Doubt (columns, rows) in each cell; where it is the same the decided one is doubted before the deciding one."""
    doubt = np.zeros((columns, broken.shape[1]), dtype=np.float32)
    accused = np.zeros((columns, broken.shape[1]), dtype=bool)
    for position, one in enumerate(dependencies):
        doubt[one.decided] += 1.01 * broken[position] - _WHOLE_WEIGHT * whole[position]
        doubt[one.deciding] += broken[position] - _WHOLE_WEIGHT * whole[position]
        accused[one.decided] |= broken[position]
        accused[one.deciding] |= broken[position]
    doubt[~accused] = -np.inf
    return doubt


def _gaps(candidates: Sequence[Candidate], dependencies: Sequence[Dependency]) -> list[Suspects]:
    """Empty cells whose group has a value in most other rows."""
    found = []
    for position, column in enumerate(candidates):
        own = [one for one in dependencies if one.decided == position and one.agreement >= _MIN_GAP_AGREEMENT]
        empty = np.flatnonzero(column.codes == NULL)
        if not own or not len(empty):
            continue
        known = np.zeros(len(empty), dtype=bool)
        for one in own:
            key = candidates[one.deciding].codes
            full = _keys_with_value(key, column.codes, len(one.majority)) & one.sure
            known |= (key[empty] != NULL) & full[key[empty]]
        if known.any():
            found.append(replace(_suspects(candidates, position, empty[known], own), kind="gap"))
    return found


def _keys_with_value(key: Ints, value: Ints, keys: int) -> Mask:
    """Mask of the deciding values that have a decided value in most of their rows."""
    held = key != NULL
    rows = np.bincount(key[held], minlength=keys)
    filled = np.bincount(key[held & (value != NULL)], minlength=keys)
    marked: Mask = filled >= _MIN_FILLED * np.maximum(1, rows)
    return marked
