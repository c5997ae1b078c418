"""Duplicate rows: equal in every column but the id, found by 128-bit fingerprints of exact values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readiness.profilers.columns.encoded import EncodedColumn, Ints

Words = npt.NDArray[np.uint64]

MAX_CHANCE_SHARE = 0.01
"""Pairs expected by chance alone, as a share of those found, above which equal rows say nothing (two people in one
class of a list of ids and classes are no duplicates). Chosen by us."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SECOND_SEED = np.uint64(0xD1B54A32D192ED03)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """``rows`` repeat the earlier ``firsts`` (0-based row numbers, pairwise, ascending by row)."""

    rows: Ints
    firsts: Ints


class RowFingerprints:
    """Two 64-bit fingerprints a row, folded in column by column: 16 bytes a row and no row ever held whole."""

    def __init__(self, rows: int) -> None:
        self._first = np.zeros(rows, dtype=np.uint64)
        self._second = np.full(rows, _SECOND_SEED)
        self._filled = np.zeros(rows, dtype=bool)
        self._log_chance = 0.0
        self._columns = 0

    def add(self, column: EncodedColumn) -> None:
        """Fold a column in. Codes are exact: equal codes are equal values, so only folding can collide."""
        if not column.rows:
            return
        codes = (column.codes.astype(np.int64) + 2).astype(np.uint64)
        position = np.full(1, column.position + 1, dtype=np.uint64)
        self._first = _mixed(self._first, codes + position * _GOLDEN)
        self._second = _mixed(self._second, codes * _MIX_2 + position)
        self._filled |= column.cells(~column.blank)
        self._log_chance += _log_chance(column)
        self._columns += 1

    def duplicates(self, *, without_id: bool) -> Duplicates:
        """Rows equal to an earlier one; empty rows stand apart.

        ``without_id`` says that an id was left out: then rows that would be equal by chance are not duplicates.
        """
        nothing = np.empty(0, dtype=np.int64)
        if not self._columns:
            return Duplicates(rows=nothing, firsts=nothing)
        usable = np.flatnonzero(self._filled)
        order = usable[np.lexsort((usable, self._second[usable], self._first[usable]))]
        same = (self._first[order][1:] == self._first[order][:-1]) & (
            self._second[order][1:] == self._second[order][:-1]
        )
        starts = np.flatnonzero(np.append(True, ~same)) if len(order) else nothing
        firsts = order[np.repeat(starts, np.diff(np.append(starts, len(order))))] if len(order) else nothing
        repeated = firsts != order
        found = Duplicates(rows=order[repeated], firsts=firsts[repeated])
        if without_id and self._by_chance(len(found.rows)):
            return Duplicates(rows=nothing, firsts=nothing)
        ascending = np.argsort(found.rows)
        return Duplicates(rows=found.rows[ascending], firsts=found.firsts[ascending])

    def _by_chance(self, found: int) -> bool:
        rows = float(len(self._first))
        return bool(rows * (rows - 1) / 2 * np.exp(self._log_chance) > MAX_CHANCE_SHARE * found)


def _log_chance(column: EncodedColumn) -> float:
    """Logarithm of the chance that two rows agree in this column, were its values drawn independently."""
    shares = np.append(column.counts, column.rows - column.counts.sum()) / column.rows
    return float(np.log((shares**2).sum()))


def _mixed(state: Words, value: Words) -> Words:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014) over state and value."""
    mixed = (state ^ value) + _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    result: Words = mixed ^ (mixed >> np.uint64(31))
    return result
