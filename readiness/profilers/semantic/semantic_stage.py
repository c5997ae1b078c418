"""The stage table ``semantic_pairs``: documents that a model finds similar and no comparison of wording did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from readiness import schemas
from readiness.config.semantic_settings import Semantic
from readiness.profilers.base import Inputs
from readiness.profilers.semantic.embedding_model import open_model
from readiness.profilers.semantic.search import CosinePairs, cosine_pairs

METHOD = "semantic"
"""Value of ``lens`` in every row, so that no reader takes a row for a lexical pair."""
SKIPPED = b"skipped_pairs"
"""Metadata key of the table: pairs found and not written; 0 means complete."""

Key = tuple[str, str]


def semantic_pairs(inputs: Inputs, settings: Semantic, folder: Path) -> pa.Table:
    """``schemas.SEMANTIC_PAIRS``, sorted. Reads ``document_text`` (streamed) and ``pairs``; ``folder`` has the model.

    Texts that are equal but for white space are compared once, under the name that comes first. Pairs that the
    comparison of wording has found are left out: they are in ``pairs``. Raises ``UsageError`` for an unusable model.
    """
    model = open_model(folder)
    keys: list[Key] = []
    vectors = model.embed(_distinct_texts(inputs, keys))
    pairs = cosine_pairs(vectors, settings.threshold)
    return _table(pairs, keys, _lexical_pairs(inputs), model.digest)


def _distinct_texts(inputs: Inputs, keys: list[Key]) -> Iterator[str]:
    """Each text once; ``keys`` is filled with the item of each. Stage files are in order of (source, item)."""
    seen: set[bytes] = set()
    for batch in inputs.scan("document_text"):
        for row in batch.to_pylist():
            folded = " ".join(row["text"].split()).encode("utf-8", "surrogatepass")
            print_ = hashlib.blake2b(folded, digest_size=16).digest()
            if folded and print_ not in seen:
                seen.add(print_)
                keys.append((row["source"], row["item"]))
                yield row["text"]


def _lexical_pairs(inputs: Inputs) -> frozenset[tuple[Key, Key]]:
    """Pairs that have a relation already, each way round."""
    lexical: set[tuple[Key, Key]] = set()
    for batch in inputs.scan("pairs", ["source_a", "item_a", "source_b", "item_b"]):
        for row in batch.to_pylist():
            one, other = (row["source_a"], row["item_a"]), (row["source_b"], row["item_b"])
            lexical |= {(one, other), (other, one)}
    return frozenset(lexical)


def _table(pairs: CosinePairs, keys: list[Key], lexical: frozenset[tuple[Key, Key]], digest: str) -> pa.Table:
    rows = []
    for first, second, cosine in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.cosine.tolist(), strict=True):
        one, other = sorted((keys[first], keys[second]))
        if (one, other) not in lexical:
            named = {"source_a": one[0], "item_a": one[1], "source_b": other[0], "item_b": other[1]}
            rows.append({**named, "lens": METHOD, "cosine": cosine, "model": digest})
    table = pa.Table.from_pylist(rows, schema=schemas.SEMANTIC_PAIRS)
    ordered = table.sort_by([(key, "ascending") for key in ("source_a", "item_a", "source_b", "item_b")])
    return ordered.replace_schema_metadata({SKIPPED: str(pairs.skipped).encode()})
