"""Exports of annotation tools, recognised by what they hold, whatever their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from readiness.profilers.labels.answers import Export
from readiness.profilers.labels.exports import argilla, doccano, label_studio, prodigy
from readiness.profilers.labels.spec import Row, TableLookup

Records = Sequence[Mapping[str, str]]


def exports_in_table(lookup: TableLookup, table: Row) -> list[Export]:
    """The questions of an export that is a staged table; empty when the table is none."""
    columns: Sequence[str] = table["columns"]
    if not table["data"] or not _may_be(columns):
        return []
    records = [dict(zip(columns, cells, strict=True)) for cells in zip(*lookup.read(table, columns), strict=True)]
    read = _reader(columns, records) if records else None
    return [export for export in read(records) if _is_labelled(export)] if read else []


MIN_LABELLED = 0.2
"""Share of items with a label from which a list beside a text is taken for labels (chosen by us: other data has lists
of that name, mostly empty)."""
_MARKS = frozenset({"annotations", "completions", "lead_time", "answer", "responses", "annotation", *doccano.LISTS})


def _may_be(columns: Sequence[str]) -> bool:
    return bool(_MARKS & set(columns)) or argilla.is_flat(columns)


def _reader(columns: Sequence[str], records: Records) -> Callable[[Records], list[Export]] | None:
    """The reader of the tool whose marks the table has, the most specific first."""
    if label_studio.is_tasks(columns):
        return label_studio.read_tasks
    if label_studio.is_flat(columns):
        return label_studio.read_flat
    if prodigy.is_export(columns, records):
        return prodigy.read
    column = doccano.list_column(columns, records)
    return _argilla_reader(columns, records) or (partial(doccano.read, column=column) if column else None)


def _argilla_reader(columns: Sequence[str], records: Records) -> Callable[[Records], list[Export]] | None:
    if argilla.is_records(columns):
        return argilla.read_records
    if argilla.is_flat(columns):
        return argilla.read_flat
    return argilla.read_first if argilla.is_first(columns, records) else None


def _is_labelled(export: Export) -> bool:
    """A file of texts with a list is one of labels when some hold one; of other tools the form alone shows it."""
    if export.tool != doccano.TOOL:
        return True
    labelled = sum(any(answer.labels for answer in item.answers) for item in export.items)
    return labelled >= MIN_LABELLED * len(export.items)
