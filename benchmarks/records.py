"""Repeated rows and near-duplicate records: cost per CPU second and quality against a generator's truth.

    python -m benchmarks.records [ROWS ...]        (default 10000 100000 1000000)

CPU seconds are user + system of a process of its own for each figure, so that memory is its own peak too.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.people import people

Facts = dict[str, Any]


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(FIGURES[sys.argv[2]](int(sys.argv[3]))))
        return
    print(f"{'figure':26}{'rows':>10}{'CPU s':>8}{'rows/CPU s':>12}{'peak MB':>9}  found")
    for rows in [int(given) for given in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        for name in FIGURES:
            if name.endswith("polars") and find_spec("polars") is None:
                continue
            command = [sys.executable, "-m", "benchmarks.records", "--one", name, str(rows)]
            facts = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            speed = rows / max(facts["cpu"], 1e-9)
            print(f"{name:26}{rows:>10,}{facts['cpu']:>8.2f}{speed:>12,.0f}{facts['peak_mb']:>9.0f}  {facts['found']}")


def time_call(work: Callable[[], Any]) -> tuple[Any, Facts]:
    """Return the result, CPU seconds, and the peak of the whole process (the data included)."""
    before = time.process_time()
    given = work()
    cpu = time.process_time() - before
    return given, {"cpu": cpu, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def repeated_table(rows: int) -> pa.Table:
    """Distinct people, and 5 % of the rows once more under another number."""
    table = people(round(rows * 0.95), repeated=0).table.drop(["person_no"])
    again = np.random.default_rng(1).integers(0, table.num_rows, rows - table.num_rows)
    whole = pa.concat_tables([table, table.take(pa.array(again))]).combine_chunks()
    return whole.append_column("person_no", pa.array(np.arange(rows)))


def exact(rows: int) -> Facts:
    from readiness.profilers.records.rows import row_counter

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        table = repeated_table(rows)
        pq.write_table(table, path, compression="zstd")
        del table
        with row_counter(memory_mb=1024, threads=2, spill=Path(folder)) as counter:
            found, facts = time_call(lambda: counter.count_repeats(path, [7]))
    return {**facts, "found": f"{len(found.rows)} repeat"}


def with_pandas(rows: int) -> Facts:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        pq.write_table(repeated_table(rows), path, compression="zstd")
        columns = pq.read_schema(path).names[:-1]
        found, facts = time_call(lambda: int(pq.read_table(path, columns=columns).to_pandas().duplicated().sum()))
    return {**facts, "found": f"{found} repeat"}


def with_polars(rows: int) -> Facts:
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        pq.write_table(repeated_table(rows), path, compression="zstd")
        columns = pq.read_schema(path).names[:-1]
        found, facts = time_call(lambda: rows - pl.read_parquet(path, columns=columns).n_unique())
    return {**facts, "found": f"{found} repeat"}


def near(rows: int) -> Facts:
    from readiness.profilers.columns.dictionary_column import encode
    from readiness.profilers.records.matching import compare

    made = people(rows)
    names = made.table.column_names[1:]
    columns = (encode(made.table[name], name=name, position=i) for i, name in enumerate(names, start=1))
    found, facts = time_call(lambda: compare(columns))
    pairs = {(min(one.row, one.related), max(one.row, one.related)) for one in found.repeats}
    right = len(pairs & made.pairs)
    return {
        **facts,
        "found": f"{len(pairs)} pairs of {len(made.pairs)}, "
        f"precision {right / max(1, len(pairs)):.4f}, recall {right / len(made.pairs):.4f}",
    }


FIGURES: dict[str, Callable[[int], Facts]] = {
    "rows, exact": exact,
    "rows, pandas": with_pandas,
    "rows, polars": with_polars,
    "records": near,
}

if __name__ == "__main__":
    main()
