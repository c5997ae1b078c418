"""Which items are one series, how they are ordered, and what is missing from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from readiness.profilers.format_drift.missing_deliveries import rhythm
from readiness.profilers.format_drift.series import Series, find_series
from readiness.profilers.format_drift.series_names import Stamp


def rows(items: Sequence[str], columns: Sequence[str] = ("id", "day", "amount")) -> list[dict[str, object]]:
    facts = {"source": "s", "columns": list(columns), "state": "read"}
    return [{**facts, "item": item, "container": item.partition("!")[0]} for item in items]


def only(items: Sequence[str]) -> Series:
    (found,) = find_series(rows(items))
    return found


@pytest.mark.parametrize(
    ("items", "name", "keys"),
    [
        (["d/2020-01-22.csv", "d/2020-01-23.csv", "d/2020-02-01.csv"], "d", ["2020-01-22", "2020-01-23", "2020-02-01"]),
        (["sales_2024-01.csv", "sales_2024-02.csv", "sales_2023-12.csv"], "sales_*", ["2023-12", "2024-01", "2024-02"]),
        (["x/e-20240131.csv", "x/e-20240229.csv", "x/e-20240331.csv"], "x", ["2024-01-31", "2024-02-29", "2024-03-31"]),
        (["v1.9.0/air.csv", "v1.10.0/air.csv", "v1.2.0/air.csv"], "air.csv", ["v1.2.0", "v1.9.0", "v1.10.0"]),
        (["r/2023Q4.csv", "r/2024Q1.csv", "r/2023Q3.csv"], "r", ["2023-Q3", "2023-Q4", "2024-Q1"]),
        (["d/2024/01/05.csv", "d/2024/01/06.csv", "d/2024/02/01.csv"], "d", ["2024-01-05", "2024-01-06", "2024-02-01"]),
        (["b.xlsx!2019", "b.xlsx!2020", "b.xlsx!2021"], "b!*", ["2019", "2020", "2021"]),
        (["o_jan2024.csv", "o_feb2024.csv", "o_dec2023.csv"], "o_*", ["2023-12", "2024-01", "2024-02"]),
        (["public.sales_2023", "public.sales_2022", "public.sales_2021"], "public.sales_*", ["2021", "2022", "2023"]),
        (["p/part-2.csv", "p/part-10.csv", "p/part-1.csv"], "p", ["1", "2", "10"]),
    ],
)
def test_a_series_is_named_and_ordered_by_what_its_names_say(items: list[str], name: str, keys: list[str]) -> None:
    found = only(items)
    assert (found.name, [member.key for member in found.members]) == (name, keys)


def test_a_position_above_twelve_anywhere_settles_day_and_month_for_the_whole_family() -> None:
    american = only(["01-02-2020.csv", "01-03-2020.csv", "01-22-2020.csv"])
    european = only(["01-02-2020.csv", "02-02-2020.csv", "22-02-2020.csv"])
    assert [member.key for member in american.members] == ["2020-01-02", "2020-01-03", "2020-01-22"]
    assert [member.key for member in european.members] == ["2020-02-01", "2020-02-02", "2020-02-22"]


def test_with_no_position_above_twelve_the_steadier_reading_wins() -> None:
    found = only(["01-05-2020.csv", "01-06-2020.csv", "01-07-2020.csv", "01-08-2020.csv"])
    assert [member.key for member in found.members][:2] == ["2020-01-05", "2020-01-06"]


def test_a_series_that_moves_from_csv_to_excel_stays_one_series() -> None:
    assert len(only(["s/2024-01.csv", "s/2024-02.csv", "s/2024-03.xlsx"]).members) == 3


def test_two_formats_of_the_same_dates_are_two_series() -> None:
    months = [f"s/2024-0{month}" for month in (1, 2, 3)]
    found = find_series(rows([f"{stem}.csv" for stem in months] + [f"{stem}.json" for stem in months]))
    assert [len(series.members) for series in found] == [3, 3]
    assert len({series.name for series in found}) == 2


def test_two_files_are_no_series_and_unrelated_numbered_tables_are_none_either() -> None:
    assert find_series(rows(["2020-01.csv", "2020-02.csv"])) == []
    unrelated = [rows([f"table{at}.csv"], [f"a{at}", f"b{at}"])[0] for at in range(5)]
    assert find_series(unrelated) == []


def test_families_that_differ_by_a_constant_number_are_kept_apart() -> None:
    items = [f"region_{region}_2024-0{month}.csv" for region in (1, 2) for month in (1, 2, 3)]
    assert [series.name for series in find_series(rows(items))] == ["region_1_*", "region_2_*"]


def test_months_numbered_inside_year_folders_are_one_series() -> None:
    items = [f"{year}/report_{month:02d}.csv" for year in (2022, 2023) for month in range(1, 13)]
    assert [member.item for member in only(items).members] == items


def test_members_with_the_same_file_name_are_named_with_their_folder() -> None:
    assert [m.name for m in only(["v1/a.csv", "v2/a.csv", "v3/a.csv"]).members] == ["v1/a.csv", "v2/a.csv", "v3/a.csv"]
    assert next(m.name for m in only(["x/2020.csv", "x/2021.csv", "x/2022.csv"]).members) == "2020.csv"


def days(*numbers: int) -> list[Stamp]:
    first = dt.date(2024, 1, 1)  # a Monday
    return [Stamp(date=first + dt.timedelta(days=number), grain="day") for number in numbers]


def months(*numbers: int) -> list[Stamp]:
    return [Stamp(date=dt.date(2023 + at // 12, at % 12 + 1, 1), grain="month") for at in numbers]


@pytest.mark.parametrize(
    ("stamps", "name", "missing"),
    [
        (days(*range(10)), "daily", ()),
        (days(0, 1, 2, 3, 5, 6, 7, 8, 9), "daily", ("2024-01-05",)),
        (days(0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 17, 18), "business-daily", ("2024-01-17",)),
        (days(0, 7, 14, 28, 35, 42, 49), "weekly", ("2024-01-22",)),
        (months(0, 1, 2, 3, 5, 6, 7, 8, 9), "monthly", ("2023-05",)),
        (months(0, 3, 6, 9, 12, 15), "quarterly", ()),
        (
            [Stamp(date=dt.date(2024, m, d), grain="day") for m, d in ((1, 31), (2, 29), (3, 31), (4, 30), (5, 31))],
            "monthly",
            (),
        ),
    ],
)
def test_a_steady_series_tells_what_is_missing(stamps: list[Stamp], name: str, missing: tuple[str, ...]) -> None:
    found = rhythm(stamps)
    assert found is not None
    assert (found.name, found.missing, found.expected) == (name, missing, len(stamps) + len(missing))


def test_an_irregular_series_or_a_short_one_has_no_rhythm() -> None:
    assert rhythm(days(0, 2, 3, 9, 11, 30)) is None
    assert rhythm(days(0, 1, 2)) is None
