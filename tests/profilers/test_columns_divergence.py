"""One field that tables of a project write in several ways; columns of one name that are different things."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.columns.divergence import MOST_TABLE_KINDS, Place, fields_of, table_kinds
from readiness.profilers.columns.written_forms import CODES, DATES, WrittenForm
from tests.profilers.tables import counts, defects, measure_columns, stream_of

DAYS = [dt.date(2024, 1, 3) + dt.timedelta(days=7 * n) for n in range(40)]
AMOUNTS = [1234.5 + 311.25 * n for n in range(40)]
NAMES = [(first, last) for first in ("Anna", "Jörg", "Zoë", "Paul") for last in "Meyer Nowak Dubois Smith Gil".split()]
TOWNS = ["Köln", "Łódź", "Lyon", "Leeds"] * 10
CODE = "format.pattern_divergence"


def german(number: float) -> str:
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


PAIRS: dict[str, tuple[str, list[str], list[str]]] = {
    "dates": ("order_date", [f"{day:%Y-%m-%d}" for day in DAYS], [f"{day:%d.%m.%Y}" for day in DAYS]),
    "order of day and month": (
        "date",
        [f"{day:%d/%m/%Y}" for day in DAYS],
        [f"{day:%m/%d/%Y}" for day in DAYS],
    ),
    "zones": ("seen_at", [f"{day}T08:30:00" for day in DAYS], [f"{day}T08:30:00Z" for day in DAYS]),
    "decimal marks": ("price", [f"{one:,.2f}" for one in AMOUNTS], [german(one) for one in AMOUNTS]),
    "units": ("weight", [f"{n + 20} kg" for n in range(40)], [f"{n * 2 + 40} lb" for n in range(40)]),
    "telephones": ("telefon", [f"+49 30 {n}4711" for n in range(20, 60)], [f"030/{n}4711" for n in range(20, 60)]),
    "identifiers": ("kundennr", [f"KD-{n}" for n in range(700, 740)], [f"KD{n}" for n in range(700, 740)]),
    "names": ("contact", [f"{a} {b}" for a, b in NAMES * 2], [f"{b}, {a}" for a, b in NAMES * 2]),
    "case": ("ort", TOWNS, [town.upper() for town in TOWNS]),
    "booleans": ("activo", ["sí", "no"] * 20, ["true", "false"] * 20),
}


def columns(name: str, values: list[str], other: str) -> dict[str, list[str]]:
    """A table with one column to compare, and others that no second table has."""
    return {name: values, f"{other}_nr": [str(n) for n in range(len(values))], f"{other}_x": list("ab") * 20}


def measured(folder: Path, *tables: dict[str, list[str]]) -> Any:
    return measure_columns(folder, *(stream_of(f"t{at}.csv", one) for at, one in enumerate(tables)))


@pytest.mark.parametrize("pair", PAIRS)
def test_a_field_written_in_two_ways_is_found_with_both_side_by_side(tmp_path: Path, pair: str) -> None:
    name, first, second = PAIRS[pair]
    profile = measured(tmp_path, columns(name, first, "a"), columns(name.upper(), second, "b"))
    found = defects(profile, CODE)[0]
    places = found["evidence"]["places"]
    assert {(place["item"], place["count"]) for place in places} == {("t0.csv", 40), ("t1.csv", 40)}
    assert len({place["form"] for place in places}) == 2
    assert counts(profile, CODE) == (1, 2, None)


def test_examples_are_masked(tmp_path: Path) -> None:
    name, first, second = PAIRS["names"]
    [found] = defects(measured(tmp_path, columns(name, first, "a"), columns(name, second, "b")), CODE)
    assert [place["example"] for place in found["evidence"]["places"]] == ["Aaaa Aaaaa", "Aaaaa, Aaaa"]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("code", [f"AB-{n}" for n in range(100, 140)], [f"E{n}" for n in range(400, 440)]),
        ("id", [f"{n}" for n in range(40)], [f"INV/{n:04}" for n in range(40)]),
        ("name", [f"{a} {b}" for a, b in NAMES * 2], ["Bolt, steel", "Paint, white", "Brush, large", "Saw, fine"] * 10),
        ("status", ["open", "closed", "late", "new"] * 10, ["MARRIED", "SINGLE", "WIDOWED", "OTHER"] * 10),
        ("date", [f"{day}" for day in DAYS], [f"{day:%d.%m.}19{n + 40}" for n, day in enumerate(DAYS)]),
        ("date", [f"{day}" for day in DAYS], [f"{day} 10:30" for day in DAYS]),
        ("size", [f"{n} kg" for n in range(20, 60)], [f"{n} cm" for n in range(20, 60)]),
        ("value", [f"0.{n}" for n in range(10, 50)], [f"{n}.000.000,50" for n in range(10, 50)]),
        ("note", [f"{a} met {b} in {a}" for a, b in NAMES * 2], [f"HALL OF {b * 3}".upper() for _, b in NAMES * 2]),
        ("price", [f"{one:.2f}" for one in AMOUNTS], [german(n) if n > 4000 else f"{n:.2f}" for n in AMOUNTS]),
    ],
)  # fmt: skip
def test_other_things_under_one_name_and_mixed_columns_are_not_compared(
    tmp_path: Path, name: str, first: list[str], second: list[str]
) -> None:
    profile = measured(tmp_path, columns(name, first, "a"), columns(name, second, "b"))
    assert defects(profile, CODE) == []
    assert counts(profile, CODE)[0] == 0


def test_dates_that_leave_the_order_open_are_those_of_the_others(tmp_path: Path) -> None:
    clear = [f"{day:%d.%m.%Y}" for day in DAYS]
    open_order = [f"{n % 12 + 1:02}.03.2024" for n in range(40)]
    profile = measured(tmp_path, columns("order_date", clear, "a"), columns("order_date", open_order, "b"))
    assert counts(profile, CODE) == (0, 2, None)


def test_a_single_table_has_nothing_to_compare_and_says_so(tmp_path: Path) -> None:
    profile = measured(tmp_path, columns("order_date", PAIRS["dates"][1], "a"))
    [row] = [row for row in profile.measures.to_pylist() if row["indicator"] == CODE]
    assert (row["denominator"], row["searched"]) == (0, "no field that several of 1 tables hold as text")


def test_the_most_frequent_form_is_the_usual_one_and_lists_are_capped(tmp_path: Path) -> None:
    form = {axis: [_place(f"{axis}{n:03}", axis) for n in range(60)] for axis in ("YYYY-MM-DD", "DD.MM.YYYY")}
    [field] = fields_of([*form["YYYY-MM-DD"], *form["DD.MM.YYYY"][:50]])
    assert (field.usual, len(field.unusual)) == ("YYYY-MM-DD", 50)


def test_more_kinds_of_tables_than_are_compared_each_with_each_are_all_kept() -> None:
    places = [_place(f"t{n}", "A-9" if n else "A9", table=[f"c{n}"], axis=DATES) for n in range(3 * MOST_TABLE_KINDS)]
    [field] = fields_of(places)
    assert (len(field.places), len(field.unusual)) == (3 * MOST_TABLE_KINDS, 1)


def test_identifiers_without_values_in_common_are_no_one_field_in_unlike_tables() -> None:
    first, second = _place("a", "A-9", axis=CODES, table=["p"]), _place("b", "A9", axis=CODES, table=["q"])
    assert fields_of([first, second]) == []


def _place(item: str, form: str, axis: str = DATES, table: list[str] | None = None) -> Place:
    names = table_kinds([("s", item, table or ["order_date"])])["s", item]
    written = WrittenForm(column="order_date", axis=axis, form=form, cells=40, of=40, example="")
    return Place(source="s", item=item, table=names, written=written)
