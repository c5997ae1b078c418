"""Similarity of two texts, and copies with a wanted similarity.

Exact Jaccard of sets of word 5-grams (words folded to lower case), the measure that the answer key states.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from examples.enterprise_maker.document import Document, Section

SHINGLE = 5
_WORD = re.compile(r"\w+")
_OTHER_WORDS = (
    "shortly nearby twofold outward revised ordinary narrower earlier lasting written partial seasonal combined spare "
    "binding optional monthly local printed joint"
).split()


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def jaccard(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    """Shared 5-grams over all 5-grams, 0-1; 0 where there are none."""
    return len(a & b) / len(a | b) if a or b else 0.0


def containment(small: frozenset[tuple[str, ...]], large: frozenset[tuple[str, ...]]) -> float:
    """The share of ``small`` that lies inside ``large``, 0-1."""
    return len(small & large) / len(small) if small else 0.0


def edit_until_near(rng: random.Random, document: Document, low: float, high: float) -> Document:
    """A copy with single words changed here and there until its Jaccard with ``document`` lies in ``[low, high]``."""
    original, current = shingles(document.text), document
    for _ in range(200):
        current = _one_edit(rng, current)
        alike = jaccard(original, shingles(current.text))
        if alike < low:
            current = document  # overshot: begin again
        elif alike <= high:
            return current
    raise ValueError(f"no edit of {document.title!r} is between {low} and {high} alike")


def _one_edit(rng: random.Random, document: Document) -> Document:
    where = rng.randrange(len(document.sections))
    section = document.sections[where]
    which = rng.randrange(len(section.paragraphs))
    words = section.paragraphs[which].split(" ")
    words[rng.randrange(1, len(words))] = rng.choice(_OTHER_WORDS)
    paragraphs = (*section.paragraphs[:which], " ".join(words), *section.paragraphs[which + 1 :])
    sections = (
        *document.sections[:where],
        Section(heading=section.heading, paragraphs=paragraphs),
        *document.sections[where + 1 :],
    )
    return replace(document, sections=sections)
