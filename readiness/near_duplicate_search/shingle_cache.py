"""Cache of a comparison for the next one: shingle sets by text, and the overlaps of pairs that were compared.

The overlap of two texts depends on these two only. So texts that were compared with one another last time are not
compared again, and texts whose shingles are known are not read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache as cache_result
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.near_duplicate_search.shingles import I64, ShingleSetBuilder, ShingleSets
from readiness.near_duplicate_search.text_sets import pair_keys
from readiness.storage.code_version import code_version
from readiness.storage.column_cache import MOST_SEGMENTS, CachedRows, ColumnCache

SHINGLES = pa.schema(
    [
        pa.field("text", pa.binary(32), nullable=False),  # SHA-256 of the whitespace-folded text
        pa.field("words", pa.int64(), nullable=False),
        pa.field("hashes", pa.large_list(pa.field("item", pa.uint64(), nullable=False)), nullable=False),
    ]
)
OVERLAPS = pa.schema(
    [
        pa.field("first", pa.int32(), nullable=False),  # rows of SHINGLES; first <= second
        pa.field("second", pa.int32(), nullable=False),  # a text with itself: it was compared with all the others
        pa.field("shared", pa.int32(), nullable=False),  # shingles in both
        pa.field("similar", pa.bool_(), nullable=False),  # found as near-duplicates
    ]
)

Mask = npt.NDArray[np.bool_]

_ROWS = 1 << 14  # sets that are gathered at once


@cache_result
def version() -> str:
    """Digest of what shapes the answers: the source of this package, and the rules of Unicode for words."""
    return code_version(Path(__file__).parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Part of the sets, mapped from disk; ``start`` is the row of the first."""

    start: int
    sets: ShingleSets


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOverlaps:
    """Overlaps of pairs of rows. ``keys`` int64 (n,): pairs as ``pair_keys`` writes them, first < second, sorted, each
    once; ``shared`` int64 (n,): shingles in both; ``similar`` bool (n,): found as near-duplicates.
    """

    keys: I64
    shared: I64
    similar: Mask

    @classmethod
    def empty(cls) -> PairOverlaps:
        return cls(keys=np.empty(0, np.int64), shared=np.empty(0, np.int64), similar=np.empty(0, np.bool_))

    @classmethod
    def of(cls, first: I64, second: I64, shared: I64, similar: Mask) -> PairOverlaps:
        keys = pair_keys(np.minimum(first, second), np.maximum(first, second))
        order = np.lexsort((~similar, keys))  # of two overlaps of a pair the one that was found as similar
        _, kept = np.unique(keys[order], return_index=True)
        chosen = order[kept]
        return cls(keys=keys[chosen], shared=shared[chosen], similar=similar[chosen])

    @property
    def first(self) -> I64:
        """Lower row of each pair."""
        return self.keys >> 32

    @property
    def second(self) -> I64:
        """Higher row of each pair."""
        return self.keys & 0xFFFFFFFF

    def where(self, kept: Mask) -> PairOverlaps:
        return PairOverlaps(keys=self.keys[kept], shared=self.shared[kept], similar=self.similar[kept])

    def merge(self, other: PairOverlaps) -> PairOverlaps:
        parts = (self, other)
        first, second = (np.concatenate([getattr(part, end) for part in parts]) for end in ("first", "second"))
        shared = np.concatenate([part.shared for part in parts])
        return PairOverlaps.of(first, second, shared, np.concatenate([part.similar for part in parts]))


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousComparison:
    """Overlaps of the last comparison. ``texts`` bool (rows,): took part, so any two that reach a threshold are in."""

    texts: Mask
    pairs: PairOverlaps


def _gather_sets(segments: Sequence[Segment], rows: I64) -> ShingleSets:
    """The sets at ``rows``, in that order, copied together."""
    order = np.argsort(rows, kind="stable")
    parts = []
    for segment in segments:
        low, high = np.searchsorted(rows[order], [segment.start, segment.start + len(segment.sets)])
        parts.append(segment.sets.take(rows[order[low:high]] - segment.start))
    back = np.empty(len(rows), dtype=np.int64)
    back[order] = np.arange(len(rows))
    return ShingleSets.concatenate(parts).take(back)


