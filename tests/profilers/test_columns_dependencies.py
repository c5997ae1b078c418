"""Cells that the rest of their row, or the other sources of a table, contradict."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.profilers.columns.dependency_groups import group_values
from tests.profilers.tables import counts, defects, measure_columns, stream_of

TOWNS = ["Aarau", "Bern", "Chur", "Davos", "Genf", "Olten", "Thun", "Zug"]
DEPOTS = [f"depot {n}" for n in range(8)]


def suspects(tmp_path: Path, columns: dict[str, list[str | None]]) -> dict[tuple[str, str], list[int]]:
    """Rows of ``validity.dependencies`` by column and kind."""
    profile = measure_columns(tmp_path, stream_of("t.csv", columns))
    return {
        (one["part"], one["evidence"]["kind"]): one["evidence"]["row_numbers"]
        for one in defects(profile, "validity.dependencies")
    }


def deliveries(rows: int = 160) -> dict[str, list[str | None]]:
    return {
        "no": [f"D{n:04}" for n in range(rows)],
        "depot": [DEPOTS[n % 8] for n in range(rows)],
        "town": [TOWNS[n % 8] for n in range(rows)],
        "canton": [TOWNS[n % 8][:2].upper() for n in range(rows)],
    }


def test_a_value_that_contradicts_its_key_is_named_with_the_likely_one(tmp_path: Path) -> None:
    columns = deliveries()
    columns["town"][50] = "Zug"
    profile = measure_columns(tmp_path, stream_of("t.csv", columns))
    (found,) = defects(profile, "validity.dependencies")
    assert (found["part"], found["evidence"]["row_numbers"]) == ("town", [50])
    assert found["evidence"]["suggested"] == [["Zug", "Chur"]]
    assert counts(profile, "validity.dependencies")[0] == 1


def test_a_wrong_key_is_named_and_not_all_that_depends_on_it(tmp_path: Path) -> None:
    columns = deliveries()
    columns["depot"][50] = "depot 7"
    assert suspects(tmp_path, columns) == {("depot", "contradiction"): [50]}


def test_an_empty_cell_is_a_gap_where_its_key_has_a_value(tmp_path: Path) -> None:
    columns = deliveries()
    columns["town"][9] = None
    assert suspects(tmp_path, columns) == {("town", "gap"): [9]}


def test_a_value_that_repeats_in_its_group_is_a_change_and_no_error(tmp_path: Path) -> None:
    columns = deliveries()
    for row in range(120, 160, 8):
        columns["town"][row] = columns["canton"][row] = "Neuenburg"
    assert suspects(tmp_path, columns) == {}


def test_an_exception_that_replaces_many_values_is_meant(tmp_path: Path) -> None:
    columns = {name: deliveries(400)[name] for name in ("no", "depot", "town")}
    for row in (10, 51, 92, 133):
        columns["town"][row] = "elsewhere"
    assert suspects(tmp_path, columns) == {}


def test_a_column_that_hardly_varies_depends_on_nothing(tmp_path: Path) -> None:
    rng = random.Random(1)
    sites: list[str | None] = [f"site {n % 10}" for n in range(400)]
    states: list[str | None] = [rng.choices(["ok", "low", "fault"], [96, 3, 1])[0] for _ in range(400)]
    assert suspects(tmp_path, {"site": sites, "state": states}) == {}


def reports(rng: random.Random, wrong: float) -> tuple[dict[str, list[str | None]], dict[str, list[int]]]:
    """Twelve portals on forty trains: each time as most portals give it, but for a share that errs; and the errors."""
    columns: dict[str, list[str | None]] = {"portal": [], "train": [], "departs": [], "arrives": []}
    errs: dict[str, list[int]] = {"departs": [], "arrives": []}
    for train in range(40):
        for portal in range(12):
            for column, start in (("departs", 300), ("arrives", 420)):
                minute = start + train * 17
                if rng.random() < wrong:
                    minute += rng.choice([-20, -10, 5, 15, 25, 40])
                    errs[column].append(len(columns[column]))
                columns[column].append(f"{minute // 60:02}:{minute % 60:02} Uhr")
            columns["portal"].append(f"portal {chr(97 + portal)}")
            columns["train"].append(f"IC {700 + train}")
    return columns, errs


def test_the_value_of_most_sources_is_held_against_the_others(tmp_path: Path) -> None:
    columns, errs = reports(random.Random(3), 0.2)
    expected = {(column, "conflict"): rows for column, rows in errs.items()}
    assert suspects(tmp_path, columns) == expected


def test_one_column_that_differs_by_source_is_a_fact_of_its_own(tmp_path: Path) -> None:
    columns, _ = reports(random.Random(3), 0.3)
    del columns["arrives"]
    assert suspects(tmp_path, columns) == {}


def test_values_that_changed_in_time_are_no_conflict(tmp_path: Path) -> None:
    weeks = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
    columns: dict[str, list[str | None]] = {"person": [], "week": [], "project": [], "place": []}
    for person in range(60):
        for number, week in enumerate(weeks):
            columns["person"].append(f"person {chr(97 + person % 26)}{person}")
            columns["week"].append(week)
            columns["project"].append(f"project {chr(97 + (person * 3 + number // 5) % 23)}")
            columns["place"].append(f"place {chr(97 + (person * 7 + number // 5) % 19)}")
    assert suspects(tmp_path, columns) == {}


def test_numbered_weeks_are_no_sources(tmp_path: Path) -> None:
    columns, _ = reports(random.Random(3), 0.3)
    columns["portal"] = [f"week {ord(str(portal)[-1])}" for portal in columns["portal"]]
    assert suspects(tmp_path, columns) == {}


def test_what_a_source_knows_of_itself_is_no_conflict(tmp_path: Path) -> None:
    columns, _ = reports(random.Random(3), 0.0)
    columns["version"] = [f"v{ord(str(portal)[-1])}" for portal in columns["portal"]]
    assert suspects(tmp_path, columns) == {}


def test_prices_of_shops_differ_and_are_no_conflict(tmp_path: Path) -> None:
    columns, _ = reports(random.Random(3), 0.3)
    for column in ("departs", "arrives"):
        columns[column] = [str(cell)[:5].replace(":", ".") for cell in columns[column]]
    assert suspects(tmp_path, columns) == {}


@given(
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=60), seed=st.integers(0, 99)
)
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_change_a_majority(pairs: list[tuple[int, int]], seed: int) -> None:
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    one, other = (
        group_values(np.array([k for k, _ in rows]), np.array([v for _, v in rows]), 6, 5) for rows in (pairs, shuffled)
    )
    assert (one.majority == other.majority).all()
    assert (one.majority_rows >= one.second_rows).all()
    assert one.rows.sum() == len(pairs)
