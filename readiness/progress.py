"""Progress reports of long work."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""``progress(done, total)``; a total of 0 is not known yet."""

PartProgress = Callable[[str, int, int], None]
"""``progress(part, done, total)``: the same for each part of the work, by name."""


def silent(*_: object) -> None:
    """Report no progress."""
