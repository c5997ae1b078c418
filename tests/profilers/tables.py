"""Small hand-written tables, staged and profiled the way an audit does."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.config.project import Project
from readiness.profilers import records
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.columns import measure
from readiness.profilers.columns.column import ColumnProfile, profile_column
from readiness.profilers.columns.dictionary_column import EncodedColumn, encode
from readiness.tables.base import TableStream
from readiness.tables.table_stage import stage_tables


def encode_values(values: Sequence[Any], name: str = "value", position: int = 1) -> EncodedColumn:
    array = values if isinstance(values, pa.Array) else pa.array(values)
    kind = pa.large_string() if pa.types.is_string(array.type) else array.type
    return encode(pa.chunked_array([array.cast(kind)]), name=name, position=position)


def profile_values(values: Sequence[Any], name: str = "value") -> ColumnProfile:
    return profile_column(encode_values(values, name))


def stream_of(item: str, columns: Mapping[str, Any], **facts: Any) -> TableStream:
    table = pa.table(dict(columns))
    return TableStream(item=item, schema=table.schema, batches=iter(table.to_batches()), **facts)


def measure_columns(folder: Path, *streams: TableStream, limit: int | None = None, **source: Any) -> Profile:
    """The columns profile of one source ``s`` that holds these tables."""
    return measure(staged_inputs(folder, *streams, limit=limit, **source))


def repeats(folder: Path, *streams: TableStream, limit: int | None = None, **project: Any) -> Profile:
    """The records profile of the same source."""
    return records.measure(staged_inputs(folder, *streams, limit=limit, project=project))


def staged_inputs(
    folder: Path,
    *streams: TableStream,
    limit: int | None = None,
    project: Mapping[str, Any] | None = None,
    **source: Any,
) -> Inputs:
    index = stage_tables([("s", one.item, one) for one in streams], folder=folder, rows_limit=limit)
    pq.write_table(index, folder / "table_index.parquet")
    facts = {"project": "p", "sources": [{"name": "s", "url": ".", **source}], **(project or {})}
    return Inputs(project=Project.model_validate(facts), as_of=dt.date(2026, 11, 22), folder=folder)


def defects(profile: Profile, code: str, part: str | None = None) -> list[dict[str, Any]]:
    """Defects of one indicator (and column), evidence parsed."""
    rows = [row for row in profile.defects.to_pylist() if row["code"] == code]
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows if part is None or row["part"] == part]


def counts(profile: Profile, code: str) -> tuple[float, float, float | None]:
    """Numerator, denominator and population of the one measure."""
    [row] = [row for row in profile.measures.to_pylist() if row["indicator"] == code]
    return row["numerator"], row["denominator"], row["population"]
