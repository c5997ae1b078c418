"""Rare misspellings: values one slip away from a much more frequent value of the same column.

A misspelling shows only against repetition, so columns of names or running text are left alone; and where the
frequent values themselves lie one slip apart (codes, short names) nothing can be told.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readiness.profilers.columns.encoded import EncodedColumn, Mask

FREQUENT_CELLS = 5
"""Cells from which a value is established. Chosen by us."""

RATIO = 5
"""The established value must be this many times as frequent as its misspelling. Chosen by us."""

RARE_CELLS = 3
"""A misspelling is this rare at most. Chosen by us."""

REPEATED_SHARE = 0.9
"""Share of cells that established values must hold. Chosen by us."""

MIN_CHARACTERS = 5
"""Shorter words lie one slip apart too often (east, west; Iran, Iraq)."""

SLIPS_PER_CHARACTER = 0.1
"""Slips allowed per character, at least one. Chosen by us."""

MAX_NEIGHBOUR_SHARE = 0.1
"""Share of established values that may lie one slip apart before the column says nothing. Chosen by us."""

MIN_MISSPELT_SHARE = 0.5
"""Share of rare values that must lie near an established one: where most rare values stand alone, rarity is natural
(Zipf) and nearness chance. Chosen by us."""

MAX_VALUES = 2000
"""Distinct values compared on either side; a bound of time, not of meaning."""

_BUCKETS = 64


def rare_variants(column: EncodedColumn, aside: Mask) -> dict[int, int]:
    """Code of each rare misspelling -> code of the established value it is a slip of; ``aside`` is not judged."""
    judged = ~column.blank & ~aside
    frequent = _codes(column, judged & (column.counts >= FREQUENT_CELLS))
    rare = _codes(column, judged & (column.counts <= RARE_CELLS))
    if not len(frequent) or not len(rare) or max(len(frequent), len(rare)) > MAX_VALUES:
        return {}
    if column.counts[frequent].sum() < REPEATED_SHARE * column.weight(judged):
        return {}
    words = {int(code): column.texts[int(code)].as_py() for code in (*frequent, *rare)}
    neighbours = _nearest(words, frequent, frequent, column.counts)
    if len(neighbours) > MAX_NEIGHBOUR_SHARE * len(frequent):
        return {}
    found = _nearest(words, rare, frequent, column.counts)
    return found if len(found) >= MIN_MISSPELT_SHARE * len(rare) else {}


def _codes(column: EncodedColumn, mask: Mask) -> npt.NDArray[np.int64]:
    return np.flatnonzero(mask & (column.counts > 0))


def _nearest(
    words: dict[int, str], left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> dict[int, int]:
    """For each left value the most frequent right value that it may be a slip of."""
    letters = _letters([words[int(code)] for code in right])
    found = {}
    for code in map(int, left):
        word = words[code]
        slips = allowed_slips(word)
        if len(word) < MIN_CHARACTERS:
            continue
        apart = np.abs(letters - _letters([word])).sum(axis=1)
        near = [int(other) for other in right[apart <= 2 * slips] if int(other) != code]
        near = [other for other in near if counts[other] >= RATIO * counts[code] or counts[code] >= FREQUENT_CELLS]
        near = [other for other in near if is_slip(word, words[other], slips)]
        if near:
            found[code] = max(near, key=lambda other: (counts[other], -other))
    return found


def allowed_slips(word: str) -> int:
    return max(1, int(SLIPS_PER_CHARACTER * len(word)))


def _letters(words: list[str]) -> npt.NDArray[np.int16]:
    """How often each character (folded into buckets) stands in each word: words k edits apart differ by at most 2k."""
    found = np.zeros((len(words), _BUCKETS), dtype=np.int16)
    for row, word in enumerate(words):
        np.add.at(found[row], [ord(character) % _BUCKETS for character in word], 1)
    return found


def is_slip(word: str, other: str, slips: int) -> bool:
    """Whether ``word`` may be a misspelling of ``other``: few edits, none of which changes what is meant.

    Another digit, an added or lost first letter (typical, atypical) and a final s are differences of meaning.

    >>> is_slip("birxingham", "birmingham", 1), is_slip("grade 1", "grade 2", 1), is_slip("atypical", "typical", 1)
    (True, False, False)
    """
    if _same_but_ends(word, other) or not _digits_agree(word, other):
        return False
    return edits(word, other, slips) <= slips


def _same_but_ends(word: str, other: str) -> bool:
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[1:] == shorter or longer == f"{shorter}s"


def _digits_agree(word: str, other: str) -> bool:
    if [c for c in word if c.isdigit()] == [c for c in other if c.isdigit()]:
        return True
    pairs = list(zip(word, other, strict=False))
    return len(word) == len(other) and not any(a != b and a.isdigit() for a, b in pairs)


def edits(word: str, other: str, most: int) -> int:
    """Levenshtein distance, or ``most + 1`` as soon as it is more (Ukkonen 1985: only a band of the table is filled)."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    previous = list(range(len(other) + 1))
    for i, a in enumerate(word, start=1):
        low, high = max(1, i - most), min(len(other), i + most)
        current = [most + 1] * (len(other) + 1)
        current[0] = i
        for j in range(low, high + 1):
            current[j] = min(previous[j - 1] + (a != other[j - 1]), previous[j] + 1, current[j - 1] + 1)
        if min(current[low - 1 : high + 1]) > most:
            return most + 1
        previous = current
    return previous[-1]
