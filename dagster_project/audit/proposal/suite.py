"""A suite proposed from the rows of a table: few expectations, each of which a usual fault breaks.

Proposed are the columns that must be there, keys, columns that are always filled, closed lists of values, formats, and
the size of numbers. An expectation that holds in all of ``n`` rows may still be broken in
3 of ``n`` (Hanley and Lippman-Hand 1983, "If nothing goes wrong, is everything all right?"), so ``mostly`` asks for
less where rows are few. Great Expectations itself is not imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.numbers import names_things

Expectation = dict[str, Any]
MayShow = Callable[[Sequence[str]], bool]

FEWEST_ROWS = 30
"""Rows below which nothing but columns is proposed. Chosen by us."""

MOST_VALUES, ROWS_PER_VALUE = 20, 10
"""A closed list has at most so many values, each on average in so many rows. Chosen by us."""

MOST_OF_A_KIND = 4
"""Expectations of one kind in a suite: a person reads them all. Chosen by us."""

FORMAT_SHARE = 0.99
"""Share of the filled cells with one form from which it is the column's format. Chosen by us."""

ALWAYS_FILLED = 0.5
"""Share of blank cells above which a column is left out. Chosen by us."""

_NUMBER = r"^\s*[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\s*$"
_CODE = r"^\s*-?0[0-9]"


def proposed_suite(name: str, members: Sequence[pa.Table], *, may_show: MayShow) -> dict[str, Any]:
    """A suite that every one of ``members`` passes, as a JSON object that Great Expectations reads.

    Parameters
    ----------
    name: name of the suite.
    members: the table, or the deliveries of one series, oldest first; cells as they were staged.
    may_show: False for values that must not be written into a file, such as names of persons.
    """
    columns = [one for one in members[-1].column_names if all(one in member.column_names for member in members)]
    expectations = [_columns(columns), *_row_count(members)]
    if min(member.num_rows for member in members) >= FEWEST_ROWS:
        facts = [_Column(column, [_cells_of(member[column]) for member in members]) for column in columns]
        for kind in (_keys, _filled_columns, _lists, _formats, _numbers):
            expectations += kind(facts, may_show)
    return {"name": name, "expectations": expectations}


class _Column:
    """One column in every member: cells without blanks, and whether they are numbers or a key."""

    def __init__(self, name: str, members: Sequence[tuple[pa.ChunkedArray, int]]) -> None:
        self.name = name
        self.cells = [cells for cells, _ in members]
        self.rows = sum(rows for _, rows in members)
        self.blank = [1 - len(cells) / rows for cells, rows in members]
        self.numbers = [_numbers_of(cells) for cells in self.cells]
        self.is_number = all(one is not None for one in self.numbers) and any(map(len, self.cells))
        self.is_measured = _has_fractions(self.numbers)
        self.is_key = not self.is_measured and all(
            len(cells) == rows == len(pc.unique(cells)) for cells, rows in members
        )

    @property
    def all_cells(self) -> pa.ChunkedArray:
        return pa.chunked_array([chunk for cells in self.cells for chunk in cells.chunks], self.cells[0].type)


