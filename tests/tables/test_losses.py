"""Laws of reading tables that break: what is intact is read, and the rest is counted."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.tables.files import read_tables
from readiness.tables.table_stage import stage_tables
from tests.tables.streams import written


def index_of(path: Path, format: str, limit: int | None = None) -> list[dict[str, Any]]:  # noqa: A002
    """The index rows of one file, staged into its own folder."""
    streams = read_tables(path, item=path.name, format=format, limit=limit)
    staged = stage_tables((("s", path.name, stream) for stream in streams), folder=path.parent, rows_limit=limit)
    rows: list[dict[str, Any]] = staged.to_pylist()
    return rows


shares = st.floats(0.01, 0.6)
CUTS = st.sampled_from([3, 7, 11])


@st.composite
def broken_places(draw: st.DrawFn, most: int = 120) -> tuple[int, list[int]]:
    """How many records there are, and which of them break: between 1 and 60 % of them, never the first."""
    rows = draw(st.integers(10, most))
    count = max(1, int(rows * draw(shares)))
    return rows, draw(st.lists(st.integers(1, rows - 1), min_size=count, max_size=count, unique=True))


def record(number: int) -> str:
    return json.dumps({"ref": f"R{number:04d}", "note": f"wörd, {number}", "parts": [{"n": number}]})


@settings(max_examples=25, deadline=None)
@given(places=broken_places(), cut=CUTS)
def test_json_lines_that_break_are_counted_and_cost_no_other_line(places: tuple[int, list[int]], cut: int) -> None:
    rows, broken = places
    lines = [record(number)[:-cut] if number in broken else record(number) for number in range(rows)]
    with TemporaryDirectory() as folder:
        [row] = index_of(written(Path(folder), "a.jsonl", "\n".join(lines)), "jsonl")
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", rows - len(broken), len(broken))
    assert row["rows"] == row["rows_read"]


@settings(max_examples=25, deadline=None)
@given(places=broken_places(), cut=CUTS, between=st.sampled_from([", ", ",\n", ",\n    "]))
def test_entries_of_an_array_that_break_cost_no_other_entry(
    places: tuple[int, list[int]], cut: int, between: str
) -> None:
    rows, broken = places
    entries = [record(number)[:-cut] if number in broken else record(number) for number in range(rows)]
    with TemporaryDirectory() as folder:
        [row] = index_of(written(Path(folder), "a.json", f"[{between.join(entries)}]"), "json")
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", rows - len(broken), len(broken))


@settings(max_examples=15, deadline=None)
@given(places=broken_places(most=12), rows_each=st.integers(1, 40))
def test_row_groups_that_break_cost_no_other_row_group(places: tuple[int, list[int]], rows_each: int) -> None:
    groups, broken = places
    table = pa.table({"n": list(range(groups * rows_each)), "t": [f"x{n}" for n in range(groups * rows_each)]})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(table, path, row_group_size=rows_each, compression="none", use_dictionary=False)
        content = bytearray(path.read_bytes())
        for number in broken:
            start = pq.ParquetFile(path).metadata.row_group(number).column(0).data_page_offset
            content[start : start + 12] = b"\xff" * 12
        [row] = index_of(written(Path(folder), "b.parquet", bytes(content)), "parquet")
    intact = (groups - len(broken)) * rows_each
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", intact, len(broken) * rows_each)


@settings(max_examples=25, deadline=None)
@given(places=broken_places(), column=st.integers(0, 2), quoted=st.booleans())
@example(places=(10, [9]), column=0, quoted=False)
@example(places=(10, [9]), column=2, quoted=False)
def test_an_open_quote_costs_no_other_record(places: tuple[int, list[int]], column: int, quoted: bool) -> None:
    rows, broken = places
    column = max(column, int(quoted))  # before a quoted cell, the next quote of its own line would close it
    lines = ["ref,town,age"]
    for number in range(rows):
        cells = [f"M{number:03d}", f'"Town {number}, North"' if quoted else f"Town {number}", str(number % 60)]
        if number == broken[0]:
            cells[column] = '"' + cells[column].strip('"').replace(", North", "")
        lines.append(",".join(cells))
    with TemporaryDirectory() as folder:
        [row] = index_of(written(Path(folder), "a.csv", "\n".join(lines) + "\n"), "csv")
    if broken[0] == rows - 1 and column == 2:  # the last cell of the file: it may go on behind a cut
        assert (row["rows_read"], row["lost"]) == (rows, None)
        assert "ends inside a quoted cell" in row["problem"]
    else:
        assert (row["rows_read"], row["lost"]) == (rows, 0)
        assert "opening quotes without a closing quote" in row["problem"]


@given(places=broken_places(), limit=st.integers(1, 8))
@settings(max_examples=15, deadline=None)
def test_a_limit_is_a_sample_and_a_break_is_none(places: tuple[int, list[int]], limit: int) -> None:
    rows, broken = places
    lines = ["{" if number in broken else record(number) for number in range(rows)]
    intact = rows - len(broken)
    with TemporaryDirectory() as folder:
        [row] = index_of(written(Path(folder), "a.jsonl", "\n".join(lines)), "jsonl", min(limit, intact))
    assert (row["rows"], row["rows_read"], row["lost"]) == (intact, min(limit, intact), len(broken))


def test_a_whole_table_that_the_limit_cut_is_read_and_has_more_rows(tmp_path: Path) -> None:
    [row] = index_of(written(tmp_path, "a.csv", "a,b\n" + "1,2\n" * 9), "csv", 4)
    assert (row["state"], row["rows"], row["rows_read"], row["lost"], row["lost_why"]) == ("read", 9, 4, 0, "")


def test_rows_that_the_source_counts_and_does_not_give_are_lost(tmp_path: Path) -> None:
    from readiness.tables.base import TableStream

    table = pa.table({"n": [1, 2]})
    stream = TableStream(item="t", schema=table.schema, batches=iter(table.to_batches()), rows=5)
    [row] = stage_tables([("s", "t", stream)], folder=tmp_path, rows_limit=None).to_pylist()
    assert (row["state"], row["rows"], row["lost"]) == ("partial", 2, 3)


@pytest.mark.parametrize("limit", [None, 1])
def test_no_problem_quotes_a_cell(tmp_path: Path, limit: int | None) -> None:
    path = written(tmp_path, "a.jsonl", '{"a": "zebra"}\n{"a": "secretword"\nsecretword\n{"a": "secretword\\ud83d"}\n')
    [row] = index_of(path, "jsonl", limit)
    assert "secretword" not in row["problem"] + row["lost_why"]
