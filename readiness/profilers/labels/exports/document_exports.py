"""Exports among the documents of a source: files that are no tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from readiness.item_names import as_path
from readiness.profilers.base import Inputs
from readiness.profilers.guard import TableGuard
from readiness.profilers.labels.answers import Export
from readiness.profilers.labels.exports.documents import brat, is_brat, read_text
from readiness.profilers.labels.labelled_items import document_items

_MARKS = re.compile(r'"(?:categories|entities|cats)"\s*:|^\S+[ \t](?:.*[ \t])?[BSU]-\w\S*\s*$', re.MULTILINE)
"""What every readable export has: a key of its JSON, or an IOB tag at the end of a line."""
_SEARCHED = 200_000
"""Characters in which a mark is searched (chosen by us)."""

Found = tuple[dict[str, Any], Export]


def exports_in_documents(inputs: Inputs, guard: TableGuard) -> dict[str, list[Found]]:
    """By source: a row such as ``table_index`` has for the file, and an export in it."""
    found: dict[str, list[Found]] = defaultdict(list)
    notes: dict[str, dict[str, str]] = defaultdict(dict)
    for batch in inputs.scan("document_text", ["source", "item", "text"]):
        for row in batch.to_pylist():
            source, item, text = row["source"], row["item"], row["text"]
            if _is_ann(item):
                notes[source][item] = text
            elif _MARKS.search(text, 0, _SEARCHED):
                found[source] += [(_row(source, item), export) for export in _exports_in(guard, row)]
    for source, files in notes.items():
        found[source] += _brat_folders(inputs, source, files)
    return found


def _exports_in(guard: TableGuard, row: dict[str, Any]) -> list[Export]:
    return guard.run(partial(read_text, row["text"]), source=row["source"], item=row["item"]) or []


def _is_ann(item: str) -> bool:
    return item.casefold().endswith(".ann")


def _brat_folders(inputs: Inputs, source: str, files: dict[str, str]) -> Iterator[Found]:
    """One export for each folder of annotation files; the empty ones have no text."""
    items = document_items(inputs, source)
    every = {item: files.get(item, "") for item in items if _is_ann(item)}
    for folder in sorted({_folder(item) for item in every}):
        own = {item: text for item, text in every.items() if _folder(item) == folder}
        texts = [item for item in items if _folder(item) == folder and PurePosixPath(item).suffix.casefold() == ".txt"]
        if texts and all(map(is_brat, own.values())):
            name = f"{folder}/*.ann" if folder else "*.ann"
            yield _row(source, name), brat(own, texts)


def _folder(item: str) -> str:
    return as_path(item).rpartition("/")[0]


def _row(source: str, item: str) -> dict[str, Any]:
    no_columns: Sequence[str] = ()
    facts = {"columns": no_columns, "keys": no_columns, "data": "", "rows": 0, "rows_read": 0, "state": "read"}
    return {"source": source, "item": item, "container": item, **facts}
