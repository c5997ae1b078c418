"""Misspellings: by repetition in one column, and by what the rest of the row says."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.profilers.columns.spelling_variants import edits, is_typo
from tests.profilers.tables import counts, defects, measure_columns, profile_values, stream_of

TOWNS = {"35233": "birmingham", "36301": "dothan", "35640": "sheffield", "35058": "cullman", "35957": "boaz"}


def misspelt(values: list[str]) -> dict[str, str]:
    profile = profile_values(values)
    texts = profile.column.texts.to_pylist()
    return {texts[one]: texts[usual] for one, usual in profile.variants.items()}


def test_a_rare_neighbour_of_a_frequent_value_is_a_misspelling() -> None:
    values = ["birmingham"] * 30 + ["sheffield"] * 20 + ["birxingham", "shefield"]
    assert misspelt(values) == {"birxingham": "birmingham", "shefield": "sheffield"}


def test_the_same_slip_made_again_and_again_is_one_too() -> None:
    assert misspelt(["cancelled"] * 400 + ["delivered"] * 400 + ["cancelledd"] * 5) == {"cancelledd": "cancelled"}


def test_only_the_words_count_where_numbers_differ() -> None:
    assert misspelt([f"{n} patients" for n in range(200)] + ["17 paxients"]) == {"17 paxients": "0 patients"}


def test_codes_that_differ_by_a_digit_or_a_lone_letter_are_all_meant() -> None:
    assert misspelt(["grade 1"] * 30 + ["grade 2"]) == {}
    assert misspelt(["dock A"] * 30 + ["dock B"]) == {}


def test_where_frequent_values_are_neighbours_nothing_can_be_told() -> None:
    assert misspelt([*["martin", "marvin", "martina"] * 20, "marlin"]) == {}


def test_where_most_rare_values_stand_alone_rarity_is_natural() -> None:
    countries = ["gambia"] * 60 + ["kenya"] * 60 + ["zambia", "peru", "chile", "laos", "nepal"]
    assert misspelt(countries) == {}


def test_values_that_hardly_repeat_are_left_alone() -> None:
    assert misspelt([f"person number{'x' * (n % 3)} {chr(97 + n % 26)}{n}" for n in range(80)]) == {}


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("birmngham", "birmingham", True),
        ("atypical", "typical", False),
        ("apples", "apple", False),
        ("scip-x", "scip-1", True),
        ("scip-2", "scip-1", False),
        ("east", "west", False),
    ],
)
def test_a_slip_is_an_edit_that_changes_no_meaning(word: str, other: str, slip: bool) -> None:
    assert is_typo(word, other, 1) is slip


def test_edit_distance_stops_at_its_bound() -> None:
    assert (edits("kitten", "sitting", 3), edits("kitten", "sitting", 2), edits("", "ab", 2)) == (3, 3, 2)


def hospital_rows(town_of_last: str) -> dict[str, list[str]]:
    codes = [code for code in TOWNS for _ in range(12)]
    towns = [TOWNS[code] for code in codes]
    towns[-1] = town_of_last
    return {"row_id": [f"r{n}" for n in range(len(codes))], "zip": codes, "town": towns}


def test_a_cell_that_contradicts_a_dependency_by_a_slip_is_wrong(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path, stream_of("t", hospital_rows("boxz")))
    [defect] = defects(profile, "validity.type_errors")
    assert (defect["part"], defect["evidence"]["kind"]) == ("town", "dependency")
    assert defect["evidence"]["suggested"] == [["boxz", "boaz"]]
    assert (defect["evidence"]["rows"], defect["evidence"]["row_numbers"]) == (["r59"], [59])
    assert counts(profile, "validity.type_errors")[0] == 1


def test_a_cell_that_contradicts_it_by_another_value_may_be_right(tmp_path: Path) -> None:
    assert defects(measure_columns(tmp_path, stream_of("t", hospital_rows("dothan"))), "validity.type_errors") == []


def test_contradictions_that_follow_a_third_column_are_a_rule(tmp_path: Path) -> None:
    measure_code = [f"scip-{n % 6}" for n in range(240)]
    state = ["ak" if n >= 232 else "al" for n in range(240)]
    average = [f"{s}_{code}" for s, code in zip(state, measure_code, strict=True)]
    rows = {"key": [f"k{n}" for n in range(240)], "code": measure_code, "state": state, "average": average}
    assert defects(measure_columns(tmp_path, stream_of("t", rows)), "validity.type_errors") == []


def test_misspelt_personal_data_is_not_repeated_in_the_evidence(tmp_path: Path) -> None:
    rows = {"customer_name": ["birmingham"] * 30 + ["sheffield"] * 30 + ["birmingxam"]}
    [defect] = defects(measure_columns(tmp_path, stream_of("t", rows)), "validity.type_errors")
    assert "suggested" not in defect["evidence"]
    assert "birmingxam" not in str(defect)
