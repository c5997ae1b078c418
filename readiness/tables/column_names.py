"""Unique column names."""

from __future__ import annotations

from collections.abc import Iterable


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once: an empty one becomes ``column_<position>`` (1-based), a repeated one ``name.2``, ``name.3``.

    >>> unique_names(["id", "", "id"])
    ('id', 'column_2', 'id.2')
    """
    stripped = [name.strip() or f"column_{position}" for position, name in enumerate(names, start=1)]
    taken, unique_so_far = set(stripped), []
    used: set[str] = set()
    for name in stripped:
        unique = name if name not in used else _next_free(name, taken)
        taken.add(unique)
        used.add(unique)
        unique_so_far.append(unique)
    return tuple(unique_so_far)


def _next_free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}.{number}" in taken:
        number += 1
    return f"{name}.{number}"
