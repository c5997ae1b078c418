"""A look at a target before there is a project file: listed whole, read in part, nothing of it kept.

The stages are those of an audit. Of many documents, some that are spread over the listing are read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.audit import listings, stages
from dagster_project.audit.context import Audit, ProjectRef, begin_audit, inventory_stage, privately
from dagster_project.audit.stage_list import STAGES
from readiness.config.loading import LoadedProject
from readiness.errors import AccessError
from readiness.profilers.base import Inputs
from readiness.progress import PartProgress
from readiness.storage import store

MOST_DOCUMENTS, MOST_TABLES, MOST_ROWS = 2_000, 300, 100_000
"""Documents, tables, and rows of a table that are read of each source. Chosen by us: some minutes at most."""

_READ = ("availability", "documents", "tables", "staleness")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """The target, its whole listing, and the stage files of what was read. ``items`` are those that were read."""

    loaded: LoadedProject
    listing: pa.Table
    items: int
    inputs: Inputs

    def listing_of(self, source: str) -> pa.Table:
        return self.listing.filter(pc.equal(self.listing["source"], source))


@contextmanager
def inspect(target: str, progress: PartProgress) -> Iterator[Inspection]:
    """List and read ``target`` into a private folder that goes at the end.

    Raises ``AccessError`` where a source cannot be reached or listed.
    """
    with privately(), tempfile.TemporaryDirectory(prefix="readiness-init-") as folder:
        ref = ProjectRef(target=target, cwd=Path.cwd(), out=Path(folder), progress=progress)
        audit = _with_bounds(begin_audit(ref, f"init{os.getpid()}"))
        for source in audit.loaded.project.sources:
            stages.inventory(audit, source)
            _refuse_unreachable(audit, source.name)
        whole = pa.concat_tables(
            store.read_stage(audit.store, inventory_stage(one.name)) for one in audit.loaded.project.sources
        )
        by_name = {stage.name: stage for stage in STAGES}
        for name in _READ:
            by_name[name].run(audit, by_name[name])
            if name == "availability":
                read = _take_some(whole)
                store.write_stage(audit.store, "inventory", read, **audit.facts)
        yield Inspection(loaded=audit.loaded, listing=whole, items=read.num_rows, inputs=audit.inputs())


def _with_bounds(audit: Audit) -> Audit:
    """The audit with few rows of each table, and without a second reading of documents."""
    project = audit.loaded.project
    resources = project.resources.model_copy(update={"table_rows": MOST_ROWS})
    extraction = project.extraction.model_copy(update={"confidence_sample": 0, "ocr_sample": 0})
    bounded = project.model_copy(update={"resources": resources, "extraction": extraction})
    return replace(audit, loaded=replace(audit.loaded, project=bounded))


def _refuse_unreachable(audit: Audit, source: str) -> None:
    facts = listings.access_facts(audit, source)
    if not facts["ok"]:
        raise AccessError(facts["message"], kind=facts["kind"], where=source, next_step=facts["next_step"])


def _take_some(inventory: pa.Table) -> pa.Table:
    """Every so many documents of each source, and its first tables."""
    parts = [inventory.slice(0, 0)]
    for source in pc.unique(inventory["source"]).to_pylist():
        own = inventory.filter(pc.equal(inventory["source"], source))
        is_table = pc.equal(own["kind"], "table")
        documents, tables = own.filter(pc.invert(is_table)), own.filter(is_table)
        step = max(1, -(-documents.num_rows // MOST_DOCUMENTS))
        places = pa.array(range(0, documents.num_rows, step), pa.int64())
        parts += [documents.take(places), tables.slice(0, MOST_TABLES)]
    return pa.concat_tables(parts).sort_by([("source", "ascending"), ("item", "ascending")])
