"""Label rates by slice: the project's own slices, columns of the label file, or the top folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from readiness.profilers.base import Inputs
from readiness.profilers.labels.counting import Audited, Counted
from readiness.profilers.slices import slices_of

MAX_VALUES = 50
"""More values than this are no slices but ids (chosen by us)."""

Counts = dict[str, tuple[float, float]]


def by_slice(inputs: Inputs, audited: Sequence[Audited]) -> dict[str, Counts]:
    """``labels.missing``, ``.invalid`` and ``.conflicting`` by slice name (``split=train``), over all label sets.

    An item without a row in the label file lies in no slice of that file's columns.
    """
    total: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    project_slices = slices_of(inputs) if audited else {}
    for one in audited:
        own = {item: project_slices.get((one.labels.source, item), {}) for item in one.items.keys}
        names_of = _names_of(one, own if any(own.values()) else _top_folders(one))
        for item, counts in _item_counts(one.counted):
            for name in names_of.get(item, ()):
                for code, (numerator, denominator) in counts.items():
                    total[name][code][0] += numerator
                    total[name][code][1] += denominator
    return {name: {code: (n, d) for code, (n, d) in sorted(counts.items())} for name, counts in total.items()}


def _item_counts(found: Counted) -> Iterator[tuple[str, Counts]]:
    """What each item adds to numerators and denominators."""
    invalid = Counter(item for item, _, _ in found.invalid)
    conflicting = {conflict.item for conflict in found.conflicts}
    for item in found.missing:
        yield item, {"labels.missing": (1, 1)}
    for item, rows in found.given.items():
        labels = {"labels.missing": (0, 1), "labels.invalid": (invalid[item], len(rows))}
        yield item, {**labels, **({} if found.multi_label else {"labels.conflicting": (item in conflicting, 1)})}


def _names_of(one: Audited, own: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Slice names of each item: its own slices, and the cells of its first row in the label file."""
    pairs: dict[str, list[tuple[str, str]]] = {item: sorted(values.items()) for item, values in own.items()}
    for item, rows in one.counted.rows_of.items():
        cells = zip(one.labels.slices, rows[0].slices, strict=True)
        pairs.setdefault(item, []).extend((name, value) for name, value in cells if value.strip())
    few = _few_valued(pair for found in pairs.values() for pair in found)
    return {item: [f"{name}={value}" for name, value in found if name in few] for item, found in pairs.items()}


def _few_valued(pairs: Iterable[tuple[str, str]]) -> set[str]:
    values_of: dict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        values_of[name].add(value)
    return {name for name, values in values_of.items() if len(values) <= MAX_VALUES}


def _top_folders(one: Audited) -> dict[str, dict[str, str]]:
    """Where the project names no slices, documents are told apart by their first folder, if there are several."""
    if one.items.kind != "documents":
        return {}
    folders = {item: item.split("/", 1)[0] for item in one.items.keys if "/" in item}
    return {item: {"folder": folder} for item, folder in folders.items()} if len(set(folders.values())) > 1 else {}
