"""Chunks of one text: whether it can be split at its own structure into pieces that a retrieval model takes whole.

A text is split at blank lines, page breaks and line ends; lines that were only wrapped at a margin are joined again.
The parts (headings, paragraphs, items of a list) are packed into chunks. A part longer than a chunk has to be cut
inside: at the end of a sentence, or, where one sentence is longer than a chunk, within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.text.token_estimate import estimate_tokens

CHUNK_TOKENS = 512
"""Longest chunk, in estimated tokens: the input length of the models of the BERT family (Devlin et al. 2019)."""
CUT_SHARE = 0.10
"""Share of a text in parts that must be cut above which the text counts. Chosen by us."""
READ_CHARACTERS = 1_000_000
"""Longer texts are judged by their beginning. Chosen by us."""

WIDEST_WRAPPED = 160
"""Lines wider than this were not wrapped at a margin. Chosen by us."""
_FULL_LINE = 0.7
"""Of the widest line of its block: such a line goes on in the next one. Chosen by us."""

_GOES_ON = 1 / 3
"""Of the lines after full ones: so many begin within a sentence. Chosen by us."""

ONE_BLOCK, MID_SENTENCE, MID_PARAGRAPH = "one_block", "mid_sentence", "mid_paragraph"

_BREAK = re.compile(r"\n[^\S\n]*\n|\f")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；][\"'”’»)\]]*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*•·◦▪–—#]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStructure:
    """Parts and tokens of a text. ``cut_share`` is the share of its characters in parts longer than a chunk, 0-1.

    ``kind`` is empty where at most ``CUT_SHARE`` of it has to be cut.
    """

    tokens: int
    parts: int
    longest_tokens: int
    cut_share: float
    kind: str


def structure_of(text: str) -> TextStructure:
    """The structure of one text, read up to ``READ_CHARACTERS``."""
    parts = list(parts_of(text[:READ_CHARACTERS]))
    sizes = [estimate_tokens(part) for part in parts]
    long = [part for part, size in zip(parts, sizes, strict=True) if size > CHUNK_TOKENS]
    share = sum(map(len, long)) / max(1, sum(map(len, parts)))
    return TextStructure(
        tokens=sum(sizes),
        parts=len(parts),
        longest_tokens=max(sizes, default=0),
        cut_share=share,
        kind=_kind(parts, long) if share > CUT_SHARE else "",
    )


def _kind(parts: list[str], long: list[str]) -> str:
    sentences = (sentence for part in long for sentence in _SENTENCE.split(part))
    if any(estimate_tokens(sentence) > CHUNK_TOKENS for sentence in sentences):
        return MID_SENTENCE if len(parts) > 1 else ONE_BLOCK
    return MID_PARAGRAPH if len(parts) > 1 else ONE_BLOCK


def parts_of(text: str) -> Iterator[str]:
    r"""Headings, paragraphs and list items of a text, in order.

    >>> list(parts_of("Title\n\nFirst line of it,\nsecond line.\n- an item"))
    ['Title', 'First line of it,', 'second line.', '- an item']
    """
    for block in _BREAK.split(text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        yield from _join_lines(lines) if _is_wrapped(lines) else lines


def _is_wrapped(lines: list[str]) -> bool:
    """True when most lines of a block end near one margin, so that a line end says nothing."""
    width = max(map(len, lines), default=0)
    if len(lines) < 3 or width > WIDEST_WRAPPED:
        return False
    full = [len(line) >= _FULL_LINE * width for line in lines[:-1]]
    goes_on = sum(long and _begins_within(line) for long, line in zip(full, lines[1:], strict=True))
    return 2 * sum(full) > len(full) and goes_on >= _GOES_ON * sum(full)


def _begins_within(line: str) -> bool:
    """True for a line that may begin within a sentence: its first letter is no capital. Rows of a table are digits."""
    return line[0].isalpha() and not line[0].isupper()


def _join_lines(lines: list[str]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends with a short line that ends a sentence, or before a list item."""
    width = max(map(len, lines))
    gathered: list[str] = []
    for line in lines:
        if gathered and _LIST_ITEM.match(line):
            yield " ".join(gathered)
            gathered = []
        gathered.append(line)
        if len(line) < _FULL_LINE * width and _SENTENCE_END.search(line):
            yield " ".join(gathered)
            gathered = []
    if gathered:
        yield " ".join(gathered)
