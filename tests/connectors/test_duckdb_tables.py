"""DuckDB files: types that later stages cannot hold become text, and no other file can be reached."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from connectors.base import Connector
from connectors.registry import open_connector
from readiness.config.project import Source
from readiness.errors import AccessError, Terminal
from readiness.tables.base import Reference


def opened(path: Path, **settings: Any) -> Connector:
    return open_connector(Source(name="mart", url=f"duckdb:///{path}", **settings), base=Path("/"), environ={})


def made(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def rows(connector: Connector, item: str) -> list[dict[str, Any]]:
    return [row for batch in connector.table(item).batches for row in batch.to_pylist()]


def test_exact_and_nested_values_lose_nothing(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.duckdb",
        "CREATE TABLE t (d DECIMAL(10, 2), h HUGEINT, l INTEGER[], e ENUM ('a', 'b'), z TIMESTAMPTZ, n DATE)",
        "INSERT INTO t VALUES (1.5, 170141183460469231731687303715884105727, [1, 2], 'a', "
        "'2020-01-01 02:00:00+02', NULL)",
    )
    assert rows(opened(path), "t") == [
        {
            "d": Decimal("1.50"),
            "h": "170141183460469231731687303715884105727",
            "l": "[1, 2]",
            "e": "a",
            "z": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
            "n": None,
        }
    ]


def test_infinite_and_ancient_times_are_text(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.duckdb",
        "CREATE TABLE t (d DATE, s TIMESTAMP, ok DATE)",
        "INSERT INTO t VALUES ('infinity', '0044-03-15 (BC) 10:00:00', '2020-01-01')",
    )
    (row,) = rows(opened(path), "t")
    assert row == {"d": "infinity", "s": "0044-03-15 (BC) 10:00:00", "ok": dt.date(2020, 1, 1)}


def test_keys_and_references_are_told(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.duckdb",
        "CREATE TABLE a (x INTEGER, y INTEGER, PRIMARY KEY (x, y))",
        "CREATE TABLE b (p INTEGER, q INTEGER, FOREIGN KEY (p, q) REFERENCES a (x, y))",
    )
    assert opened(path).table("a").keys == ("x", "y")
    assert opened(path).table("b").references == (Reference(columns=("p", "q"), table="a", to=("x", "y")),)


def test_other_schemas_and_named_views_are_items(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.duckdb",
        "CREATE SCHEMA s",
        "CREATE TABLE s.t AS SELECT 1 AS one",
        "CREATE VIEW v AS SELECT 2 AS two",
    )
    assert pa.Table.from_batches(opened(path).list())["item"].to_pylist() == ["s.t"]
    assert rows(opened(path, tables=["v"]), "v") == [{"two": 2}]


def test_a_view_cannot_reach_other_files(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("a\n1\n")
    path = made(tmp_path / "a.duckdb", f"CREATE VIEW v AS SELECT * FROM read_csv('{tmp_path}/outside.csv')")
    with pytest.raises(AccessError):
        opened(path, tables=["v"]).table("v")


def test_a_folder_and_a_damaged_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "bad.duckdb").write_bytes(b"nope" * 4000)
    assert opened(tmp_path).probe().kind == "unsupported"
    assert opened(tmp_path / "bad.duckdb").probe().kind == "corrupted"
    with pytest.raises(Terminal):
        list(opened(tmp_path / "bad.duckdb").list())


def test_a_view_that_cannot_be_read_does_not_shut_the_database(tmp_path: Path) -> None:
    bad, good = "CREATE VIEW a AS SELECT CAST(c AS INTEGER) FROM t", "CREATE TABLE t AS SELECT 'x' AS c"
    path = made(tmp_path / "x.duckdb", good, bad)
    assert opened(path, tables=["a", "t"]).probe().ok
    access = opened(path, tables=["a"]).probe()
    assert (access.ok, [name for name, _, ok in access.stages if not ok]) == (False, ["read"])


def left_open(folder: Path) -> Path:
    """A database whose program ended without a checkpoint: 2 rows in the file, 3 more in its log."""
    live = folder / "live.duckdb"
    folder.mkdir()
    with duckdb.connect(str(live)) as base:
        base.execute("CREATE TABLE t (c INTEGER)")
        base.execute("INSERT INTO t VALUES (1), (2)")
        base.execute("CHECKPOINT")
        base.execute("INSERT INTO t VALUES (3), (4)")
        base.execute("INSERT INTO t VALUES (5)")
        shutil.copy(live, folder / "x.duckdb")
        shutil.copy(folder / "live.duckdb.wal", folder / "x.duckdb.wal")
    return folder / "x.duckdb"


def test_the_log_beside_a_database_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    path = left_open(tmp_path / "a")
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    stream = opened(path).table("t")
    assert sum(batch.num_rows for batch in stream.batches) == 5
    assert not stream.losses
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


@pytest.mark.parametrize("cut", [1, 20, 45])
def test_a_log_that_breaks_off_is_a_loss_of_each_table(tmp_path: Path, cut: int) -> None:
    path = left_open(tmp_path / "a")
    log = path.with_name("x.duckdb.wal")
    log.write_bytes(log.read_bytes()[:-cut])
    stream = opened(path).table("t")
    assert sum(batch.num_rows for batch in stream.batches) == 4
    assert "of no whole transaction" in stream.losses.text()


def test_a_log_that_begins_as_none_does_is_a_loss_and_another_databases_log_is_an_error(tmp_path: Path) -> None:
    path, other = left_open(tmp_path / "a"), left_open(tmp_path / "b")
    log = path.with_name("x.duckdb.wal")
    log.write_bytes(b"no log at all" * 20)
    assert "does not begin as a log" in opened(path).table("t").losses.text()
    shutil.copy(other.with_name("x.duckdb.wal"), log)
    access = opened(path).probe()
    assert not access.ok
    assert "WAL" in access.message
