"""Detection of undeclared labels: only where a file's name, its columns and a join all agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from readiness.item_names import as_path
from readiness.profilers.base import Inputs
from readiness.profilers.guard import TableGuard
from readiness.profilers.labels.answers import Export
from readiness.profilers.labels.exports.document_exports import exports_in_documents
from readiness.profilers.labels.exports.joining import joined_set
from readiness.profilers.labels.exports.recognition import exports_in_table
from readiness.profilers.labels.item_matching import evident_key, join_paths, join_rows, looks_like_id
from readiness.profilers.labels.labelled_items import document_items
from readiness.profilers.labels.spec import LabelSet, Row, TableLookup, column_named

MIN_JOINED = 0.8
"""Share of the label keys that must name an item before a file is taken for labels (chosen by us)."""

_FILE = re.compile(
    r"(?i)(?:.*[-_ .])?(?:labels?|labell?ed|labell?ing|annotations?|annotated|gold|gold[-_ ]?standard|classes|"
    r"ground[-_ ]?truth|targets?|tags?)(?:[-_ .].*)?"
)
_LABELS = ("label", "labels", "class", "category", "target", "gold", "gold_label", "annotation", "tag", "intent", "y")
_INLINE = ("label", "labels", "class", "target", "gold_label")
ANNOTATORS = ("annotator", "annotator_id", "labeler", "labeller", "rater", "coder")
SLICES = ("split", "fold", "subset", "partition", *ANNOTATORS, "batch")
"""Columns of a label file that slice it, when the config names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    labels: LabelSet
    joined_share: float  # share of label keys that name an item
    covered_share: float  # share of items that have a row: settles between two tables that both hold the keys


def detected_sets(inputs: Inputs, lookup: TableLookup, guard: TableGuard) -> list[LabelSet]:
    """Label files found beside what they label; in a training project also tables with a label column of their own."""
    sets: list[LabelSet] = []
    by_source = exported_sets(inputs, lookup, guard)
    for source in sorted(source.name for source in inputs.project.sources):
        exported = by_source[source]
        holders = {one.name for one in exported}
        files = [
            guard.run(partial(_best, inputs, lookup, table), source=source, item=str(table["item"]))
            for table in lookup.of(source)
            if _may_hold_labels(table) and table["item"] not in holders
        ]
        own_files = exported + [match.labels for match in files if match]
        sets += own_files or (_inline_sets(lookup, source, guard) if inputs.project.use == "training" else [])
    return sets


def exported_sets(inputs: Inputs, lookup: TableLookup, guard: TableGuard) -> dict[str, list[LabelSet]]:
    """The questions of every file that an annotation tool wrote, by source."""
    in_documents = exports_in_documents(inputs, guard)

    def sets_in(table: Row) -> list[LabelSet]:
        return [joined_set(inputs, lookup, table, export) for export in exports_in_table(lookup, table)]

    by_source: dict[str, list[LabelSet]] = {}
    for source in sorted(source.name for source in inputs.project.sources):
        works = [(partial(sets_in, table), table) for table in lookup.of(source)]
        works += [
            (partial(_document_sets, inputs, lookup, row, export), row) for row, export in in_documents.get(source, ())
        ]
        found = [guard.run(work, source=source, item=str(table["item"])) for work, table in works]
        by_source[source] = [one for sets in found for one in sets or ()]
    return by_source


def _document_sets(inputs: Inputs, lookup: TableLookup, row: Row, export: Export) -> list[LabelSet]:
    return [joined_set(inputs, lookup, row, export)]


def _may_hold_labels(table: Row) -> bool:
    name, container = str(table["item"]), str(table["container"])
    inner = name.removeprefix(container).removeprefix("!")
    stems = [PurePosixPath(as_path(container)).stem, *([inner] if inner else [])]
    return bool(table["data"]) and any(_FILE.fullmatch(stem) for stem in stems) and bool(_label_column(table, _LABELS))


def _label_column(table: Row, wanted: Sequence[str]) -> str:
    return next((column for name in wanted if (column := column_named(table, name))), "")


def _best(inputs: Inputs, lookup: TableLookup, table: Row) -> _Match | None:
    matches = [match for match in _matches(inputs, lookup, table) if match.joined_share >= MIN_JOINED]
    return max(matches, key=lambda match: (match.joined_share + match.covered_share, match.labels.item), default=None)


def _matches(inputs: Inputs, lookup: TableLookup, table: Row) -> Iterator[_Match]:
    label = _label_column(table, _LABELS)
    slices = tuple(column for name in SLICES if (column := column_named(table, name)))
    who = _label_column(table, ANNOTATORS)
    documents = document_items(inputs, table["source"])
    for item in (column for column in table["columns"] if column != label and looks_like_id(column)):
        keys = list(dict.fromkeys(key for key in lookup.read(table, [item])[0] if key.strip()))
        base = LabelSet(source=table["source"], table=table, item=item, label=label, slices=slices, annotator=who)
        if keys:
            yield from _against_tables(lookup, base, keys)
            yield _against_documents(base, keys, documents)


def _against_tables(lookup: TableLookup, base: LabelSet, keys: Sequence[str]) -> Iterator[_Match]:
    for other in lookup.of(base.source):
        if other["item"] == base.table["item"] or _folder(other) != _folder(base.table) or not other["data"]:
            continue
        key = column_named(other, base.item) or evident_key(lookup, other)
        values = {value for value in lookup.read(other, [key])[0] if value.strip()} if key else set()
        if not values:
            continue
        joined = join_rows(keys, values).item_of
        why = f"{base.name} ({base.item}, {base.label}) names rows of {other['item']} ({key})"
        labels = replace(base, of=other, key=key, inferred=why)
        yield _Match(
            labels=labels, joined_share=len(joined) / len(keys), covered_share=len(set(joined.values())) / len(values)
        )


def _against_documents(base: LabelSet, keys: Sequence[str], documents: Sequence[str]) -> _Match:
    joined = join_paths(keys, documents).item_of
    why = f"{base.name} ({base.item}, {base.label}) names documents of {base.source}"
    covered = len(set(joined.values())) / max(len(documents), 1)
    return _Match(labels=replace(base, inferred=why), joined_share=len(joined) / len(keys), covered_share=covered)


def _inline_sets(lookup: TableLookup, source: str, guard: TableGuard) -> list[LabelSet]:
    results = [
        guard.run(partial(_inline_set, lookup, table), source=source, item=str(table["item"]))
        for table in lookup.of(source)
    ]
    return [one for one in results if one is not None]


def _inline_set(lookup: TableLookup, table: Row) -> LabelSet | None:
    label = _label_column(table, _INLINE) if table["data"] and len(table["columns"]) > 1 else ""
    if not label:
        return None
    key = evident_key(lookup, table, other_than=label)
    slices = tuple(column for name in SLICES if (column := column_named(table, name)))
    why = f"{table['item']} has a column {label}"
    one = LabelSet(source=table["source"], table=table, item=key, label=label, key=key, inline=True, inferred=why)
    return replace(one, slices=slices)


def _folder(table: Row) -> str:
    return str(table["container"]).rpartition("/")[0]
