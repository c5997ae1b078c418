"""Record of what a listing left out: places that could not be listed, and counts of items with the reason.

A connector adds to a ``ListingLog`` while it lists. Places are folders, prefixes or schemas; they are named. Items are
counted, with three examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from connectors.error_kinds import access_error
from readiness.errors import Retryable

MOST_COUNTED = 100_000
"""Items, and folders, that one listing counts inside what it leaves out. Chosen by us: some seconds on a local disk."""

MOST_PLACES = 1_000
"""Places that are named before they are only counted. Chosen by us: more of them are not read."""

EXAMPLES = 3

HIDDEN, SYSTEM, CACHE, PATTERN, LINK, OUTPUT, VIEW, SCHEMA = (
    "hidden",
    "system",
    "cache",
    "pattern",
    "link",
    "output",
    "view",
    "schema",
)

Child = tuple[str, bool, int | None]
"""Where an entry of a folder is, whether it is a folder itself, and its size in bytes where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that could not be listed: ``kind`` is one of ``errors.ACCESS_KINDS``, ``error`` the reason in words.

    ``tries`` counts the calls where it was tried again.
    """

    name: str
    kind: str
    error: str
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """Items and their bytes, None when not known. ``at_least``: there are more, counting was stopped.

    ``unlisted`` are the places in it that could not be listed, with the error of each.
    """

    items: int
    bytes: int | None
    at_least: bool = False
    unlisted: tuple[tuple[str, Exception], ...] = ()


@dataclass(slots=True, kw_only=True)
class CountBudget:
    """Limit on how much is counted in what one listing leaves out."""

    items: int = MOST_COUNTED
    folders: int = MOST_COUNTED


@dataclass(slots=True, kw_only=True)
class _Sum:
    items: int = 0
    bytes: int | None = 0
    at_least: bool = False
    examples: list[str] = field(default_factory=list)


class ListingLog:
    """Collects what a listing leaves out, in the order of the listing.

    >>> log = ListingLog()
    >>> log.leave_out("hidden", ".env", ItemCount(items=1, bytes=20))
    >>> log.facts()["left_out"]
    [{'reason': 'hidden', 'items': 1, 'bytes': 20, 'at_least': False, 'examples': ['.env']}]
    """

    def __init__(self, budget: CountBudget | None = None) -> None:
        self.budget = budget or CountBudget()
        self.unlisted: list[Place] = []
        self.more_unlisted = 0
        self.excluded: list[str] = []
        self._sums: dict[str, _Sum] = {}

    def add_unlisted(self, name: str, error: Exception) -> None:
        """A place that is not known to be empty, because listing it raised ``error``."""
        if len(self.unlisted) >= MOST_PLACES:
            self.more_unlisted += 1
            return
        found = access_error(error, where=name)
        tries = found.tries if isinstance(found, Retryable) else 0
        self.unlisted.append(Place(name=name, kind=found.kind, error=found.what, tries=tries))

    def exclude(self, name: str, counted: ItemCount) -> None:
        """A place that the config leaves out by name."""
        self.excluded.append(name)
        self.leave_out(PATTERN, name, counted)

    def leave_out(self, reason: str, example: str, counted: ItemCount) -> None:
        total = self._sums.setdefault(reason, _Sum())
        total.items += counted.items
        total.bytes = None if total.bytes is None or counted.bytes is None else total.bytes + counted.bytes
        total.at_least |= counted.at_least
        if len(total.examples) < EXAMPLES:
            total.examples.append(example)

    def facts(self) -> dict[str, object]:
        """Plain JSON values: ``unlisted``, ``more_unlisted``, ``excluded``, ``left_out``."""
        unlisted = [{"place": one.name, "kind": one.kind, "error": one.error} for one in self.unlisted]
        left_out = [
            {
                "reason": reason,
                "items": total.items,
                "bytes": total.bytes,
                "at_least": total.at_least,
                "examples": total.examples,
            }
            for reason, total in sorted(self._sums.items())
        ]
        return {
            "unlisted": unlisted,
            "more_unlisted": self.more_unlisted,
            "excluded": self.excluded,
            "left_out": left_out,
        }


def count_below(folder: str, children: Callable[[str], Iterable[Child]], budget: CountBudget) -> ItemCount:
    """Count the items below ``folder``, at any depth; what ``children`` raises for a folder is a place not listed."""
    items, size, unlisted = 0, 0, list[tuple[str, Exception]]()
    is_sized, pending = True, [folder]
    while pending:
        if budget.folders <= 0 or budget.items <= 0:
            return ItemCount(items=items, bytes=None, at_least=True, unlisted=tuple(unlisted))
        budget.folders -= 1
        for where, is_folder, bytes_below in _try_children(pending.pop(), children, unlisted):
            if is_folder:
                pending.append(where)
                continue
            if budget.items <= 0:
                return ItemCount(items=items, bytes=None, at_least=True, unlisted=tuple(unlisted))
            budget.items -= 1
            items += 1
            is_sized &= bytes_below is not None
            size += bytes_below or 0
    return ItemCount(items=items, bytes=size if is_sized and not unlisted else None, unlisted=tuple(unlisted))


def _try_children(
    folder: str, children: Callable[[str], Iterable[Child]], unlisted: list[tuple[str, Exception]]
) -> Iterator[Child]:
    try:
        yield from children(folder)
    except Exception as error:  # noqa: BLE001 - whatever a driver raises means that the folder cannot be listed
        unlisted.append((folder, error))
