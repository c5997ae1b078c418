"""The items that a set of labels is about."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.item_names import as_path
from readiness.profilers.base import Inputs
from readiness.profilers.container_members import members_of
from readiness.profilers.labels.answers import Export
from readiness.profilers.labels.item_matching import ItemMatches, is_digest, join_paths, join_rows
from readiness.profilers.labels.spec import LabelSet, TableLookup, is_whole, row_names

MIN_TEXT = 20
"""Rows whose other cells hold fewer characters are equal by chance, not copies (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """``keys`` are the items to be labelled, in order, without repeats. ``copies`` groups items of equal content.

    ``total`` is how many items there are in all, None when that is ``len(keys)``. ``kind``: rows or documents. ``rows``
    has the key of each row of the labelled table, blank ones and repeats included; nothing of documents. ``digests``
    maps the SHA-256 of documents to them, where labels name documents so.
    """

    keys: tuple[str, ...]
    kind: str
    total: int | None = None
    copies: tuple[tuple[str, ...], ...] = ()
    rows: Sequence[str] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def items_of(inputs: Inputs, lookup: TableLookup, labels: LabelSet) -> Items:
    """Rows of the labelled table, or the documents of the source."""
    if labels.of is None and not labels.inline:
        return _documents(inputs, labels)
    if labels.inline and labels.export is not None:
        return _export_items(labels.item, labels.export)
    table = labels.of or labels.table
    keys = lookup.read(table, [labels.key])[0] if labels.key else row_names(table["rows_read"] or 0)
    distinct = tuple(dict.fromkeys(key for key in keys if key.strip()))
    total = None if is_whole(table) else table["rows"]
    return Items(keys=distinct, kind="rows", total=total, copies=_equal_rows(lookup, labels, keys), rows=keys)


def _export_items(name: str, export: Export) -> Items:
    """The items of an export that are labelled nowhere else; copies are those of equal text."""
    keys = export.keys(name)
    groups: dict[str, list[str]] = defaultdict(list)
    for key, item in zip(keys, export.items, strict=True):
        if content := row_content([item.text]):
            groups[content].append(key)
    return Items(keys=tuple(dict.fromkeys(keys)), kind="rows", copies=_repeated_groups(groups), rows=keys)


def join(keys: Iterable[str], items: Items) -> ItemMatches:
    """Match each label key to its item."""
    return join_paths(keys, items.keys, items.digests) if items.kind == "documents" else join_rows(keys, items.keys)


def document_items(inputs: Inputs, source: str) -> list[str]:
    """Every listed document of a source, sorted."""
    documents = []
    for batch in inputs.scan("inventory", ["source", "item", "kind"]):
        documents += [row["item"] for row in batch.to_pylist() if row["source"] == source and row["kind"] == "document"]
    return sorted(documents)


def _documents(inputs: Inputs, labels: LabelSet) -> Items:
    """Documents of the source that the labels are about.

    Those in the label file's own folder (a readme, a class list) are not, unless labels name some there. Of labels that
    nobody declared, only the folders of items that they name count: the rest need not be labelled.
    """
    every = _with_members(inputs, labels)
    folder = str(labels.table["container"]).rpartition("/")[0]
    beside = {item for item in every if folder and item.startswith(f"{folder}/")}
    cells = _cells(inputs, labels)
    digests = _digests(inputs, labels.source, set(every)) if any(map(is_digest, cells)) else {}
    named = set(join_paths(cells, every, digests).item_of.values())
    folders = {_folder(item) for item in named} if labels.inferred else set[str]()
    holders = {labels.table["container"], *(labels.export.files if labels.export else ())}
    keys = tuple(
        item
        for item in every
        if item not in holders
        and (item not in beside or beside & named)
        and (not labels.inferred or _folder(item) in folders)
    )
    copies = _equal_documents(inputs, labels.source, set(keys))
    return Items(keys=keys, kind="documents", copies=copies, digests=digests)


def _cells(inputs: Inputs, labels: LabelSet) -> Sequence[str]:
    """The cells that name items, of an export its fields."""
    if labels.export is not None:
        return labels.export.keys(labels.item)
    return TableLookup(folder=inputs.tables_folder).read(labels.table, [labels.item])[0]


def _digests(inputs: Inputs, source: str, wanted: set[str]) -> dict[str, str]:
    """Documents by the SHA-256 of their bytes, those whose bytes no other has."""
    items_by_digest: dict[str, list[str]] = defaultdict(list)
    for batch in inputs.scan("profile_documents", ["source", "item", "sha256"]):
        for row in batch.to_pylist():
            if row["source"] == source and row["sha256"] and row["item"] in wanted:
                items_by_digest[row["sha256"]].append(row["item"])
    return {digest: items[0] for digest, items in items_by_digest.items() if len(items) == 1}


def _with_members(inputs: Inputs, labels: LabelSet) -> list[str]:
    """The listed documents; in place of an archive whose members the labels name, its members."""
    listed = document_items(inputs, labels.source)
    inside = {
        item: member.outer
        for (source, item), member in members_of(inputs).items()
        if source == labels.source and member.kind == "document"
    }
    if not inside:
        return listed
    keys = _cells(inputs, labels)
    named = join_paths(keys, listed).item_of
    item_of = join_paths((key for key in keys if key not in named), sorted(inside)).item_of
    opened = {inside[item] for item in item_of.values()} - set(named.values())
    members = [item for item, outer in inside.items() if outer in opened]
    return sorted([*(item for item in listed if item not in opened), *members])


def _folder(item: str) -> str:
    return as_path(item).rpartition("/")[0]


def _equal_documents(inputs: Inputs, source: str, wanted: set[str]) -> tuple[tuple[str, ...], ...]:
    """Documents of the same bytes or the same text."""
    groups: dict[str, list[str]] = defaultdict(list)
    for batch in inputs.scan("profile_documents", ["source", "item", "sha256", "text_sha256"]):
        for row in batch.to_pylist():
            content = row["text_sha256"] or row["sha256"]
            if row["source"] == source and content and row["item"] in wanted:
                groups[content].append(row["item"])
    return _repeated_groups(groups)


def _equal_rows(lookup: TableLookup, labels: LabelSet, keys: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Rows that agree in every column but key and label, case and space aside."""
    table = labels.of or labels.table
    excluded = {labels.key, labels.label} if labels.inline else {labels.key}
    columns = [name for name in table["columns"] if name not in excluded]
    groups: dict[str, list[str]] = defaultdict(list)
    contents = (row_content(cells) for batch in lookup.batches(table, columns) for cells in zip(*batch, strict=True))
    for key, content in zip(keys, contents, strict=False):
        if content and key.strip():
            groups[content].append(key)
    return _repeated_groups(groups)


def row_content(cells: Sequence[str]) -> str:
    """A short hash of a row's content, so that a million rows fit in memory; "" when the row holds too little."""
    text = "\0".join(" ".join(cell.casefold().split()) for cell in cells)
    enough = len(text) - len(cells) + 1 >= MIN_TEXT
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest() if enough else ""


def _repeated_groups(groups: Mapping[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(dict.fromkeys(group)) for group in groups.values() if len(set(group)) > 1))
