"""Text to words, words to 64-bit shingle hashes: what "the same wording" means, for every script.

Words are maximal runs of letters, digits, combining marks and underscores after Unicode NFKC and case folding.
In scripts that write no spaces between words (Han, kana, Thai, Lao, Khmer, Myanmar, ...) each character is a word.
A text is compared by the *set* of its runs of five words (word 5-grams, "shingles": Broder 1997; five
as in Lee et al. 2022, deduplicating training data). Texts below eight words match only when equal: a Jaccard of at
least 0.8 below 1 needs a union of five shingles, so sets of four and five, so texts of eight and nine words.

The work is done by compiled kernels over Arrow buffers; only texts with combining marks that could compose pass
through Python one by one, to be folded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.near_duplicate_search.batches import Buffers, Texts, batches, buffers, fixed
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import THREADS, in_order
from readiness.near_duplicate_search.shingles import I64, ShingleSets, Stacked
from readiness.near_duplicate_search.unicode_folding import ALONE, classes, fold, tables


def unspaced_characters(text: str) -> int:
    """Characters that are words by themselves, as in Han, kana or Thai.

    >>> unspaced_characters("契約 no. 5")
    2
    """
    if text.isascii():
        return 0
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return int(np.count_nonzero(classes()[codes] == ALONE))


@cache
def _nothing_folds() -> tuple[npt.NDArray[np.generic], ...]:
    """In place of the tables where all is ASCII: they take a second to make."""
    nothing = fixed(np.zeros(1, np.uint32))
    return nothing, nothing, fixed(np.zeros(1, np.uint8)), fixed(np.zeros(1, np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A batch that kernels can read: its buffers, the room each text needs, and which texts are folded already."""

    texts: Buffers
    lengths: I64
    folded: npt.NDArray[np.bool_]

    def plan(self, chosen: I64) -> tuple[npt.NDArray[np.generic], ...]:
        return fixed(chosen), fixed(self.lengths), fixed(self.folded)

    @property
    def folding(self) -> tuple[npt.NDArray[np.generic], ...]:
        return tables() if self.lengths.any() else _nothing_folds()

    def most_shingles(self, chosen: I64) -> int:
        """More hashes than the chosen texts can have."""
        sizes = np.maximum(self.lengths[chosen], np.diff(self.texts[1])[chosen])
        return int(sizes.sum()) // 2 + 2 * len(chosen) + 1


def readable(batch: pa.Array) -> Readable:
    """Look at each text of a batch (``batches.batches``) and fold those that kernels cannot."""
    kernels = load("text_shingles")
    texts = buffers(batch)
    lengths = np.zeros(len(batch), dtype=np.int64)
    ascii_only = not (np.bitwise_or.reduce(_inside(texts), initial=0) & 0x80)
    if not ascii_only:
        kernels.survey(texts, tables(), lengths)
    folded = lengths == kernels.ENTANGLED_TEXT
    if not folded.any():
        return Readable(texts=texts, lengths=lengths, folded=folded)
    # Each character takes two spaces beyond itself at most.
    whole = [_folded_bytes(text) for text in batch.filter(pa.array(folded)).to_pylist()]
    texts = buffers(pc.replace_with_mask(batch, pa.array(folded), pa.array(whole, pa.large_binary())))
    lengths[folded] = 3 * np.diff(texts[1])[folded] + 1
    return Readable(texts=texts, lengths=lengths, folded=folded)


def _folded_bytes(text: bytes) -> bytes:
    return fold(text.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")


def _inside(texts: Buffers) -> npt.NDArray[np.uint8]:
    data, offsets = texts
    return data[offsets[0] : offsets[-1]]


def sets_of(read: Readable, chosen: I64) -> ShingleSets:
    """The shingle sets of the chosen texts of a batch, in order."""
    out = np.empty(read.most_shingles(chosen), dtype=np.uint64)
    counts = np.empty((len(chosen), 2), dtype=np.int64)
    used = load("text_shingles").shingle_texts(read.texts, read.plan(chosen), read.folding, out, counts)
    offsets = np.concatenate([[0], np.cumsum(counts[:, 1])]).astype(np.int64)
    return ShingleSets(hashes=out[:used], offsets=offsets, words=counts[:, 0].copy())


def _batch_sets(batch: pa.Array) -> ShingleSets:
    return sets_of(readable(batch), np.arange(len(batch), dtype=np.int64))


def shingle_sets(texts: Texts, threads: int = THREADS, held_bytes: float = float("inf")) -> ShingleSets:
    """The shingle set of every text, in order, reading the texts once and holding a few batches of them.

    ``texts``: strings, or Arrow arrays of strings. The hashes are seeded by fixed constants: equal on every machine,
    in every process, in every version of Python. Hashes of more than ``held_bytes`` are mapped from a temporary file.
    """
    stacked = Stacked(held_bytes)
    for part in in_order(_batch_sets, batches(texts), threads):
        stacked.add(part)
    return stacked.sets()
