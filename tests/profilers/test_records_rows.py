"""Repeated rows: counted exactly, with and without ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from readiness.profilers.records.record_defects import MAX_KEYS, MAX_NAMED
from readiness.tables.base import TableStream
from tests.profilers.tables import counts, defects, repeats, stream_of

PEOPLE: dict[str, list[Any]] = {
    "customer_id": [1, 2, 3, 4, 5],
    "name": ["Ann Ash", "Bob Birch", "Cleo Cedar", "Ann Ash", "Dora Dale"],
    "town": ["Leeds", "York", "Hull", "Leeds", "Bath"],
    "balance": [1.5, 2.25, 3.75, 1.5, 9.0],
    "note": ["a note", "b note", "c note", "a note", "d note"],
}


def people(copies: int = 20) -> dict[str, list[Any]]:
    """Many different people, and one who stands twice under two ids."""
    found: dict[str, list[Any]] = {name: [] for name in PEOPLE}
    for copy in range(copies):
        for row in range(5):
            for name, values in PEOPLE.items():
                found[name].append(values[row] if row == 3 and copy == 0 else _own(values[row], 5 * copy + row))
    for name in PEOPLE:
        found[name][0] = PEOPLE[name][0]
    found["customer_id"] = list(range(1, 5 * copies + 1))
    return found


def _own(value: Any, number: int) -> Any:
    return f"{value} {number}" if isinstance(value, str) else value + number


def test_rows_equal_but_for_an_evident_id_are_duplicates(tmp_path: Path) -> None:
    profile = repeats(tmp_path, stream_of("people.csv", people()))
    named, summary = defects(profile, "uniqueness.rows")
    assert (named["part"], named["related"], named["evidence"]["similarity"]) == ("4", "1", 1.0)
    assert named["evidence"]["row_numbers"] == [3, 0]
    assert (summary["part"], summary["evidence"]["count"], summary["evidence"]["ignored"]) == (None, 1, ["customer_id"])
    assert counts(profile, "uniqueness.rows") == (1, 100, None)


def test_rows_that_agree_by_chance_are_no_duplicates(tmp_path: Path) -> None:
    rows = {"id": list(range(60)), "label": ["a", "b", "c"] * 20}
    assert counts(repeats(tmp_path, stream_of("labels", rows)), "uniqueness.rows")[0] == 0


def test_without_an_id_equal_rows_are_duplicates_however_narrow(tmp_path: Path) -> None:
    rows = {"town": ["York", "Hull", "York", "York"], "size": ["s", "m", "s", "m"]}
    profile = repeats(tmp_path, stream_of("t", rows))
    assert counts(profile, "uniqueness.rows") == (1, 4, None)
    assert defects(profile, "uniqueness.rows")[0]["part"] == "2"


def test_a_composite_key_is_not_ignored(tmp_path: Path) -> None:
    rows = {"left_ref": [1, 1, 2], "right_ref": [1, 2, 1], "kind": ["x", "x", "x"]}
    stream = stream_of("links", rows, keys=("left_ref", "right_ref"))
    assert counts(repeats(tmp_path, stream), "uniqueness.rows")[0] == 0


def test_empty_rows_stand_apart(tmp_path: Path) -> None:
    rows = {"a": ["x", "", None, " ", "x"], "b": ["y", None, "", "", "y"]}
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")[0] == 1


def test_values_never_slide_from_one_column_into_the_next(tmp_path: Path) -> None:
    rows = {"a": ["x", None, "y", "x"], "b": [None, "x", "x", "y"]}
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")[0] == 0


def test_rows_that_repeat_with_their_id_do_not_hide_those_that_repeat_without(tmp_path: Path) -> None:
    rows = people()
    whole = {name: [*values, values[10], values[20]] for name, values in rows.items()}
    whole["customer_id"][-1] = 777
    profile = repeats(tmp_path, stream_of("people.csv", whole))
    named = [d["evidence"]["row_numbers"] for d in defects(profile, "uniqueness.rows")[:-1]]
    found = {(row, first) for row, first in named}
    assert found == {(3, 0), (100, 10), (101, 20)}


def test_every_row_of_a_group_repeats_the_first(tmp_path: Path) -> None:
    rows = {"town": ["York", "Hull", "York", "York"], "size": ["s", "m", "s", "s"]}
    found = [(d["part"], d["related"]) for d in defects(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")]
    assert found == [("2", "0"), ("3", "0"), (None, None)]


def test_a_declared_key_is_ignored_whatever_its_name(tmp_path: Path) -> None:
    rows = people()
    rows["what"] = [f"{chr(97 + n % 26)}{n}" for n in range(len(rows.pop("customer_id")))]
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows") == (0, 100, None)
    assert counts(repeats(tmp_path, stream_of("t", rows, keys=("what",))), "uniqueness.rows") == (1, 100, None)


def test_values_are_compared_whole_and_by_type(tmp_path: Path) -> None:
    long = "x" * 5_000
    rows = {"text": [long + "a", long + "b", long + "a"], "n": pa.array([1.5, 1.5, 1.5]), "raw": [b"1", b"1", b"1"]}
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")[0] == 1


def test_names_that_differ_in_case_only_are_two_columns(tmp_path: Path) -> None:
    rows = {"A": ["x", "x"], "a": ["y", "z"], "n": ["q", "q"]}
    assert counts(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")[0] == 0


def test_more_rows_than_are_named_are_counted(tmp_path: Path) -> None:
    rows = {"v": ["x"] * (MAX_NAMED + 5), "w": [1] * (MAX_NAMED + 5)}
    found = defects(repeats(tmp_path, stream_of("t", rows)), "uniqueness.rows")
    assert (len(found), found[-1]["evidence"]["count"], len(found[-1]["evidence"]["rows"])) == (
        MAX_NAMED + 1,
        MAX_NAMED + 4,
        MAX_KEYS,
    )


def test_a_table_read_in_part_is_not_measured_and_says_how_to(tmp_path: Path) -> None:
    profile = repeats(tmp_path, stream_of("t", {"v": ["x"] * 10, "w": ["y"] * 10}, rows=40), limit=10)
    states = {(row["indicator"], row["state"], row["reason"]) for row in profile.measures.to_pylist()}
    reason = "only 10 of 40 rows of t were read: audit with --full"
    assert states == {(code, "not_measured", reason) for code in ("uniqueness.rows", "uniqueness.records")}


@pytest.mark.parametrize("streams", [[], [stream_of("t", {"v": pa.array([], pa.string())})]])
def test_nothing_to_count_is_an_empty_denominator(tmp_path: Path, streams: list[TableStream]) -> None:
    profile = repeats(tmp_path, *streams)
    assert counts(profile, "uniqueness.rows") == (0, 0, None)
    assert counts(profile, "uniqueness.records") == (0, 0, None)


def test_a_source_whose_tables_are_all_unreadable_is_not_measured(tmp_path: Path) -> None:
    dead = TableStream(item="dead.xlsx", schema=pa.schema([]), batches=iter(()), problem="encrypted")
    assert {row["state"] for row in repeats(tmp_path, dead).measures.to_pylist()} == {"not_measured"}


def test_a_folder_with_the_signs_of_a_pattern_in_its_name_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "a [new] * folder?"
    folder.mkdir()
    profile = repeats(folder, stream_of("t", {"v": ["x", "x"], "w": ["y", "y"]}))
    assert counts(profile, "uniqueness.rows") == (1, 2, None)
