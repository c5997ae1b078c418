"""Metadata of a comparison: engine, threshold, recall, pairs left out."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, RECALL, Engine

_PREFIX = "duplicates"


def engine_metadata(engine: Engine, skipped: int) -> dict[bytes, bytes]:
    """Metadata of the ``pairs`` table.

    ``recall`` is the least chance to find a pair exactly at the threshold. ``skipped_pairs`` were left uncompared, or
    unwritten, in groups of more than 1,000 similar texts; members are compared with the group's representatives.
    """
    metadata = {
        "duplicates": engine,
        "duplicates_recall": f"{RECALL[engine]:g}",
        "duplicates_skipped_pairs": str(skipped),
        "duplicates_threshold": str(NEAR_THRESHOLD),
    }
    return {key.encode(): value.encode() for key, value in metadata.items()}


def read_engine_metadata(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    """Metadata that ``engine_metadata`` wrote, as in the scorecard's ``engines``."""
    every = {key.decode(): value.decode() for key, value in (metadata or {}).items()}
    return {key: value for key, value in every.items() if key.startswith(_PREFIX)}
