"""The closed list of classes: declared, named as a file, or lying beside the label file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from readiness.profilers.base import Inputs
from readiness.profilers.labels.spec import Row, TableLookup
from readiness.profilers.labels.values import text_of

_CLASS_FILE = re.compile(r"(?i)(?:(?:class|label|categor|tag|intent)\w*[-_ ]?(?:list|names?|set)|classes|categories)")
MIN_KNOWN = 0.8
"""A list found beside the labels is theirs when it holds this share of the labels given (chosen by us)."""
MAX_CLASS_LENGTH = 200
"""Longer lines are prose, not class names (chosen by us)."""
MAX_LIST_LENGTH = 200_000
"""Characters of a class list: a thousand long names (chosen by us)."""


def from_file(inputs: Inputs, lookup: TableLookup, source: str, path: str) -> tuple[str, ...]:
    """Classes in a JSON, CSV or text file of the source; empty when it cannot be found or read as a list."""
    table = lookup.find(source, path)
    if table is not None and table["data"]:
        return _distinct_classes(lookup.read(table, [table["columns"][0]])[0])
    wanted = path.removeprefix("./")
    return _parse_list(_texts(inputs, source, lambda item: item == wanted).get(wanted, ""))


def find_list_beside(
    inputs: Inputs, lookup: TableLookup, labels: Row, given: Mapping[str, int]
) -> tuple[tuple[str, ...], str]:
    """``(classes, file)`` of a list in the label file's folder that fits the labels given; empty when there is none."""
    folder = _folder(labels["item"])
    texts = _texts(inputs, labels["source"], lambda item: _fits(item, folder))
    lists = {item: _parse_list(text) for item, text in texts.items()}
    for row in lookup.of(labels["source"]):
        if _fits(row["item"], folder) and row["columns"]:
            lists[row["item"]] = _distinct_classes(lookup.read(row, [row["columns"][0]])[0])
    for item, classes in sorted(lists.items()):
        known = sum(count for label, count in given.items() if label in set(classes))
        if item != labels["item"] and classes and known >= MIN_KNOWN * sum(given.values()):
            return classes, item
    return (), ""


def _fits(item: str, folder: str) -> bool:
    return _folder(item) == folder and bool(_CLASS_FILE.fullmatch(PurePosixPath(item).stem))


def _texts(inputs: Inputs, source: str, wanted: Callable[[str], bool]) -> dict[str, str]:
    """Texts of the wanted documents of a source; a class list is small, so long texts are passed over."""
    texts: dict[str, str] = {}
    for batch in inputs.scan("document_text"):
        for row in batch.to_pylist():
            if row["source"] == source and wanted(row["item"]) and len(row["text"]) <= MAX_LIST_LENGTH:
                texts[row["item"]] = row["text"]
    return texts


def _parse_list(text: str) -> tuple[str, ...]:
    """A JSON list, the values of ``{"0": "cat"}``, the keys of ``{"cat": 0}``, or one class a line."""
    try:
        parsed = json.loads(text)
    except ValueError:
        return _distinct_classes(line.strip() for line in text.splitlines())
    if isinstance(parsed, dict):
        inner = next((value for value in parsed.values() if isinstance(value, list)), None)
        parsed = inner or (list(parsed.values()) if all(key.isdigit() for key in parsed) else list(parsed))
    return _distinct_classes(text_of(value) for value in parsed) if isinstance(parsed, list) else ()


def _distinct_classes(values: Iterable[str]) -> tuple[str, ...]:
    classes = tuple(dict.fromkeys(value for value in values if value.strip()))
    return classes if all(len(value) <= MAX_CLASS_LENGTH for value in classes) else ()


def _folder(item: str) -> str:
    return str(item).partition("!")[0].rpartition("/")[0]
