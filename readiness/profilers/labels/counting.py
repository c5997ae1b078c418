"""Counts of one set of labels against its items: missing, invalid, orphaned, conflicting, and items of each class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.profilers.labels import values
from readiness.profilers.labels.item_matching import ItemMatches
from readiness.profilers.labels.labelled_items import Items
from readiness.profilers.labels.spec import LabelSet

MULTI_LABEL_SHARE = 0.5
"""When half of the labelled items carry several labels, this is the task and no conflict (chosen by us)."""


ADJUDICATORS = frozenset(
    {"adjudicated", "adjudication", "adjudicator", "agreed", "consensus", "final", "gold", "majority"}
)
"""Annotators whose word settles an item (chosen by us, after common practice in annotation files)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One row of the label file as written; ``number`` counts its rows from 0."""

    key: str
    label: str
    annotator: str = ""
    slices: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two labels of one item: ``label`` and ``other``. ``related`` is the copy with the other one, "" for the item."""

    item: str
    label: str
    other: str
    related: str = ""
    annotators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCounts:
    """Counts of one set of labels; items and keys in the order in which they are written.

    ``missing`` maps an item to (kind, cell text), ``invalid`` lists (item, label, suggested), ``orphans`` rows without
    an item. ``multi_label`` is True when several labels per item are the rule. ``support`` counts items per class.
    ``rows_of`` holds every row of an item, ``given`` those that carry a label.
    """

    items: int
    rows: int
    labels_given: int
    labelled: int
    missing: Mapping[str, tuple[str, str]]
    invalid: Sequence[tuple[str, str, str]]
    orphans: Sequence[LabelRow]
    conflicts: Sequence[Conflict]
    multi_label: bool
    support: Mapping[str, int]
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
    spellings = Counter(row.label for item_rows in given.values() for row in item_rows)
    misspelt = values.invalid_labels(spellings, classes)
    conflicts = _item_conflicts(given, misspelt)
    multi_label = len(conflicts) > MULTI_LABEL_SHARE * len(given)
    return LabelCounts(
        items=len(items.keys),
        rows=len(rows),
        labels_given=sum(spellings.values()),
        labelled=len(given),
        missing=_missing_labels(items.keys, rows_of, given, known),
        invalid=[
            (i, r.label, misspelt[r.label]) for i, item_rows in given.items() for r in item_rows if r.label in misspelt
        ],
        orphans=orphans,
        conflicts=[] if multi_label else [*conflicts, *_copy_conflicts(items.copies, given, misspelt)],
        multi_label=multi_label,
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
            orphans.append(row)
        else:
            rows_of[item].append(row)
    return rows_of, orphans


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
) -> dict[str, tuple[str, str]]:
    missing = {}
    for key in keys:
        if key in given:
            continue
        cells = [row.label for row in rows_of.get(key, ())]
        placeholder = next((cell for cell in cells if values.kind_of(cell, known) == values.PLACEHOLDER), None)
        if placeholder is not None:
            missing[key] = (values.PLACEHOLDER, placeholder)
        else:
            missing[key] = (values.BLANK if cells else "missing_row", "")
    return missing


def _intended_class(label: str, misspelt: Mapping[str, str]) -> str:
    """The folded class of a label, the same for all spellings of one class."""
    return values.fold_label(misspelt.get(label) or label)


def _item_conflicts(given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]) -> list[Conflict]:
    """Items with two labels and no adjudicated one, by one annotator or by several."""
    conflicts = []
    for item, rows in given.items():
        first, *others = _adjudicated_rows(rows)
        opposing = next(
            (row for row in others if _intended_class(row.label, misspelt) != _intended_class(first.label, misspelt)),
            None,
        )
        if opposing:
            who = (first.annotator, opposing.annotator) if first.annotator != opposing.annotator else ()
            conflicts.append(Conflict(item=item, label=first.label, other=opposing.label, annotators=who))
    return conflicts


def _adjudicated_rows(rows: Sequence[LabelRow]) -> Sequence[LabelRow]:
    """Rows of an adjudicator, where there are any: they overrule the other annotators; else all rows."""
    return [row for row in rows if row.annotator.strip().casefold() in ADJUDICATORS] or rows


def _copy_conflicts(
    groups: Iterable[Sequence[str]], given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]
) -> list[Conflict]:
    """Every labelled item that has a copy with another label, against the first such copy."""
    conflicts = []
    for group in groups:
        labelled = [(item, _adjudicated_rows(given[item])[0].label) for item in group if item in given]
        for item, label in labelled:
            opposing = next(
                ((i, o) for i, o in labelled if _intended_class(o, misspelt) != _intended_class(label, misspelt)), None
            )
            if opposing:
                conflicts.append(Conflict(item=item, label=label, other=opposing[1], related=opposing[0]))
    return conflicts
