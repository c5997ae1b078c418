"""Formats of the minority, characters read wrongly, identifiers that a spreadsheet broke, keys that repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.columns.broken_identifiers import broken_identifiers
from tests.profilers.tables import counts, defects, measure_columns, profile_values, stream_of


def values_reported(values: list[str], name: str = "value") -> set[str]:
    """The values reported: as another format, or as no value of the kind of the column."""
    profile = profile_values(values, name)
    return set(profile.column.texts.filter(profile.other_format | profile.wrong).to_pylist())


def broken(values: list[Any], name: str = "value") -> dict[str, int]:
    profile = profile_values(values, name)
    kinds = broken_identifiers(profile.column, profile.kind, profile.aside).kinds
    return {kind: profile.column.weight(mask) for kind, mask in kinds.items()}


def test_another_spelling_of_the_unit_is_another_format() -> None:
    values = [f"{n}.0 oz" for n in range(40)] + ["12.0 ounces", "12.0 OZ.", "16.0oz"]
    assert values_reported(values) == {"12.0 ounces", "12.0 OZ.", "16.0oz"}


def test_a_unit_where_the_others_have_none_is_another_format() -> None:
    assert values_reported([f"0.0{n}" for n in range(10, 60)] + ["0.071%", "0.05%"]) == {"0.071%", "0.05%"}
    assert values_reported([f"{n},200" for n in range(100, 160)] + ["€1,200"]) == {"€1,200"}


def test_where_the_name_has_the_unit_the_bare_number_is_the_format() -> None:
    values = ["75.0", "37.5", *(f"{n}.0 cl" for n in range(40)), "75.0 CL", "75.0 centilitres"]
    assert values_reported(values, "volume_cl") == set(values) - {"75.0", "37.5"}


def test_hours_and_minutes_among_minutes_are_another_format() -> None:
    assert values_reported([f"{n} min" for n in range(60, 120)] + ["1 hr. 37 min."]) == {"1 hr. 37 min."}


def test_minutes_among_hours_and_minutes_are_another_format_from_an_hour_on() -> None:
    values = [f"{n // 60} hr. {n % 60} min." for n in range(61, 140)]
    assert values_reported([*values, "97 min.", "2 hr."]) == {"97 min."}
    assert values_reported([*values, "45 min.", "2 hr."]) == set()


def test_the_usual_way_to_write_a_time_is_no_error_where_the_name_claims_numbers() -> None:
    values = [f"{n // 60} hr. {n % 60} min." for n in range(61, 140)]
    assert values_reported([*values, "97 min", "98 min"], "duration") == {"97 min", "98 min"}


def test_thousands_separators_where_most_numbers_have_none_are_another_format() -> None:
    assert values_reported([str(n) for n in range(990, 1090)] + ["1,234", "12,000"]) == {"1,234", "12,000"}
    assert values_reported([f"{n},{n}" for n in range(100, 160)] + ["1234", "77"]) == {"1234"}


def test_other_punctuation_and_a_lost_prefix_are_another_format() -> None:
    assert values_reported([f"{n}-{n + 7}" for n in range(1000, 1060)] + ["12345678"]) == {"12345678"}
    assert values_reported([f"tt{n}" for n in range(1000, 1060)] + ["1077"]) == {"1077"}


@pytest.mark.parametrize(
    "values",
    [
        ["5 mg"] * 40 + ["1 g", "10 mg/ml"],
        [str(n) for n in range(1, 60)] + ["12a", "7b"],
        [f"{n} kB" for n in range(1, 60)] + ["1.2 MB"],
        ["3"] * 30 + ["3 Suppl", "4 Suppl"],
        [f"{n}-{n + 9}" for n in range(100, 160)] + ["e12", "12, 14"],
        ["+49 30 12345", "030 12345", "0049 30 12345"] * 20,
        ["100"] * 30 + ["100+"],
        [f"{n % 90 + 10}.{1000 + n}" for n in range(60)] + ["-33.8688", "-14.2350", "1.23456"],
        [f"{n % 90 + 10}-{1000 + n}" for n in range(60)] + ["-33-8688", "<10-1234"],
    ],
)
def test_a_difference_of_meaning_is_no_other_format(values: list[str]) -> None:
    profile = profile_values(values)
    assert not profile.other_format.any()


def test_long_texts_of_numbers_and_words_are_read_in_no_time() -> None:
    assert values_reported(["0 a 0 b " * 30 + "!" * n for n in range(30)]) == set()


def test_characters_read_in_the_wrong_encoding_are_named_and_accents_are_not() -> None:
    profile = profile_values(["función", "Ãlvaro Ã", "für", "naïve", "funciÃ³n", "fÃ¼r", "l\ufffdche", "Ä°zmir"])
    marked = set(profile.column.texts.filter(profile.misread).to_pylist())
    assert marked == {"funciÃ³n", "fÃ¼r", "l\ufffdche", "Ä°zmir"}


def test_exponents_among_long_numbers_are_broken_identifiers() -> None:
    codes = [str(4_006_381_330_000 + n * 7919) for n in range(20)]
    assert broken([*codes, "4.00638E+12", "4,00638E+12"]) == {"exponent": 2}
    assert broken(["1.2E+05", "3.4E+04", "5.1E+06", "2.0E+05", "9.9E+04"]) == {}


def test_numbers_of_more_than_fifteen_digits_that_end_in_zeros_are_broken() -> None:
    assert broken([float(f"{123456789012345 + n * 7}000") for n in range(20)]) == {"rounded": 20}
    assert broken([f"{123456789012345 + n * 7}00" for n in range(20)]) == {"rounded": 20}
    assert broken([str(1_600_000_000_123_456_000 + n * 1_000_000) for n in range(20)]) == {}


def test_codes_without_their_leading_zeros_are_broken() -> None:
    codes = [f"{n:05}" for n in range(500, 30_000, 500)]
    assert broken([*codes, "1234", "877"]) == {"leading_zeros": 2}
    assert broken(["01", "0101", "0102", "02", "0201", "0202", "0203"] * 3) == {}
    assert broken([str(n) for n in range(1, 3000, 7)]) == {}


def test_codes_that_became_days_are_broken_and_days_are_not() -> None:
    assert broken([*(f"{n}-{n + 6}" for n in range(100, 130)), "Jun-70", "3-ene"]) == {"date": 2}
    assert broken([f"{n}-Mar" for n in range(1, 20)]) == {}


def test_a_key_that_repeats_is_named_with_every_row_that_shares_it(tmp_path: Path) -> None:
    keys = [f"OR{n:03}" for n in range(100)]
    keys[70] = "OR007"
    columns = {"order_id": keys, "total": [str(n * 2.5) for n in range(100)]}
    profile = measure_columns(tmp_path, stream_of("orders.csv", columns))
    (found,) = defects(profile, "validity.keys")
    assert found["evidence"]["row_numbers"] == [7, 70]
    assert counts(profile, "validity.keys") == (1, 100, None)


def test_a_reference_beside_a_whole_key_and_an_order_with_lines_are_no_broken_keys(tmp_path: Path) -> None:
    ids = [f"C{n:03}" for n in range(100)]
    ids[70] = ids[7]
    for other in ({"order_no": [f"O{n}" for n in range(100)]}, {"line": ["1"] * 70 + ["2"] * 30}):
        profile = measure_columns(tmp_path, stream_of("orders.csv", {"customer_id": ids, **other}))
        assert defects(profile, "validity.keys") == []


def test_a_table_without_keys_identifiers_or_dependencies_has_nothing_to_count(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path, stream_of("t.csv", {"colour": ["red", "blue"] * 20}))
    for code in ("validity.keys", "validity.identifiers", "validity.dependencies"):
        assert counts(profile, code) == (0, 0, None)


@pytest.mark.parametrize(
    "units", [("g", "kg"), ("ml", "l"), ("mg", "g", "mg/ml"), ("m", "km"), ("min", "h"), ("kB", "MB", "GB")]
)
def test_units_that_are_stated_for_each_row_on_purpose_are_no_errors(units: tuple[str, ...]) -> None:
    values = [f"{n % 40 + 1}.5 {units[n % len(units)]}" for n in range(120)]
    assert values_reported(values, "quantity") == set()


def test_a_unit_that_few_cells_have_and_a_second_currency_are_reported() -> None:
    assert values_reported([f"{n}.5 kg" for n in range(60)] + ["7.5 t"], "weight") == {"7.5 t"}
    money = [f"{n}.50 {'EUR' if n % 3 else 'USD'}" for n in range(60)]
    assert values_reported(money, "price") == {value for value in money if value.endswith("USD")}


def test_another_format_is_information_and_enters_no_rate(tmp_path: Path) -> None:
    columns = {"pages": [f"{n}-{n + 7}" for n in range(1000, 1060)] + ["12345678"]}
    profile = measure_columns(tmp_path, stream_of("articles.csv", columns))
    assert [one["evidence"]["kind"] for one in defects(profile, "validity.type_errors")] == ["format"]
    assert counts(profile, "validity.type_errors")[0] == 0
