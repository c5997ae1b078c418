"""One piece of hidden text, as finders yield it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenText:
    """A text and the way it is hidden; ``usual`` where pages hide text so without harm."""

    kind: str
    text: str
    usual: bool = False
