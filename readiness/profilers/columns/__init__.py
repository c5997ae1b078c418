"""Tables and their columns: holes, wrong types, implausible numbers and broken references."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness import schemas
from readiness.census import TABLE
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.guard import TableGuard
from readiness.profilers.item_coverage import Examined
from readiness.profilers.table_coverage import holders_examined

if TYPE_CHECKING:
    import pandas as pd

    from readiness.config.project import Source
    from readiness.profilers.columns.table import TableProfile
    from readiness.profilers.columns.table_source import StagedTable

CODES = (
    "validity.missing_values",
    "validity.type_errors",
    "validity.outliers",
    "validity.keys",
    "validity.identifiers",
    "validity.dependencies",
)
"""Indicators counted table by table; ``validity.references`` is counted link by link."""

REFERENCES = "validity.references"

UNKNOWN_FACTOR = 1000.0
"""A sample of a table of unknown size counts as one so many times larger: nothing may narrow its interval."""


def measure(inputs: Inputs) -> Profile:
    """Profile every staged table, one column at a time; measures per source, ``profile_columns`` as its table.

    Reads ``table_index`` and the Parquet files it names. A sampled table gives its measures a ``population``; the
    parent of a reference must have been read whole. Memory: one column.
    """
    from readiness.profilers.columns.divergence_measures import DIVERGENCE, measure_divergence
    from readiness.profilers.columns.table import profile_table
    from readiness.profilers.columns.table_source import staged_tables

    builder, guard, index = ProfileBuilder(), TableGuard(), inputs.table("table_index")
    tables = staged_tables(index, inputs.tables_folder)
    with_progress = inputs.with_progress("tables", len(tables))
    rows: list[dict[str, Any]] = []
    coverage = inputs.coverage(TABLE)
    read: dict[str, list[TableProfile]] = {}
    looked_at: dict[str, int] = {}
    for source in inputs.project.sources:
        own = [table for table in tables if table.source == source.name]
        tried = (
            guard.run(partial(profile_table, table, builder), source=source.name, item=table.item)
            for table in with_progress(own)
        )
        profiles = [completed for completed in tried if completed is not None]
        rows.extend(row for profile in profiles for row in profile.facts)
        if profiles or not _unreadable(index, source.name):
            items = {completed.table.item for completed in profiles}
            read[source.name], looked_at[source.name] = profiles, holders_examined(index, source.name, items)
            examined = partial(coverage.of_source, source.name, looked_at[source.name])
            _measure_tables(profiles, source.name, builder, examined)
            _measure_references(profiles, source, builder, examined, guard)
        else:
            for code in (*CODES, REFERENCES, DIVERGENCE):
                builder.not_measured(code, "none of the source's tables could be read", source=source.name)
    measure_divergence(read, lambda name, text: coverage.of_source(name, looked_at[name], searched=text), builder)
    guard.add_errors(builder, (*CODES, REFERENCES, DIVERGENCE))
    return builder.build({"profile_columns": pa.Table.from_pylist(rows, schema=schemas.PROFILE_COLUMNS)})


def profile(table_or_path: pa.Table | pd.DataFrame | Path | str) -> pa.Table:
    """Profile each column of a table: one row per column, ``schemas.PROFILE_COLUMNS``.

    Parameters
    ----------
    table_or_path: an Arrow table, a pandas DataFrame, or the path of any file that ``readiness.tables.files`` reads
        (a workbook or database gives the columns of all its tables). ``source`` is empty; ``item`` is the file name.

    Raises ``UsageError`` when a path holds no table that can be read.
    """
    import tempfile

    from readiness.profilers.columns.table import profile_table

    with tempfile.TemporaryDirectory(prefix="readiness-profile-") as folder:
        tables = stage_table_or_file(table_or_path, Path(folder))
        rows = [row for table in tables for row in profile_table(table, ProfileBuilder()).facts]
    return pa.Table.from_pylist(rows, schema=schemas.PROFILE_COLUMNS)


def stage_table_or_file(table_or_path: pa.Table | pd.DataFrame | Path | str, folder: Path) -> list[StagedTable]:
    """The tables of a notebook's data or of a file, staged below ``folder``; ``UsageError`` when there are none."""
    from readiness.profilers.columns.table_source import staged_tables
    from readiness.tables.table_stage import stage_tables

    index = stage_tables(_streams(table_or_path), folder=folder, rows_limit=None)
    _refuse_unreadable(index, table_or_path)
    return staged_tables(index, folder)


