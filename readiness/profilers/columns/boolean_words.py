"""Yes and no in the ways that people and programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.profilers.columns.dictionary_column import EncodedColumn, Mask

_WRITTEN = (
    *("true/false", "yes/no", "y/n", "t/f", "on/off", "0/1", "ja/nein", "j/n", "wahr/falsch", "oui/non", "o/n"),
    *(
        "vrai/faux",
        "sí/no",
        "si/no",
        "s/n",
        "sim/não",
        "sim/nao",
        "verdadero/falso",
        "verdadeiro/falso",
        "vero/falso",
    ),
    *("ja/nee", "waar/onwaar", "ja/nej", "ja/nei", "kyllä/ei", "tak/nie", "ano/ne", "igen/nem", "da/nu", "да/нет"),
    *("ναι/όχι", "evet/hayır", "はい/いいえ", "是/否", "有/无", "○/×", "예/아니오", "✓/✗"),
)
_PAIRS = tuple(frozenset(pair.split("/")) for pair in _WRITTEN)
"""Pairs that are written alike throughout a column."""

_WORDS = frozenset().union(*_PAIRS)
_ZERO_ONE = frozenset("01")


def usual_pair(texts: Sequence[str]) -> str:
    """The pair of words that both occur among the texts, as ``yes/no``; "" for none.

    >>> usual_pair(["Y", "N", "n"]), usual_pair(["true"])
    ('y/n', '')
    """
    found = {text.casefold() for text in texts}
    return next((pair for pair, words in zip(_WRITTEN, _PAIRS, strict=True) if words <= found), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanReading:
    """``conform`` marks the values that are a yes or a no, ``other_pair`` those in other words than most."""

    conform: Mask
    other_pair: Mask
    is_zero_one: bool


def read_booleans(column: EncodedColumn, filled: Mask) -> BooleanReading | None:
    """The booleans among the filled values; None where no pair of words occurs."""
    words = column.is_in(_WORDS)
    if words.sum() < 2:
        return None
    masks = {pair: column.is_in(pair) & filled for pair in _PAIRS}
    both = {pair: mask for pair, mask in masks.items() if mask.sum() > 1 or (pair != _ZERO_ONE and mask.any())}
    if not any(mask.sum() > 1 for mask in both.values()):
        return None
    usual = max(both, key=lambda pair: (column.weight(both[pair]), -_PAIRS.index(pair)))
    if both[usual].sum() < 2:
        return None
    conform = column.empty_mask()
    for pair, mask in masks.items():
        if mask.any() and (pair == usual or mask.sum() > 1 or pair & usual):
            conform |= mask
    return BooleanReading(conform=conform, other_pair=conform & ~both[usual], is_zero_one=usual == _ZERO_ONE)
