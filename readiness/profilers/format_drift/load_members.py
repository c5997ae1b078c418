"""Facts of the members of a series, from staged tables, Arrow tables or files: one pass over all rows of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.profilers.format_drift.column_facts import MemberFacts, declared_classes
from readiness.profilers.format_drift.column_scan import columns_of
from readiness.profilers.format_drift.value_sketch import ValueSketch, sketch_of
from readiness.stall import beat

BATCH_ROWS = 16_384
"""Rows in memory at a time (chosen by us: a few megabytes of an ordinary table)."""

Source: TypeAlias = pa.Table | str | Path
ColumnReader: TypeAlias = Callable[[int], Iterator[pa.Array]]
"""Reads the cells of one column, by position, batch by batch."""


def facts_of_table(name: str, table: pa.Table, facts: Mapping[str, Any] | None = None) -> MemberFacts:
    """Facts of rows at hand; ``facts`` may hold key, format, delimiter, encoding and ``types`` by position."""

    def read_column(at: int) -> Iterator[pa.Array]:
        return iter(table.column(at).chunks)

    return _facts(name, table.schema, table.to_batches(max_chunksize=BATCH_ROWS), read_column, facts or {})


def facts_of_parquet(name: str, path: Path, facts: Mapping[str, Any]) -> MemberFacts:
    """Facts of all rows of a staged Parquet file."""

    def read_column(at: int) -> Iterator[pa.Array]:
        with pq.ParquetFile(path) as file:
            yield from (batch.column(0) for batch in _batches(file, columns=[file.schema_arrow.names[at]]))

    with pq.ParquetFile(path) as file:
        return _facts(name, file.schema_arrow, _batches(file), read_column, facts)


def _batches(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=columns):
        beat()
        yield batch


def _facts(
    name: str, schema: pa.Schema, batches: Any, read_column: ColumnReader, known: Mapping[str, Any]
) -> MemberFacts:
    def sketch(at: int) -> ValueSketch:
        return sketch_of(read_column(at))

    return MemberFacts(
        name=name,
        key=str(known.get("key") or name),
        columns=columns_of(batches, schema.names, declared_classes(known.get("types") or ())),
        sketch=sketch,
        format=str(known.get("format") or ""),
        delimiter=str(known.get("delimiter") or ""),
        encoding=str(known.get("encoding") or ""),
    )


def member_facts(series: Sequence[tuple[str, Source]]) -> Iterator[MemberFacts]:
    """Facts of named tables or files, in the given order."""
    for name, source in series:
        yield facts_of_table(name, source) if isinstance(source, pa.Table) else _from_file(name, Path(source))


def _from_file(name: str, path: Path) -> MemberFacts:
    """All rows of the first table of a file; text cells stay the strings they were, so that spelling can be seen."""
    stream = _first_table(name, path)
    if stream is None:
        return facts_of_table(name, pa.table({}))

    def read_column(at: int) -> Iterator[pa.Array]:
        again = _first_table(name, path)
        yield from (batch.column(at) for batch in again.batches) if again else ()

    known = {"types": stream.types, "format": stream.format, "delimiter": stream.delimiter, "encoding": stream.encoding}
    return _facts(name, stream.schema, stream.batches, read_column, known)


def _first_table(name: str, path: Path) -> Any:
    from readiness.tables.files import format_of_name, read_tables

    return next(read_tables(path, item=name, format=format_of_name(path)), None)
