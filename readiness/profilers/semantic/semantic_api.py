"""Paraphrases among any texts, for notebooks and other pipelines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from readiness.errors import UsageError
from readiness.profilers.semantic.embedding_model import open_model
from readiness.profilers.semantic.search import cosine_pairs

SEMANTIC_THRESHOLD = 0.9
"""Least cosine of a semantic pair, unless another is given. Chosen by us: models differ, so try it on known pairs."""


def semantic_duplicates(texts: Iterable[str], *, model: str | Path, threshold: float = SEMANTIC_THRESHOLD) -> pa.Table:
    """Pairs of texts that a static embedding model finds similar, lexical copies among them.

    Parameters
    ----------
    texts: read once; only a vector of each is held (4 bytes per dimension).
    model: a folder on this machine, as model2vec saves it. Never a name to be downloaded.
    threshold: least cosine of two texts, in (0, 1].

    Returns
    -------
    Table with ``item_a < item_b`` (int64, positions), ``lens`` (always ``semantic``) and ``cosine`` (float64).
    Raises ``UsageError`` when the model cannot be used.
    """
    if not 0 < threshold <= 1:
        raise UsageError(f"threshold is {threshold}", where="semantic_duplicates", next_step="choose one in (0, 1]")
    pairs = cosine_pairs(open_model(Path(model)).embed(texts), threshold)
    columns = {
        "item_a": pairs.first,
        "item_b": pairs.second,
        "lens": pa.repeat("semantic", len(pairs.first)),
        "cosine": pairs.cosine,
    }
    return pa.table(columns).replace_schema_metadata({b"skipped_pairs": str(pairs.skipped).encode()})
