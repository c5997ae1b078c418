"""Column names that can be told apart."""

from __future__ import annotations

from collections.abc import Iterable


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once: an empty one becomes ``column_<position>`` (1-based), a repeated one ``name.2``, ``name.3``.

    >>> unique_names(["id", "", "id"])
    ('id', 'column_2', 'id.2')
    """
    given = [name.strip() or f"column_{position}" for position, name in enumerate(names, start=1)]
    taken, found = set(given), []
    seen: set[str] = set()
    for name in given:
        unique = name if name not in seen else _next_free(name, taken)
        taken.add(unique)
        seen.add(unique)
        found.append(unique)
    return tuple(found)


def _next_free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}.{number}" in taken:
        number += 1
    return f"{name}.{number}"
