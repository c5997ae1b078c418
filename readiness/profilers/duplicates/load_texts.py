"""Texts of the stage file for comparison: selection, and reading of those that the cache does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from readiness.near_duplicate_search.comparison import Comparison, FullComparison, compare_texts
from readiness.near_duplicate_search.engines import Engine
from readiness.near_duplicate_search.shingle_cache import ShingleCache
from readiness.near_duplicate_search.shingles import I64, ShingleSets
from readiness.near_duplicate_search.shingling import shingle_sets
from readiness.profilers.base import Inputs
from readiness.profilers.duplicates.compared_documents import Items

_BATCH_ROWS = 1024
_SHARE = 4
"""Shingles take this part of the memory an audit may use before they are mapped from a file. Chosen by us."""


def texts_at(path: Path, rows: I64) -> Iterator[pa.Array]:
    """The texts at ``rows`` (int64, ascending) of ``document_text``, one batch in memory at a time."""
    if not len(rows):
        return
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        ends = np.cumsum([0, *sizes])
        for group in np.unique(np.searchsorted(ends, rows, side="right") - 1).tolist():
            start = int(ends[group])
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], columns=["text"]):
                low, high = np.searchsorted(rows, (start, start + batch.num_rows)).tolist()
                if high > low:
                    yield batch["text"].take(pa.array(rows[low:high] - start))
                start += batch.num_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTexts:
    """The texts of items in ``document_text`` at ``path``; ``rows`` int64 (items,), -1 where an item has none."""

    path: Path
    rows: I64

    @classmethod
    def of(cls, inputs: Inputs, items: Items) -> ItemTexts:
        """The row of each item's text."""
        table = inputs.table("document_text", ["source", "item"])
        positions = items.positions(table["source"], table["item"])
        rows = np.full(len(items), -1, dtype=np.int64)
        known = np.flatnonzero(positions >= 0)
        rows[positions[known]] = known
        return cls(path=inputs.path("document_text"), rows=rows)

    def read(self, items: I64) -> Iterator[tuple[I64, pa.Array]]:
        """The texts of these items batch by batch, in the order of the file, and the items of each batch."""
        chosen = items[self.rows[items] >= 0]
        chosen = chosen[np.argsort(self.rows[chosen], kind="stable")]
        start = 0
        for texts in texts_at(self.path, self.rows[chosen]):
            yield chosen[start : start + len(texts)], texts
            start += len(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusTexts:
    """One text per group, in order of ``rows`` (int64) of ``document_text``; ``group`` int64; ``digests`` binary(32).

    ``digests`` is None where a text has none, and then this corpus cannot use the cache.
    """

    rows: I64
    group: I64
    digests: pa.Array | None


def find_texts(inputs: Inputs, items: Items, has_text: npt.NDArray[np.bool_], group_of: I64) -> CorpusTexts:
    """The text of each group: that of its first item which has one."""
    table = inputs.table("document_text", ["source", "item"])
    positions = items.positions(table["source"], table["item"])
    rows = np.flatnonzero(positions >= 0)
    rows = rows[has_text[positions[rows]]]
    rows = rows[np.argsort(positions[rows], kind="stable")]
    groups, first = np.unique(group_of[positions[rows]], return_index=True)
    order = np.argsort(rows[first], kind="stable")
    chosen = rows[first][order]
    digests = _digests(items.column("text_sha256").take(pa.array(positions[chosen])))
    return CorpusTexts(rows=chosen, group=groups[order], digests=digests)


def _digests(written: pa.Array) -> pa.Array | None:
    """SHA-256 digests in hex as bytes; None unless every one is."""
    try:
        return pa.array([bytes.fromhex(digest) for digest in written.to_pylist()], pa.binary(32))
    except (TypeError, ValueError):
        return None


def read_texts(inputs: Inputs, texts: CorpusTexts, engine: Engine) -> tuple[Comparison, I64]:
    """Comparison of the texts that hold words, in order of group, and the group of each."""
    order = np.argsort(texts.group, kind="stable")
    held_bytes = (inputs.project.resources.memory_mb << 20) / _SHARE
    if inputs.cache is None or texts.digests is None:
        sets = _sets_at(inputs, texts.rows, held_bytes)
        order = order[sets.sizes[order] > 0]
        return FullComparison(sets.take(order), engine, inputs.project.resources), texts.group[order]
    cache = ShingleCache(inputs.cache, engine, held_bytes)
    rows = _cached_rows(cache, texts.digests, lambda unknown: _sets_at(inputs, texts.rows[unknown], held_bytes))
    order = order[cache.sizes()[0][rows[order]] > 0]
    return compare_texts(cache, rows[order], engine, inputs.project.resources), texts.group[order]


def _sets_at(inputs: Inputs, rows: I64, held_bytes: float) -> ShingleSets:
    """Shingle sets of the texts at ``rows`` of ``document_text``."""
    return shingle_sets(texts_at(inputs.path("document_text"), rows), held_bytes=held_bytes)


def _cached_rows(cache: ShingleCache, digests: pa.Array, read: Callable[[I64], ShingleSets]) -> I64:
    """Row of each text in the cache; texts that it does not have are read (by their places) and added."""
    rows = cache.rows_of(digests)
    unknown = np.flatnonzero(rows < 0)
    if len(unknown):
        missing = digests.take(pa.array(unknown))
        first = np.unique(missing.dictionary_encode().indices.to_numpy(), return_index=True)[1]
        new = unknown[np.sort(first)]
        cache.add(digests.take(pa.array(new)), read(new))
        rows = cache.rows_of(digests)
    return rows
