"""Counts of a source's items by kind, from the files of the inventory, documents and tables stages.

Scoring compares the counts of profilers with these (product contract, section 8). Nothing here comes
from a profiler: the inventory holds what was listed, the documents stage what each file and each member of a container
is and whether it reads, the table index which tables could be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness import schemas
from readiness.model import READABLE_OUTCOMES, Outcome

DOCUMENT, TABLE, CONTAINER, ITEM = "document", "table", "container", "item"
"""Kinds of items; an ``item`` is a document or a table. A container is counted apart: its members are the items."""

COMPANION = "companion"
"""Kind of a file that belongs to the database beside it (log, journal, index): no item, only counted as left out."""

WITHOUT_TEXT = frozenset({Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
"""Outcomes that open and give no text worth reading: such a document is not handed on."""

_TO_SCAN = "texts and tables"
_KEYS = ["source", "item"]
_LISTED, _READ, _EMPTY = "listed", "read", "empty"
_DOCUMENT_COLUMNS = [*_KEYS, "kind", "container", "format", "outcome", "pages", "characters"]
_TABLE_COLUMNS = [*_KEYS, "container", "state", "rows_read", "columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCensus:
    """One source. ``total`` and ``not_handed_on`` map a kind to a number of items.

    ``not_handed_on`` counts the items that could not be read whole, so that none of them enters the manifest: what is
    in them cannot reach the project. ``counts`` maps the names that the catalogue uses (``IndicatorSpec.counts``) to
    what the stage files hold; a name that is absent was not counted.
    """

    total: Mapping[str, int] = field(default_factory=dict)
    not_handed_on: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def items(self, kind: str) -> int:
        return self.total.get(kind, 0)

    def not_handed_on_count(self, kind: str) -> int:
        return self.not_handed_on.get(kind, 0)


NOTHING = SourceCensus()
"""A source in which nothing was listed."""


def take_census(inventory: Path, documents: Path, tables: Path | None = None) -> dict[str, SourceCensus]:
    """Counts per source, from ``inventory``, ``profile_documents`` and ``table_index`` (Parquet; absent: empty).

    Without ``tables`` only documents and containers are counted rightly: use it before the tables stage has run.
    """
    items = _items(
        _read_columns(inventory, schemas.INVENTORY, [*_KEYS, "kind", "state", "modified"]), _documents(documents)
    )
    index = _read_columns(tables, schemas.TABLE_INDEX, _TABLE_COLUMNS) if tables else schemas.TABLE_INDEX.empty_table()
    holders = _table_holders(index)
    sources = pc.unique(items["source"]).to_pylist()
    return {source: _census(_of(items, source), _of(index, source), _of(holders, source)) for source in sources}


def _read_columns(path: Path, schema: pa.Schema, columns: list[str]) -> pa.Table:
    if not path.exists():
        return schema.empty_table().select(columns)
    return pq.read_table(path, columns=columns, partitioning=None)


def _documents(path: Path) -> pa.Table:
    return _read_columns(path, schemas.PROFILE_DOCUMENTS, _DOCUMENT_COLUMNS)


def _items(inventory: pa.Table, documents: pa.Table) -> pa.Table:
    """One row per item: what is listed, with what the documents stage found of it, and every member of a container."""
    inside = pc.is_valid(documents["container"])
    outer = (
        documents.filter(pc.invert(inside))
        .drop_columns(["container"])
        .rename_columns(["source", "item", "found_kind", "format", "outcome", "pages", "characters"])
    )
    listed = inventory.join(outer, _KEYS, join_type="left outer")
    kinds = pc.coalesce(listed["found_kind"], listed["kind"])
    listed = listed.set_column(listed.column_names.index("kind"), "kind", kinds).drop_columns(["found_kind"])
    members = documents.filter(inside).drop_columns(["container"])
    rows = members.num_rows
    members = members.append_column("state", pa.chunked_array([pa.repeat(pa.scalar(_LISTED), rows)]))
    members = members.append_column("modified", pa.chunked_array([pa.nulls(rows, schemas.UTC)]))
    every = pa.concat_tables([listed, members.select(listed.column_names).cast(listed.schema)])
    return every.filter(pc.not_equal(every["kind"], COMPANION))


def _of(table: pa.Table, source: str) -> pa.Table:
    return table.filter(pc.equal(table["source"], source))


def _table_holders(index: pa.Table) -> pa.Table:
    """One row per item that holds tables (``source``, ``item``, ``whole``): whether all of them were read."""
    fine = pc.is_in(index["state"], value_set=pa.array([_READ, _EMPTY]))
    rows = pa.table({"source": index["source"], "item": index["container"], "fine": fine})
    grouped = rows.group_by(_KEYS).aggregate([("fine", "all")])
    return grouped.rename_columns({"fine_all": "whole"})


def _census(items: pa.Table, index: pa.Table, holders: pa.Table) -> SourceCensus:
    kinds = items["kind"]
    documents = items.filter(pc.equal(kinds, DOCUMENT))
    containers = items.filter(pc.equal(kinds, CONTAINER))
    tables = _tables(items.filter(pc.equal(kinds, TABLE)), holders)
    both = pc.count(pc.index_in(documents["item"], value_set=pc.unique(holders["item"]))).as_py()
    closed_documents = documents.num_rows - _count(documents, READABLE_OUTCOMES - WITHOUT_TEXT)
    closed_tables = tables.num_rows - pc.sum(pc.fill_null(tables["whole"], False)).as_py() if tables.num_rows else 0
    return SourceCensus(
        total={
            DOCUMENT: documents.num_rows,
            TABLE: tables.num_rows,
            CONTAINER: containers.num_rows,
            ITEM: documents.num_rows + tables.num_rows - both,
        },
        not_handed_on={
            DOCUMENT: closed_documents,
            TABLE: closed_tables,
            CONTAINER: containers.num_rows - _count(containers, READABLE_OUTCOMES),
            ITEM: closed_documents + closed_tables,
        },
        counts={**_document_counts(documents), **_table_counts(index), **_item_counts(items)},
    )


def _tables(files: pa.Table, holders: pa.Table) -> pa.Table:
    """Items that are tables by kind or hold tables (``item``, ``whole``); ``whole`` is null where none was staged."""
    named = pa.table({"item": pa.chunked_array([*files["item"].chunks, *holders["item"].chunks], pa.string())})
    unique = pa.table({"item": pc.unique(named["item"])})
    return unique.join(holders.select(["item", "whole"]), "item", join_type="left outer")


def _count(items: pa.Table, outcomes: Iterable[str]) -> int:
    """Listed items that were opened with one of these outcomes."""
    wanted = pc.is_in(items["outcome"], value_set=pa.array(sorted(outcomes), pa.string()))
    return int(pc.sum(pc.and_(wanted, pc.equal(items["state"], _LISTED))).as_py() or 0)


def _document_counts(documents: pa.Table) -> dict[str, int]:
    return {
        "documents opened": _count(documents, READABLE_OUTCOMES),
        "documents opened, scans apart": _count(documents, READABLE_OUTCOMES - {Outcome.NEEDS_OCR}),
    }


def _item_counts(items: pa.Table) -> dict[str, int]:
    opened = items.filter(pc.is_in(items["outcome"], value_set=pa.array(sorted(READABLE_OUTCOMES), pa.string())))
    paged = pc.greater(pc.fill_null(opened["pages"], 0), 0)
    return {
        "items": items.num_rows,
        "items fetched": int(pc.sum(pc.equal(items["state"], _LISTED)).as_py() or 0),
        "files opened": opened.num_rows,
        "paged documents": int(pc.sum(paged).as_py() or 0),
    }


def _table_counts(index: pa.Table) -> dict[str, int]:
    staged = index.filter(pc.is_in(index["state"], value_set=pa.array([_READ, _EMPTY, "partial"])))
    widths = pc.fill_null(pc.list_value_length(staged["columns"]), 0)
    rows = pc.fill_null(staged["rows_read"], 0)
    return {
        "rows read": int(pc.sum(rows).as_py() or 0),
        "cells read": int(pc.sum(pc.multiply(rows, pc.cast(widths, pa.int64()))).as_py() or 0),
        "columns": int(pc.sum(widths).as_py() or 0),
    }


def census_table(census: Mapping[str, SourceCensus]) -> pa.Table:
    """The totals as ``schemas.ITEM_CENSUS``: a file that stays the same while only the content of items changes."""
    rows = [
        {"source": name, "kind": kind, "total": total, "not_handed_on": one.not_handed_on_count(kind)}
        for name, one in sorted(census.items())
        for kind, total in sorted(one.total.items())
    ]
    return pa.Table.from_pylist(rows, schema=schemas.ITEM_CENSUS)


def census_of(table: pa.Table) -> dict[str, SourceCensus]:
    """The totals of ``census_table`` by source; counts of the stage files are not among them."""
    rows = table.to_pylist()
    return {name: _totals([row for row in rows if row["source"] == name]) for name in {row["source"] for row in rows}}


def _totals(rows: Iterable[Mapping[str, Any]]) -> SourceCensus:
    counted = list(rows)
    return SourceCensus(
        total={row["kind"]: row["total"] for row in counted},
        not_handed_on={row["kind"]: row["not_handed_on"] for row in counted},
    )


def with_texts(census: Mapping[str, SourceCensus], texts: Path, index: pa.Table) -> dict[str, SourceCensus]:
    """The census with how many texts and tables with rows there are to scan, from ``document_text`` and the index."""
    written = _read_columns(texts, schemas.DOCUMENT_TEXT, ["source"])["source"]
    filled = index.filter(pc.and_(pc.is_valid(index["data"]), pc.greater(pc.fill_null(index["rows_read"], 0), 0)))
    filled_texts = Counter(written.to_pylist()) + Counter(filled["source"].to_pylist())
    return {name: replace(one, counts={**one.counts, _TO_SCAN: filled_texts[name]}) for name, one in census.items()}


def with_profiles(
    census: Mapping[str, SourceCensus], *, series: pa.Table, label_sets: pa.Table
) -> dict[str, SourceCensus]:
    """The census with what profilers listed in tables of their own: series of deliveries, and sets of labels."""
    return {
        name: replace(one, counts={**one.counts, **_profiled_counts(series, label_sets, name)})
        for name, one in census.items()
    }


def _profiled_counts(series: pa.Table, label_sets: pa.Table, source: str) -> dict[str, int]:
    deliveries, labels = _of(series, source), _of(label_sets, source)
    return {
        "series": deliveries.num_rows,
        "columns of series": _sum(deliveries, "columns"),
        "deliveries expected": _sum(deliveries, "expected"),
        "items to be labelled": _sum(labels, "items"),
        "items labelled": _sum(labels, "labelled"),
        "labels given": _sum(labels, "labels_given"),
        "label rows": _sum(labels, "rows"),
        "classes": _sum(labels, "classes"),
    }


def _sum(table: pa.Table, column: str) -> int:
    return int(pc.sum(table[column]).as_py() or 0)
