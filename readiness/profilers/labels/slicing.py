"""Label rates by slice: the project's own slices, columns of the label file, or the top folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from readiness.profilers.base import Inputs
from readiness.profilers.labels.counting import AuditedLabels, LabelCounts
from readiness.profilers.slices import slices_of

MAX_VALUES = 50
"""More values than this are no slices but ids (chosen by us)."""

Counts = dict[str, tuple[float, float]]


def by_slice(inputs: Inputs, audited: Sequence[AuditedLabels]) -> dict[str, Counts]:
    """``labels.missing``, ``.invalid`` and ``.conflicting`` by slice name (``split=train``), over all label sets.

    An item without a row in the label file lies in no slice of that file's columns.
    """
    total: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    project_slices = slices_of(inputs) if audited else {}
    for audit in audited:
        own = {item: project_slices.get((audit.labels.source, item), {}) for item in audit.items.keys}
        names_of = _names_of(audit, own if any(own.values()) else _top_folders(audit))
        for item, numbers in _item_counts(audit.counts):
            for name in names_of.get(item, ()):
                for code, (numerator, denominator) in numbers.items():
                    total[name][code][0] += numerator
                    total[name][code][1] += denominator
    return {name: {code: (n, d) for code, (n, d) in sorted(numbers.items())} for name, numbers in total.items()}


def _item_counts(counts: LabelCounts) -> Iterator[tuple[str, Counts]]:
    """The numerators and denominators that each item adds."""
    invalid = Counter(item for item, _, _ in counts.invalid)
    conflicting = {conflict.item for conflict in counts.conflicts}
    for item in counts.missing:
        yield item, {"labels.missing": (1, 1)}
    for item, rows in counts.given.items():
        labels = {"labels.missing": (0, 1), "labels.invalid": (invalid[item], len(rows))}
        yield item, {**labels, **({} if counts.multi_label else {"labels.conflicting": (item in conflicting, 1)})}


def _names_of(audit: AuditedLabels, own: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Slice names of each item: its own slices, and the cells of its first row in the label file."""
    pairs: dict[str, list[tuple[str, str]]] = {item: sorted(values.items()) for item, values in own.items()}
    for item, rows in audit.counts.rows_of.items():
        cells = zip(audit.labels.slices, rows[0].slices, strict=True)
        pairs.setdefault(item, []).extend((name, value) for name, value in cells if value.strip())
    few = _few_valued(pair for cells_found in pairs.values() for pair in cells_found)
    return {
        item: [f"{name}={value}" for name, value in cells_found if name in few] for item, cells_found in pairs.items()
    }


def _few_valued(pairs: Iterable[tuple[str, str]]) -> set[str]:
    values_of: dict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        values_of[name].add(value)
    return {name for name, values in values_of.items() if len(values) <= MAX_VALUES}


def _top_folders(audit: AuditedLabels) -> dict[str, dict[str, str]]:
    """The first folder of each document, if there are several: slices of a project that names none."""
    if audit.items.kind != "documents":
        return {}
    folders = {item: item.split("/", 1)[0] for item in audit.items.keys if "/" in item}
    return {item: {"folder": folder} for item, folder in folders.items()} if len(set(folders.values())) > 1 else {}
