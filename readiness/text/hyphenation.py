"""Words that a line end parts: joined again, with or without their hyphen.

A word of the document decides where it can: what is written with a hyphen elsewhere keeps it, what is written as one
word elsewhere loses it. Otherwise a hyphen before a small letter is one of the line end alone.
"""

from __future__ import annotations

import re

BREAK = "\x02"
"""The sign that pdfium gives for a hyphen at a line end."""

FEWEST_BREAKS = 3
"""Parted words from which a plain text is taken for one with hyphens at its line ends. Chosen by us: a single one may
be a dash."""

_LONGEST_PART = 60
_LEFT = re.compile(rf"[^\W\d_]{{1,{_LONGEST_PART}}}\Z")
_AT_BREAK = re.compile(r"(?<=[^\W\d_])\x02[ ]?\n?(?P<right>\w{0,60})")
_AT_LINE_END = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(?P<right>[^\W\d_]{1,60})(?P<rest>[^\s\w-]{0,10})[ ]?")
"""Each begins at the hyphen: looking for it from every letter of a long word would take quadratic time."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SUSPENDED = frozenset(
    "und oder bzw sowie and or to et ou y e o u en of och eller og eða ja tai i oraz lub a ve".split()
)
"""Words before which a hyphen stays and a space follows: ``Haupt- und Nebensatz``."""


def join_breaks(text: str) -> str:
    r"""``text`` without ``BREAK``: ``embankm<BREAK>ents`` becomes ``embankments``, ``Rhein<BREAK>Main`` ``Rhein-Main``.

    >>> join_breaks("embankm\x02ents of the COVID\x0219 act")
    'embankments of the COVID-19 act'
    """
    if BREAK not in text:
        return text
    known = _Vocabulary(text)
    return _AT_BREAK.sub(lambda found: known.link(_left_of(found), found["right"]), text).replace(BREAK, "-")


def join_lines(text: str) -> str:
    r"""A plain text whose lines end in hyphens, with its words whole; the line then ends behind the word.

    Texts with fewer than ``FEWEST_BREAKS`` such line ends stay as they are.

    >>> join_lines("embankm-\nents are set-\ntled and pen-\netrated here")
    'embankments\nare settled\nand penetrated\nhere'
    """
    breaks = [found for found in _AT_LINE_END.finditer(text) if found["right"][:1].islower()]
    if len(breaks) < FEWEST_BREAKS:
        return text
    known = _Vocabulary(text)

    def whole(found: re.Match[str]) -> str:
        return f"{known.link(_left_of(found), found['right'])}{found['rest']}\n"

    return _AT_LINE_END.sub(whole, text)


class _Vocabulary:
    """Words of a text in lower case, as they are written within its lines."""

    def __init__(self, text: str) -> None:
        words = [found[0].lower() for line in text.replace(BREAK, "-\n").split("\n") for found in _WORD.finditer(line)]
        self._words = frozenset(words)

    def link(self, left: str, right: str) -> str:
        """The right part behind what links it to the left one: nothing, or a hyphen."""
        hyphenated, whole = f"{left}-{right}".lower(), f"{left}{right}".lower()
        if right.lower() in _SUSPENDED:
            return f"- {right}"
        if not right[:1].islower() or (hyphenated in self._words and whole not in self._words):
            return f"-{right}"
        return right


def _left_of(found: re.Match[str]) -> str:
    """The letters right before a match."""
    letters = _LEFT.search(found.string[max(0, found.start() - _LONGEST_PART) : found.start()])
    return letters[0] if letters else ""
