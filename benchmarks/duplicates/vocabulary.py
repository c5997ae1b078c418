"""Invented words whose frequencies fall as in real text, in three scripts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Tokens = npt.NDArray[np.int32]

LATIN, ACCENTED, HAN = "latin", "accented", "han"
SIZES = {LATIN: 50_000, ACCENTED: 20_000, HAN: 6_000}
_LETTERS = {LATIN: "abcdefghijklmnopqrstuvwxyz", ACCENTED: "aáàâäeéèêiíîoóôöuúûünrstldmcçñßø"}
_FIRST_HAN = 0x4E00
_EXPONENT, _SHIFT = 1.05, 2.7
"""Zipf-Mandelbrot with the constants usual for English (Mandelbrot 1953; Piantadosi 2014)."""


def _invent_word(rng: np.random.Generator, letters: str, size: int) -> list[str]:
    """``size`` distinct words; frequent ones are shorter, as in real text."""
    alphabet = np.array(list(letters))
    words: dict[str, None] = {}
    while len(words) < size:
        length = int(np.clip(1 + rng.poisson(1.2 + 1.1 * np.log10(len(words) + 2)), 1, 16))
        words["".join(alphabet[rng.integers(0, len(alphabet), length)])] = None
    return list(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script's words: their first position in ``Vocabulary.words`` and cumulated frequencies."""

    first: int
    cumulated: npt.NDArray[np.float64]

    def draw(self, rng: np.random.Generator, count: int) -> Tokens:
        """``count`` words by frequency."""
        return (self.first + np.searchsorted(self.cumulated, rng.random(count))).astype(np.int32)

    def draw_rare(self, rng: np.random.Generator, count: int) -> Tokens:
        """``count`` words, each as likely as the other: what an edit puts in place of a word."""
        return rng.integers(self.first, self.first + len(self.cumulated), count, dtype=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    words: pa.Array
    scripts: dict[str, Script]

    @classmethod
    def generator_of_seed(cls, rng: np.random.Generator) -> Vocabulary:
        words: list[str] = []
        scripts: dict[str, Script] = {}
        for name, size in SIZES.items():
            scripts[name] = Script(first=len(words), cumulated=_cumulate(size))
            words += _han(size) if name == HAN else _invent_word(rng, _LETTERS[name], size)
        return cls(words=pa.array(words, pa.string()), scripts=scripts)


def _han(size: int) -> list[str]:
    return [chr(_FIRST_HAN + place) for place in range(size)]


def _cumulate(size: int) -> npt.NDArray[np.float64]:
    shares = (np.arange(size) + _SHIFT) ** -_EXPONENT
    cumulated = np.cumsum(shares / shares.sum())
    cumulated[-1] = 1.0
    return cumulated
