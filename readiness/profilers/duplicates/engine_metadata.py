"""How the comparison went, in words a reader can hold it to: engine, threshold, recall, pairs left out."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.near_duplicate_search.engines import NEAR_THRESHOLD, RECALL, Engine

_PREFIX = "duplicates"


def account(engine: Engine, skipped: int) -> dict[bytes, bytes]:
    """Metadata of the ``pairs`` table.

    ``recall`` is the least chance to find a pair exactly at the threshold. ``skipped_pairs`` were left uncompared, or
    unwritten, in crowds of more than 1,000 look-alikes; their members are compared with the crowd's hubs.
    """
    told = {
        "duplicates": engine,
        "duplicates_recall": f"{RECALL[engine]:g}",
        "duplicates_skipped_pairs": str(skipped),
        "duplicates_threshold": str(NEAR_THRESHOLD),
    }
    return {key.encode(): value.encode() for key, value in told.items()}


def accounted(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    """What ``account`` wrote, as the scorecard's ``engines`` hold it."""
    found = {key.decode(): value.decode() for key, value in (metadata or {}).items()}
    return {key: value for key, value in found.items() if key.startswith(_PREFIX)}
