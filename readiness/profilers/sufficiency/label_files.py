"""Label files and class lists: items are judged by them, so they are no items themselves."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.config.project import Labels
from readiness.profilers.base import Inputs
from readiness.profilers.labels.spec import TableLookup, table_lookup
from readiness.profilers.sufficiency.exclusions import Exclusions, Reason
from readiness.profilers.sufficiency.upstream import Key

_LABELS = "It is a label file, not an item to use."
_CLASSES = "It is a list of label classes, not an item to use."


def add_label_files(inputs: Inputs, excluded: Exclusions) -> None:
    """Add declared and inferred label files and declared class lists.

    A file is one of them when all its tables with rows are: labels on a sheet beside the data leave the book an item.
    Labels in a row of the item they belong to are data.
    """
    lookup = table_lookup(inputs)
    labels, lists = set(_audited_tables(inputs)), set[Key]()
    for declared in inputs.project.labels:
        named = _items_named(lookup, declared.source, declared.file)
        labels = labels - named if _is_inline(lookup, declared) else labels | named
        if isinstance(declared.classes, str):
            lists |= _items_named(lookup, declared.source, declared.classes)
    excluded.add_all(_files(lookup, labels, lists), Reason.LABEL_FILE, _LABELS)
    excluded.add_all(_files(lookup, lists, labels), Reason.CLASS_LIST, _CLASSES)


def _audited_tables(inputs: Inputs) -> Iterator[Key]:
    """The tables of label sets that were audited, without those whose labels lie in the item's own row."""
    for batch in inputs.scan("label_sets", ["source", "table", "rows"]):
        for row in batch.to_pylist():
            if row["rows"] > 0:
                yield row["source"], row["table"]


def _is_inline(lookup: TableLookup, declared: Labels) -> bool:
    """True when the labelled table is the one that holds the labels."""
    if not declared.of:
        return False
    of = lookup.find(declared.source, declared.of)
    return of is not None and of == lookup.find(declared.source, declared.file)


def _items_named(lookup: TableLookup, source: str, name: str) -> set[Key]:
    """The table that the config names, and the item of that very name: it may be no table, or could not be read."""
    table = lookup.find(source, name)
    own = (source, name.replace("\\", "/").removeprefix("./").strip("/"))
    return {own, (source, table["item"])} if table else {own}


def _files(lookup: TableLookup, tables: set[Key], others: set[Key]) -> set[Key]:
    """The items that hold one of the tables and nothing but them and ``others``."""
    holding, mixed = set(tables), set[Key]()
    for row in lookup.rows:
        key, holder = (row["source"], row["item"]), (row["source"], row["container"])
        if key in tables:
            holding.add(holder)
        elif key not in others and holder not in tables and row["state"] != "empty":
            mixed.add(holder)
    return holding - mixed
