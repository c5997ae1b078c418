"""Rare misspellings: values one edit away from a much more frequent value of the same column.

A misspelling shows only against repetition, so columns of names or running text are left alone; and where the frequent
values lie one edit apart (codes, short names) no misspelling can be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from readiness.profilers.columns.dictionary_column import Ints

FREQUENT_CELLS = 5
"""Cells from which a value is established. Chosen by us."""

RARE_CELLS = 3
"""A value this rare may be a misspelling of one ``RATIO`` times as frequent. Chosen by us."""

RATIO = 5
REPEATED_RATIO = 50
"""A misspelling that occurs more often than ``RARE_CELLS`` (the same typo, made again) needs an established value so
many times as frequent. Chosen by us."""

REPEATED_SHARE = 0.9
"""Share of cells that established values must hold. Chosen by us."""

MIN_CHARACTERS = 5
"""Shorter words lie one edit apart too often (east, west; Iran, Iraq)."""

EDITS_PER_CHARACTER = 0.1
"""Edits allowed per character, at least one. Chosen by us."""

MAX_NEIGHBOUR_SHARE = 0.1
"""Share of established values that may lie one edit apart before the column gives no evidence. Chosen by us."""

MIN_MISSPELT_SHARE = 0.5
"""Share of rare values that must lie near an established one: where most rare values have no such neighbour, rarity is
natural (Zipf) and nearness is chance. Chosen by us."""

MAX_VALUES = 2000
"""Distinct values compared with each other; a bound of time, not of meaning."""

_BUCKETS = 64
_PEER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Distinct values with their cells; ``letters`` (values, buckets) counts each value's characters."""

    texts: Sequence[str]
    counts: Ints
    letters: npt.NDArray[np.int16]


def rare_variants(texts: Sequence[str], counts: Ints) -> dict[int, int]:
    """Position of each misspelt value -> position of the established value that it is a typo of.

    ``texts`` are distinct values, ``counts`` (values,) the cells that hold each.
    """
    rare = counts <= RARE_CELLS
    if len(texts) > MAX_VALUES or counts[counts >= FREQUENT_CELLS].sum() < REPEATED_SHARE * counts.sum():
        return {}
    words = Words(texts=texts, counts=counts, letters=_letter_counts(texts))
    usual_of = {position: _usual_spelling(words, position) for position in range(len(texts))}
    misspelt = {position: usual for position, usual in usual_of.items() if usual is not None and usual >= 0}
    established = [p for p in range(len(texts)) if counts[p] >= FREQUENT_CELLS and p not in misspelt]
    peers = sum(usual_of[position] == _PEER for position in established)
    lone = int(rare.sum()) - sum(bool(rare[position]) for position in misspelt)
    natural = lone > (1 - MIN_MISSPELT_SHARE) * rare.sum()
    return {} if natural or peers > MAX_NEIGHBOUR_SHARE * len(established) else misspelt


def _usual_spelling(words: Words, position: int) -> int | None:
    """The most frequent value that this one may be a typo of; ``_PEER`` when such values are as established as it."""
    word, count = words.texts[position], int(words.counts[position])
    allowed = allowed_edits(word)
    if len(word) < MIN_CHARACTERS:
        return None
    distances = np.abs(words.letters - words.letters[position]).sum(axis=1)
    near = np.flatnonzero((distances <= 2 * allowed) & (words.counts >= max(count, FREQUENT_CELLS)))
    candidates = [int(other) for other in near if other != position and is_typo(word, words.texts[int(other)], allowed)]
    if not candidates:
        return None
    best = max(candidates, key=lambda other: (int(words.counts[other]), -other))
    ratio = RATIO if count <= RARE_CELLS else REPEATED_RATIO
    return best if words.counts[best] >= ratio * count else _PEER


def allowed_edits(word: str) -> int:
    return max(1, int(EDITS_PER_CHARACTER * len(word)))


def _letter_counts(words: Sequence[str]) -> npt.NDArray[np.int16]:
    """Counts of each character (folded into buckets) in each word: words k edits apart differ by at most 2k."""
    letters = np.zeros((len(words), _BUCKETS), dtype=np.int16)
    for row, word in enumerate(words):
        np.add.at(letters[row], [ord(character) % _BUCKETS for character in word], 1)
    return letters


def is_typo(word: str, other: str, most: int) -> bool:
    """True when ``word`` may be a misspelling of ``other``: few edits, none of which changes the meaning.

    Another digit, another one-letter word (dock A, dock B), an added or lost first letter (typical, atypical) and a
    final s are differences of meaning.

    >>> is_typo("birxingham", "birmingham", 1), is_typo("grade 1", "grade 2", 1), is_typo("atypical", "typical", 1)
    (True, False, False)
    """
    if edits(word, other, most) > most:
        return False
    return not (_same_but_ends(word, other) or _differ_by_letter_words(word, other)) and _digits_agree(word, other)


def _same_but_ends(word: str, other: str) -> bool:
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[1:] == shorter or longer == f"{shorter}s"


def _differ_by_letter_words(word: str, other: str) -> bool:
    left, right = re.findall(r"[^\W_]+", word), re.findall(r"[^\W_]+", other)
    changed = [
        len(a) == len(b) == 1 and a.isalpha() and b.isalpha() for a, b in zip(left, right, strict=False) if a != b
    ]
    return len(left) == len(right) and bool(changed) and all(changed)


def _digits_agree(word: str, other: str) -> bool:
    if [c for c in word if c.isdigit()] == [c for c in other if c.isdigit()]:
        return True
    pairs = list(zip(word, other, strict=False))
    return len(word) == len(other) and not any(a != b and a.isdigit() for a, b in pairs)


def edits(word: str, other: str, most: int) -> int:
    """Levenshtein distance, or ``most + 1`` once it is more."""
    return int(Levenshtein.distance(word, other, score_cutoff=most))
