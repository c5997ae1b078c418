"""Facts of the search for near-duplicates, from the metadata of the file of pairs."""

from __future__ import annotations

import pyarrow.parquet as pq

from dagster_project.audit.context import Audit

_WORDS = {
    "duplicates": "engine",
    "duplicates_recall": "recall at the threshold",
    "duplicates_skipped_pairs": "pairs not compared",
    "duplicates_threshold": "threshold",
}


def facts(audit: Audit) -> dict[str, str]:
    """Engine, threshold, recall and pairs left out, as the scorecard's ``engines`` hold them; none where it broke."""
    from readiness.profilers.duplicates.engine_metadata import read_engine_metadata

    return read_engine_metadata(pq.read_schema(audit.store.stages / "pairs.parquet").metadata)


def in_words(audit: Audit) -> dict[str, str]:
    """The same for the metadata of the asset ``duplicates``."""
    return {_WORDS[key]: value for key, value in facts(audit).items()}
