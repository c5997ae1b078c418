"""Is the first row of a grid its header? Decided by what stands below it, and said honestly when it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

Row = Sequence[str]

_NUMBER = re.compile(r"[+-]?[$€£¥]?\s?(\d{1,3}([,.\s]\d{3})+|\d+)([.,]\d+)?([eE][+-]?\d+)?\s?%?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}.*)?")

_YEAR = re.compile(r"(19|20)\d{2}")

TYPED_SHARE = 0.8
"""Share of a column's filled cells that must be of one kind before a header is told by differing. Chosen by us."""


def cell_kind(text: str) -> str:
    """``blank``, ``number``, ``date`` or ``text``.

    >>> [cell_kind(cell) for cell in (" ", "1,200.5", "2024-01-31", "Leeds")]
    ['blank', 'number', 'date', 'text']
    """
    bare = text.strip()
    if not bare:
        return "blank"
    if _DATE.fullmatch(bare):
        return "date"
    return "number" if _NUMBER.fullmatch(bare) else "text"


def has_header(rows: Sequence[Row]) -> bool:
    """Return whether the first of ``rows`` names the columns of the rest.

    Each column votes: a first cell of another kind than the cells below speaks for a header; one of the same number
    or date kind, or one that occurs again below, speaks against. Without votes the convention holds: a row of
    distinct, filled cells is a header.
    """
    first, below = rows[0], rows[1:]
    votes = [_vote(cell, [row[i] for row in below if i < len(row)]) for i, cell in enumerate(first)]
    if any(votes):
        return sum(votes) >= 0
    filled = [cell.strip() for cell in first if cell.strip()]
    return bool(filled) and len(set(filled)) == len(filled) and all(cell_kind(cell) == "text" for cell in filled)


def _is_year_above(first: str, below: Sequence[str]) -> bool:
    """A year over numbers that are mostly no years: the head of a wide table, one column a year."""
    years = sum(bool(_YEAR.fullmatch(cell.strip())) for cell in below)
    return bool(_YEAR.fullmatch(first.strip())) and years < (1 - TYPED_SHARE) * len(below)


def _vote(first: str, below: Sequence[str]) -> int:
    """+1 header, -1 data, 0 cannot tell."""
    kind = cell_kind(first)
    if kind == "blank":
        return 0
    kinds = Counter(cell_kind(cell) for cell in below if cell.strip())
    if not kinds:
        return 0
    usual, count = max(kinds.items(), key=lambda pair: (pair[1], pair[0]))
    if count >= TYPED_SHARE * kinds.total() and (usual != "text" or kind != "text"):
        return -1 if kind == usual and not _is_year_above(first, below) else 1
    return -1 if any(cell.strip() == first.strip() for cell in below) else 0
