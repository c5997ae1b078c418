"""What one column is, and which of its cells stand out."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pyarrow as pa
import pytest

from readiness.profilers.columns.column import facts
from tests.profilers.tables import encode_values, profile_values

NAMES = [
    f"{first} {last}" for first in ("Ann", "Bob", "Cleo", "Dora") for last in ("Ash", "Birch", "Cedar", "Dale", "Elm")
]


def wrong(values: list[Any], name: str = "value") -> list[int]:
    profile = profile_values(values, name)
    return [int(row) for row in profile.column.rows_of(profile.wrong)]


def disguises(values: list[Any], name: str = "value") -> dict[str, int]:
    return profile_values(values, name).disguises()


def far(values: list[Any], name: str = "amount") -> list[int]:
    profile = profile_values(values, name)
    return [int(row) for row in profile.column.rows_of(profile.far)]


def prices(count: int = 300) -> list[float]:
    drawn = random.Random(7)
    return [round(drawn.uniform(10, 500), 2) for _ in range(count)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "22", "-3"] * 9, "integer"),
        (["1", "2.5", "1,200.75"] * 9, "decimal"),
        (["1,5", "2,75", "1.200,5"] * 9, "decimal"),
        (["$5", "12%", "€ 7.5"] * 9, "decimal"),
        (["2024-01-31", "2024-02-01"] * 9, "date"),
        (["1/22/20 17:00", "1/23/20 9:30"] * 9, "datetime"),
        ([f"202401{day:02}" for day in range(1, 29)], "date"),
        (["yes", "No", "YES"] * 9, "boolean"),
        (["0", "1"] * 9, "boolean"),
        (["0", "1", "0", "0", "7"] * 9, "integer"),
        (["01234", "00777", "99999"] * 9, "code"),
        (["2055550100", "2055550101"] * 9, "code"),
        (["red", "green"] * 9, "category"),
        (NAMES, "text"),
        ([f"AB-{n}" for n in range(30)], "code"),
        ([None, "", " "] * 9, ""),
        ([1, 2, 3], "integer"),
        ([True, False], "boolean"),
        ([dt.date(2024, 1, 1)], "date"),
    ],
)
def test_the_kind_of_a_column_is_what_most_cells_are(values: list[Any], kind: str) -> None:
    assert profile_values(values).kind.name == kind


def test_cells_that_break_a_strongly_dominant_type_are_wrong() -> None:
    assert wrong(["10018"] * 30 + ["10x18"] + ["10019"] * 9) == [30]


def test_a_column_of_two_kinds_has_no_wrong_cells() -> None:
    assert wrong(["12"] * 30 + ["twelve", "dozen", "a few"] * 3) == []


def test_the_rarer_of_two_date_layouts_is_wrong() -> None:
    assert wrong(["2024-01-31"] * 20 + ["31/01/2024"] * 2) == [20, 21]
    assert wrong(["2024-01-31"] * 20 + ["31/01/2024"] * 20) == list(range(20, 40))


def test_days_that_no_calendar_has_are_wrong() -> None:
    assert wrong(["2024-01-31"] * 40 + ["2024-13-01"]) == [40]


def test_dates_with_and_without_a_time_are_one_layout() -> None:
    assert wrong(["2024-01-31 10:00:00"] * 20 + ["2024-01-31"] * 2) == []


@pytest.mark.parametrize("token", ["?", "N/A", "-", "null", "NaN", "#N/A", "unknown", "not available"])
def test_tokens_that_mean_nothing_are_found_in_text(token: str) -> None:
    assert disguises(["red", "green", "blue"] * 9 + [token] * 3) == {token: 3}


@pytest.mark.parametrize("token", ["none", "?", "missing", "TBD", "closed"])
def test_a_repeated_word_among_numbers_means_nothing(token: str) -> None:
    assert disguises(["12", "15", "18", "21"] * 30 + [token] * 4) == {token: 4}


def test_a_word_that_may_be_a_category_is_none_in_a_small_category_only() -> None:
    assert disguises(["mild", "severe", "none"] * 9) == {}
    assert disguises([f"{name} {n}" for n, name in enumerate(NAMES * 2)] + ["none"] * 5) == {"none": 5}


def test_namibia_is_not_missing() -> None:
    assert disguises(["DE", "FR", "ZA", "BW"] * 9 + ["NA"] * 5) == {}
    assert disguises(["Germany", "France", "Botswana"] * 9 + ["NA"] * 5) == {"NA": 5}


def test_a_minus_beside_a_plus_is_a_value() -> None:
    assert disguises(["+", "-"] * 9) == {}


@pytest.mark.parametrize("token", ["-999", "9999", "-99", "999.0"])
def test_runs_of_nines_far_outside_are_no_numbers(token: str) -> None:
    assert disguises([str(n) for n in range(20, 90)] * 3 + [token] * 5) == {token: 5}


def test_typed_sentinels_are_found_too() -> None:
    assert disguises([*range(20, 90), *range(20, 90), -999, -999, -999]) == {"-999": 3}


def test_nines_within_the_range_and_single_ones_are_numbers() -> None:
    assert disguises([str(n) for n in range(1, 100)] * 3 + ["99"] * 40) == {}
    assert disguises([str(n) for n in range(1, 90)] + ["9999"]) == {}
    assert disguises([str(n) for n in range(-90, 90)] + ["-99"] * 5) == {}


def test_minus_one_among_many_counts_is_no_count() -> None:
    assert disguises([str(n) for n in range(60)] * 3 + ["-1"] * 8) == {"-1": 8}
    assert disguises(["-1", "0", "1"] * 40) == {}


def test_the_calendars_first_and_last_days_are_no_dates() -> None:
    dates = [f"20{year}-05-{day:02}" for year in range(10, 20) for day in range(1, 28)]
    assert disguises([*dates, *["1900-01-01"] * 5]) == {"1900-01-01": 5}
    assert disguises([*dates, "9999-99-99"]) == {"9999-99-99": 1}
    assert disguises([*dates, *["9999-12-31"] * 5], name="valid_to") == {}


def test_the_token_is_reported_beside_the_nulls() -> None:
    row = facts(profile_values(["red", "green", "?", None, " "] * 5))
    assert (row["nulls"], row["disguised_nulls"], row["disguise_token"], row["distinct"]) == (10, 5, "?", 2)


def test_a_number_absurdly_far_away_is_an_outlier() -> None:
    assert far([*prices(), 9_999_000.0]) == [300]


def test_a_long_tail_is_no_outlier() -> None:
    drawn = random.Random(3)
    assert far([round(drawn.lognormvariate(3, 1.5), 2) for _ in range(3000)]) == []
    assert far([round(drawn.expovariate(0.01), 2) for _ in range(3000)]) == []


@pytest.mark.parametrize("name", ["customer_id", "zip", "year", "phone", "orderNo"])
def test_numbers_that_name_things_have_no_outliers(name: str) -> None:
    assert far([*prices(), 9_999_000.0], name) == []


def test_a_few_negatives_as_large_as_the_rest_have_the_wrong_sign() -> None:
    assert far([*prices(), -250.0, -120.5]) == [300, 301]


def test_a_distribution_that_reaches_below_zero_is_left_alone() -> None:
    drawn = random.Random(5)
    values = [round(drawn.gauss(10, 4), 3) for _ in range(2000)]
    assert any(value < 0 for value in values)
    assert far(values) == []


def test_a_balance_may_be_negative() -> None:
    assert far([*prices(), -250.0], "account_balance") == []


def test_running_text_shows_no_extremes_numbers_and_dates_do() -> None:
    assert facts(profile_values(NAMES))["minimum"] is None
    row = facts(profile_values(["7", "30", "-2"] * 9))
    assert (row["minimum"], row["maximum"]) == ("-2", "30")
    row = facts(profile_values(["2024-02-01", "2023-12-31"] * 9))
    assert (row["minimum"], row["maximum"], row["pattern"]) == ("2023-12-31", "2024-02-01", "YYYY-MM-DD")


def test_the_dominant_pattern_and_its_share_are_named() -> None:
    row = facts(profile_values(["AB-12", "CD-345", "x"]))
    assert (row["pattern"], round(row["pattern_share"], 3)) == ("A-9", 0.667)


def test_long_cells_are_told_apart_though_only_their_beginning_is_kept() -> None:
    column = encode_values(["x" * 5000 + "a", "x" * 5000 + "b", "x" * 5000 + "a"])
    assert column.distinct == 2
    assert max(len(text) for text in column.texts.to_pylist()) < 300


@pytest.mark.parametrize(
    "array",
    [
        pa.array([b"a", b"b", None], pa.large_binary()),
        pa.array([None, None], pa.null()),
        pa.array([dt.time(1), None]),
        pa.array([1.5, float("nan"), float("inf"), None]),
        pa.array([], pa.large_string()),
        pa.array([2**63], pa.uint64()),
    ],
)
def test_every_staged_type_can_be_profiled(array: pa.Array) -> None:
    row = facts(profile_values(array))
    assert row["rows"] == len(array)


def test_a_blank_among_sentinel_dates_is_a_blank() -> None:
    found = profile_values(["1970-01-01"] * 3 + [f"2020-01-{day:02d}" for day in range(1, 29)] + [""])
    assert found.disguises() == {"1970-01-01": 3}
    assert found.missing == 4


@pytest.mark.parametrize(
    "token",
    "k.A.|unbekannt|sans objet|non renseigné|s/o|desconocido|onbekend|brak danych|不明|未知|&nbsp;".split("|"),
)
def test_placeholders_of_other_languages_mean_nothing(token: str) -> None:
    assert disguises([f"Ort {n}" for n in range(40)] + [token] * 10) == {token: 10}
    assert disguises([str(1000 + 7 * n) for n in range(40)] + [token] * 10) == {token: 10}


@pytest.mark.parametrize(
    "blank", ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u2800", "\u3000", "\x00", "\ufe0f"]
)
def test_what_shows_nothing_is_a_missing_cell(blank: str) -> None:
    assert profile_values(["red", "blue"] * 5 + [blank] * 3).missing == 3


def test_errors_of_formulas_are_wrong_and_not_missing() -> None:
    profile = profile_values([f"{n}.5" for n in range(30)] + ["#REF!", "#N/A", "#WERT!"])
    assert (profile.missing, profile.reasons()) == (0, {"an error of a formula": 3})


def test_words_that_are_states_in_another_language_are_values() -> None:
    assert disguises(["offen", "erledigt"] * 20, "Status") == {}
    assert disguises(["néant", "en cours"] * 20, "statut") == {}


def test_the_causes_of_wrong_cells_are_counted() -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 29)]
    profile = profile_values([*days, "2026-02-30", "2062-01-01", "05.01.2026", "soon"], "due")
    assert profile.reasons() == {
        "another type": 1,
        "no day of the calendar": 1,
        "another layout": 1,
        "a year far from the others": 1,
    }


def test_a_column_of_codes_holds_two_kinds_and_no_wrong_cell() -> None:
    profile = profile_values([str(n) if n % 4 else f"{n}a" for n in range(1, 41)], "house_no")
    assert (profile.two_kinds(), int(profile.wrong.sum())) == ((30, 10), 0)


def test_the_decimal_mark_is_that_of_the_whole_column() -> None:
    row = facts(profile_values(["0,875", "1,000", "15,750"] * 9, "weight"))
    assert (row["minimum"], row["maximum"], row["type_errors"]) == ("0.875", "15.75", 0)
    row = facts(profile_values(["1\u202f234,50", "1'234,50", "-5,25", "1.234,50"] * 9, "saldo"))
    assert (row["minimum"], row["maximum"]) == ("-5.25", "1234.5")
