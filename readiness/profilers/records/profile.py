"""The records stage: repeated rows and near-duplicate records of every table, per source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from readiness.census import TABLE
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.columns.table_source import StagedTable, staged_tables
from readiness.profilers.guard import TableGuard
from readiness.profilers.item_coverage import Examined
from readiness.profilers.records.record_defects import RECORDS, ROWS, RepeatDefects
from readiness.profilers.records.rows import RowCounter, row_counter
from readiness.profilers.records.table_repeats import repeats_of
from readiness.profilers.table_coverage import holders_examined

MAX_COLUMNS = 1_000
"""Most columns of a table whose rows are compared: the database that counts them takes no deeper expression (DuckDB's
``max_expression_depth``). Rows of a wider table are reported as not compared."""

Counts = dict[str, tuple[int, int]]
"""Indicator -> (numerator, denominator)."""

ROW_BYTES = 3_300
"""Peak memory of comparing records, per row: 3.2 GB for a million persons of seven columns, the whole process
with its input counted (``benchmarks/records.py``), rounded up."""


_SEARCHED = {ROWS: "no row in {} tables", RECORDS: "no column of names or descriptions in {} tables"}


def measure(inputs: Inputs) -> Profile:
    """Count repeated rows and near-duplicate records.

    Reads ``table_index`` and the Parquet files it names, table by table. Measures per source ``uniqueness.rows`` (rows
    equal to an earlier one but for an id ÷ rows) and ``uniqueness.records`` (records that describe in other words what
    another one describes ÷ records compared; tables without columns that name things hold none). Both are a census: of
    a table that was read in part neither is measured, because half of the rows hold a quarter of the pairs.
    """
    builder, guard = ProfileBuilder(), TableGuard()
    index, resources = inputs.table("table_index"), inputs.project.resources
    tables = staged_tables(index, inputs.tables_folder)
    coverage = inputs.coverage(TABLE)
    with_progress = inputs.with_progress("tables", len(tables))
    with row_counter(memory_mb=resources.memory_mb, threads=resources.workers, spill=inputs.tables_folder) as counter:
        for source in inputs.project.sources:
            own = [table for table in tables if table.source == source.name]
            if not own and _unreadable(index, source.name):
                for code in (ROWS, RECORDS):
                    builder.not_measured(code, "none of the source's tables could be read", source=source.name)
                continue
            count = partial(_count_table, counter=counter, builder=builder, memory_mb=resources.memory_mb)
            counts = {
                table.item: guard.run(partial(count, table), source=source.name, item=table.item)
                for table in with_progress(own)
            }
            whole = [table for table in own if counts[table.item] is not None]
            table_counts = [one for one in counts.values() if one is not None]
            looked_at = holders_examined(index, source.name, {table.item for table in whole})
            _measure(builder, source.name, whole, table_counts, partial(coverage.of_source, source.name, looked_at))
    guard.add_errors(builder, (ROWS, RECORDS))
    return builder.build()


def _unreadable(index: pa.Table, source: str) -> bool:
    own = index.filter(pc.equal(index["source"], source))
    return own.num_rows > 0 and set(own["state"].to_pylist()) == {"unreadable"}


def _count_table(table: StagedTable, counter: RowCounter, builder: ProfileBuilder, memory_mb: int) -> Counts:
    """Counts of one table; an indicator that could not be counted is left out."""
    if len(table.names) > MAX_COLUMNS:
        return {}
    fits = table.rows_read * ROW_BYTES <= memory_mb * 1e6
    repeats = repeats_of(table, counter, records=fits)
    defects = RepeatDefects(builder=builder, repeats=repeats)
    defects.add_rows()
    defects.add_records()
    if not table.whole:
        return {}
    counts = {ROWS: (len(repeats.rows.rows), table.rows_read)}
    if fits:
        counts[RECORDS] = (len(repeats.records.repeats), repeats.records.rows)
    return counts


def _measure(
    builder: ProfileBuilder,
    source: str,
    tables: Sequence[StagedTable],
    counts: Sequence[Counts],
    examined: Callable[..., Examined],
) -> None:
    for code in (ROWS, RECORDS):
        left_out = [table for table, table_counts in zip(tables, counts, strict=True) if code not in table_counts]
        if left_out:
            builder.not_measured(code, _why(left_out[0], len(left_out)), source=source)
            continue
        builder.measure(
            code,
            numerator=sum(table_counts[code][0] for table_counts in counts),
            denominator=sum(table_counts[code][1] for table_counts in counts),
            source=source,
            examined=examined(searched=_SEARCHED[code].format(len(tables))),
        )


def _why(table: StagedTable, tables: int) -> str:
    others = f" (and {tables - 1} more table{'' if tables == 2 else 's'})" if tables > 1 else ""
    if len(table.names) > MAX_COLUMNS:
        width = len(table.names)
        return f"rows were not compared over the {width:,} columns of {table.item}{others}: at most {MAX_COLUMNS:,} are"
    if table.whole:
        needed = int(table.rows_read * ROW_BYTES / 1e6)
        return f"comparing {table.rows_read} rows of {table.item}{others} needs {needed} MB: raise resources.memory_mb"
    of = f" of {table.rows}" if table.rows is not None else ""
    return f"only {table.rows_read}{of} rows of {table.item}{others} were read: audit with --full"
