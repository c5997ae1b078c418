"""The items that an export is about: documents or rows of the source that it names, or else its own tasks."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from readiness.profilers.base import Inputs
from readiness.profilers.labels.answers import Export, ExportItem
from readiness.profilers.labels.item_matching import MIN_UNIQUE, evident_key, join_paths, join_rows, looks_like_id
from readiness.profilers.labels.labelled_items import document_items
from readiness.profilers.labels.spec import LabelSet, Row, TableLookup, column_named

MIN_NAMED = 0.5
"""Share of an export's items that must be found among documents or rows: its content shows already that it is an export
(chosen by us)."""
MIN_COMMON_TEXT = 20
"""Shorter texts are equal by chance (as for rows in ``labelled_items``)."""
TEXT = "text"
LONGEST_CODE = 40
"""A longer value is no code: a UUID has 36 characters (chosen by us)."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    labels: LabelSet
    share: float
    covered: float = 0.0


def joined_set(inputs: Inputs, lookup: TableLookup, table: Row, export: Export) -> LabelSet:
    """The label set of one export, over the items that it names best."""
    base = LabelSet(
        source=table["source"],
        table=table,
        item="",
        label=export.question,
        export=export,
        classes=export.classes,
        classes_from=table["item"] if export.classes else "",
        inferred=f"{table['item']} is an export of {export.tool}",
    )
    found = [one for one in _joins(inputs, lookup, base, export) if one.share >= MIN_NAMED]
    best = max(found, key=lambda one: (one.share, one.covered, one.labels.item), default=None)
    return best.labels if best else replace(base, item=own_field(export), key=own_field(export), inline=True)


def own_field(export: Export) -> str:
    """The field that names items which are found nowhere else: an id of the data, else the tool's."""
    for name in _fields(export):
        values = _values(export, name)
        if (
            name != export.own
            and (looks_like_id(name) or _has_codes(values))
            and len(values) == len(set(values)) == len(export.items)
        ):
            return name
    return export.own


def _has_codes(values: Sequence[str]) -> bool:
    """True for short values of letters and digits without a space, such as order numbers."""
    return all(len(value) <= LONGEST_CODE and " " not in value and _DIGIT.search(value) for value in values)


def _fields(export: Export) -> list[str]:
    """Fields that nearly every item has."""
    counted = Counter(name for item in export.items for name, text in item.names.items() if text.strip())
    return [name for name, count in counted.items() if count >= MIN_UNIQUE * len(export.items)]


def _values(export: Export, name: str) -> list[str]:
    return [text for item in export.items if (text := item.names.get(name, "")).strip()]


def _joins(inputs: Inputs, lookup: TableLookup, base: LabelSet, export: Export) -> Iterator[_Found]:
    documents = document_items(inputs, base.source)
    own_names_files = export.own in {"file", "file_name"}
    for name in _fields(export):
        keys = list(dict.fromkeys(_values(export, name)))
        if documents and (name != export.own or own_names_files) and not _are_numbers(keys):
            yield _match(replace(base, item=name), join_paths(keys, documents).item_of, keys, len(documents))
        for other in _others(lookup, base):
            key = "" if name == export.own and _are_numbers(keys) else _key_for(lookup, other, name, keys)
            if key:
                matched = join_rows(keys, lookup.read(other, [key])[0]).item_of
                yield _match(replace(base, item=name, of=other, key=key), matched, keys, other["rows_read"] or 0)
    yield from _by_text(inputs, lookup, base, export)


def _match(labels: LabelSet, item_of: Mapping[str, str], keys: Sequence[str], total: int) -> _Found:
    return _Found(
        labels=labels, share=len(item_of) / max(len(keys), 1), covered=len(set(item_of.values())) / max(total, 1)
    )


def _others(lookup: TableLookup, base: LabelSet) -> Iterator[Row]:
    for other in lookup.of(base.source):
        if (
            other["item"] != base.table["item"]
            and other["data"]
            and not {"annotations", "answer"} & set(other["columns"])
        ):
            yield other


def _are_numbers(keys: Sequence[str]) -> bool:
    return all(key.isdecimal() for key in keys)


def _key_for(lookup: TableLookup, other: Row, name: str, keys: Sequence[str]) -> str:
    """The column of another table that a field names: a key of the same name, else its evident one.

    Numbers are equal by chance, so they need an id's name that both share.
    """
    column = column_named(other, name)
    if (
        column
        and (looks_like_id(column) or (_has_codes(keys) and not _are_numbers(keys)))
        and _is_key(lookup, other, column)
    ):
        return column
    return "" if _are_numbers(keys) else evident_key(lookup, other)


def _is_key(lookup: TableLookup, table: Row, column: str) -> bool:
    values = [value for value in lookup.read(table, [column])[0] if value.strip()]
    return bool(values) and len(set(values)) >= MIN_UNIQUE * len(values)


def _by_text(inputs: Inputs, lookup: TableLookup, base: LabelSet, export: Export) -> Iterator[_Found]:
    """Items whose text is that of a document, or of a row in another table."""
    texts = [_fold_space(item.text) for item in export.items]
    if sum(len(text) >= MIN_COMMON_TEXT for text in texts) < MIN_NAMED * len(texts):
        return
    yield _with_keys(base, export, _documents_by_digest(inputs, base.source, texts))
    for other in _others(lookup, base):
        key = evident_key(lookup, other)
        for column in other["columns"] if key else ():
            if column != key and other["rows_read"]:
                cells, keys = lookup.read(other, [column, key])
                known = {
                    folded: name
                    for cell, name in zip(cells, keys, strict=True)
                    if len(folded := _fold_space(cell)) >= MIN_COMMON_TEXT
                }
                yield _with_keys(replace(base, of=other, key=key), export, [known.get(text, "") for text in texts])


def _fold_space(text: str) -> str:
    return " ".join(text.split())


def _documents_by_digest(inputs: Inputs, source: str, texts: Sequence[str]) -> list[str]:
    item_of: dict[str, str] = {}
    for batch in inputs.scan("profile_documents", ["source", "item", "text_sha256"]):
        for row in batch.to_pylist():
            if row["source"] == source and row["text_sha256"]:
                item_of.setdefault(row["text_sha256"], row["item"])
    return [
        item_of.get(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "") if text else ""
        for text in texts
    ]


def _with_keys(base: LabelSet, export: Export, keys: Sequence[str]) -> _Found:
    """The export with the keys of the items whose text its own items have."""
    share = sum(bool(key) for key in keys) / max(len(keys), 1)
    items = tuple(_with_key(item, key) for item, key in zip(export.items, keys, strict=True))
    return _Found(labels=replace(base, item=TEXT, export=replace(export, items=items)), share=share)


def _with_key(item: ExportItem, key: str) -> ExportItem:
    return replace(item, names={**item.names, TEXT: key or item.names.get(TEXT) or _fold_space(item.text)[:80]})
