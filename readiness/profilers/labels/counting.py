"""One set of labels against its items: what is missing, invalid, orphaned, in conflict, and how many of each class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.profilers.labels import values
from readiness.profilers.labels.item_matching import Joined
from readiness.profilers.labels.labelled_items import Items
from readiness.profilers.labels.spec import LabelSet

MULTI_LABEL_SHARE = 0.5
"""When half of the labelled items carry several labels, that is the task and no conflict (chosen by us)."""


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
    """``item`` carries ``label``, and ``other`` too; ``related`` is the copy that does, "" for itself."""

    item: str
    label: str
    other: str
    related: str = ""
    annotators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one set of labels amounts to; items and keys in the order they are written.

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
class Audited:
    """One label set with everything that was found out about it."""

    labels: LabelSet
    items: Items
    joined: Joined
    counted: Counted


def counted(rows: Sequence[LabelRow], joined: Joined, items: Items, classes: Sequence[str]) -> Counted:
    """Count one set of labels; ``classes`` is the closed list, empty when none is known."""
    rows_of, orphans = _by_item(rows, joined)
    known = frozenset(classes)
    given = {item: labelled for item, found in rows_of.items() if (labelled := _labelled(found, known))}
    spellings = Counter(row.label for found in given.values() for row in found)
    misspelt = values.invalid_labels(spellings, classes)
    several = _several(given, misspelt)
    multi_label = len(several) > MULTI_LABEL_SHARE * len(given)
    return Counted(
        items=len(items.keys),
        rows=len(rows),
        labels_given=sum(spellings.values()),
        labelled=len(given),
        missing=_missing(items.keys, rows_of, given, known),
        invalid=[(i, r.label, misspelt[r.label]) for i, found in given.items() for r in found if r.label in misspelt],
        orphans=orphans,
        conflicts=[] if multi_label else [*several, *_copies(items.copies, given, misspelt)],
        multi_label=multi_label,
        support=_support(given, spellings, classes, misspelt),
        rows_of=rows_of,
        given=given,
    )


def _by_item(rows: Iterable[LabelRow], joined: Joined) -> tuple[dict[str, list[LabelRow]], list[LabelRow]]:
    rows_of: dict[str, list[LabelRow]] = defaultdict(list)
    orphans = []
    for row in rows:
        item = joined.item_of.get(row.key)
        if item is None:
            orphans.append(row)
        else:
            rows_of[item].append(row)
    return rows_of, orphans


def _labelled(rows: Iterable[LabelRow], known: frozenset[str]) -> list[LabelRow]:
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
    per_class = Counter(label for found in given.values() for label in {row.label for row in found})
    return values.support(per_class, classes, misspelt)


def _missing(
    keys: Iterable[str],
    rows_of: Mapping[str, Sequence[LabelRow]],
    given: Mapping[str, Sequence[LabelRow]],
    known: frozenset[str],
) -> dict[str, tuple[str, str]]:
    found = {}
    for key in keys:
        if key in given:
            continue
        cells = [row.label for row in rows_of.get(key, ())]
        said = next((cell for cell in cells if values.kind_of(cell, known) == values.PLACEHOLDER), None)
        if said is not None:
            found[key] = (values.PLACEHOLDER, said)
        else:
            found[key] = (values.BLANK if cells else "missing_row", "")
    return found


def _meant(label: str, misspelt: Mapping[str, str]) -> str:
    """Spellings of one class agree with each other."""
    return values.folded(misspelt.get(label) or label)


def _several(given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]) -> list[Conflict]:
    """Items with two labels that nobody has decided between, by one annotator or by several."""
    found = []
    for item, rows in given.items():
        first, *others = _decided(rows)
        against = next((row for row in others if _meant(row.label, misspelt) != _meant(first.label, misspelt)), None)
        if against:
            who = (first.annotator, against.annotator) if first.annotator != against.annotator else ()
            found.append(Conflict(item=item, label=first.label, other=against.label, annotators=who))
    return found


def _decided(rows: Sequence[LabelRow]) -> Sequence[LabelRow]:
    """Only the rows of an adjudicator, where there are any: they settle what the others said."""
    return [row for row in rows if row.annotator.strip().casefold() in ADJUDICATORS] or rows


def _copies(
    groups: Iterable[Sequence[str]], given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]
) -> list[Conflict]:
    """Every labelled item that has a copy with another label, against the first such copy."""
    found = []
    for group in groups:
        labelled = [(item, _decided(given[item])[0].label) for item in group if item in given]
        for item, label in labelled:
            against = next(((i, o) for i, o in labelled if _meant(o, misspelt) != _meant(label, misspelt)), None)
            if against:
                found.append(Conflict(item=item, label=label, other=against[1], related=against[0]))
    return found
