"""The texts of labelled items."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.profilers.base import Inputs
from readiness.profilers.labels.counting import AuditedLabels
from readiness.profilers.labels.item_matching import looks_like_id
from readiness.profilers.labels.spec import LabelSet, TableLookup, row_names
from readiness.profilers.labels.text_classifier import CHARACTERS

_APART = frozenset({"split", "fold", "subset", "partition", "annotator", "rater"})


def texts_of(inputs: Inputs, lookup: TableLookup, audit: AuditedLabels, wanted: Sequence[str]) -> dict[str, str]:
    """The beginning of the text of each wanted item that has one, in the order wanted."""
    found = _texts(inputs, lookup, audit, set(wanted))
    return {item: found[item] for item in wanted if item in found}


def _texts(inputs: Inputs, lookup: TableLookup, audit: AuditedLabels, wanted: set[str]) -> dict[str, str]:
    labels = audit.labels
    if audit.items.kind == "documents":
        return _document_texts(inputs, labels.source, wanted)
    if labels.inline and labels.export is not None:
        keys = labels.export.keys(labels.item)
        pairs = zip(keys, labels.export.items, strict=True)
        return {key: item.text[:CHARACTERS] for key, item in pairs if key in wanted}
    return _row_texts(lookup, labels, wanted)


def _document_texts(inputs: Inputs, source: str, wanted: set[str]) -> dict[str, str]:
    texts = {}
    for batch in inputs.scan("document_text", ["source", "item", "text"]):
        for row in batch.to_pylist():
            if row["source"] == source and row["item"] in wanted:
                texts[row["item"]] = row["text"][:CHARACTERS]
    return texts


def _row_texts(lookup: TableLookup, labels: LabelSet, wanted: set[str]) -> dict[str, str]:
    """The cells of each row but its key, label and split, one after another."""
    table = labels.of or labels.table
    apart = {labels.key, labels.label if labels.inline else "", *labels.slices}
    columns = [
        name
        for name in table["columns"]
        if name not in apart and name.casefold() not in _APART and not looks_like_id(name)
    ]
    keys = lookup.read(table, [labels.key])[0] if labels.key else row_names(table["rows_read"] or 0)
    cells = zip(*lookup.read(table, columns), strict=True) if columns else ()
    return {key: " ".join(row)[:CHARACTERS] for key, row in zip(keys, cells, strict=False) if key in wanted}
