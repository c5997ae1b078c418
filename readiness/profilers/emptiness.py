"""Sources, and tables named by the project, that hold nothing: no row, no text, no label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from readiness.census import COMPANION
from readiness.config.project import Project, Source
from readiness.model import Outcome
from readiness.profilers.base import Inputs
from readiness.profilers.labels import values
from readiness.profilers.labels.spec import Row, TableLookup, column_named

EMPTY_TABLE, NAMED_TABLE, LABEL_FILE = "empty_table", "empty_named_table", "empty_label_file"
"""Kinds of emptiness, as findings give them. Only the first is mild: nothing in the project depends on that table."""

_WITH_TEXT = frozenset({Outcome.OK, Outcome.OWNER_LOCKED})
_WORDS = {
    Outcome.NEEDS_OCR: "waiting for OCR",
    Outcome.GARBLED_TEXT_LAYER: "waiting for OCR",
    Outcome.OK: "without text",
}
_TABLE_COLUMNS = ["source", "item", "container", "data", "rows_read", "columns", "state"]
_DOCUMENT_COLUMNS = ["source", "item", "kind", "outcome", "characters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyTable:
    """A table without rows, or a label file without labels. ``named_by`` is the config key that names it, or ""."""

    item: str
    kind: str
    named_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Contents of one source. ``why`` describes its items when none of them holds a row or a text."""

    is_empty: bool
    why: str
    tables: tuple[EmptyTable, ...]


def contents_of(inputs: Inputs) -> Mapping[str, Contents]:
    """Contents by source, from ``profile_documents``, ``table_index`` and the staged tables that hold labels."""
    outcomes: dict[str, Counter[str]] = {source.name: Counter() for source in inputs.project.sources}
    filled, blank = set[str](), list[Row]()
    for batch in inputs.scan("profile_documents", _DOCUMENT_COLUMNS):
        for row in batch.filter(pc.not_equal(batch["kind"], COMPANION)).to_pylist():
            outcomes[row["source"]][row["outcome"]] += row["kind"] != "table" or row["outcome"] not in _WITH_TEXT
            if row["outcome"] in _WITH_TEXT and row["characters"]:
                filled.add(row["source"])
            if row["outcome"] == Outcome.EMPTY:
                blank.append(_without_content(row))
    tables = inputs.table("table_index", _TABLE_COLUMNS).to_pylist()
    filled |= {row["source"] for row in tables if row["rows_read"]}
    lookup = TableLookup(folder=inputs.tables_folder, rows=[*tables, *blank])
    return {
        source.name: Contents(
            is_empty=source.name not in filled,
            why=_describe_items(outcomes[source.name], sum(_has_no_rows(row) for row in lookup.of(source.name))),
            tables=tuple(_empty_tables(inputs.project, source, lookup)),
        )
        for source in inputs.project.sources
    }


def _without_content(row: Row) -> Row:
    """A file of no bytes as the table that its name may claim."""
    source, item = row["source"], row["item"]
    columns: list[str] = []
    return {"source": source, "item": item, "container": item, "columns": columns, "data": None, "state": "empty"}


def _has_no_rows(row: Row) -> bool:
    """Sheets without any cell are no tables."""
    return bool(row["state"] == "empty" and row["columns"])


def _describe_items(outcomes: Counter[str], tables: int) -> str:
    words: Counter[str] = Counter()
    for outcome, count in outcomes.items():
        words[_WORDS.get(Outcome(outcome), outcome.replace("_", " "))] += count
    words["without rows"] += tables
    return ", ".join(f"{count:,} {word}" for word, count in sorted(words.items()) if count)


def _empty_tables(project: Project, source: Source, lookup: TableLookup) -> Iterator[EmptyTable]:
    empty = {
        row["item"]: EmptyTable(item=row["item"], kind=EMPTY_TABLE)
        for row in lookup.of(source.name)
        if _has_no_rows(row)
    }
    for key, name in _named_tables(project, source):
        row = lookup.find(source.name, name)
        if row is not None and row["state"] == "empty":
            empty[row["item"]] = EmptyTable(item=row["item"], kind=NAMED_TABLE, named_by=key)
    for key, name, column in _label_columns(project, source):
        row = lookup.find(source.name, name)
        if row is not None and (row["state"] == "empty" or _is_blank(lookup, row, column)):
            empty[row["item"]] = EmptyTable(item=row["item"], kind=LABEL_FILE, named_by=key)
    yield from (empty[item] for item in sorted(empty))


def _named_tables(project: Project, source: Source) -> Iterator[tuple[str, str]]:
    """``(config key, table)`` of every table that the project names in this source."""
    yield from (("tables", name) for name in source.tables)
    yield from (("required_columns", name) for name in source.required_columns)
    for columns in source.references.items():
        yield from (("references", _table_of(column)) for column in columns)
    if source.freshness.column:
        yield "freshness.column", _table_of(source.freshness.column)
    prefix = f"{source.name}."
    yield from (("suites", target.removeprefix(prefix)) for target in project.suites if target.startswith(prefix))
    for labels in project.labels:
        if labels.source == source.name:
            named = (labels.of, labels.classes if isinstance(labels.classes, str) else "")
            yield from (("labels", name) for name in named if name)


def _label_columns(project: Project, source: Source) -> Iterator[tuple[str, str, str]]:
    """``(config key, table, column)`` of every column that the project declares to hold labels."""
    for labels in project.labels:
        if labels.source == source.name:
            yield "labels", labels.file, labels.label
    if source.labels:
        yield "sources[].labels", _table_of(source.labels.column), source.labels.column.rpartition(".")[2]


def _table_of(column: str) -> str:
    return column.rpartition(".")[0]


def _is_blank(lookup: TableLookup, table: Row, column: str) -> bool:
    """True when a column exists, was read, and holds only blanks and placeholders."""
    name = column_named(table, column)
    if not name:
        return False
    kinds = {values.kind_of(text) for batch in lookup.batches(table, [name]) for text in batch[0]}
    return bool(kinds) and values.LABEL not in kinds
