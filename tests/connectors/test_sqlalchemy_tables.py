"""Databases behind SQLAlchemy, and cells as drivers give them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from connectors import cells, sqlalchemy_tables
from connectors.database_tables import Relation
from connectors.registry import open_connector
from readiness.config.project import Source
from readiness.errors import Terminal
from readiness.tables.base import Reference


@pytest.fixture
def database(tmp_path: Path) -> Path:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.executescript(
        """
        CREATE TABLE "we ird.t" (id INTEGER PRIMARY KEY, "se""lect" TEXT, "50% off" REAL);
        INSERT INTO "we ird.t" VALUES (2, 'b', 2.5), (1, 'a', NULL);
        CREATE TABLE child (parent INTEGER REFERENCES "we ird.t" (id));
        CREATE VIEW v AS SELECT 1 AS one;
        """
    )
    connection.close()
    return tmp_path / "a.db"


def opened(path: Path, **settings: Any) -> Any:
    source = Source(name="crm", url=f"sqlite:///{path}", connector="sqlalchemy", **settings)
    return open_connector(source, base=Path("/"), environ={})


def test_odd_names_are_read_and_a_limit_takes_the_first_keys(database: Path) -> None:
    stream = opened(database).table('"we ird.t"', limit=1)
    assert [batch.to_pylist() for batch in stream.batches] == [[{"id": "1", 'se"lect': "a", "50% off": None}]]
    assert (stream.keys, stream.rows) == (("id",), 2)


def test_references_name_the_item_of_the_other_table(database: Path) -> None:
    expected = (Reference(columns=("parent",), table='"we ird.t"', to=("id",)),)
    assert opened(database).table("child").references == expected


def test_a_vanished_table_and_a_view_are_listed_when_named(database: Path) -> None:
    listed = pa.Table.from_batches(opened(database, tables=["v", "gone"]).list()).to_pylist()
    assert [(row["item"], row["state"], row["rows"]) for row in listed] == [
        ("gone", "unreachable", None),
        ("v", "listed", None),
    ]


def test_many_rows_stream_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "BATCH_ROWS", 10)
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("CREATE TABLE t (c)")
    connection.executemany("INSERT INTO t VALUES (?)", [(i,) for i in range(25)])
    connection.commit()
    connection.close()
    assert [batch.num_rows for batch in opened(tmp_path / "a.db").table("t").batches] == [10, 10, 5]


@pytest.mark.parametrize(
    ("declared", "arrow"),
    [
        (sa.BigInteger(), pa.int64()),
        (mysql.BIGINT(unsigned=True), pa.decimal128(20, 0)),
        (sa.Double(), pa.float64()),
        (sa.Numeric(10, 2), pa.decimal128(10, 2)),
        (sa.Numeric(65, 30), pa.string()),
        (sa.Numeric(), pa.string()),
        (sa.LargeBinary(), pa.binary()),
        (mysql.BINARY(16), pa.binary()),
        (sa.DateTime(), pa.string()),
        (mysql.TIME(), pa.string()),
        (sa.JSON(), pa.string()),
    ],
)
def test_a_declared_type_gets_an_arrow_type_that_holds_all_its_values(declared: Any, arrow: pa.DataType) -> None:
    assert sqlalchemy_tables._arrow_type(declared) == arrow


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("x", "x"),
        ("a\ud800b", "a?b"),
        (dt.datetime(2020, 1, 2, 3, 4, 5), "2020-01-02 03:04:05"),  # noqa: DTZ001 - a database without zones
        (dt.date(2020, 1, 2), "2020-01-02"),
        (dt.timedelta(hours=838, minutes=59, seconds=59), "838:59:59"),
        (-dt.timedelta(hours=1, minutes=30), "-01:30:00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "NaN"),
        (b"\xff\x00", "0xff00"),
        (b"text", "text"),
        (True, "True"),
    ],
)
def test_a_cell_is_written_as_its_source_would(cell: object, text: str) -> None:
    assert cells.as_text(cell) == text


def test_a_value_that_its_column_cannot_hold_is_not_let_through() -> None:
    schema = pa.schema([("n", pa.int64())])
    assert [batch.to_pylist() for batch in cells.batches([(1,), (None,)], schema)] == [[{"n": 1}, {"n": None}]]
    with pytest.raises((pa.ArrowInvalid, OverflowError)):
        list(cells.batches([(2**64,)], schema))


def test_huge_cells_end_a_batch_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "BATCH_CHARACTERS", 10)
    schema = pa.schema([("t", pa.string())])
    assert [batch.num_rows for batch in cells.batches([("x" * 8,)] * 5, schema)] == [2, 2, 1]


def test_a_wrong_value_in_a_database_is_corrupted(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = opened(database)
    query = sqlalchemy_tables._select(Relation(name="we ird.t"), pa.schema([('se"lect', pa.int64())]), (), None)
    with pytest.raises(Terminal) as caught:
        list(connector._batches(pa.schema([("n", pa.int64())]), query, "t"))
    assert caught.value.kind == "corrupted"
