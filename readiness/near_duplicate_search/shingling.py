"""Text to words, words to 64-bit shingle hashes: the definition of equal wording, for every script.

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

from readiness.near_duplicate_search.batches import Texts, batches, buffers, read_only
from readiness.near_duplicate_search.kernels.arrays import FoldingTables, TextArrays, TextPlan
from readiness.near_duplicate_search.kernels.compile_cache import load
from readiness.near_duplicate_search.parallel import THREADS, map_in_order
from readiness.near_duplicate_search.shingles import I64, ShingleSetBuilder, ShingleSets
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
def _empty_tables() -> FoldingTables:
    """Tables in place of the real ones where all is ASCII: those take a second to make."""
    entries = read_only(np.zeros(1, np.uint32))
    return FoldingTables(entries, entries, read_only(np.zeros(1, np.uint8)), read_only(np.zeros(1, np.int64)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelBatch:
    """Texts of a batch as kernels read them.

    ``lengths`` int64 (n,): bytes of each text when spread; ``folded`` bool (n,): folded already.
    """

    texts: TextArrays
    lengths: I64
    folded: npt.NDArray[np.bool_]

    def plan(self, chosen: I64) -> TextPlan:
        """The chosen texts as kernels take them."""
        return TextPlan(read_only(chosen), read_only(self.lengths), read_only(self.folded))

    @property
    def folding(self) -> FoldingTables:
        """Tables for folding, empty ones where no text needs them."""
        return tables() if self.lengths.any() else _empty_tables()

    def max_shingles(self, chosen: I64) -> int:
        """Upper bound of the hashes of the chosen texts."""
        sizes = np.maximum(self.lengths[chosen], np.diff(self.texts.offsets)[chosen])
        return int(sizes.sum()) // 2 + 2 * len(chosen) + 1


def prepare_batch(batch: pa.Array) -> KernelBatch:
    """A batch (``batches.batches``) for kernels; texts that kernels cannot fold are folded here."""
    kernels = load("text_shingles")
    texts = buffers(batch)
    lengths = np.zeros(len(batch), dtype=np.int64)
    ascii_only = not (np.bitwise_or.reduce(_text_bytes(texts), initial=0) & 0x80)
    if not ascii_only:
        kernels.measure_spread(texts, tables(), lengths)
    folded = lengths == kernels.CONTEXTUAL_TEXT
    if not folded.any():
        return KernelBatch(texts=texts, lengths=lengths, folded=folded)
    # Each character takes two spaces beyond itself at most.
    whole = [_folded_bytes(text) for text in batch.filter(pa.array(folded)).to_pylist()]
    texts = buffers(pc.replace_with_mask(batch, pa.array(folded), pa.array(whole, pa.large_binary())))
    lengths[folded] = 3 * np.diff(texts.offsets)[folded] + 1
    return KernelBatch(texts=texts, lengths=lengths, folded=folded)


def _folded_bytes(text: bytes) -> bytes:
    """The folded text; bytes that are no UTF-8 count as U+FFFD, as kernels take them."""
    try:
        decoded = text.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        decoded = text.decode("utf-8", "replace")
    return fold(decoded).encode("utf-8", "surrogatepass")


def _text_bytes(texts: TextArrays) -> npt.NDArray[np.uint8]:
    """The bytes of the texts, without those of the buffer that belong to none."""
    inside: npt.NDArray[np.uint8] = texts.data[texts.offsets[0] : texts.offsets[-1]]
    return inside


def shingle_batch(batch: KernelBatch, chosen: I64) -> ShingleSets:
    """The shingle sets of the chosen texts of a batch, in order."""
    out = np.empty(batch.max_shingles(chosen), dtype=np.uint64)
    counts = np.empty((len(chosen), 2), dtype=np.int64)
    used = load("text_shingles").shingle_texts(batch.texts, batch.plan(chosen), batch.folding, out, counts)
    offsets = np.concatenate([[0], np.cumsum(counts[:, 1])]).astype(np.int64)
    return ShingleSets(hashes=out[:used], offsets=offsets, words=counts[:, 0].copy())


def _sets_of_batch(batch: pa.Array) -> ShingleSets:
    """The shingle sets of all texts of a batch."""
    return shingle_batch(prepare_batch(batch), np.arange(len(batch), dtype=np.int64))


def shingle_sets(texts: Texts, threads: int = THREADS, held_bytes: float = float("inf")) -> ShingleSets:
    """The shingle set of every text, in order, reading the texts once and holding a few batches of them.

    ``texts``: strings, or Arrow arrays of strings. The hashes are seeded by fixed constants: equal on every machine,
    in every process, in every version of Python. Hashes of more than ``held_bytes`` are mapped from a temporary file.
    """
    builder = ShingleSetBuilder(held_bytes)
    for part in map_in_order(_sets_of_batch, batches(texts), threads):
        builder.add(part)
    return builder.build()
