"""Words of texts as a lexical search compares them, and the passage of a text that asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

READ_CHARACTERS = 200_000
"""A longer text takes part with its beginning. Chosen by us."""
FEWEST_TERMS = 20
"""Texts with fewer words are not searched for: a passage of theirs is the text. Chosen by us."""
PASSAGE_TERMS = (8, 24)
"""Words of a passage: about a sentence. Chosen by us."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TERM = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")


def terms(text: str) -> Iterator[str]:
    """Words, case folded; of scripts without spaces each pair of neighbouring characters.

    >>> list(terms("The Rent: 契約書"))
    ['the', 'rent', '契約', '約書']
    """
    for run in _TERM.findall(text.casefold()):
        if len(run) > 1 and _UNSPACED_START.match(run):
            yield from (run[place : place + 2] for place in range(len(run) - 1))
        else:
            yield run


def order_of(source: str, item: str) -> bytes:
    """A key that puts items in an order without meaning, the same in every audit."""
    return blake2b(f"{source}\0{item}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def passage_of(text: str, order: bytes) -> frozenset[str]:
    """The words of one passage of a text, picked by ``order``: a sentence of usual length, else a run of words."""
    least, most = PASSAGE_TERMS
    sentences = [found for one in _SENTENCE.split(text) if least <= len(found := list(terms(one))) <= most]
    pick = int.from_bytes(order, "big")
    if sentences:
        return frozenset(sentences[pick % len(sentences)])
    words = list(terms(text))
    begin = pick % max(1, len(words) - most)
    return frozenset(words[begin : begin + most])
