"""Counts of one set of labels against its items: missing, invalid, orphaned, conflicting, and items of each class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.profilers.labels import answers, values
from readiness.profilers.labels.agreement import Agreement, agreement_of
from readiness.profilers.labels.conflicts import Conflict, copy_conflicts, item_conflicts
from readiness.profilers.labels.item_matching import ItemMatches
from readiness.profilers.labels.label_rows import LabelRow
from readiness.profilers.labels.labelled_items import Items
from readiness.profilers.labels.spec import LabelSet

UNLABELLED = "unlabelled"
"""Kind of an item that a tool lists, and that nobody labelled."""
MULTI_LABEL_SHARE = 0.5
"""When half of the labelled items carry several labels, this is the task and no conflict (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCounts:
    """Counts of one set of labels; items and keys in the order in which they are written.

    ``missing`` maps an item to (kind, cell text, state). ``invalid`` lists (item, label, suggested), ``orphans`` rows
    without an item. ``multi_label`` is True when several labels per item are the rule. ``support`` counts items per
    class. ``rows_of`` holds every row of an item, ``given`` those that carry a label.
    """

    items: int
    rows: int
    labels_given: int
    labelled: int
    missing: Mapping[str, tuple[str, str, str]]
    invalid: Sequence[tuple[str, str, str]]
    orphans: Sequence[LabelRow]
    conflicts: Sequence[Conflict]
    multi_label: bool
    support: Mapping[str, int]
    agreement: Agreement
    rows_of: Mapping[str, Sequence[LabelRow]] = field(default_factory=dict)
    given: Mapping[str, Sequence[LabelRow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedLabels:
    """One label set with its items, their matches and the counts."""

    labels: LabelSet
    items: Items
    matches: ItemMatches
    counts: LabelCounts


def count_labels(rows: Sequence[LabelRow], matches: ItemMatches, items: Items, classes: Sequence[str]) -> LabelCounts:
    """Count one set of labels; ``classes`` is the closed list, empty when none is known."""
    rows_of, orphans = _by_item(rows, matches)
    known = frozenset(classes)
    given = {item: labelled for item, item_rows in rows_of.items() if (labelled := _rows_with_label(item_rows, known))}
    empty = _empty_on_purpose(rows_of, given)
    spellings = Counter(row.label for item_rows in given.values() for row in item_rows)
    misspelt = values.invalid_labels(spellings, classes)
    conflicts = item_conflicts(given, misspelt)
    multi_label = len(conflicts) > MULTI_LABEL_SHARE * len(given)
    return LabelCounts(
        items=len(items.keys),
        rows=sum(row.part == 0 for row in rows),
        labels_given=sum(spellings.values()),
        labelled=len(given) + len(empty),
        missing=_missing_labels([key for key in items.keys if key not in empty], rows_of, given, known),
        invalid=[
            (i, r.label, misspelt[r.label]) for i, item_rows in given.items() for r in item_rows if r.label in misspelt
        ],
        orphans=orphans,
        conflicts=[] if multi_label else [*conflicts, *copy_conflicts(items.copies, given, misspelt)],
        multi_label=multi_label,
        agreement=agreement_of(given, misspelt),
        support=_support(given, spellings, classes, misspelt),
        rows_of=rows_of,
        given=given,
    )


def _by_item(rows: Iterable[LabelRow], matches: ItemMatches) -> tuple[dict[str, list[LabelRow]], list[LabelRow]]:
    rows_of: dict[str, list[LabelRow]] = defaultdict(list)
    orphans = []
    for row in rows:
        item = matches.item_of.get(row.key)
        if item is None:
            orphans += [row] if row.part == 0 else []
        else:
            rows_of[item].append(row)
    return rows_of, orphans


def _empty_on_purpose(rows_of: Mapping[str, Sequence[LabelRow]], given: Mapping[str, Sequence[LabelRow]]) -> set[str]:
    """Items that somebody labelled without a label: none of the classes fits, or there is no span."""
    return {
        item for item, rows in rows_of.items() if item not in given and any(row.state == answers.EMPTY for row in rows)
    }


def _rows_with_label(rows: Iterable[LabelRow], known: frozenset[str]) -> list[LabelRow]:
    return [row for row in rows if values.kind_of(row.label, known) == values.LABEL]


def _support(
    given: Mapping[str, Sequence[LabelRow]],
    spellings: Mapping[str, int],
    classes: Sequence[str],
    misspelt: Mapping[str, str],
) -> dict[str, int]:
    """Items per class; nothing where labels are free text or measurements."""
    if not classes and not values.are_classes(spellings):
        return {}
    per_class = Counter(label for item_rows in given.values() for label in {row.label for row in item_rows})
    return values.support(per_class, classes, misspelt)


def _missing_labels(
    keys: Iterable[str],
    rows_of: Mapping[str, Sequence[LabelRow]],
    given: Mapping[str, Sequence[LabelRow]],
    known: frozenset[str],
) -> dict[str, tuple[str, str, str]]:
    return {key: _missing_label(rows_of.get(key, ()), known) for key in keys if key not in given}


def _missing_label(rows: Sequence[LabelRow], known: frozenset[str]) -> tuple[str, str, str]:
    """(kind, cell, state) of an item without a label."""
    placeholder = next((row.label for row in rows if values.kind_of(row.label, known) == values.PLACEHOLDER), None)
    state = next((row.state for row in rows if row.state), "")
    if placeholder is not None:
        return values.PLACEHOLDER, placeholder, state
    if state:
        return UNLABELLED, "", state
    return values.BLANK if rows else "missing_row", "", ""
