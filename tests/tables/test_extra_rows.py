"""Rows that are no records: they are left out wherever the table is, and named; records like them stay."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.tables.unit_names import is_unit
from tests.tables.streams import table_of, written

HEADER = ["ref", "town", "weight", "count"]
TOWNS = ("Leeds", "York", "Hull")
TOTALS = (
    "Total",
    "Grand total:",
    "Gesamtsumme",
    "Total général",
    "Suma total",
    "Razem",
    "Итого",
    "合計",
    "总计",
    "Totaal",
)
NOTES = ("Rows: 40", "Source: the weighbridge", "Quelle: Amt", "* preliminary", "Printed on 3 May", "Anzahl: 40")
UNITS = (["", "", "kg", "pcs"], ["-", "-", "[t]", "(-)"], ["", "", "EUR/kg", "%"])


def records(count: int) -> list[list[str]]:
    return [[f"K{n:03d}", TOWNS[n % 3], f"{n}.25", str(n + 1)] for n in range(count)]


def write_delimited(folder: Path, rows: list[list[str]], delimiter: str) -> Path:
    name = "a.tsv" if delimiter == "\t" else "a.csv"
    return written(folder, name, "\n".join(delimiter.join(row) for row in rows) + "\n")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    delimiter=st.sampled_from(",;\t|"),
    count=st.integers(30, 400),
    total=st.sampled_from(["", *TOTALS]),
    notes=st.lists(st.sampled_from(NOTES), max_size=3),
    units=st.sampled_from([[], *([row] for row in UNITS)]),
    again=st.lists(st.integers(12, 18), max_size=1),
)
def test_a_table_has_its_records_whatever_is_around_them(
    tmp_path: Path, delimiter: str, count: int, total: str, notes: list[str], units: list[list[str]], again: list[int]
) -> None:
    body = records(count)
    inside = [*body]
    for place in again:
        inside.insert(place, HEADER)
    below = [[total, "", "99.5", "7"]] if total else []
    below += [[note, "", "", ""] for note in notes]
    stream, table = table_of(write_delimited(tmp_path, [HEADER, *units, *inside, *below], delimiter))
    assert table.column_names == HEADER
    assert [list(row.values()) for row in table.to_pylist()] == body
    assert stream.rows == count
    extra = len(units) + len(again) + len(below)
    assert ("extra" in stream.notes) == bool(extra)


def test_a_sheet_keeps_its_types_where_units_and_totals_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["ref", "town", "weight"], [None, None, "kg"], *([f"K{n}", "York", n + 0.5] for n in range(30))):
        book.worksheets[0].append(row)
    book.worksheets[0].append(["Summe", None, 450])
    book.save(tmp_path / "a.xlsx")
    stream, table = table_of(tmp_path / "a.xlsx")
    assert (table.num_rows, stream.rows, str(table.schema.field("weight").type)) == (30, 30, "double")
    assert stream.notes["extra"] == (
        "rows that are no records were left out: units below the header (1), totals at the end (1)"
    )


def test_headings_of_groups_are_no_records_of_codes(tmp_path: Path) -> None:
    rows = [HEADER, ["Region North", "", "", ""], *records(20), ["Region South", "", "", ""], *records(40)[20:]]
    stream, table = table_of(write_delimited(tmp_path, rows, ","))
    assert (table.num_rows, stream.rows) == (40, 40)
    assert "group headings (2)" in stream.notes["extra"]


@pytest.mark.parametrize(
    "last",
    [
        ["K999", "", "", ""],  # a record of which only the code is known
        ["K999", "Total", "5", "6"],  # a brand of fuel
        ["Total Ltd", "York", "n/a", "3"],
    ],
)
def test_a_record_at_the_end_stays(tmp_path: Path, last: list[str]) -> None:
    _, table = table_of(write_delimited(tmp_path, [HEADER, *records(40), last], ","))
    assert table.num_rows == 41


def test_totals_of_a_statistic_stay_where_they_are_one_of_its_groups(tmp_path: Path) -> None:
    rows = [[place, str(2000 + n), str(n * 7)] for n in range(20) for place in ("North", "South", "Total")]
    _, table = table_of(write_delimited(tmp_path, [["area", "year", "births"], *rows], ";"))
    assert table.num_rows == 60


@pytest.mark.parametrize(
    ("text", "unit"), [("kWh", True), ("€/m²", True), ("1/min", True), ("York", False), ("", False)]
)
def test_units_are_known_by_their_names(text: str, unit: bool) -> None:
    assert is_unit(text) is unit
