"""Measures and defects of all stages of an audit, as one table each, and the masking of what may not be shown."""

from __future__ import annotations

import pyarrow as pa

from dagster_project.audit import stage_list
from dagster_project.audit.context import Audit
from readiness import schemas
from readiness.scoring.masking import Masking, masking_of
from readiness.storage import store
from readiness.storage.masking_key import masking_key


def measures(audit: Audit) -> pa.Table:
    """Every stage's measures as one table, in stage order."""
    return _join_stages(audit, "measures", schemas.MEASURES)


def masking(audit: Audit) -> Masking:
    """Masking of this audit, from the findings of its rights stage."""
    defects = store.read_stage(audit.store, "rights.defects")
    index = audit.inputs().table("table_index", ["source", "item"])
    return masking_of(audit.loaded.project, defects, index, masking_key(audit.store))


def defects(audit: Audit) -> pa.Table:
    return _join_stages(audit, "defects", schemas.DEFECTS)


def _join_stages(audit: Audit, kind: str, schema: pa.Schema) -> pa.Table:
    parts = [store.read_stage(audit.store, f"{name}.{kind}") for name in stage_list.MEASURED]
    return pa.concat_tables([schema.empty_table(), *parts])
