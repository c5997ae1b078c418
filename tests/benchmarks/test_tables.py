"""The benchmark of tables measures every tool over the same columns."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.tables import COLUMNS, TOOLS, measure, orders


def test_every_tool_of_the_benchmark_reads_all_twelve_columns(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(orders(200), path)
    rows = [measure(tool, path, sys.executable) for tool in (COLUMNS, *TOOLS)]
    assert [row.split()[-1] for row in rows] == ["12"] * len(rows), rows


def test_a_tool_that_is_not_installed_is_named_with_the_reason(tmp_path: Path) -> None:
    assert "not measured: " in measure("no such tool", tmp_path / "orders.parquet", sys.executable)
