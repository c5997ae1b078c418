"""Search with slow patterns, only around the digits or words that every match must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_CASED = re.compile(r"[A-Z]+")


def around(text: str, anchor: re.Pattern[str], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Ranges of ``text`` that reach ``before`` and ``after`` characters around each anchor, merged where they touch.

    >>> list(around("year 2024 ......... and 2025", re.compile(r"[0-9]{4}"), 2, 2))
    [(3, 11), (22, 28)]
    """
    start = end = -1
    for found in anchor.finditer(text):
        if found.start() - before > end:
            if end >= 0:
                yield start, end
            start = max(0, found.start() - before)
        end = min(len(text), found.end() + after)
    if end >= 0:
        yield start, end


@dataclass(frozen=True, slots=True)
class Anchor:
    """A pattern that is quick to find in every match of a slow one, and the reach of a match on either side of it."""

    pattern: re.Pattern[str]
    before: int
    after: int


def find_near_anchors(pattern: re.Pattern[str], text: str, anchor: Anchor) -> Iterator[re.Match[str]]:
    """Yield ``pattern.finditer(text)``, tried only near its anchors; the same if no match reaches further."""
    for start, stop in around(text, anchor.pattern, anchor.before, anchor.after):
        yield from pattern.finditer(text, start, stop)


@lru_cache(maxsize=1)
def lower_case(text: str) -> str:
    """The text in lower case, character for character: the few letters that lower-case to two stay as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else _CASED.sub(lambda found: found[0].lower(), text)


def places(lower_text: str, cues: Iterable[str]) -> Iterator[int]:
    """Every place where one of the lower-case ``cues`` occurs, cue by cue: a plain search is faster than a pattern."""
    for cue in cues:
        at = lower_text.find(cue)
        while at >= 0:
            yield at
            at = lower_text.find(cue, at + 1)
