"""Stage files written by hand, for profilers that build on earlier stages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.config.project import Project
from readiness.profilers.base import Inputs, Profile

AS_OF = dt.date(2026, 11, 22)
CONTRACTS = {"name": "contracts", "url": "tree"}
Row = dict[str, Any]


def inputs_of(folder: Path, *, stages: Mapping[str, Sequence[Row]] | None = None, **project: Any) -> Inputs:
    """Inputs over hand-written stages; names like ``labels__measures`` stand for ``labels.measures``."""
    write_stages(folder, stages or {})
    facts = {"project": "assistant", "sources": [CONTRACTS], **project}
    return Inputs(project=Project.model_validate(facts), as_of=AS_OF, folder=folder)


def write_stages(folder: Path, stages: Mapping[str, Sequence[Row]]) -> None:
    """Write rows as stage files, with null for each column that a row lacks; names as in ``inputs_of``."""
    for name, rows in stages.items():
        stage, _, kind = name.partition("__")
        schema = {"measures": schemas.MEASURES, "defects": schemas.DEFECTS}.get(kind) or schemas.STAGES[name]
        file = f"{stage}.{kind}.parquet" if kind else f"{name}.parquet"
        full = [{field: row.get(field) for field in schema.names} for row in rows]
        pq.write_table(pa.Table.from_pylist(full, schema=schema), folder / file)


def staged_row(folder: Path, item: str, columns: Mapping[str, Any], **facts: Any) -> Row:
    """Write a table as a staged file, and return its row of ``table_index``."""
    staged = folder / "tables"
    staged.mkdir(exist_ok=True)
    data = f"tables/{len(list(staged.iterdir()))}.parquet"
    pq.write_table(pa.table(dict(columns)), folder / data)
    return {**table_row(item, format=None), "data": data, "columns": list(columns), **facts}


def listed_row(item: str, *, source: str = "contracts", kind: str = "document", **changes: Any) -> Row:
    return {"source": source, "item": item, "kind": kind, "state": "listed", **changes}


def opened_row(
    item: str, outcome: str = "ok", *, source: str = "contracts", kind: str = "document", **changes: Any
) -> Row:
    facts = {"source": source, "item": item, "kind": kind, "outcome": outcome, "sha256": "ab", "size_bytes": 3}
    return {**facts, "format": "pdf", "title": "T", **changes}


def claim_row(item: str, date: str, *, source: str = "contracts", trusted: bool = True) -> Row:
    facts = {"source": source, "item": item, "date": dt.date.fromisoformat(date), "trusted": trusted}
    return {**facts, "kind": "updated", "date_source": "text", "text": ""}


def table_row(item: str, state: str = "read", *, container: str = "", **changes: Any) -> Row:
    facts = {"source": "contracts", "item": item, "container": container or item, "state": state, "format": "xlsx"}
    return {**facts, **changes}


def pair_row(one: str, other: str, relation: str, keeper: str | None = None) -> Row:
    facts = {"source_a": "contracts", "item_a": one, "source_b": "contracts", "item_b": other, "relation": relation}
    return {**facts, "keeper": keeper, "keeper_source": "contracts" if keeper else None}


def defect_row(code: str, item: str) -> Row:
    return {"code": code, "source": "contracts", "item": item, "message": "m", "evidence": "{}", "remedy": "r"}


def measured_row(indicator: str, numerator: float, denominator: float, *, part: str = "") -> Row:
    facts = {"indicator": indicator, "source": "contracts", "slice": part, "state": "measured", "reason": ""}
    return {**facts, "numerator": numerator, "denominator": denominator}


def unmeasured_row(indicator: str, reason: str) -> Row:
    facts = {"indicator": indicator, "source": "contracts", "slice": ""}
    return {**facts, "state": "not_measured", "reason": reason}


def rate(profile: Profile, indicator: str, source: str | None = None, *, slice_name: str = "") -> tuple[float, float]:
    """Numerator and denominator of the one measure of an indicator: of a source, or of a slice."""
    (row,) = [
        row
        for row in profile.measures.to_pylist()
        if (row["indicator"], row["slice"]) == (indicator, slice_name) and source in {None, row["source"]}
    ]
    assert row["state"] == "measured", row
    return row["numerator"], row["denominator"]


def measures(profile: Profile, code: str) -> list[tuple[Any, ...]]:
    """(source, numerator, denominator) of what was measured, (source, state, reason) of what was not."""
    rows = [row for row in profile.measures.to_pylist() if row["indicator"] == code]
    return [
        (row["source"], row["numerator"], row["denominator"])
        if row["state"] == "measured"
        else (row["source"], row["state"], row["reason"])
        for row in rows
    ]


def places(profile: Profile, code: str) -> list[tuple[Any, ...]]:
    """(source, item, part) of an indicator's defects."""
    rows = [row for row in profile.defects.to_pylist() if row["code"] == code]
    return [(row["source"], row["item"], row["part"]) for row in rows]
