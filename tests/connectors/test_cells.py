"""Cells of database drivers keep their value."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest

from connectors import cells
from connectors.registry import open_connector
from readiness.config.project import Source


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (dt.timedelta(hours=12, minutes=34, seconds=56, microseconds=789123), "12:34:56.789123"),
        (-dt.timedelta(microseconds=500_000), "-00:00:00.5"),
        (-dt.timedelta(hours=1, microseconds=250_000), "-01:00:00.25"),
        (-dt.timedelta(hours=838, minutes=59, seconds=59), "-838:59:59"),
    ],
)
def test_a_time_keeps_its_fraction_and_sign(cell: dt.timedelta, text: str) -> None:
    assert cells.as_text(cell) == text


@pytest.mark.parametrize("kind", [pa.int64(), pa.decimal128(20, 0)])
def test_bits_are_a_number(kind: pa.DataType) -> None:
    (batch,) = cells.batches([(b"a",), (b"\x01\x00",), (None,)], pa.schema([("bits", kind)]))
    assert batch["bits"].to_pylist() == [97, 256, None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2.5], [1.0, 2.5]),
        ([2**53 + 1, 2.5], [str(2**53 + 1), "2.5"]),
        ([-(2**63), 0.5], [str(-(2**63)), "0.5"]),
    ],
)
def test_integers_beside_reals_are_not_rounded(tmp_path: Path, values: list[float], expected: list[object]) -> None:
    connection = sqlite3.connect(tmp_path / "some.db")
    connection.execute("CREATE TABLE t (n)")
    connection.executemany("INSERT INTO t VALUES (?)", [(value,) for value in values])
    connection.commit()
    connection.close()
    stream = open_connector(Source(name="s", url="sqlite:///some.db"), base=tmp_path, environ={}).table("t")
    assert [value for batch in stream.batches for value in batch["n"].to_pylist()] == expected