def _streams(table_or_path: Any) -> Any:
    from readiness.tables.base import TableStream
    from readiness.tables.files import format_of_name, read_tables

    if isinstance(table_or_path, str | Path):
        path = Path(table_or_path)
        streams = read_tables(path, item=path.name, format=format_of_name(path))
        return (("", path.name, stream) for stream in streams)
    given = table_or_path if isinstance(table_or_path, pa.Table) else _from_pandas(table_or_path)
    batches = iter(given.to_batches())
    return [("", "table", TableStream(item="table", schema=given.schema, batches=batches, rows=given.num_rows))]


def _from_pandas(frame: Any) -> pa.Table:
    """Each column on its own, so that one of mixed objects becomes text instead of an error; the index is left out."""
    from readiness.tables.cell_types import cell_text

    columns = []
    for position in range(frame.shape[1]):
        series = frame.iloc[:, position]
        try:
            columns.append(pa.Array.from_pandas(series))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            columns.append(pa.array([None if value != value else cell_text(value) for value in series], pa.string()))  # noqa: PLR0124 - NaN
    arrays = [column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in columns]
    return pa.Table.from_arrays(arrays, names=[str(name) for name in frame.columns])


def _refuse_unreadable(index: pa.Table, table_or_path: object) -> None:
    from readiness.errors import UsageError

    states = index["state"].to_pylist()
    if not states or all(state == "unreadable" for state in states):
        problems = "; ".join(filter(None, index["problem"].to_pylist())) or "it holds no table"
        where = str(table_or_path) if isinstance(table_or_path, str | Path) else ""
        raise UsageError(problems, where=where, next_step="give a CSV, JSON, Parquet, Arrow, workbook or SQLite file")


def _unreadable(index: pa.Table, source: str) -> bool:
    """True when a source has tables and none of them could be read."""
    own = index.filter(pc.equal(index["source"], source))
    return own.num_rows > 0 and set(own["state"].to_pylist()) == {"unreadable"}


_SEARCHED = {
    "validity.missing_values": "no cell in {} tables",
    "validity.type_errors": "no cell of a column with a type in {} tables",
    "validity.outliers": "no column of numbers in {} tables",
    "validity.keys": "no column that names the rows of {} tables",
    "validity.identifiers": "no column of identifiers in {} tables",
    "validity.dependencies": "no column that depends on another in {} tables",
    REFERENCES: "no declared or evident foreign key among {} tables",
}

Examining = Callable[..., Examined]
"""A function that gives the coverage of a source's measures; called with ``searched``."""


def _measure_tables(
    profiles: Sequence[TableProfile], source: str, builder: ProfileBuilder, examined: Examining
) -> None:
    for code in CODES:
        counts = [(*profile.counts[code], _factor(profile.table)) for profile in profiles]
        sampled = any(factor > 1 for _, _, factor in counts)
        builder.measure(
            code,
            numerator=sum(numerator for numerator, _, _ in counts),
            denominator=sum(denominator for _, denominator, _ in counts),
            source=source,
            population=sum(denominator * factor for _, denominator, factor in counts) if sampled else None,
            examined=examined(searched=_SEARCHED[code].format(len(profiles))),
        )


def _factor(table: StagedTable) -> float:
    """Rows in the source per row read: 1 for a census."""
    if table.whole:
        return 1.0
    return UNKNOWN_FACTOR if table.rows is None else table.rows / max(1, table.rows_read)


def _measure_references(
    profiles: Sequence[TableProfile],
    source: Source,
    builder: ProfileBuilder,
    examined: Examining,
    guard: TableGuard,
) -> None:
    from readiness.profilers.columns.defects import TableDefects
    from readiness.profilers.columns.foreign_keys import find_links
    from readiness.profilers.columns.referential_integrity import check_links

    row_keys = {profile.table.item: profile.row_key for profile in profiles}
    checks = list(check_links(find_links([profile.keys for profile in profiles], source.references), guard))
    measured_links = [one for one in checks if not one.problem]
    for one in measured_links:
        child = one.link.child
        TableDefects(builder=builder, table=child, keys=row_keys[child.item]).add_orphans(one)
    problems = sorted({one.problem for one in checks if one.problem})
    if problems and not measured_links:
        builder.not_measured(REFERENCES, "; ".join(problems), source=source.name)
        return
    factors = [_factor(one.link.child) for one in measured_links]
    builder.measure(
        REFERENCES,
        numerator=sum(len(one.orphans) for one in measured_links),
        denominator=sum(one.of for one in measured_links),
        source=source.name,
        population=sum(one.of * f for one, f in zip(measured_links, factors, strict=True))
        if max(factors, default=1) > 1
        else None,
        examined=examined(searched=_SEARCHED[REFERENCES].format(len(profiles))),
    )
