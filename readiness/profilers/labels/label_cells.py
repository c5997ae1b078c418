"""Cells that hold several labels: a JSON list, or labels with a sign between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from readiness.profilers.labels.answers import json_value
from readiness.profilers.labels.values import text_of

_SIGNS = ("|", ";", "\n", "#", ",", "/", "+")
"""Signs that people and tools put between labels; doccano's CSV has ``#``."""
MIN_CELLS = 3
"""Fewer different cells with a sign in them prove nothing (chosen by us)."""
MIN_KNOWN = 0.9
"""Share of the parts that must be found in another cell too: labels return in other company, words of one name do not
(chosen by us)."""


def several_labels(cells: Sequence[str], classes: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """The cells that hold a list of labels, and these; an empty list gives one blank label.

    >>> several_labels(['["a", "b"]', "c"])
    {'["a", "b"]': ('a', 'b')}
    """
    distinct = set(cells)
    lists = {cell: parts for cell in distinct if (parts := _json_labels(cell)) is not None}
    return {**lists, **_by_sign(distinct - set(lists), frozenset(classes))}


def _json_labels(cell: str) -> tuple[str, ...] | None:
    value = json_value(cell)
    if isinstance(value, dict):
        value = value.get("choices")
    if not isinstance(value, list) or any(isinstance(one, (dict, list)) for one in value):
        return None
    return tuple(dict.fromkeys(text_of(one) for one in value)) or ("",)


def _by_sign(cells: Iterable[str], classes: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The cells split along the first sign that parts them into labels that are known elsewhere."""
    for sign in _SIGNS:
        parted = {cell: _parts(cell, sign) for cell in cells if sign in cell.strip() and cell.strip() not in classes}
        if len(parted) >= MIN_CELLS and _are_known(parted, cells, classes):
            return parted
    return {}


def _parts(cell: str, sign: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(sign) if part.strip())) or ("",)


def _are_known(parted: dict[str, tuple[str, ...]], cells: Iterable[str], classes: frozenset[str]) -> bool:
    """True when nearly all parts are classes, stand alone in another cell, or are found in cells with other parts.

    The parts of ``Food, drink`` and ``Food, other`` are no labels: ``drink`` is found nowhere else.
    """
    alone = {cell.strip() for cell in cells if cell not in parted} | classes
    together = Counter(part for parts in parted.values() for part in parts)
    places: dict[str, set[int]] = {}
    for parts in parted.values():
        for at, part in enumerate(parts):
            places.setdefault(part, set()).add(at)
    known = sum(part in alone or (count > 1 and len(places[part]) > 1) for part, count in together.items())
    return all(len(parts) > 1 for parts in parted.values()) and known >= MIN_KNOWN * len(together)
