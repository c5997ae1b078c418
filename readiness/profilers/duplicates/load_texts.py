"""From the stage file of texts to overlaps: which texts are compared, and which of them must be read for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from readiness.near_duplicate_search.comparison import Fresh, Overlaps, overlaps_of
from readiness.near_duplicate_search.engines import Engine
from readiness.near_duplicate_search.shingle_cache import TextMemory
from readiness.near_duplicate_search.shingles import I64
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
class FoundTexts:
    """One text per group, in order of ``rows`` (int64) of ``document_text``; ``group`` int64; ``digests`` binary(32).

    ``digests`` is None where a text has none, and then nothing can be remembered of this corpus.
    """

    rows: I64
    group: I64
    digests: pa.Array | None


def find_texts(inputs: Inputs, items: Items, said: npt.NDArray[np.bool_], group_of: I64) -> FoundTexts:
    """The text of each group: that of its first item which has one."""
    table = inputs.table("document_text", ["source", "item"])
    found = items.positions(table["source"], table["item"])
    rows = np.flatnonzero(found >= 0)
    rows = rows[said[found[rows]]]
    rows = rows[np.argsort(found[rows], kind="stable")]
    groups, first = np.unique(group_of[found[rows]], return_index=True)
    order = np.argsort(rows[first], kind="stable")
    chosen = rows[first][order]
    digests = _digests(items.column("text_sha256").take(pa.array(found[chosen])))
    return FoundTexts(rows=chosen, group=groups[order], digests=digests)


def _digests(written: pa.Array) -> pa.Array | None:
    """SHA-256 digests in hex as bytes; None unless every one is."""
    try:
        return pa.array([bytes.fromhex(digest) for digest in written.to_pylist()], pa.binary(32))
    except (TypeError, ValueError):
        return None


def read_texts(inputs: Inputs, texts: FoundTexts, engine: Engine) -> tuple[Overlaps, I64]:
    """Overlaps of the texts that hold words, in order of group, and the group of each."""
    order = np.argsort(texts.group, kind="stable")
    held_bytes = (inputs.project.resources.memory_mb << 20) / _SHARE
    if inputs.cache is None or texts.digests is None:
        sets = shingle_sets(texts_at(inputs.path("document_text"), texts.rows), held_bytes=held_bytes)
        order = order[sets.sizes[order] > 0]
        return Fresh(sets.take(order), engine, inputs.project.resources), texts.group[order]
    memory = TextMemory(inputs.cache, engine, held_bytes)
    rows = _remembered(inputs, memory, (texts.rows, texts.digests), held_bytes)
    order = order[memory.sizes()[0][rows[order]] > 0]
    return overlaps_of(memory, rows[order], engine, inputs.project.resources), texts.group[order]


def _remembered(inputs: Inputs, memory: TextMemory, texts: tuple[I64, pa.Array], held_bytes: float) -> I64:
    """The row of each text in the memory; what it does not know is read where it stands and added."""
    at, digests = texts
    rows = memory.rows_of(digests)
    unknown = np.flatnonzero(rows < 0)
    if len(unknown):
        missing = digests.take(pa.array(unknown))
        first = np.unique(missing.dictionary_encode().indices.to_numpy(), return_index=True)[1]
        read = unknown[np.sort(first)]
        found = texts_at(inputs.path("document_text"), at[read])
        memory.add(digests.take(pa.array(read)), shingle_sets(found, held_bytes=held_bytes))
        rows = memory.rows_of(digests)
    return rows
