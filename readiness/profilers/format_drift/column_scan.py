"""The facts of one column, gathered batch by batch over all rows of a member; memory does not grow with the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.profilers.format_drift import patterns
from readiness.profilers.format_drift.column_facts import Column, clean_names
from readiness.profilers.format_drift.distinct_values import distinct_values
from readiness.profilers.format_drift.value_masks import count_masks
from readiness.profilers.format_drift.value_shares import NOTHING, ShareCounter, ValueShares

MAX_MASKS = 5_000
"""Masks kept of one column; the cells of later ones count as prose, which has no pattern (chosen by us)."""
MAX_WORDS = 2
MIN_WORD_CELLS = 3
"""At most two words of at least three cells each, among numbers or dates, mean "no value" in a language that
``NULL_WORDS`` lacks: ``unbekannt``, ``s/d`` (chosen by us; more words are another type of value)."""
MAX_WORD_LENGTH = 20
"""Characters kept of a word that may stand for a missing value."""
COMPACT_DATE_SHARE = 0.95
"""Eight-digit numbers are dates when 95 % of them are one (random 8-digit numbers are in under 1 %)."""
DECISIVE_VALUES = 5
DECISIVE_SHARE = 0.95
"""A column's day-first or month-first order is known from 5 values with a position above 12, 95 % agreeing
(chosen by us: one mistyped date must not turn a column)."""

NAMING_SHARE = 0.9
BATCH_CELLS = 10_000
"""Whole numbers of which nine tenths differ, as far as one batch shows, name rows or count them (chosen by us)."""

_COMPACT = r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"
_DAY_FIRST = r"^(?:1[3-9]|[23]\d)([-/.])\d{1,2}[-/.]\d"
_MONTH_FIRST = r"^\d{1,2}[-/.](?:1[3-9]|[23]\d)[-/.]\d"
_NUMERIC_DATE = re.compile(r"9{1,2}[-/.]9{1,2}[-/.]9")
_EIGHT = "9" * 8


@dataclass(slots=True, kw_only=True)
class ColumnScan:
    """Counts of one column over the batches read so far."""

    name: str
    declared: str = ""
    rows: int = 0
    nulls: int = 0
    distinct: int = 0
    typed: bool = False
    masks: Counter[str] = field(default_factory=Counter)
    typed_cells: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    orders: Counter[str] = field(default_factory=Counter)
    compact: int = 0
    spread: ShareCounter = field(default_factory=ShareCounter)

    def add(self, cells: pa.Array) -> None:
        """Count the cells of one batch."""
        if pa.types.is_dictionary(cells.type):
            cells = cells.cast(cells.type.value_type)
        self.rows += len(cells)
        if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
            self._add_text(cells)
        else:
            self.typed = True
            self.nulls += cells.null_count
            self.distinct = max(self.distinct, _distinct_count(cells))
            self.typed_cells.update(_typed_cells(cells))
            self.spread.add_typed(cells)

    def _add_text(self, cells: pa.Array) -> None:
        values, counts = distinct_values(cells)
        filled = int(counts.sum())
        self.nulls += len(cells) - filled
        self.distinct = max(self.distinct, len(values))
        if not filled:
            return
        masks = count_masks(values, counts)
        self._keep_masks(masks)
        self._count_dates(values, counts, masks)
        self._count_words(values, counts)
        self.spread.add_texts(values, counts)

    def _keep_masks(self, masks: Mapping[str, int]) -> None:
        for mask, cells in masks.items():
            known = mask in self.masks or len(self.masks) < MAX_MASKS
            self.masks[mask if known else "A A"] += cells

    def _count_dates(self, values: pa.Array, counts: npt.NDArray[np.int64], masks: Mapping[str, int]) -> None:
        if masks.get(_EIGHT):
            self.compact += _cells_matching(values, counts, _COMPACT)
        if any(_NUMERIC_DATE.match(mask) for mask in masks):
            self.orders["D/M"] += _cells_matching(values, counts, _DAY_FIRST)
            self.orders["M/D"] += _cells_matching(values, counts, _MONTH_FIRST)

    def _count_words(self, values: pa.Array, counts: npt.NDArray[np.int64]) -> None:
        """Count words without a digit, as long as there are few: more of them are a vocabulary."""
        import pyarrow.compute as pc

        if len(self.words) > MAX_WORDS:
            return
        wordless = pc.invert(pc.match_substring_regex(values, r"\d")).to_numpy(zero_copy_only=False)
        places = np.flatnonzero(wordless)[: MAX_WORDS + 1]
        for at in places.tolist():
            self.words[values[at].as_py()[:MAX_WORD_LENGTH]] += int(counts[at])

    def column(self) -> Column:
        """The facts of the column over all batches."""
        if self.typed:
            shares = _shares(self.typed_cells)
            return Column(
                name=self.name,
                rows=self.rows,
                nulls=self.nulls,
                distinct=self.distinct,
                shares=shares,
                declared=self.declared,
                typed=True,
                spread=self._spread(shares),
            )
        cells_of, absent = self._pattern_cells()
        shares = _shares(cells_of)
        return Column(
            name=self.name,
            rows=self.rows,
            nulls=self.nulls + absent,
            distinct=self.distinct,
            shares=shares,
            style=self._style(shares),
            orders=dict(self.orders),
            declared=self.declared,
            spread=self._spread(shares),
        )

    def _spread(self, shares: Mapping[str, float]) -> ValueShares:
        """The distribution of the values; none of dates, which move on, and of whole numbers that name the rows."""
        if patterns.family(_top(shares)) in {"date", "time"}:
            return NOTHING
        whole = _top(shares) == "9" and self.distinct >= NAMING_SHARE * min(self.rows - self.nulls, BATCH_CELLS)
        return NOTHING if whole else self.spread.shares(self.distinct)

    def _pattern_cells(self) -> tuple[Counter[str], int]:
        """Cells by pattern, and the cells of words that stand for a missing number or date."""
        cells_of: Counter[str] = Counter()
        for mask, times in self.masks.items():
            cells_of[patterns.pattern_of(mask)] += times
        self._mark_compact_dates(cells_of)
        top = _top(cells_of)
        absent = sum(self.words.values()) if len(self.words) <= MAX_WORDS else 0
        absent *= patterns.family(top) in {"number", "date"}
        if absent < MIN_WORD_CELLS * len(self.words):
            absent = 0
        for word, times in self.words.items() if absent else ():
            cells_of[patterns.pattern_of(patterns.mask_of(word))] -= times
        return +cells_of, absent

    def _mark_compact_dates(self, cells_of: Counter[str]) -> None:
        eight, total = self.masks.get(_EIGHT, 0), sum(cells_of.values())
        others_are_dates = patterns.family(_top(cells_of)) == "date"
        dates = self.compact >= COMPACT_DATE_SHARE * eight > 0
        if dates and (others_are_dates or eight >= COMPACT_DATE_SHARE * total):
            cells_of["9"] -= eight
            cells_of[patterns.COMPACT_DATE] += eight

    def _style(self, shares: Mapping[str, float]) -> str:
        top = _top(shares)
        if top.startswith("N"):
            return _clear_winner(self.orders)
        if patterns.family(top) != "number":
            return ""
        grouped = sum(times for mask, times in self.masks.items() if patterns.is_grouped_number(mask))
        plain = sum(times for mask, times in self.masks.items() if patterns.is_plain_number(mask))
        return _clear_winner({"grouped": grouped, "plain": plain})


def columns_of(batches: Iterable[pa.RecordBatch], names: Sequence[str], declared: Sequence[str]) -> tuple[Column, ...]:
    """The facts of every column; ``declared`` holds type classes by position ("" or nothing when not declared)."""
    classes = [*declared, *[""] * (len(names) - len(declared))]
    scans = [ColumnScan(name=name, declared=classes[at]) for at, name in enumerate(clean_names(names))]
    for batch in batches:
        for at, scan in enumerate(scans):
            scan.add(batch.column(at))
    return tuple(scan.column() for scan in scans)


def _cells_matching(values: pa.Array, counts: npt.NDArray[np.int64], pattern: str) -> int:
    import pyarrow.compute as pc

    return int(counts[pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False)].sum())


def _typed_cells(cells: pa.Array) -> dict[str, int]:
    """Typed values have no spelling of their own: a date reads as one date pattern, a whole float as a whole number."""
    import pyarrow.compute as pc

    kind, count = cells.type, len(cells) - cells.null_count
    if pa.types.is_boolean(kind):
        return {"boolean": count}
    if pa.types.is_temporal(kind):
        return {"H:MM:SS" if pa.types.is_time(kind) else "YYYY-MM-DD": count}
    if pa.types.is_integer(kind):
        return {"9": count}
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.cast(cells, pa.float64(), safe=False)  # a decimal of 38 places cannot hold its floor
        whole = pc.sum(pc.equal(numbers, pc.floor(numbers))).as_py() or 0
        return {"9": whole, "9.9": count - whole}
    return {}


def _distinct_count(cells: pa.Array) -> int:
    import pyarrow.compute as pc

    try:
        return int(pc.count_distinct(cells).as_py())
    except pa.ArrowNotImplementedError:  # nested values
        return 0


def _shares(cells_of: Mapping[str, int]) -> dict[str, float]:
    total = sum(cells_of.values())
    return {pattern: times / total for pattern, times in sorted(cells_of.items()) if times}


def _top(cells_of: Mapping[str, float]) -> str:
    return max(sorted(cells_of), key=lambda pattern: cells_of[pattern], default="")


def _clear_winner(votes: Mapping[str, int]) -> str:
    winner, total = _top(votes), sum(votes.values())
    return winner if total >= DECISIVE_VALUES and votes[winner] >= DECISIVE_SHARE * total else ""
