"""Sentences from productions: ``{symbol}`` in a text is replaced by one of the symbol's alternatives."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

Productions = Mapping[str, Sequence[str]]

_SLOT = re.compile(r"\{(\w+)\}")


def sentence(rng: random.Random, productions: Productions, symbol: str) -> str:
    """One sentence: every slot filled by a drawn alternative, the first letter raised.

    >>> sentence(random.Random(1), {"greeting": ["good {time}"], "time": ["morning"]}, "greeting")
    'Good morning'
    """
    text = _expand(rng, productions, rng.choice(productions[symbol]))
    return text[:1].upper() + text[1:]


def _expand(rng: random.Random, productions: Productions, text: str) -> str:
    return _SLOT.sub(lambda slot: _fill(rng, productions, slot[1]), text)


def _fill(rng: random.Random, productions: Productions, symbol: str) -> str:
    if symbol == "number":
        return str(rng.randint(2, 96))
    if symbol == "thousands":
        return f"{rng.randint(3, 940)},{rng.randrange(0, 1000, 50):03d}"
    return _expand(rng, productions, rng.choice(productions[symbol]))


def paragraph(rng: random.Random, productions: Productions, symbol: str, sentences: int) -> str:
    """Several different sentences of one symbol, as one paragraph."""
    return " ".join(f"{sentence(rng, productions, symbol)}." for _ in range(sentences))
