"""The measures of a source's tables, and the Python API."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import readiness
from readiness import schemas
from readiness.errors import UsageError
from readiness.profilers.columns import CODES, REFERENCES, UNKNOWN_FACTOR
from readiness.profilers.columns.defects import MAX_KEYS, MAX_ROW_NUMBERS
from readiness.profilers.columns.divergence_measures import DIVERGENCE
from readiness.tables.base import TableStream
from tests.profilers.tables import counts, defects, measure_columns, stream_of


def test_missing_cells_are_nulls_blanks_and_disguises(tmp_path: Path) -> None:
    rows = {"ID": ["a1", "a2", "a3", "a4"], "colour": ["red", "?", None, " "]}
    profile = measure_columns(tmp_path, stream_of("t.csv", rows))
    assert counts(profile, "validity.missing_values") == (3, 8, None)
    [defect] = defects(profile, "validity.missing_values")
    evidence = defect["evidence"]
    assert (defect["part"], evidence["token"], evidence["count"], evidence["of"]) == ("colour", "?", 3, 4)
    assert (evidence["rows"], evidence["row_numbers"], evidence["rows_cap"]) == (
        ["a2", "a3", "a4"],
        [1, 2, 3],
        MAX_KEYS,
    )


def test_rows_without_a_key_are_named_by_number(tmp_path: Path) -> None:
    [defect] = defects(measure_columns(tmp_path, stream_of("t", {"v": ["x", None]})), "validity.missing_values")
    assert (defect["evidence"]["rows"], defect["evidence"]["row_key"]) == (["1"], "row number")


def test_what_is_named_is_capped_and_what_is_counted_is_not(tmp_path: Path) -> None:
    rows = {"v": [None] * (MAX_ROW_NUMBERS + 5), "w": ["x"] * (MAX_ROW_NUMBERS + 5)}
    profile = measure_columns(tmp_path, stream_of("t", rows))
    [missing] = defects(profile, "validity.missing_values")
    evidence = missing["evidence"]
    assert (len(evidence["rows"]), len(evidence["row_numbers"])) == (MAX_KEYS, MAX_ROW_NUMBERS)
    assert evidence["count"] == MAX_ROW_NUMBERS + 5


def test_type_errors_are_counted_among_cells_of_a_known_kind(tmp_path: Path) -> None:
    rows = {
        "made": ["2024-01-31"] * 28 + ["31/01/2024", None],
        "note": [f"some words {chr(97 + n)}" for n in range(26)] + list("wxyz"),
    }
    profile = measure_columns(tmp_path, stream_of("t", rows))
    assert counts(profile, "validity.type_errors") == (1, 29, None)
    [defect] = defects(profile, "validity.type_errors")
    assert (defect["evidence"]["kind"], defect["evidence"]["expected"]) == ("type", "YYYY-MM-DD")


def test_a_cell_is_counted_once_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    towns = ["birmingham"] * 20 + ["sheffield"] * 20
    rows = {"zip": ["35233"] * 20 + ["35640"] * 20, "town": [*towns[:-1], "shexfield"]}
    profile = measure_columns(tmp_path, stream_of("t", rows))
    assert counts(profile, "validity.type_errors")[0] == 1
    assert len(defects(profile, "validity.type_errors")) == 1


def test_a_sample_says_of_how_many(tmp_path: Path) -> None:
    known = measure_columns(tmp_path, stream_of("t", {"v": ["x"] * 10, "w": ["y"] * 10}, rows=40), limit=10)
    assert counts(known, "validity.missing_values") == (0, 20, 80)
    unknown = measure_columns(tmp_path, stream_of("t", {"v": ["x"] * 10}), limit=10)
    assert counts(unknown, "validity.missing_values") == (0, 10, 10 * UNKNOWN_FACTOR)


def test_a_source_without_tables_has_nothing_to_count(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path)
    assert [(row["indicator"], row["denominator"]) for row in profile.measures.to_pylist()] == [
        (code, 0.0) for code in (*CODES, REFERENCES, DIVERGENCE)
    ]


def test_a_source_whose_tables_are_all_unreadable_is_not_measured(tmp_path: Path) -> None:
    dead = TableStream(item="dead.xlsx", schema=pa.schema([]), batches=iter(()), problem="encrypted")
    states = {row["state"] for row in measure_columns(tmp_path, dead).measures.to_pylist()}
    assert states == {"not_measured"}


def test_an_empty_table_harms_nothing(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path, stream_of("t", {"v": pa.array([], pa.string())}))
    assert counts(profile, "validity.missing_values") == (0, 0, None)
    assert profile.tables["profile_columns"]["inferred_type"].to_pylist() == [None]


def test_the_profile_has_its_declared_schema(tmp_path: Path) -> None:
    profile = measure_columns(tmp_path, stream_of("t", {"v": ["x"]}, types=("varchar(9)",)))
    assert profile.tables["profile_columns"].schema == schemas.PROFILE_COLUMNS
    assert profile.tables["profile_columns"]["declared_type"].to_pylist() == ["varchar(9)"]


def test_the_python_api_takes_a_table_a_frame_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,colour\n" + "".join(f"{n},{'?' if n % 5 == 0 else 'red'}\n" for n in range(40)))
    table = pa.table({"id": [str(n) for n in range(40)], "colour": ["?" if n % 5 == 0 else "red" for n in range(40)]})
    found = [readiness.profile(given) for given in (path, str(path), table, table.to_pandas())]
    for profile in found:
        assert profile.schema == schemas.PROFILE_COLUMNS
        assert profile["disguised_nulls"].to_pylist() == [0, 8]
    assert found[0]["item"].to_pylist() == ["a.csv", "a.csv"]


def test_a_frame_of_mixed_objects_and_odd_names_is_profiled() -> None:
    frame = pd.DataFrame({0: [1, "x", None], "when": [dt.datetime(2024, 1, 1, tzinfo=dt.UTC), None, None]})
    assert readiness.profile(frame)["nulls"].to_pylist() == [1, 2]
    assert readiness.profile(pd.DataFrame({"d": [dt.date(2024, 1, 1)]}))["inferred_type"].to_pylist() == ["date"]


def test_a_path_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(UsageError, match=r"a\.pdf"):
        readiness.profile(tmp_path / "a.pdf")
    with pytest.raises(UsageError):
        readiness.profile(tmp_path / "gone.csv")
