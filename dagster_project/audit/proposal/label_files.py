"""Label files that were seen: those that name items, and exports of annotation tools."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from dagster_project.audit.proposal.inspection import Inspection
from readiness.profilers.guard import TableGuard
from readiness.profilers.labels.detect import ANNOTATORS, MIN_JOINED, SLICES, detected_sets
from readiness.profilers.labels.item_matching import join_paths
from readiness.profilers.labels.labelled_items import document_items
from readiness.profilers.labels.spec import LabelSet, table_lookup

MOST_CLASSES = 50
"""Distinct values of a column of labels at most. Chosen by us."""

_LABEL_NAME = re.compile(r"(?:^|[/_. -])(?:labels?|annotations?|gold|ground[_ -]?truth)(?:[/_. -]|$)", re.IGNORECASE)

EXAMPLE = "# labels: [{source: name, file: labels.csv, item: path, label: label}]     # labels that live apart"


def label_lines(inspection: Inspection) -> list[str]:
    """The lines of ``labels``: an entry for each label file with its own headers, a comment for each export."""
    inputs = inspection.inputs
    sets = detected_sets(inputs, table_lookup(inputs), TableGuard())
    exports = [one for one in sets if one.export is not None]
    files = [one for one in sets if one.export is None and not one.inline]
    known = {(one.source, one.name) for one in sets}
    files += [one for one in _named_like_labels(inspection) if (one.source, one.name) not in known]
    lines = [
        f"# labels: {one.name} is the export of an annotation tool; it is counted without an entry." for one in exports
    ]
    if files:
        lines += ["labels:                       # items that a file does not name count as unlabelled"]
    for one in files:
        lines += [f"  - {{{_entry(one)}}}"]
    return lines or [EXAMPLE]


def _named_like_labels(inspection: Inspection) -> Iterator[LabelSet]:
    """Tables whose name or folder says that they hold labels, with a column of items and one of few values.

    An audit asks for more before it takes an undeclared table for labels; here a person reads the entry.
    """
    inputs = inspection.inputs
    lookup = table_lookup(inputs)
    for table in lookup.rows:
        if not table["data"] or not _LABEL_NAME.search(str(table["item"])):
            continue
        columns = list(table["columns"])
        cells = dict(zip(columns, lookup.read(table, columns), strict=True))
        documents = document_items(inputs, table["source"])
        item = next((one for one in columns if _names_items(cells[one], documents)), "")
        label = next((one for one in columns if one != item and _is_label(one, cells[one])), "")
        if item and label:
            slices = tuple(one for one in columns if one.lower() == "split")
            who = next((one for one in columns if one.lower() in ANNOTATORS), "")
            yield LabelSet(source=table["source"], table=table, item=item, label=label, annotator=who, slices=slices)


def _names_items(cells: list[str], documents: Sequence[str]) -> bool:
    keys = list(dict.fromkeys(one for one in cells if one.strip()))
    return bool(keys) and len(join_paths(keys, documents).item_of) >= MIN_JOINED * len(keys)


def _is_label(name: str, cells: list[str]) -> bool:
    values = {one.strip() for one in cells if one.strip()}
    return name.lower() not in SLICES and 2 <= len(values) <= min(MOST_CLASSES, len(cells) / 2)


def _entry(labels: LabelSet) -> str:
    facts = {"source": labels.source, "file": labels.name, "item": labels.item, "label": labels.label}
    if labels.annotator:
        facts["annotator"] = labels.annotator
    split = next((one for one in labels.slices if one.lower() == "split"), "")
    if split:
        facts["split"] = split
    if labels.of is not None:
        facts |= {"of": labels.of["item"], "key": labels.key}
    return ", ".join(f"{name}: {json.dumps(str(value), ensure_ascii=False)}" for name, value in facts.items())
