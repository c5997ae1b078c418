"""Completeness of the documents' metadata: title, date, owner, kind and language, as a retrieval filter needs them.

A field counts as there when the source, the file or its text states it: the title of its properties, a trusted date,
the author, a kind or category in its properties, a language that is stated or recognised. A file name is no title, a
file format is no kind, and the account that owns a file in its file system is no owner of its content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.census import DOCUMENT
from readiness.profilers.base import Inputs

FIELDS = ("title", "date", "owner", "kind", "language")

KIND_KEYS = frozenset({"category", "type", "document type", "documenttype", "doctype", "dc:type", "dc.type", "genre"})
"""Names of properties that state a document's kind, without the prefix of their group (``meta.``, ``custom.``)."""
_GROUPS = ("meta.", "custom.", "xml.")
_LANGUAGE_KEYS = frozenset({"language", "lang", "dc:language"})
_COLUMNS = ["source", "item", "kind", "title", "author", "language", "metadata"]

Key = tuple[str, str]
"""``(source, item)``."""


def completeness(inputs: Inputs) -> pa.Table:
    """``schemas.DOCUMENT_METADATA``: one row per source with documents and field, with the documents that state it."""
    dated = _dated_items(inputs)
    documents: Counter[str] = Counter()
    present: Counter[tuple[str, str]] = Counter()
    for batch in inputs.scan("profile_documents", _COLUMNS):
        for row in batch.to_pylist():
            if row["kind"] == DOCUMENT:
                documents[row["source"]] += 1
                present.update((row["source"], name) for name in _fields_of(row, dated))
    rows = [
        {"source": source, "field": name, "documents": count, "present": present[source, name]}
        for source, count in sorted(documents.items())
        for name in FIELDS
    ]
    return pa.Table.from_pylist(rows, schema=schemas.DOCUMENT_METADATA)


def _dated_items(inputs: Inputs) -> frozenset[Key]:
    """Items with a trusted date."""
    return frozenset(
        (row["source"], row["item"])
        for batch in inputs.scan("date_claims", ["source", "item", "trusted"])
        for row in batch.to_pylist()
        if row["trusted"]
    )


def _fields_of(row: Mapping[str, Any], dated: frozenset[Key]) -> list[str]:
    stated = {_plain(name) for name, value in row["metadata"] or () if str(value).strip()}
    there = {
        "title": bool((row["title"] or "").strip()),
        "date": (row["source"], row["item"]) in dated,
        "owner": bool((row["author"] or "").strip()),
        "kind": bool(stated & KIND_KEYS),
        "language": bool(row["language"]) or bool(stated & _LANGUAGE_KEYS),
    }
    return [name for name in FIELDS if there[name]]


def _plain(name: str) -> str:
    folded = name.casefold()
    group = next((one for one in _GROUPS if folded.startswith(one)), "")
    return folded.removeprefix(group)
