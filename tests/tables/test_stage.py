from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.tables.base import Reference, TableStream
from readiness.tables.column_names import unique_names
from readiness.tables.table_stage import stage_tables


def stream_of(table: pa.Table, item: str = "t", **facts: object) -> TableStream:
    return TableStream(item=item, schema=table.schema, batches=iter(table.to_batches(max_chunksize=2)), **facts)  # type: ignore[arg-type]


def test_each_table_becomes_a_parquet_file_and_a_row_of_the_index(tmp_path: Path) -> None:
    reference = Reference(columns=("c",), table="p", to=("id",))
    stream = stream_of(pa.table({"c": ["x", "y", "z"]}), types=("text",), keys=("c",), references=(reference,))
    index = stage_tables([("crm", "crm.csv", stream)], folder=tmp_path, rows_limit=10)
    assert index.schema == schemas.TABLE_INDEX
    [row] = index.to_pylist()
    assert (row["state"], row["rows"], row["rows_read"], row["keys"], row["types"]) == ("read", 3, 3, ["c"], ["text"])
    assert json.loads(row["references"]) == [{"columns": ["c"], "table": "p", "to": ["id"]}]
    assert pq.read_table(tmp_path / row["data"]).to_pylist() == [{"c": "x"}, {"c": "y"}, {"c": "z"}]
    assert pq.read_schema(tmp_path / row["data"]).field("c").type == pa.large_string()


def test_the_limit_holds_and_the_sources_own_count_is_kept(tmp_path: Path) -> None:
    table = pa.table({"n": list(range(9))})
    streams = [("s", "a", stream_of(table, "known", rows=9)), ("s", "a", stream_of(table, "unknown"))]
    rows = stage_tables(streams, folder=tmp_path, rows_limit=5).to_pylist()
    assert [(row["item"], row["rows"], row["rows_read"]) for row in rows] == [("known", 9, 5), ("unknown", None, 5)]


def test_the_index_does_not_depend_on_the_order_of_the_streams(tmp_path: Path) -> None:
    def streams(names: str) -> list[tuple[str, str, TableStream]]:
        return [("s", name, stream_of(pa.table({"n": [1]}), name)) for name in names]

    assert stage_tables(streams("abc"), folder=tmp_path, rows_limit=5) == stage_tables(
        streams("cab"), folder=tmp_path, rows_limit=5
    )


def test_odd_names_make_safe_files_that_never_meet(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "a" * 400, "a\nb", "ä!ß", ".", ""]
    streams = [("s", name, stream_of(pa.table({"n": [1]}), name)) for name in names]
    index = stage_tables(streams, folder=tmp_path, rows_limit=None)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == set(index["data"].to_pylist())
    assert len(files) == len(names)


def test_a_broken_table_is_a_row_and_not_an_error(tmp_path: Path) -> None:
    def breaks() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"n": [1, 2]})
        raise OSError("the disk went away")

    schema = pa.schema([("n", pa.int64())])
    midway = TableStream(item="midway", schema=schema, batches=breaks(), rows=9)
    dead = TableStream(item="dead", schema=pa.schema([]), batches=iter(()), problem="encrypted")
    rows = stage_tables([("s", "a", midway), ("s", "b", dead)], folder=tmp_path, rows_limit=None).to_pylist()
    assert [(row["state"], row["rows_read"], row["data"] is None) for row in rows] == [
        ("unreadable", 0, True),
        ("partial", 2, False),
    ]
    assert (rows[0]["problem"], rows[1]["problem"]) == ("encrypted", "broke off: the disk went away")
    assert [(row["rows"], row["lost"]) for row in rows] == [(None, None), (2, 7)]


def test_nested_decoded_and_unsound_columns_come_out_as_plain_text(tmp_path: Path) -> None:
    unsound = pa.array([b"ok", b"\xff"], pa.binary()).view(pa.string())
    columns = {
        "list": pa.array([[1, 2], None]),
        "category": pa.array(["x", "y"]).dictionary_encode(),
        "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
        "text": unsound,
        "length": pa.array([5, None], pa.duration("s")),
    }
    index = stage_tables([("s", "t", stream_of(pa.table(columns)))], folder=tmp_path, rows_limit=None)
    found = pq.read_table(tmp_path / index["data"][0].as_py()).to_pydict()
    assert found["list"] == ["[1, 2]", None]
    assert found["category"] == ["x", "y"]
    assert found["map"] == ['{"k": 1}', None]
    assert found["text"] == ["ok", "\ufffd"]
    assert found["length"] == ["0:00:05", None]


def test_columns_that_share_a_name_are_told_apart_and_noted(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", ""])
    [row] = stage_tables([("s", "t", stream_of(table))], folder=tmp_path, rows_limit=None).to_pylist()
    assert row["columns"] == ["a", "a.2", "column_3"]
    assert "made unique" in row["problem"]


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    [row] = stage_tables(
        [("s", "t", stream_of(pa.table({"a": pa.array([], pa.string())})))], folder=tmp_path, rows_limit=None
    ).to_pylist()
    assert (row["state"], row["rows"], pq.read_schema(tmp_path / row["data"]).names) == ("empty", 0, ["a"])


def test_a_made_up_name_never_meets_one_that_exists() -> None:
    assert unique_names(["a", "a.2", "a", "", "column_4"]) == ("a", "a.2", "a.3", "column_4", "column_4.2")


def test_progress_counts_the_tables(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    streams = [("s", name, stream_of(pa.table({"n": [1]}), name)) for name in "ab"]
    stage_tables(streams, folder=tmp_path, rows_limit=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 0), (2, 0)]