def _cells_of(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """The cells that are neither null nor blank, and the number of rows."""
    cells = column.drop_null()
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = cells.cast(pa.large_string())
        cells = cells.filter(pc.not_equal(pc.utf8_trim_whitespace(cells), ""))
    return cells, len(column)


def _numbers_of(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The cells as numbers; None where one of them is no number, or a code with a zero in front."""
    kind = cells.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return cells.cast(pa.float64())
    if not pa.types.is_large_string(kind):
        return None
    if (
        not pc.all(pc.match_substring_regex(cells, _NUMBER)).as_py()
        or pc.any(pc.match_substring_regex(cells, _CODE)).as_py()
    ):
        return None
    try:
        return pc.utf8_trim_whitespace(cells).cast(pa.float64())
    except pa.ArrowInvalid:
        return None


def _has_fractions(members: Sequence[pa.ChunkedArray | None]) -> bool:
    """True for numbers with a fraction: that they differ is chance, not a key."""
    numbers = [one for one in members if one is not None]
    return len(numbers) == len(members) and any(not pc.all(pc.equal(pc.floor(one), one)).as_py() for one in numbers)


def _expectation(kind: str, check: str, severity: str, note: str, **kwargs: Any) -> Expectation:
    name = re.sub(r"\W+", "_", check).strip("_").lower()
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": {"check": name, "notes": note}}


def _mostly(rows: int) -> float:
    """The share that a rule without an exception in ``rows`` rows is held to."""
    return round(1 - max(0.01, 3 / rows), 3)


def _columns(columns: Sequence[str]) -> Expectation:
    return _expectation(
        "expect_table_columns_to_match_set",
        "columns_are_there",
        "critical",
        "a renamed or lost column; further columns are allowed",
        column_set=list(columns),
        exact_match=False,
    )


def _row_count(members: Sequence[pa.Table]) -> Iterator[Expectation]:
    rows = [member.num_rows for member in members]
    if min(rows) >= FEWEST_ROWS:
        bounds = {"min_value": min(rows) // 2}
        if len(members) > 1:
            bounds["max_value"] = max(rows) * 2
        yield _expectation(
            "expect_table_row_count_to_be_between",
            "rows_are_there",
            "warning",
            f"{min(rows)} to {max(rows)} rows today",
            **bounds,
        )


def _keys(columns: Sequence[_Column], _: MayShow) -> Iterator[Expectation]:
    """A first column without a blank or a repeated value names the row."""
    key = next((one for one in columns if one.is_key), None)
    if key is not None:
        note = f"names each of {key.rows} rows today"
        yield _expectation(
            "expect_column_values_to_be_unique", f"{key.name}_is_unique", "critical", note, column=key.name
        )
        yield _expectation(
            "expect_column_values_to_not_be_null", f"{key.name}_is_filled", "critical", note, column=key.name
        )


def _filled_columns(columns: Sequence[_Column], _: MayShow) -> Iterator[Expectation]:
    """Columns with the fewest blank cells; a share of blank cells may double before it is a fault."""
    usable = [one for one in columns if not one.is_key and max(one.blank) <= ALWAYS_FILLED and any(map(len, one.cells))]
    for column in sorted(usable, key=lambda one: max(one.blank))[:MOST_OF_A_KIND]:
        worst, rows = max(column.blank), min(len(cells) for cells in column.cells)
        mostly = min(_mostly(rows), round(1 - 2 * worst - 0.02, 3))
        yield _expectation(
            "expect_column_values_to_not_be_null",
            f"{column.name}_is_filled",
            "warning",
            f"at most {worst:.1%} of the cells are blank today" if worst else "no cell is blank today",
            column=column.name,
            mostly=mostly,
        )


def _lists(columns: Sequence[_Column], may_show: MayShow) -> Iterator[Expectation]:
    """Columns with few values, each of which occurs often."""
    made = 0
    for column in columns:
        if column.is_number or not pa.types.is_large_string(column.cells[0].type) or made == MOST_OF_A_KIND:
            continue
        cells = column.all_cells
        values = sorted(pc.unique(cells).to_pylist())
        if not (2 <= len(values) <= MOST_VALUES and len(cells) >= ROWS_PER_VALUE * len(values)):
            continue
        if _is_closed(column, values) and may_show(values):
            made += 1
            yield _expectation(
                "expect_column_values_to_be_in_set",
                f"{column.name}_is_known",
                "warning",
                f"{len(values)} values today; add those that are right",
                column=column.name,
                value_set=values,
                mostly=_mostly(len(cells)),
            )


def _is_closed(column: _Column, values: Sequence[str]) -> bool:
    """False for dates and numbers of other systems, and where the last of several deliveries brought a value."""
    if not any(any(map(str.isalpha, value)) for value in values):
        return False
    before = {value for cells in column.cells[:-1] for value in pc.unique(cells).to_pylist()}
    return len(column.cells) == 1 or before.issuperset(values)


def _formats(columns: Sequence[_Column], _: MayShow) -> Iterator[Expectation]:
    """Columns of dates, codes and numbers with signs whose cells nearly all have one form."""
    made = 0
    for column in columns:
        cells = column.all_cells
        if column.is_number or not pa.types.is_large_string(cells.type) or made == MOST_OF_A_KIND or not len(cells):
            continue
        regex = _format_of(cells)
        if regex:
            made += 1
            yield _expectation(
                "expect_column_values_to_match_regex",
                f"{column.name}_has_its_format",
                "warning",
                "the form of nearly all cells today",
                column=column.name,
                regex=regex,
                mostly=min(0.98, _mostly(len(cells))),
            )


def _format_of(cells: pa.ChunkedArray) -> str:
    """A regular expression for the form that ``FORMAT_SHARE`` of the cells have; "" without one, or without digits."""
    masks = pc.replace_substring_regex(pc.replace_substring_regex(cells, r"[A-Z]", "A"), r"[a-z]", "a")
    masks = pc.replace_substring_regex(masks, r"[0-9]", "9")
    for shorten in (False, True):
        if shorten:
            for sign in "Aa9":
                masks = pc.replace_substring_regex(masks, f"{sign}+", sign)
        counted = sorted(pc.value_counts(masks).to_pylist(), key=lambda one: -one["counts"])
        mask = counted[0]["values"]
        if counted[0]["counts"] >= FORMAT_SHARE * len(cells):
            return _regex_of(mask, runs=shorten) if "9" in mask and len(mask) > 1 and len(mask) < 60 else ""
    return ""


def _regex_of(mask: str, *, runs: bool) -> str:
    classes = {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]"}
    parts = []
    for found in re.finditer(r"(.)\1*", mask, re.DOTALL):
        sign, length = found[1], len(found[0])
        if sign not in classes:
            parts.append(re.sub(r"([\\^$.|?*+(){}\[\]])", r"\\\1", found[0]))
        else:
            parts.append(classes[sign] + ("+" if runs else "" if length == 1 else f"{{{length}}}"))
    return f"^{''.join(parts)}$"


def _numbers(columns: Sequence[_Column], _: MayShow) -> Iterator[Expectation]:
    """Numbers that are measured: none below zero where none is today, and a middle where most cells are today."""
    measured = [one for one in columns if one.is_number and not one.is_key and _measures(one)]
    for column in measured[:MOST_OF_A_KIND]:
        numbers = [one for one in column.numbers if one is not None and len(one)]
        lows, middles, highs = zip(*(pc.quantile(one, q=[0.1, 0.5, 0.9]).to_pylist() for one in numbers), strict=True)
        low, high = _bounds_around(min(lows), max(highs), min(middles), max(middles))
        if min(pc.min(one).as_py() for one in numbers) >= 0:
            yield _expectation(
                "expect_column_values_to_be_between",
                f"{column.name}_is_not_negative",
                "warning",
                "no cell is below zero today",
                column=column.name,
                min_value=0,
                mostly=_mostly(column.rows),
            )
        if low < high:
            yield _expectation(
                "expect_column_median_to_be_between",
                f"{column.name}_has_its_size",
                "warning",
                "8 of 10 cells lie between these bounds today: another unit or currency moves the middle out of them",
                column=column.name,
                min_value=low,
                max_value=high,
            )


def _bounds_around(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """The range of most cells, and at least half and twice the middle."""
    wide = (min(low, least / 2, least * 2), max(high, most / 2, most * 2))
    return float(f"{wide[0]:.6g}"), float(f"{wide[1]:.6g}")


def _measures(column: _Column) -> bool:
    """False for numbers that name something, by the column's name, and for whole ones that hardly repeat: they grow."""
    if names_things(column.name):
        return False
    cells = column.all_cells
    return column.is_measured or len(pc.unique(cells)) <= 0.9 * len(cells)
