"""One hostile document: the making of it, and the outcome that a reader must report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

OK = frozenset({"ok"})
EMPTY = frozenset({"empty"})
BROKEN = frozenset({"corrupt", "truncated"})
HOSTILE = frozenset({"hostile"})
LOST = frozenset({"crashed", "hostile", "out_of_memory", "timeout", "too_large"})
"""It ends its reader, or its reader refuses it: which of both depends on the machine. All report it as unread."""

PACKED = frozenset({"empty", "ok", "unsupported"})
"""An archive: whether it counts as a document is not at stake here."""

Make = Callable[[], str | bytes | Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Specimen:
    """``name`` may hold any byte a file system takes; ``make`` gives the content, in pieces where it is large."""

    name: str
    outcomes: frozenset[str]
    make: Make

    def write(self, path: Path) -> None:
        made = self.make()
        path.parent.mkdir(parents=True, exist_ok=True)
        pieces = [made.encode()] if isinstance(made, str) else [made] if isinstance(made, bytes) else made
        with path.open("wb") as file:
            file.writelines(pieces)
