"""Leakage: test items that are copies, or near-copies, of training items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readiness.profilers.base import Inputs
from readiness.profilers.labels.counting import AuditedLabels
from readiness.profilers.labels.item_matching import looks_like_id
from readiness.profilers.labels.label_defects import set_evidence
from readiness.profilers.labels.labelled_items import document_items, row_content
from readiness.profilers.labels.spec import Row, TableLookup
from readiness.profilers.labels.splits import TEST, TRAIN, split_of_path, split_of_table, split_of_value

CODE = "labels.leakage"
_COPIES = frozenset({"exact_duplicate", "near_duplicate"})
_SPLIT_COLUMNS = frozenset({"split", "fold", "subset", "partition", "set"})
_LABEL_COLUMNS = frozenset({"label", "labels", "class", "category", "target", "y", "intent", "tag"})
MIN_COMMON = 0.5
"""Tables of two splits share at least half of their columns (chosen by us)."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A test item and the training item of which it is a copy. ``part`` is its row where the item is a table.

    ``of_set`` is evidence on the label set, where the items are its rows.
    """

    item: str
    related: str
    relation: str
    part: str | None = None
    similarity: float | None = None
    of_set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Leaks:
    """Leaks of one source among ``tested`` items of its test splits; ``trained`` counts items of training splits."""

    tested: int = 0
    trained: int = 0
    found: list[Leak] = field(default_factory=list)

    @property
    def is_split(self) -> bool:
        return self.tested > 0 and self.trained > 0


def leaks_by_source(inputs: Inputs, lookup: TableLookup, audited: Sequence[AuditedLabels]) -> dict[str, Leaks]:
    """Leaks of every source: among its documents, its labelled rows, and its tables named as splits."""
    by_source: dict[str, Leaks] = defaultdict(Leaks)
    splits = _document_splits(inputs, audited)
    _add_documents(inputs, splits, by_source)
    for audit in audited:
        if audit.items.kind == "rows":
            _add_rows(audit, by_source[audit.labels.source])
    for source in sorted({row["source"] for row in lookup.rows}):
        _add_tables(lookup, lookup.of(source), by_source[source])
    return by_source


def _document_splits(inputs: Inputs, audited: Sequence[AuditedLabels]) -> dict[Key, str]:
    """The split of each document: as its labels say, else by its folder."""
    splits: dict[Key, str] = {}
    for source in sorted(source.name for source in inputs.project.sources):
        splits |= {(source, item): split for item in document_items(inputs, source) if (split := split_of_path(item))}
    for audit in audited:
        if audit.items.kind == "documents":
            splits |= {(audit.labels.source, item): split for item, split in row_splits(audit).items()}
    return splits


def row_splits(audit: AuditedLabels) -> dict[str, str]:
    """The split that the label rows of each item name, in a column of splits."""
    names = audit.labels.slices
    splits = {}
    for item, rows in audit.counts.rows_of.items():
        cells = [cell for name, cell in zip(names, rows[0].slices, strict=True) if _holds_splits(name)]
        if split := next(filter(None, map(split_of_value, cells)), ""):
            splits[item] = split
    return splits


def _holds_splits(name: str) -> bool:
    return name.strip().casefold() in _SPLIT_COLUMNS


def _add_documents(inputs: Inputs, splits: Mapping[Key, str], by_source: Mapping[str, Leaks]) -> None:
    """Documents of test splits with a copy in a training split, by the pairs that the audit found and equal content."""
    for (source, _), split in splits.items():
        by_source[source].tested += split == TEST
        by_source[source].trained += split == TRAIN
    leaks: dict[Key, Leak] = {}
    for one, other, relation, similarity in [*_equal_documents(inputs, splits), *_near_documents(inputs, splits)]:
        for test, train in ((one, other), (other, one)):
            if splits.get(test) == TEST and splits.get(train) == TRAIN:
                leak = Leak(item=test[1], related=train[1], relation=relation, similarity=similarity)
                leaks.setdefault(test, leak)
    for (source, _), leak in sorted(leaks.items(), key=lambda pair: pair[0]):
        by_source[source].found.append(leak)


_Pair = tuple[Key, Key, str, float | None]


def _near_documents(inputs: Inputs, splits: Mapping[Key, str]) -> Iterator[_Pair]:
    for batch in inputs.scan("pairs") if splits else ():
        for row in batch.to_pylist():
            if row["relation"] in _COPIES:
                one, other = (row["source_a"], row["item_a"]), (row["source_b"], row["item_b"])
                yield one, other, row["relation"], row["similarity"]


def _equal_documents(inputs: Inputs, splits: Mapping[Key, str]) -> Iterator[_Pair]:
    """Test documents beside the first training document of the same text or bytes."""
    trained: dict[str, Key] = {}
    tested: list[tuple[str, Key]] = []
    columns = ["source", "item", "sha256", "text_sha256"]
    for batch in inputs.scan("profile_documents", columns) if splits else ():
        for row in batch.to_pylist():
            key, content = (row["source"], row["item"]), row["text_sha256"] or row["sha256"]
            if content and splits.get(key) == TRAIN:
                trained.setdefault(content, key)
            elif content and splits.get(key) == TEST:
                tested.append((content, key))
    for content, key in tested:
        if content in trained:
            yield key, trained[content], "exact_duplicate", 1.0


def _add_rows(audit: AuditedLabels, leaks: Leaks) -> None:
    """Rows of one table, or items of one export, whose splits a column names."""
    splits = row_splits(audit)
    leaks.tested += sum(split == TEST for split in splits.values())
    leaks.trained += sum(split == TRAIN for split in splits.values())
    for group in audit.items.copies:
        train = next((item for item in group if splits.get(item) == TRAIN), None)
        for item in group if train is not None else ():
            if splits.get(item) == TEST:
                leaks.found.append(_row_leak(audit, item, str(train)))


def _row_leak(audit: AuditedLabels, item: str, related: str) -> Leak:
    known = set_evidence(audit)
    return Leak(item=item, related=related, relation="exact_duplicate", similarity=1.0, of_set=known)


def _add_tables(lookup: TableLookup, tables: Iterable[Row], leaks: Leaks) -> None:
    """Tables such as ``train.csv`` and ``test.csv``: rows that both have, ids and labels aside."""
    families: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in tables:
        split, rest = split_of_table(table["item"])
        if split and table["data"]:
            families[rest][split].append(table)
    for _, by_split in sorted(families.items()):
        for test in by_split[TEST]:
            _add_table(lookup, test, by_split[TRAIN], leaks)


def _add_table(lookup: TableLookup, test: Row, trained: Sequence[Row], leaks: Leaks) -> None:
    train_rows: dict[str, str] = {}
    columns = _compared_columns(test, trained)
    if not columns:
        return
    for table in trained:
        leaks.trained += table["rows_read"] or 0
        for number, content in enumerate(_contents(lookup, table, columns)):
            train_rows.setdefault(content, f"{table['item']} row {number + 1}")
    for number, content in enumerate(_contents(lookup, test, columns)):
        leaks.tested += 1
        if content and content in train_rows:
            part, related = f"row {number + 1}", train_rows[content]
            leaks.found.append(Leak(item=test["item"], related=related, relation="exact_duplicate", part=part))


def _compared_columns(test: Row, trained: Sequence[Row]) -> list[str]:
    """The columns that all have, without ids, labels and splits: a copy may differ in these."""
    shared = [name for name in test["columns"] if all(name in table["columns"] for table in trained)] if trained else []
    if len(shared) < MIN_COMMON * len(test["columns"]):
        return []
    apart = _LABEL_COLUMNS | _SPLIT_COLUMNS
    return [name for name in shared if name.strip().casefold() not in apart and not looks_like_id(name)]


def _contents(lookup: TableLookup, table: Row, columns: Sequence[str]) -> Iterator[str]:
    for batch in lookup.batches(table, columns):
        for cells in zip(*batch, strict=True):
            yield row_content(cells)
