"""Answer of the gate in the file metadata of ``manifest.parquet``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from readiness.model import Scorecard

GATE_KEY = b"readiness.gate"
"""Metadata key of ``manifest.parquet``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestGate:
    """Gate as a manifest states it: the grade of its run when published, the answer of the gate when exported."""

    project: str
    run_id: str
    grade: str
    open: bool
    reason: str


def of_scorecard(card: Scorecard) -> ManifestGate:
    """Gate statement of a manifest that is published with a scorecard: whether its grade opens the gate."""
    return ManifestGate(
        project=card.project,
        run_id=card.run.run_id,
        grade=card.grade.value,
        open=card.ready,
        reason=card.headline,
    )


def with_gate(items: pa.Table, gate: ManifestGate) -> pa.Table:
    """The manifest with the gate in its file metadata."""
    text = json.dumps(asdict(gate), sort_keys=True, ensure_ascii=False)
    return items.replace_schema_metadata({**(items.schema.metadata or {}), GATE_KEY: text.encode()})


def stored_gate(items: pa.Table) -> dict[str, Any]:
    """Gate statement stored in a manifest; empty where none can be read."""
    try:
        known = json.loads((items.schema.metadata or {}).get(GATE_KEY, b"{}"))
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}
