"""Cells that Python, or a column's type, cannot hold; logs beside databases; bounds."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.tables.base import TableStream
from readiness.tables.files import read_tables
from readiness.tables.table_stage import stage_tables
from tests.tables.streams import rows_of, table_of, written
from tests.tables.test_files import database
from tests.tables.test_losses import index_of


def staged(folder: Path, table: pa.Table) -> tuple[dict[str, object], dict[str, list[object]]]:
    stream = TableStream(item="t", schema=table.schema, batches=iter(table.to_batches()), rows=table.num_rows)
    [row] = stage_tables([("s", "t", stream)], folder=folder, rows_limit=None).to_pylist()
    return row, pq.read_table(folder / row["data"]).to_pydict()


def test_far_days_of_a_file_come_as_text_and_are_named(tmp_path: Path) -> None:
    days = pa.array([-800_000, 20_000, 2_932_896, 2_932_897, None], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"n": [1, 2, 3, 4, 5], "day": days}), tmp_path / "a.parquet")
    stream, table = table_of(tmp_path / "a.parquet")
    assert table["day"].to_pylist() == ["-0221-09-04", "2024-10-04", "9999-12-31", "10000-01-01", None]
    assert "column day is text" in stream.notes["far"]


def test_days_within_the_calendar_stay_days(tmp_path: Path) -> None:
    days = [dt.date(1, 1, 1), dt.date(9999, 12, 31)]
    pq.write_table(pa.table({"day": days}), tmp_path / "a.parquet")
    assert table_of(tmp_path / "a.parquet")[1]["day"].to_pylist() == days


def test_moments_that_no_calendar_holds_are_blank_and_counted_where_the_type_is_fixed(tmp_path: Path) -> None:
    moments = pa.array([10**18, 0], pa.int64()).cast(pa.timestamp("s"))
    clock = pa.array([90_000 * 10**6, 5], pa.int64()).cast(pa.time64("us"))
    row, found = staged(tmp_path, pa.table({"at": moments, "clock": clock}))
    assert found == {"at": [None, dt.datetime.fromisoformat("1970-01-01")], "clock": [None, dt.time(0, 0, 0, 5)]}
    assert "left blank: 2" in str(row["problem"])


def test_int96_timestamps_keep_their_year(tmp_path: Path) -> None:
    days = [dt.datetime.fromisoformat(day) for day in ("2021-01-01", "2200-05-01")]
    pq.write_table(pa.table({"at": days}), tmp_path / "a.parquet", use_deprecated_int96_timestamps=True)
    stream, table = table_of(tmp_path / "a.parquet")
    assert (stream.types, table["at"].to_pylist()) == (("timestamp[us]",), days)


def test_odd_types_become_text_and_break_nothing(tmp_path: Path) -> None:
    far = pa.array([[10**18]], pa.list_(pa.int64())).cast(pa.list_(pa.timestamp("s")))
    columns = {
        "length": pa.array([10**18], pa.duration("s")),
        "interval": pa.array([pa.MonthDayNano([1, 2, 3])]),
        "digits": pa.array([decimal.Decimal("1" * 76)], pa.decimal256(76, 0)),
        "union": pa.UnionArray.from_dense(pa.array([0], pa.int8()), pa.array([0], pa.int32()), [pa.array([7])]),
        "twice": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]),
        "far": far,
        "nothing": pa.nulls(1),
        "id": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16)], pa.binary(16))),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array(["x"])),
        "half": pa.array([1.5], pa.float16()),
    }
    row, found = staged(tmp_path, pa.table(columns))
    assert (row["state"], row["lost"]) == ("read", 0)
    assert {name: cells[0] for name, cells in found.items()} == {
        "length": "1000000000000000000 s",
        "interval": "[1, 2, 3]",
        "digits": "1" * 76,
        "union": "7",
        "twice": '{"a": 1, "a.2": 2}',
        "far": '["<value out of range: 1000000000000000000>"]',
        "nothing": None,
        "id": "00000000-0000-0000-0000-000000000000",
        "runs": "x",
        "half": 1.5,
    }


def test_text_that_is_no_utf8_is_read_and_counted(tmp_path: Path) -> None:
    row, found = staged(tmp_path, pa.table({"t": pa.array([b"ok", b"\xff", None], pa.binary()).view(pa.string())}))
    assert (found["t"], str(row["problem"])[-3:]) == (["ok", "\ufffd", None], ": 1")


def test_a_record_batch_with_offsets_outside_its_buffer_costs_only_itself(tmp_path: Path) -> None:
    table = pa.table({"t": ["abc", "def"]})
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        for batch in (table.to_batches()[0], pa.record_batch({"t": ["mnopq", "r"]}), table.to_batches()[0]):
            writer.write_batch(batch)
    content = (tmp_path / "a.arrow").read_bytes().replace(struct.pack("<iii", 0, 5, 6), struct.pack("<iii", 0, 5, 999))
    [row] = index_of(written(tmp_path, "b.arrow", content), "arrow")
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", 4, 2)
    assert "batch 2" in row["lost_why"]


@pytest.mark.parametrize("digits", ["9007199254740993", "9223372036854775808", "1" * 31, "7" * 5000], ids=len)
def test_huge_integers_of_json_stay_exact(tmp_path: Path, digits: str) -> None:
    path = written(tmp_path, "a.jsonl", f'{{"n": 1.5}}\n{{"n": {digits}}}\n')
    assert rows_of(path) == [{"n": "1.5"}, {"n": digits}]


def test_half_a_character_pair_repeated_keys_and_no_numbers_break_no_record(tmp_path: Path) -> None:
    lines = [
        '{"t": "cut \\ud83d", "n": NaN}',
        '{"t": "\\ud83d\\ude00", "n": -Infinity}',
        '{"t": "a", "t": "b", "n": 1.5}',
    ]
    stream, table = table_of(written(tmp_path, "a.jsonl", "\n".join(lines)))
    assert table["t"].to_pylist() == ["cut \ufffd", "\U0001f600", "b"]
    assert stream.losses.total == 0
    assert "half of a character pair, which was replaced: 1" in stream.notes["odd"]
    assert "repeat a key, of which the last value was kept: 1" in stream.notes["odd"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig"])
def test_json_lines_are_read_in_other_encodings(tmp_path: Path, codec: str) -> None:
    lines = "\n".join(json.dumps({"town": f"Besançon à l'été {n}"}, ensure_ascii=False) for n in range(30))
    assert rows_of(written(tmp_path, "a.jsonl", lines.encode(codec)))[7] == {"town": "Besançon à l'été 7"}


@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_named_as_lines_may_be_an_array_or_objects_over_several_lines(
    tmp_path: Path, indent: int | None
) -> None:
    records = [{"a": n, "b": [n]} for n in range(3)]
    array = written(tmp_path, "a.jsonl", json.dumps(records, indent=indent))
    bare = written(tmp_path, "b.jsonl", "\n".join(json.dumps(record, indent=indent) for record in records))
    assert rows_of(array) == rows_of(bare) == [{"a": n, "b": f"[{n}]"} for n in range(3)]


def with_log(folder: Path, kept: str = "a.sqlite-wal") -> Path:
    """A base of 5 rows with 20 more in its write-ahead log, copied while it was open."""
    made = folder / "made"
    made.mkdir()
    base = sqlite3.connect(made / "a.sqlite")
    with closing(base):
        base.execute("pragma journal_mode=wal")
        base.execute("create table t (n integer)")
        base.executemany("insert into t values (?)", [(n,) for n in range(5)])
        base.commit()
        base.execute("pragma wal_checkpoint(truncate)")
        base.executemany("insert into t values (?)", [(n,) for n in range(5, 25)])
        base.commit()
        shutil.copy(made / "a.sqlite", folder / "a.sqlite")
        shutil.copy(made / "a.sqlite-wal", folder / kept)
    shutil.rmtree(made)
    return folder / "a.sqlite"


def test_rows_in_a_write_ahead_log_are_read_and_the_folder_is_left_alone(tmp_path: Path) -> None:
    path = with_log(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert [row["n"] for row in rows_of(path)] == list(range(25))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_log_that_lies_elsewhere_is_found_by_what_the_caller_says(tmp_path: Path) -> None:
    path = with_log(tmp_path, kept="elsewhere")
    beside, scratch = {"-wal": tmp_path / "elsewhere"}, tmp_path / "scratch"
    [stream] = read_tables(path, item="a", format="sqlite", beside=beside, scratch=scratch)
    assert stream.rows == 25
    assert list(scratch.iterdir()) == []


def test_a_log_that_is_known_and_not_at_hand_is_a_loss_of_the_table(tmp_path: Path) -> None:
    path = with_log(tmp_path, kept="elsewhere")
    [stream] = read_tables(path, item="a", format="sqlite", beside={"-wal": tmp_path / "gone"})
    assert (stream.rows, stream.losses.total) == (5, None)
    assert "could not be applied" in stream.losses.text()


def test_a_log_that_cannot_be_applied_is_a_loss_of_the_table(tmp_path: Path) -> None:
    path = with_log(tmp_path)
    log = path.with_name("a.sqlite-wal")
    log.write_bytes(b"\0" * 32 + log.read_bytes()[32:])
    [row] = index_of(path, "sqlite")
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", 5, None)
    assert "damaged or belongs to another file" in row["lost_why"]


def test_rows_on_both_ends_of_a_damaged_page_are_read(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "create table t (n integer, t text)")
    with closing(sqlite3.connect(path)) as base, base:
        base.executemany("insert into t values (?, ?)", [(n, "x" * 400) for n in range(300)])
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    [row] = index_of(written(tmp_path, "b.sqlite", bytes(content)), "sqlite")
    assert (row["state"], row["lost"]) == ("partial", None)
    assert 280 <= row["rows_read"] < 300


def test_integers_and_decimals_of_sqlite_that_no_float_holds_stay_exact(tmp_path: Path) -> None:
    path = database(tmp_path / "a.sqlite", "create table t (v)", f"insert into t values ({2**60 + 1}), (1.5)")
    assert [row["v"] for row in rows_of(path)] == [str(2**60 + 1), "1.5"]


def test_a_wide_sqlite_table_is_read(tmp_path: Path) -> None:
    names = ", ".join(f"c{n}" for n in range(900))
    path = database(tmp_path / "a.sqlite", f"create table t ({names})", "insert into t (c899) values (7)")
    assert rows_of(path)[0]["c899"] == 7


def test_a_header_longer_than_the_first_look_names_every_column(tmp_path: Path) -> None:
    names = [f"{'n' * 60}{number}" for number in range(6000)]
    stream, table = table_of(written(tmp_path, "a.csv", ",".join(names) + "\n" + ",".join(["1"] * 6000) + "\n"))
    assert (table.column_names, stream.rows) == (names, 1)


def test_too_wide_a_table_is_refused_by_name(tmp_path: Path) -> None:
    line = ",".join(["1"] * 20_000)
    [row] = index_of(written(tmp_path, "a.csv", f"{line}\n{line}\n"), "csv")
    assert (row["state"], row["problem"][:17]) == ("unreadable", "has 20000 columns")


def test_a_line_past_the_bound_is_left_out_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.tables.delimited_records.MAX_LINE_CHARACTERS", 100)
    monkeypatch.setattr("readiness.tables.json_records.MAX_RECORD_CHARACTERS", 100)
    [row] = index_of(written(tmp_path, "a.csv", f"a,b\n1,2\n3,{'x' * 500},\n4,5\n"), "csv")
    assert (row["rows_read"], row["lost"], row["lost_why"][-10:]) == (2, 1, "1 (line 3)")
    [row] = index_of(written(tmp_path, "a.jsonl", f'{{"a": 1}}\n{{"a": "{"x" * 500}"}}\n{{"a": 2}}\n'), "jsonl")
    assert (row["rows_read"], row["lost"], row["lost_why"][-10:]) == (2, 1, "1 (line 2)")


def test_records_of_blanks_are_no_rows(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "a,b\n1,2\n,\n3,\n , \n,,,\n"))
    assert (table.num_rows, stream.rows, stream.notes["blank"][:1]) == (2, 2, "3")
    stream, table = table_of(written(tmp_path, "b.csv", "a,b\n1,2\n" + ",\n" * 5 + "3,4\n"))
    assert (table.num_rows, stream.rows, stream.notes["blank"][:1]) == (2, 2, "5")


def test_text_of_several_lines_in_a_cell_is_no_open_quote(tmp_path: Path) -> None:
    cell = '"Dear Ann, thank you\nfor the bricks, sand\nand lime, Bob"'
    stream, table = table_of(written(tmp_path, "a.csv", "id,text\n" + "".join(f"{n},{cell}\n" for n in range(5))))
    assert (table.num_rows, stream.notes) == (5, {})


def test_a_file_that_ends_inside_a_quoted_cell_is_read_in_part(tmp_path: Path) -> None:
    [row] = index_of(written(tmp_path, "a.csv", 'id,text\n1,a\n2,"Dear Ann\nthank you for'), "csv")
    assert (row["state"], row["rows_read"], row["lost"]) == ("partial", 2, None)
