"""Columns of a table: CPU seconds beside bare DuckDB and other profilers, each in a process of its own.

    python -m benchmarks.tables [ROWS ...]        (default 1000000)

The table has twelve columns (numbers of orders, names, mail addresses, codes, amounts, days, moments, free text), made
from a fixed seed; every tool reads the same Parquet file. A peer that is not installed is left out;
to compare them, install them in an environment of its own and name its Python:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install numpy pyarrow ydata-profiling
    READINESS_PEERS=/tmp/peers/bin/python python -m benchmarks.tables
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

ROWS = 1_000_000
PEERS = "READINESS_PEERS"
COLUMNS = "readiness columns"

_FIRST = "Anna Ben Carla David Eva Farid Greta Hugo Ines Jan Karin Leo Maria Nils Olga Paul Rosa Sven Tina Uwe".split()
_LAST = [a + b for a in "Mei Sch Ber Kra Lin Hof Wag Bau".split() for b in "er mann ner hart berg wald feld".split()]
_WORDS = "late delivery please call back invoice paid customer asked refund order damaged replaced confirmed".split()


def orders(rows: int) -> pa.Table:
    """Orders with twelve columns of mixed kinds and few errors."""
    draw = np.random.default_rng(7)
    first, last = draw.choice(_FIRST, rows), draw.choice(_LAST, rows)
    number, town = draw.integers(0, 1_000_000, rows), draw.integers(0, 200, rows)
    days = np.datetime64("2018-01-01") + draw.integers(0, 2000, rows).astype("timedelta64[D]")
    moments = np.datetime64("2018-01-01T00:00:00") + draw.integers(0, 172_800_000, rows).astype("timedelta64[s]")
    people = zip(first, last, number, strict=True)
    return pa.table(
        {
            "order_id": [str(100_000 + row) for row in range(rows)],
            "customer": np.char.add(np.char.add(first, " "), last),
            "email": [f"{a.lower()}.{b.lower()}{c}@example.org" for a, b, c in people],
            "status": draw.choice(["open", "paid", "shipped", "cancelled"], rows),
            "country": np.array("DE FR IT ES PL NL AT CH".split())[town % 8],
            "city": np.char.add("City ", town.astype(str)),
            "amount": np.char.mod("%.2f", draw.lognormal(4, 1, rows)),
            "quantity": draw.integers(1, 50, rows).astype(str),
            "ordered": days.astype(str),
            "updated": np.char.replace(moments.astype(str), "T", " "),
            "sku": np.char.mod("SKU-%06d", draw.integers(0, 400_000, rows)),
            "note": [" ".join(draw.choice(_WORDS, size)) for size in draw.integers(3, 14, rows)],
        }
    )


def time_columns(path: str) -> tuple[float, int]:
    """CPU seconds to profile the columns of a file that is staged already, and how many there are."""
    from readiness.profilers.base import ProfileBuilder
    from readiness.profilers.columns import stage_table_or_file
    from readiness.profilers.columns.table import profile_table

    with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder:
        [table] = stage_table_or_file(Path(path), Path(folder))
        before = time.process_time()
        columns = len(profile_table(table, ProfileBuilder()).facts)
        return time.process_time() - before, columns


def stage_and_profile(path: str) -> int:
    """Stage the file and profile its columns, as an audit does."""
    from readiness.profilers.columns import profile

    columns: int = profile(Path(path)).num_rows
    return columns


def search_all_cells(path: str) -> int:
    """Search every distinct cell for personal data and secrets, as an audit with ``--full`` does."""
    import pyarrow.parquet as pq

    from readiness.profilers.rights.cell_text import read_column
    from readiness.profilers.rights.known_people import NOBODY
    from readiness.profilers.rights.personal_columns import scan_cells

    with pq.ParquetFile(path) as file:
        columns = len(file.schema_arrow.names)
        for place in range(columns):
            for cells in read_column(file, place, None):
                scan_cells(cells, NOBODY)
    return columns


def duckdb_aggregates(path: str) -> int:
    """Six aggregates a column: filled, distinct, least, greatest, shortest and longest."""
    import duckdb
    import pyarrow.parquet as pq

    columns = ['"' + name.replace('"', '""') + '"' for name in pq.read_schema(path).names]
    asked = ", ".join(
        f"count({c}), count(DISTINCT {c}), min({c}), max({c}), min(length({c})), max(length({c}))" for c in columns
    )
    with duckdb.connect() as connection:
        # bare aggregates of a benchmark: the names are quoted, the path is a parameter
        [row] = connection.execute(f"SELECT {asked} FROM read_parquet(?)", [path]).fetchall()
    return len(row) // 6


def ydata(path: str, *, minimal: bool) -> int:
    import pandas as pd
    from ydata_profiling import ProfileReport  # type: ignore[import-not-found]

    report = ProfileReport(pd.read_parquet(path), minimal=minimal, progress_bar=False)
    described: int = len(report.get_description().variables)
    return described


TOOLS: dict[str, Callable[[str], int]] = {
    "readiness, staging too": stage_and_profile,
    "readiness, personal data": search_all_cells,
    "duckdb, six aggregates": duckdb_aggregates,
}
OTHERS: dict[str, Callable[[str], int]] = {
    "ydata-profiling minimal": lambda path: ydata(path, minimal=True),
    "ydata-profiling default": lambda path: ydata(path, minimal=False),
}


def peak_megabytes() -> float:
    """The most memory that this process held; ``ru_maxrss`` would count the process that started it too."""
    [held] = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM")]
    return int(held.split()[1]) / 1024


def run_one(tool: str, path: str) -> None:
    """Run one tool in this process and print its figures; CPU is user and system time without the imports before."""
    if tool == COLUMNS:
        cpu, columns = time_columns(path)
    else:
        before = time.process_time()
        columns = (TOOLS | OTHERS)[tool](path)
        cpu = time.process_time() - before
    peak = peak_megabytes()
    print(json.dumps({"cpu": cpu, "peak_mb": peak, "columns": columns}))


def measure(tool: str, path: Path, python: str) -> str:
    """One row of the table that is printed."""
    command = [python, "-m", "benchmarks.tables", "--one", tool, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"{tool:26}  not measured: {reason}"
    facts = json.loads(done.stdout.splitlines()[-1])
    return f"{tool:26}{facts['cpu']:>8.2f}{facts['peak_mb']:>9.0f}{facts['columns']:>9}"


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], sys.argv[3])
        return
    import pyarrow.parquet as pq

    for rows in [int(given) for given in sys.argv[1:]] or [ROWS]:
        with tempfile.TemporaryDirectory(prefix="readiness-bench-") as folder:
            path = Path(folder) / "orders.parquet"
            pq.write_table(orders(rows), path)
            print(f"{f'{rows:,} rows x 12':26}{'CPU s':>8}{'peak MB':>9}{'columns':>9}")
            for tool in (COLUMNS, *TOOLS):
                print(measure(tool, path, sys.executable))
            for tool in OTHERS if PEERS in os.environ else ():
                print(measure(tool, path, os.environ[PEERS]))


if __name__ == "__main__":
    main()