class ShingleCache:
    """Shingle sets and overlaps in one cache folder. Sets of more than ``held_bytes`` are mapped from a file."""

    def __init__(self, cache: Path, engine: str, held_bytes: float = float("inf")) -> None:
        self._held_bytes = held_bytes
        folder, made_by = cache / "duplicates", version()
        self._shingles = ColumnCache(folder=folder, name="shingles", version=made_by, schema=SHINGLES)
        self._overlaps = ColumnCache(folder=folder, name=f"overlaps-{engine}", version=made_by, schema=OVERLAPS)
        self._held: CachedRows = self._shingles.read()

    def __len__(self) -> int:
        return int(self._held.table.num_rows)

    def rows_of(self, texts: pa.Array) -> I64:
        """The row of each text by its hash, -1 where it is not known."""
        return self._held.rows_of("text", texts)

    def add(self, texts: pa.Array, sets: ShingleSets) -> None:
        """Add the sets of texts that were not known."""
        values = pa.array(sets.hashes, pa.uint64())
        hashes = pa.LargeListArray.from_arrays(pa.array(sets.offsets, pa.int64()), values)
        columns = {"text": texts, "words": sets.words, "hashes": hashes.cast(SHINGLES.field("hashes").type)}
        self._held = self._shingles.append(self._held, pa.table(columns, schema=SHINGLES))

    def segments(self) -> Iterator[Segment]:
        """Every set, mapped from disk."""
        start = 0
        for batch in self._held.table.select(["words", "hashes"]).to_batches():
            words, hashes = batch["words"].to_numpy(), batch["hashes"]
            offsets = hashes.offsets.to_numpy()
            sets = ShingleSets(hashes=hashes.values.to_numpy(), offsets=offsets, words=words)
            yield Segment(start=start, sets=sets)
            start += len(words)

    def sets(self, rows: I64) -> ShingleSets:
        """The sets at ``rows``, in that order."""
        segments = list(self.segments())
        builder = ShingleSetBuilder(self._held_bytes)
        for start in range(0, len(rows), _ROWS):
            builder.add(_gather_sets(segments, rows[start : start + _ROWS]))
        return builder.build()

    def sizes(self) -> tuple[I64, I64]:
        """Shingles and words of every row: int64 (rows,) each."""
        parts = [(segment.sets.sizes, segment.sets.words) for segment in self.segments()]
        none = np.empty(0, np.int64)
        return np.concatenate([none, *(s for s, _ in parts)]), np.concatenate([none, *(w for _, w in parts)])

    def previous_comparison(self) -> PreviousComparison:
        """Overlaps of the last comparison; none where its rows are not these rows any more."""
        held = self._overlaps.read()
        lineage = tuple((held.table.schema.metadata or {}).get(b"lineage", b"").decode().split())
        texts = np.zeros(len(self), dtype=np.bool_)
        if not lineage or self._held.lineage[: len(lineage)] != lineage:
            return PreviousComparison(texts=texts, pairs=PairOverlaps.empty())
        first, second, shared = (held.table[name].to_numpy().astype(np.int64) for name in OVERLAPS.names[:3])
        similar = held.table["similar"].to_numpy()
        texts[first[first == second]] = True
        apart = first != second
        return PreviousComparison(
            texts=texts, pairs=PairOverlaps.of(first[apart], second[apart], shared[apart], similar[apart])
        )

    def save_overlaps(self, rows: I64, pairs: PairOverlaps) -> None:
        """Keep that the texts at ``rows`` (ascending) were all compared, and the overlaps of pairs of them.

        No rows: nothing is known to be complete.
        """
        first, second = pairs.first, pairs.second
        if len(self._held.lineage) > MOST_SEGMENTS or len(self) > 2 * len(rows) > 0:
            self._held = self._shingles.replace(self._held.table.take(pa.array(rows)))
            first, second = np.searchsorted(rows, first), np.searchsorted(rows, second)
            rows = np.arange(len(rows))
        none = np.zeros(len(rows), dtype=np.int64)
        columns = [
            pa.array(np.concatenate([rows, first]).astype(np.int32)),
            pa.array(np.concatenate([rows, second]).astype(np.int32)),
            pa.array(np.concatenate([none, pairs.shared]).astype(np.int32)),
            pa.array(np.concatenate([none.astype(np.bool_), pairs.similar])),
        ]
        lineage = {b"lineage": " ".join(self._held.lineage).encode()}
        self._overlaps.replace(pa.table(columns, schema=OVERLAPS.with_metadata(lineage)))
