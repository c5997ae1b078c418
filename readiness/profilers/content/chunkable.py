"""``content.chunkable``: texts that cannot be split at their structure into chunks of usable size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from readiness.census import DOCUMENT
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.content.chunking import (
    CHUNK_TOKENS,
    MID_PARAGRAPH,
    MID_SENTENCE,
    ONE_BLOCK,
    TextStructure,
    structure_of,
)
from readiness.profilers.item_coverage import Examined
from readiness.profilers.rate_counter import RateCounter

CHUNKABLE = "content.chunkable"

Key = tuple[str, str]
"""``(source, item)``."""

_SENTENCES = {
    ONE_BLOCK: "it is one block without a paragraph",
    MID_SENTENCE: "it would be cut within sentences",
    MID_PARAGRAPH: "it would be cut within paragraphs",
}


def measure_chunkable(
    built: ProfileBuilder, inputs: Inputs, opened: frozenset[Key], slices: Mapping[Key, tuple[str, ...]]
) -> None:
    """Count the texts longer than a chunk, and those of them that have to be cut inside their parts.

    ``opened`` holds the documents that open; a text that one chunk takes whole needs no structure and is not counted.
    """
    documents = Counter(source for source, _ in opened)
    rates = RateCounter(sorted({*(one.name for one in inputs.project.sources), *documents}), [CHUNKABLE], slices)
    for key, structure in inputs.map_texts(_structures):
        if key in opened and structure.tokens > CHUNK_TOKENS:
            rates.add(CHUNKABLE, key, hit=bool(structure.kind))
            if structure.kind:
                _add_defect(built, key, structure)
    coverage = inputs.coverage(DOCUMENT)

    def coverage_of(_: str, source: str) -> Examined:
        searched = f"no text longer than a chunk of {CHUNK_TOKENS} tokens among {documents[source]} documents"
        return coverage.of_source(source, documents[source], searched=searched)

    rates.write(built, coverage_of)


def _structures(batch: pa.RecordBatch) -> list[tuple[Key, TextStructure]]:
    rows = zip(*(batch[name].to_pylist() for name in ("source", "item", "text")), strict=True)
    return [((source, item), structure_of(text)) for source, item, text in rows]


def _add_defect(built: ProfileBuilder, key: Key, structure: TextStructure) -> None:
    source, item = key
    built.defect(
        CHUNKABLE,
        source=source,
        item=item,
        measure=round(structure.cut_share, 4),
        message=f"{item} cannot be split at its paragraphs into chunks of {CHUNK_TOKENS} tokens: "
        f"{_SENTENCES[structure.kind]}, for {structure.cut_share:.0%} of its text.",
        remedy="Keep headings and paragraphs when its text is extracted, or split it by a rule made for its kind.",
        evidence={
            "kind": structure.kind,
            "tokens": structure.tokens,
            "chunk_tokens": CHUNK_TOKENS,
            "parts": structure.parts,
            "longest_tokens": structure.longest_tokens,
            "cut_share": round(structure.cut_share, 4),
        },
    )
