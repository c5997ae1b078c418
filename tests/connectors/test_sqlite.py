"""SQLite files as they are: mixed cells, damage, locks, names that need quotes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors.base import Connector
from connectors.registry import open_connector
from readiness import schemas
from readiness.config.project import Source
from readiness.errors import Retryable, Terminal
from readiness.tables.base import Reference


def opened(path: Path, **settings: Any) -> Connector:
    return open_connector(Source(name="crm", url=f"sqlite:///{path}", **settings), base=Path("/"), environ={})


def made(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def listed(connector: Connector) -> dict[str, dict[str, Any]]:
    table = pa.Table.from_batches(connector.list(), schema=schemas.INVENTORY)
    return {row["item"]: row for row in table.to_pylist()}


def column(path: Path, values: str, declared: str = "") -> tuple[pa.DataType, list[object]]:
    made(path, f"CREATE TABLE t (c {declared})", f"INSERT INTO t VALUES {values}")
    stream = opened(path).table("t")
    rows = [row["c"] for batch in stream.batches for row in batch.to_pylist()]
    return stream.schema.field("c").type, rows


@pytest.mark.parametrize(
    ("values", "expected_type", "expected"),
    [
        ("(1), (NULL), (-9223372036854775808)", pa.int64(), [1, None, -(2**63)]),
        ("(1), (2.5)", pa.float64(), [1.0, 2.5]),
        ("('x'), (NULL)", pa.string(), ["x", None]),
        ("(x'00ff')", pa.binary(), [b"\x00\xff"]),
        ("(1), ('n/a'), (2.5), (x'ff'), (x'6869')", pa.string(), ["1", "n/a", "2.5", "0xff", "hi"]),
        ("(NULL)", pa.string(), [None]),
        ("(CAST(x'636166e9' AS TEXT))", pa.string(), ["caf\ufffd"]),
    ],
)
def test_a_column_has_the_type_that_its_cells_have(
    tmp_path: Path, values: str, expected_type: pa.DataType, expected: list[object]
) -> None:
    assert column(tmp_path / "a.db", values) == (expected_type, expected)


def test_the_declared_type_does_not_hide_what_is_there(tmp_path: Path) -> None:
    assert column(tmp_path / "a.db", "(1), ('oops')", "INTEGER") == (pa.string(), ["1", "oops"])
    assert "several types" in opened(tmp_path / "a.db").table("t").notes["mixed"]


def test_facts_come_with_the_table(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db",
        "CREATE TABLE a (x INTEGER, y VARCHAR(10), PRIMARY KEY (y, x))",
        "CREATE TABLE b (p, q, r REFERENCES b, id INTEGER PRIMARY KEY, FOREIGN KEY (p, q) REFERENCES a (y, x))",
    )
    assert opened(path).table("a").keys == ("y", "x")
    stream = opened(path).table("b")
    assert (stream.types, stream.keys, stream.format) == (("", "", "", "INTEGER"), ("id",), "sqlite")
    assert set(stream.references) == {
        Reference(columns=("p", "q"), table="a", to=("y", "x")),
        Reference(columns=("r",), table="b", to=("id",)),
    }


def test_names_that_need_quotes_are_tables_and_columns_too(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.db", 'CREATE TABLE "or""der.s 1" ("se""lect" TEXT)', 'INSERT INTO "or""der.s 1" VALUES (\'x\')'
    )
    (item,) = listed(opened(path))
    assert [batch.to_pylist() for batch in opened(path).table(item).batches] == [[{'se"lect': "x"}]]


def test_views_are_read_only_when_named(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (c)", "CREATE VIEW v AS SELECT 1 AS one")
    assert list(listed(opened(path))) == ["t"]
    assert list(listed(opened(path, tables=["v"]))) == ["v"]
    assert [batch.to_pylist() for batch in opened(path).table("v").batches] == [[{"one": 1}]]


def test_a_named_table_that_vanished_is_listed_as_unreachable(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE orders (c)")
    found = listed(opened(path, tables=["orders", "order"]))
    assert {item: row["state"] for item, row in found.items()} == {"order": "unreachable", "orders": "listed"}
    assert "did you mean 'orders'" in found["order"]["problem"]


def test_a_table_dropped_after_the_listing_is_missing(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE t (c)")
    connector = opened(path)
    assert list(listed(connector)) == ["t"]
    made(path, "DROP TABLE t")
    with pytest.raises(Terminal) as caught:
        connector.table("t")
    assert caught.value.kind == "missing"


def test_a_folder_in_the_place_of_the_file_is_unsupported(tmp_path: Path) -> None:
    access = opened(tmp_path).probe()
    assert (access.kind, "folder" in access.message) == ("unsupported", True)


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    assert opened(tmp_path / "gone.db").probe().kind == "missing"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_corrupted(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database at all" * 100)
    assert opened(tmp_path / "a.db").probe().kind == "corrupted"


def test_a_damaged_table_does_not_hide_the_others(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "CREATE TABLE a (c)", "CREATE TABLE b (c)", "INSERT INTO a VALUES (1)")
    content = bytearray(path.read_bytes())
    content[4096:4196] = b"\xff" * 100  # the root page of the first table
    path.write_bytes(content)
    found = listed(opened(path))
    assert {item: row["state"] for item, row in found.items()} == {"a": "unreachable", "b": "listed"}
    with pytest.raises(Terminal) as caught:
        opened(path).table("a")
    assert caught.value.kind == "corrupted"


def test_a_locked_database_can_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.sqlite.BUSY_SECONDS", 0.05)
    path = made(tmp_path / "a.db", "CREATE TABLE t (c)")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(Retryable) as caught:
            list(opened(path).list())
        assert caught.value.kind == "timeout"
    finally:
        writer.close()


def test_reading_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", "PRAGMA journal_mode = WAL", "CREATE TABLE t (c)", "INSERT INTO t VALUES (1)")
    before = path.read_bytes()
    assert [batch.num_rows for batch in opened(path).table("t").batches] == [1]
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.db"]
    assert path.read_bytes() == before


def test_rows_still_in_the_write_ahead_log_are_read(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "CREATE TABLE t (c)", "INSERT INTO t VALUES (1)"):
        writer.execute(statement)
    assert [batch.num_rows for batch in opened(tmp_path / "a.db").table("t").batches] == [1]
    writer.close()


def test_a_stream_that_is_dropped_midway_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.cells.BATCH_ROWS", 1)
    path = made(tmp_path / "a.db", "CREATE TABLE t (c)", "INSERT INTO t VALUES (1), (2), (3)")
    batches = opened(path).table("t").batches
    assert next(batches).num_rows == 1
    batches.close()  # type: ignore[attr-defined]
    made(path, "DROP TABLE t")


def test_a_wide_table_is_read(tmp_path: Path) -> None:
    columns = ", ".join(f"c{i} INTEGER" for i in range(250))
    values = ", ".join(str(i) for i in range(250))
    path = made(tmp_path / "a.db", f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({values})")
    (batch,) = opened(path).table("t").batches
    assert list(batch.to_pylist()[0].values()) == list(range(250))
