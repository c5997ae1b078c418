"""Tables that were lost, whole or in part: each is a finding, counts, and keeps its item out of the manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import schemas
from readiness.model import Outcome
from readiness.profilers import document_opening, sufficiency
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.table_losses import without_values
from tests.profilers.stages import inputs_of, listed_row, measures, opened_row, places, table_row

OPENABLE, UNREADABLE = "availability.openable", "format.unreadable"
Row = dict[str, Any]


def file_of(item: str) -> tuple[Row, Row]:
    return listed_row(item, kind="table", size_bytes=9), opened_row(item, kind="table", format="csv")


def measure_index(folder: Path, index: Sequence[Row], items: Sequence[str] = (), tables: Sequence[str] = ()) -> Profile:
    """What documents measure of files and of tables of a database, given the rows of the index."""
    return document_opening.measure(stage_inputs(folder, index, items, tables))


def stage_inputs(folder: Path, index: Sequence[Row], items: Sequence[str] = (), tables: Sequence[str] = ()) -> Inputs:
    files = [file_of(item) for item in items]
    rows = [*(row for row, _ in files), *(listed_row(item, kind="table") for item in tables)]
    inputs = inputs_of(folder, stages={"inventory": rows, "profile_documents": [facts for _, facts in files]})
    write_index(folder, index)
    return inputs


def write_index(folder: Path, index: Sequence[Row]) -> None:
    """An index that counts what was lost, whether or not the schema already has those columns."""
    extra = [pa.field("lost", pa.int64()), pa.field("lost_why", pa.string())]
    schema = schemas.TABLE_INDEX
    for field in extra:
        schema = schema if field.name in schema.names else schema.append(field)
    full = [{name: row.get(name) for name in schema.names} for row in index]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), folder / "table_index.parquet")


def evidence(profile: Profile, code: str) -> list[Mapping[str, Any]]:
    return [json.loads(row["evidence"]) for row in profile.defects.to_pylist() if row["code"] == code]


def test_a_table_that_breaks_midway_is_not_open_and_says_how_much_was_read(tmp_path: Path) -> None:
    broken = table_row("a.csv", "partial", rows_read=40, rows=40, lost=60, lost_why="the quotes never close")
    found = measure_index(tmp_path, [broken, table_row("b.csv", rows_read=5, lost=0)], ["a.csv", "b.csv"])
    assert measures(found, OPENABLE) == [("contracts", 1.0, 2.0)]
    assert measures(found, UNREADABLE) == [("contracts", 0.0, 2.0)]
    assert places(found, OPENABLE) == [("contracts", "a.csv", None)]
    assert evidence(found, OPENABLE) == [{"read": 40, "of": 100, "why": "the quotes never close"}]


def test_a_table_of_which_nothing_was_read_counts_as_unreadable_and_as_not_open(tmp_path: Path) -> None:
    found = measure_index(tmp_path, [table_row("a.csv", "unreadable", problem="no header")], ["a.csv"])
    assert measures(found, OPENABLE) == [("contracts", 0.0, 1.0)]
    assert measures(found, UNREADABLE) == [("contracts", 1.0, 1.0)]
    assert evidence(found, UNREADABLE) == [{"read": 0, "of": None, "why": "no header", "outcome": "corrupt"}]


@pytest.mark.parametrize("outcome", ["timeout", "out_of_memory", "crashed", "too_large"])
def test_a_reader_that_was_ended_gives_its_outcome(tmp_path: Path, outcome: str) -> None:
    row = table_row("a.csv", "unreadable", problem=f"{outcome}: took longer than 600 s")
    assert evidence(measure_index(tmp_path, [row], ["a.csv"]), UNREADABLE)[0]["outcome"] == Outcome(outcome)


def test_a_lost_sheet_is_named_and_leads_to_its_workbook(tmp_path: Path) -> None:
    sheets = [
        table_row("book.xlsx!Data", container="book.xlsx", rows_read=5, lost=0),
        table_row("book.xlsx!More", "unreadable", container="book.xlsx", problem="bad cells"),
    ]
    found = measure_index(tmp_path, sheets, ["book.xlsx"])
    assert measures(found, OPENABLE) == [("contracts", 0.0, 1.0)]
    assert places(found, UNREADABLE) == [("contracts", "book.xlsx!More", None)]
    assert found.defects["related"].to_pylist() == ["book.xlsx"]


def test_of_two_tables_of_a_database_the_lost_one_counts(tmp_path: Path) -> None:
    index = [
        table_row("public.good", rows_read=3, lost=0),
        table_row("public.bad", "unreadable", problem="forbidden: permission denied"),
    ]
    found = measure_index(tmp_path, index, tables=["public.good", "public.bad"])
    assert measures(found, OPENABLE) == [("contracts", 1.0, 2.0)]
    assert measures(found, UNREADABLE) == [("contracts", 1.0, 2.0)]
    assert places(found, UNREADABLE) == [("contracts", "public.bad", None)]


def test_a_listed_table_that_no_stage_names_is_not_open(tmp_path: Path) -> None:
    found = measure_index(tmp_path, [], tables=["public.gone"])
    assert measures(found, OPENABLE) == [("contracts", 0.0, 1.0)]
    assert places(found, UNREADABLE) == [("contracts", "public.gone", None)]


def test_an_item_that_could_not_be_reached_is_named(tmp_path: Path) -> None:
    rows = [listed_row("a.pdf", state="unreachable", problem="permission denied")]
    found = document_opening.measure(inputs_of(tmp_path, stages={"inventory": rows}))
    assert places(found, OPENABLE) == [("contracts", "a.pdf", None)]
    assert evidence(found, OPENABLE) == [{"read": 0, "of": None, "why": "permission denied"}]


def test_a_sample_an_empty_table_and_a_remark_are_no_losses(tmp_path: Path) -> None:
    index = [
        table_row("cut.csv", rows_read=10, rows=1000, lost=0),
        table_row("empty.csv", "empty", rows_read=0, problem="no header row found"),
        table_row("odd.csv", rows_read=10, rows=10, lost=0, problem="column names were made unique"),
    ]
    found = measure_index(tmp_path, index, ["cut.csv", "empty.csv", "odd.csv"])
    assert measures(found, OPENABLE) == [("contracts", 3.0, 3.0)]
    assert found.defects.num_rows == 0


def test_a_problem_of_which_nobody_counted_the_loss_is_one(tmp_path: Path) -> None:
    found = measure_index(tmp_path, [table_row("a.csv", rows_read=10, problem="something")], ["a.csv"])
    assert measures(found, OPENABLE) == [("contracts", 0.0, 1.0)]


def test_why_holds_no_cell_of_the_table(tmp_path: Path) -> None:
    problem = "broke after row 3: Could not convert 'Ada Lovelace' with 4111111111111111 to int64"
    found = measure_index(tmp_path, [table_row("a.csv", "partial", rows_read=3, problem=problem)], ["a.csv"])
    (row,) = found.defects.to_pylist()
    assert "Ada" not in row["message"] + row["evidence"]
    assert "4111" not in row["message"] + row["evidence"]


def test_a_quote_that_never_closes_hides_what_follows_and_an_apostrophe_hides_nothing() -> None:
    assert without_values('bad cell "Ada Lovelace') == 'bad cell "..."'
    assert without_values("'utf-8' codec can't encode 'Ada'") == "'...' codec can't encode '...'"


@pytest.mark.parametrize("state", ["partial", "unreadable"])
def test_an_item_with_a_lost_table_is_not_handed_on(tmp_path: Path, state: str) -> None:
    index = [
        table_row("whole.xlsx!A", container="whole.xlsx", rows_read=1, lost=0),
        table_row("book.xlsx!A", container="book.xlsx", rows_read=1, lost=0),
        table_row("book.xlsx!B", state, container="book.xlsx", rows_read=1),
    ]
    profile = sufficiency.measure(stage_inputs(tmp_path, index, ["whole.xlsx", "book.xlsx"]))
    assert profile.tables["manifest"]["item"].to_pylist() == ["whole.xlsx"]


@settings(deadline=None)
@given(states=st.lists(st.sampled_from(["read", "partial", "unreadable", "empty"]), min_size=1, max_size=12))
def test_exactly_the_lost_tables_are_named(tmp_path_factory: pytest.TempPathFactory, states: list[str]) -> None:
    index = [table_row(f"{n:02}.csv", state, rows_read=1, lost=0) for n, state in enumerate(states)]
    found = measure_index(tmp_path_factory.mktemp("laws"), index, [row["item"] for row in index])
    lost = [row["item"] for row in index if row["state"] in {"partial", "unreadable"}]
    assert sorted(item for _, item, _ in [*places(found, OPENABLE), *places(found, UNREADABLE)]) == lost
    assert measures(found, OPENABLE) == [("contracts", float(len(index) - len(lost)), float(len(index)))]
