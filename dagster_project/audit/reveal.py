"""Masked values in the findings of one item, read back from the stage files: for the user who audits, locally."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq

from dagster_project.audit.context import ProjectRef
from dagster_project.audit.stage_list import MEASURED
from readiness.errors import UsageError
from readiness.scoring.masked_defects import mask_defect
from readiness.scoring.masking import Masking, masking_of
from readiness.storage import store
from readiness.storage.masking_key import masking_key
from readiness.storage.store import Store


def reveal(ref: ProjectRef, item: str) -> list[dict[str, Any]]:
    """The item's defects in which something was masked, as they were found.

    ``item`` may be the masked key of a labelled row. ``keys`` maps each masked row key to the raw one. Raises
    ``UsageError`` where the stage files are gone, or are not those of the published run.
    """
    loaded = ref.load()
    audited = ref.store(loaded)
    _refuse_other_run(audited)
    index = store.read_stage(audited, "table_index").select(["source", "item"])
    defects = store.read_stage(audited, "rights.defects")
    masking = masking_of(loaded.project, defects, index, masking_key(audited))
    return [one for row in _defects(audited) if (one := _reveal(row, item, masking))]


def _refuse_other_run(audited: Store) -> None:
    facts = store.stage_facts(audited, "rights.defects")
    latest = audited.latest_run()
    if facts is None or latest is None or facts["run_id"] != latest.name:
        hint = "audit again: purge removed them, or another audit has begun"
        raise UsageError("the stage files of the published run are not there", where=str(audited.root), next_step=hint)


def _defects(audited: Store) -> Iterator[dict[str, Any]]:
    for name in MEASURED:
        path = audited.stages / f"{name}.defects.parquet"
        if path.is_file():
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    yield from batch.to_pylist()


def _reveal(row: dict[str, Any], item: str, masking: Masking) -> dict[str, Any] | None:
    if not row["code"].startswith("labels.") and row["item"] != item:
        return None
    masked_row = mask_defect(row, masking)
    if item not in {row["item"], masked_row["item"]} or (masked_row["message"], masked_row["evidence"]) == (
        row["message"],
        row["evidence"],
    ):
        return None
    raw, masked = json.loads(row["evidence"]), json.loads(masked_row["evidence"])
    pairs = [(masked_row[name], row[name]) for name in ("item", "part", "related")]
    pairs += zip(masked.get("rows") or (), raw.get("rows") or (), strict=False)
    keys = {one: other for one, other in pairs if one != other}
    return {**row, "evidence": raw, "keys": keys}
