"""Age of tables: the newest date in the column that gives the time of a row's change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from readiness.config.project import Freshness
from readiness.model import DateClaim, DateKind
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.guard import TableGuard
from readiness.profilers.staleness.claims_table import ClaimsTable, DatedItem
from readiness.profilers.staleness.date_columns import evident_columns, newest_date

_COLUMNS = ["source", "item", "data", "columns", "state"]


def measure_tables(inputs: Inputs, builder: ProfileBuilder, claims_table: ClaimsTable) -> None:
    """Add a dated record for every table whose source promises freshness and whose newest date can be read."""
    promises = {source.name: source.freshness for source in inputs.project.sources}
    dated_sources, guard = set[str](), TableGuard()
    for batch in inputs.scan("table_index", columns=_COLUMNS):
        for row in batch.to_pylist():
            freshness = promises.get(row["source"], Freshness())
            dated = partial(_dated_table, inputs, row, freshness, claims_table)
            if row["data"] and guard.run(dated, source=row["source"], item=row["item"]):
                dated_sources.add(row["source"])
    guard.add_errors(builder, ("currency.stale",))
    for source, freshness in sorted(promises.items()):
        if freshness.column and source not in dated_sources and not guard.reason(source):
            _add_unreadable_column(source, freshness.column, builder)


def _dated_table(inputs: Inputs, row: Mapping[str, Any], freshness: Freshness, claims_table: ClaimsTable) -> bool:
    for column in _candidates(row, freshness):
        newest = newest_date(inputs.tables_folder / row["data"], column, inputs.as_of)
        if newest:
            claim = DateClaim(date=newest, kind=DateKind.UPDATED, source=f"column:{column}", text=str(newest))
            claims_table.add(
                DatedItem(key=(row["source"], row["item"]), claim=claim, table=True, column=column),
                [claim],
            )
            return True
    return False


def _candidates(row: Mapping[str, Any], freshness: Freshness) -> list[str]:
    """The configured column where it is this table's, evident ones where only an age was promised."""
    columns = list(row["columns"] or ())
    if freshness.column:
        table, _, column = freshness.column.rpartition(".")
        named = {name.lower(): name for name in columns}.get(column.lower())
        return [named] if named and (not table or _is_table(row["item"], table)) else []
    return evident_columns(columns) if freshness.max_age else []


def _is_table(item: str, table: str) -> bool:
    """``tickets`` names ``public.tickets``, ``crm/tickets.csv`` and ``base.sqlite!tickets``."""
    last = item.rpartition("!")[2].rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    return table.lower() in {item.lower(), last.lower(), stem.lower(), last.rpartition(".")[2].lower()}


def _add_unreadable_column(source: str, column: str, builder: ProfileBuilder) -> None:
    builder.defect(
        "currency.stale",
        source=source,
        item=column.rpartition(".")[0] or column,
        part=column.rpartition(".")[2],
        message=f"{source} has a freshness SLA on {column}, but no date could be read there.",
        remedy="Correct freshness.column in the project config, or ask the owner why the column is empty.",
        evidence={"trusted_date": None, "date_kind": None, "date_source": f"column:{column}", "age_days": None},
    )
