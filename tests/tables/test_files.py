from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from readiness.tables.base import Reference
from readiness.tables.files import TABLE_FORMATS, format_of_name, read_tables
from tests.tables.streams import rows_of, streams_of, table_of, written


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as base, base:
        for statement in statements:
            base.execute(statement)
    return path


@pytest.mark.parametrize("format_name", sorted(TABLE_FORMATS))
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 not it", b"PK\x03\x04 cut", b"PAR1 cut PAR1", b"[{", b"{\n{"])
def test_no_content_makes_a_reader_raise(tmp_path: Path, format_name: str, content: bytes) -> None:
    path = written(tmp_path, "broken", content)
    for stream in read_tables(path, item="broken", format=format_name):
        for _ in stream.batches:
            pass


def test_a_missing_file_and_an_unknown_format_are_problems(tmp_path: Path) -> None:
    assert table_of(tmp_path / "gone.csv")[0].problem
    assert "no reader" in table_of(tmp_path / "gone.csv", format="pdf")[0].problem


def test_json_lines_become_flat_typed_columns(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", '{"id": 1, "tags": ["x"], "who": "Ann"}\n\n{"id": 2, "who": null, "score": 1.5}\n'
    )
    assert rows_of(path) == [
        {"id": 1, "tags": '["x"]', "who": "Ann", "score": None},
        {"id": 2, "tags": None, "who": None, "score": 1.5},
    ]


def test_json_of_mixed_kinds_survives_as_text(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.jsonl", '{"v": 1}\n{"v": "?"}\n{"v": 2.0}\n'))
    assert (stream.types, table["v"].to_pylist()) == (("mixed",), ["1", "?", "2"])


def test_lines_that_are_no_records_are_counted(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.jsonl", '{"v": 1}\nnot json\n[2]\n{"v": 3}\n'))
    assert (table.num_rows, stream.losses.total) == (2, 2)
    assert stream.losses.text() == "lines that are no JSON object: 2 (line 2, line 3)"


def test_an_array_of_records_is_a_table_whatever_its_length(tmp_path: Path) -> None:
    records = [{"id": i, "text": "x" * 500} for i in range(6000)]
    stream, table = table_of(written(tmp_path, "a.json", json.dumps(records)), limit=10)
    assert (stream.rows, table.num_rows, table["id"].to_pylist()) == (6000, 10, list(range(10)))


@pytest.mark.parametrize("content", ['{"a": 1}', "[1, 2, 3]", '"text"', "17"])
def test_json_that_is_no_list_of_records_is_no_table(tmp_path: Path, content: str) -> None:
    assert streams_of(written(tmp_path, "a.json", content)) == []


def test_a_json_array_that_ends_early_keeps_what_was_before(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.json", '[{"a": 1}, {"a": 2'))
    assert (table.num_rows, stream.losses.total) == (1, None)
    assert "ends early" in stream.losses.text()


def test_parquet_and_feather_keep_their_types(tmp_path: Path) -> None:
    table = pa.table({"n": pa.array([1, 2], pa.int16()), "day": pa.array([dt.date(2024, 1, 1), None])})
    pq.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, str(tmp_path / "a.feather"))
    for name in ("a.parquet", "a.feather"):
        stream, read = table_of(tmp_path / name)
        assert (stream.rows, stream.types, read.to_pylist()) == (2, ("int16", "date32[day]"), table.to_pylist())


def test_an_arrow_stream_is_read(tmp_path: Path) -> None:
    table = pa.table({"n": [1, 2, 3]})
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    assert rows_of(tmp_path / "a.arrow") == table.to_pylist()


def test_a_parquet_file_broken_midway_gives_the_rows_before_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": list(range(40_000))}), path, row_group_size=20_000, compression="none")
    content = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(1).column(0).dictionary_page_offset
    content[start : start + 30] = b"\xff" * 30
    stream, table = table_of(written(tmp_path, "b.parquet", bytes(content)))
    assert (table.num_rows, stream.losses.total) == (20_000, 20_000)
    assert "row group 2" in stream.losses.text()


def test_one_filled_sheet_is_the_book_and_several_have_names(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "town"], [1, "Leeds"], [2, "York"]]
    one = streams_of(workbook(tmp_path / "one.xlsx", Data=rows, Empty=[]))
    assert [stream.item for stream, _ in one] == ["one.xlsx"]
    two = streams_of(workbook(tmp_path / "two.xlsx", Data=rows, More=rows, Empty=[]))
    assert [stream.item for stream, _ in two] == ["two.xlsx!Data", "two.xlsx!More"]


def test_sheet_columns_are_typed_when_all_cells_agree_and_text_otherwise(tmp_path: Path) -> None:
    day = dt.date(2024, 3, 1)
    path = workbook(
        tmp_path / "a.xlsx",
        S=[["id", "price", "day", "mixed"], [1, 2.5, day, "x"], [2, 3, day, 7], [3, None, None, day]],
    )
    stream, table = table_of(path)
    assert [str(field.type) for field in table.schema] == ["int64", "double", "date32[day]", "string"]
    assert table["mixed"].to_pylist() == ["x", "7", "2024-03-01"]
    assert stream.types == ("integer", "decimal", "date", "mixed")


def test_titles_above_a_sheets_header_are_left_out_and_noted(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", S=[["Sites of 2024"], [], ["id", "town", "n"], [1, "Leeds", 2], [2, "York", 3]]
    )
    stream, table = table_of(path)
    assert (table.column_names, table.num_rows) == (["id", "town", "n"], 2)
    assert "2 rows above" in stream.notes["top"]


def test_sqlite_tables_come_with_types_keys_and_references(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.sqlite",
        "create table customer (id integer primary key, name text)",
        'create table "or ders" (no integer primary key, "cust""omer" integer references customer, made date)',
        "insert into customer values (1, 'Ann')",
        "insert into \"or ders\" values (7, 1, '2024-01-31'), (8, 2, null)",
    )
    customer, orders = streams_of(path)
    assert [customer[0].item, orders[0].item] == ["a.sqlite!customer", "a.sqlite!or ders"]
    assert (orders[0].types, orders[0].keys) == (("INTEGER", "INTEGER", "date"), ("no",))
    assert orders[0].references == (Reference(columns=('cust"omer',), table="a.sqlite!customer", to=("id",)),)
    assert orders[1].to_pylist()[0] == {"no": 7, 'cust"omer': 1, "made": "2024-01-31"}


def test_a_sqlite_column_of_mixed_storage_survives_as_text(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.sqlite", "create table t (v integer)", "insert into t values (1), ('?'), (2.5), (x'00ff'), (null)"
    )
    stream, table = table_of(path)
    assert table["v"].to_pylist() == ["1", "?", "2.5", "00ff", None]
    assert "v" in stream.notes["mixed"]


def test_reading_a_sqlite_file_leaves_it_and_its_folder_alone(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "create table t (v)", "insert into t values (1)")
    before = (path.read_bytes(), sorted(tmp_path.iterdir()))
    path.chmod(0o400)
    table_of(path)
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_names_claim_formats() -> None:
    names = ["a.CSV", "b.tab", "c.db", "d.ndjson", "e.pdf", "f"]
    assert [format_of_name(Path(name)) for name in names] == ["csv", "tsv", "sqlite", "ndjson", "", ""]
