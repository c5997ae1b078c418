"""Values as they are compared: one case, no accents, no punctuation; and the words in them with their rarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import Floats, Ints, Mask

MOST_WORDS = 32
"""Words kept of one value, the rarest first: more would add no evidence and cost their product. Chosen by us."""

_APOSTROPHES = r"['`’ʼ]"
_LONG_VALUE_HASH = r"#[0-9a-f]{16}$"
"""The ending that ``readiness.profilers.columns.dictionary_column`` gives to a value that it cut short."""


def normalise(texts: pa.Array) -> pa.Array:
    """Lower case, without accents (Unicode NFKD) and punctuation, ``&`` as a word, one space between words.

    >>> normalised(pa.array(["Müller & Söhne, Ltd.", "O'Hara"])).to_pylist()
    ['muller and sohne ltd', 'ohara']
    """
    folded = pc.replace_substring_regex(pc.cast(texts, pa.large_string()), _LONG_VALUE_HASH, "")
    folded = pc.replace_substring_regex(pc.utf8_normalize(folded, "NFKD"), r"\p{M}", "")
    folded = pc.replace_substring_regex(pc.utf8_lower(folded), _APOSTROPHES, "")
    folded = pc.replace_substring(folded, "&", " and ")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(folded, r"[^\p{L}\p{N}]+", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a field's distinct values, as compressed rows.

    ``texts`` are the distinct words; the words of value ``v`` are ``ids[starts[v]:starts[v + 1]]``, each once.
    ``bits`` (words,) is each word's information in this field, ``values_with`` (words,) the distinct values that hold
    it, ``digits`` marks words with a digit.
    """

    texts: list[str]
    ids: Ints
    starts: Ints
    bits: Floats
    values_with: Ints
    digits: Mask

    def expand(self, values: Ints) -> tuple[Ints, Ints]:
        """(position in ``values``, word) of every word of these values."""
        counts = self.starts[values + 1] - self.starts[values]
        owners = np.repeat(np.arange(len(values)), counts)
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return owners, self.ids[inside + np.repeat(self.starts[values], counts)]


def words_of(values: pa.Array, counts: Ints) -> Words:
    """Split distinct normalised values at spaces; ``counts`` (values,) are the rows that hold each.

    A word's bits are those of finding it in a row drawn at random (inverse document frequency, Spärck Jones 1972).
    """
    parts = pc.split_pattern(values, " ")
    lengths = pc.fill_null(pc.list_value_length(parts), 0).to_numpy(zero_copy_only=False)
    encoded = parts.flatten().dictionary_encode()
    texts: list[str] = encoded.dictionary.to_pylist()
    pairs = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths) * max(1, len(texts))
    pairs = sorted_distinct(pairs + encoded.indices.to_numpy(zero_copy_only=False))
    owners, ids = np.divmod(pairs, max(1, len(texts)))
    rows_with = np.bincount(ids, weights=counts[owners], minlength=len(texts)).astype(np.float64)
    owners, ids = _keep_rarest(owners, ids, rows_with)
    return Words(
        texts=texts,
        ids=ids,
        starts=np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(values)))]).astype(np.int64),
        bits=np.log2((counts.sum() + 1) / np.maximum(rows_with, 1)) + 0.1,
        values_with=np.bincount(ids, minlength=len(texts)).astype(np.int64),
        digits=np.array([any(letter.isdigit() for letter in text) for text in texts], dtype=bool),
    )


def _keep_rarest(owners: Ints, ids: Ints, rows_with: Floats) -> tuple[Ints, Ints]:
    order = np.lexsort((ids, rows_with[ids], owners))
    owners, ids = owners[order], ids[order]
    kept = ranks(owners) < MOST_WORDS
    return owners[kept], ids[kept]


def sorted_distinct(values: Ints) -> Ints:
    """Each value once, ascending: by sorting, which is several times faster here than ``np.unique``'s hashing."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def ranks(owners: Ints) -> Ints:
    """Place of each entry among those of its owner; ``owners`` ascending.

    >>> ranks(np.array([4, 4, 7, 9, 9, 9])).tolist()
    [0, 1, 0, 0, 1, 2]
    """
    if not len(owners):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    lengths = np.diff(np.append(starts, len(owners)))
    return np.arange(len(owners)) - np.repeat(starts, lengths)


def take_texts(values: pa.Array, codes: npt.NDArray[Any]) -> list[str]:
    """The texts at these codes."""
    texts: list[str] = values.take(pa.array(codes, pa.int64())).to_pylist()
    return texts
