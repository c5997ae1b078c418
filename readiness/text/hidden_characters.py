"""Characters that show nothing and can carry words or turn the order of others, apart from their usual uses.

Usual are: joiners within scripts that need them (Persian, Hindi) and within emoji, a mark of byte order at the
beginning, soft hyphens, isolates and embeddings, overrides beside letters written from right to left, and tags behind a
black flag (the flags of England, Scotland and Wales).
"""

from __future__ import annotations

import re

TAGS, ZERO_WIDTH, BIDI = "tag_characters", "zero_width", "bidi_overrides"
FEWEST_ZERO_WIDTH = 8
"""Fewer zero-width characters are crumbs of an editor; one hidden letter takes seven or eight of them. Chosen by us."""

_ANY = re.compile("[\u200b-\u200f\u202d\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_TAG = re.compile("[\U000e0000-\U000e007f]")
_ZERO = re.compile("[\u200b\u2060-\u2064]|[\u200c\u200d\ufeff](?=[\u200b-\u200d\u2060-\u2064\ufeff\\w\\s])")
_JOINED = re.compile(
    "(?<=[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u1780-\u17ff\ufb50-\ufefc])[\u200b-\u200d]"
    "|[\u200c\u200d](?=[\u0600-\u06ff\u0900-\u0dff\u200d\u2600-\u27bf\U0001f000-\U0001faff])"
    "|(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]\u200b|\u200b[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_OVERRIDE = re.compile("[\u202d\u202e]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def hidden_characters(text: str) -> tuple[dict[str, int], str]:
    """The hidden characters by kind, and the words that tag characters spell.

    >>> hidden_characters("plain" + "".join(chr(0xE0000 + ord(c)) for c in "obey"))
    ({'tag_characters': 4}, 'obey')
    """
    if text.isascii() or not _ANY.search(text):
        return {}, ""
    rest = _FLAG.sub("", text)
    tags = _TAG.findall(rest)
    zero = len(_ZERO.findall(_UNSPACED.sub("", _JOINED.sub("", rest.removeprefix("\ufeff")))))
    overrides = 0 if _RIGHT_TO_LEFT.search(rest) else len(_OVERRIDE.findall(rest))
    counts = {TAGS: len(tags), ZERO_WIDTH: zero if zero >= FEWEST_ZERO_WIDTH else 0, BIDI: overrides}
    spelled = "".join(chr(ord(one) - 0xE0000) for one in tags if 0x20 <= ord(one) - 0xE0000 < 0x7F)
    return {kind: count for kind, count in counts.items() if count}, spelled
