"""Label sets as the project config declares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from readiness.config.project import LabelColumn, Labels, Source
from readiness.errors import did_you_mean
from readiness.profilers.base import Inputs
from readiness.profilers.guard import TableGuard
from readiness.profilers.labels import classes
from readiness.profilers.labels.exports import prodigy
from readiness.profilers.labels.exports.joining import joined_set
from readiness.profilers.labels.exports.recognition import exports_in_table
from readiness.profilers.labels.item_matching import evident_key
from readiness.profilers.labels.spec import LabelSet, Problem, Row, TableLookup, column_named


def declared_sets(inputs: Inputs, lookup: TableLookup, guard: TableGuard) -> list[LabelSet | Problem]:
    """Every label set of ``labels:`` and of ``sources[].labels``, or why it cannot be audited, in config order."""
    results = [
        guard.run(partial(_set_in_own_file, inputs, lookup, labels), source=labels.source, item=labels.file)
        for labels in inputs.project.labels
    ]
    for source in inputs.project.sources:
        if source.labels:
            inside = partial(_set_in_table, lookup, source, source.labels)
            results.append(guard.run(inside, source=source.name, item=source.labels.column))
    return [one for one in results if one is not None]


def _set_in_own_file(inputs: Inputs, lookup: TableLookup, labels: Labels) -> LabelSet | Problem:
    table = lookup.find(labels.source, labels.file)
    if table is None or not table["data"]:
        return Problem(source=labels.source, reason=f"the label file {labels.file} was not found or could not be read")
    of = lookup.find(labels.source, labels.of) if labels.of else None
    if labels.of and (of is None or not of["data"]):
        return Problem(
            source=labels.source, reason=f"the labelled table {labels.of} was not found or could not be read"
        )
    exported = _exported_set(inputs, lookup, labels, table, of)
    if exported is not None:
        return exported
    item, label = column_named(table, labels.item), column_named(table, labels.label)
    key = column_named(of, labels.key or labels.item) if of else ""
    wanted = [(table, labels.item, item), (table, labels.label, label)]
    wanted += [(of, labels.key or labels.item, key)] if of else []
    for where, name, column in wanted:
        if not column:
            return Problem(source=labels.source, reason=_no_column(where, name))
    listed = _classes(inputs, lookup, labels)
    if isinstance(labels.classes, str) and not listed:
        return Problem(source=labels.source, reason=f"the class list {labels.classes} was not found or holds no list")
    annotator, split = column_named(table, labels.annotator), column_named(table, labels.split)
    return LabelSet(
        source=labels.source,
        table=table,
        item=item,
        label=label,
        annotator=annotator,
        slices=tuple(name for name in (split, annotator) if name),
        of=of,
        key=key,
        probabilities=labels.probabilities,
        classes=listed,
        classes_from="config" if listed else "",
    )


def _exported_set(inputs: Inputs, lookup: TableLookup, labels: Labels, table: Row, of: Row | None) -> LabelSet | None:
    """The set of a declared file that an annotation tool wrote; None when none did, or when another column is meant."""
    exports = exports_in_table(lookup, table)
    meant = [one for one in exports if one.question.casefold() == labels.label.casefold()]
    plain = column_named(table, labels.label) and not any(one.tool == prodigy.TOOL for one in exports)
    export = next(iter(meant or ([] if plain else exports)), None)
    if export is None:
        return None
    found = joined_set(inputs, lookup, table, export)
    has_item = any(labels.item in item.names for item in export.items)
    listed = _classes(inputs, lookup, labels)
    key = (column_named(of, labels.key or labels.item) or found.key) if of else ""
    inline = (of is not None and of["item"] == table["item"]) or (of is None and found.inline and not has_item)
    return replace(
        found,
        item=labels.item if has_item else found.item,
        inline=inline,
        of=None if inline else of if of is not None else None if has_item else found.of,
        key=labels.item if inline and has_item else key or found.key,
        classes=listed or found.classes,
        classes_from="config" if listed else found.classes_from,
        inferred="",
        probabilities=labels.probabilities,
        slices=(labels.split,) if labels.split else (),
    )


def _classes(inputs: Inputs, lookup: TableLookup, labels: Labels) -> tuple[str, ...]:
    if isinstance(labels.classes, str):
        return classes.from_file(inputs, lookup, labels.source, labels.classes)
    return tuple(labels.classes)


def _set_in_table(lookup: TableLookup, source: Source, column: LabelColumn) -> LabelSet | Problem:
    """The label set of ``table.column``; a table name may hold dots, so the longest name that exists is taken."""
    name, _, label = column.column.rpartition(".")
    table = lookup.find(source.name, name) if name else None
    if table is None or not table["data"]:
        return Problem(
            source=source.name, reason=f"the labelled table of {column.column} was not found or not readable"
        )
    label_column = column_named(table, label)
    if not label_column:
        return Problem(source=source.name, reason=_no_column(table, label))
    key = column_named(table, column.id) if column.id else evident_key(lookup, table, other_than=label_column)
    if column.id and not key:
        return Problem(source=source.name, reason=_no_column(table, column.id))
    listed = tuple(column.classes)
    return LabelSet(
        source=source.name,
        table=table,
        item=key,
        label=label_column,
        inline=True,
        key=key,
        classes=listed,
        classes_from="config" if listed else "",
    )


def _no_column(table: Row | None, name: str) -> str:
    if table is None:
        return f"column {name} belongs to no table"
    columns: Sequence[str] = table["columns"]
    hint = did_you_mean(name, columns) or f"it has {', '.join(columns[:10])}"
    return f"{table['item']} has no column {name}; {hint}"
