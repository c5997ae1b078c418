"""A sensor per project that lists its sources and asks for an audit when what it sees has changed."""

from __future__ import annotations

import dagster as dg
import pyarrow as pa

from connectors.left_out import ListingLog
from connectors.registry import open_connector
from dagster_project.assets.naming import identifier
from dagster_project.audit.context import ProjectRef
from readiness import schemas
from readiness.config.loading import LoadedProject
from readiness.errors import ReadinessError
from readiness.storage.fingerprint import fingerprint

_INTERVAL_SECONDS = 300


def changed_sources(
    ref: ProjectRef, loaded: LoadedProject, job: dg.UnresolvedAssetJobDefinition
) -> dg.SensorDefinition:
    """Sensor that lists sources and opens nothing. The first listing sets the cursor and requests no run."""
    name = f"{identifier(loaded.project.project)}_changed_sources"

    @dg.sensor(
        name=name,
        job=job,
        minimum_interval_seconds=_INTERVAL_SECONDS,
        description="Requests a new audit when a source's listing differs from the last one.",
    )
    def sources_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            listing = listing_digest(ref.load())
        except ReadinessError as error:
            return dg.SensorResult(skip_reason=f"the sources cannot be listed: {error}")
        if listing == context.cursor:
            return dg.SensorResult(skip_reason="nothing has changed")
        requests = [dg.RunRequest(run_key=listing)] if context.cursor else []
        return dg.SensorResult(run_requests=requests, cursor=listing)

    return sources_changed


def listing_digest(loaded: LoadedProject) -> str:
    """One digest over every source's listing; an unreachable source counts as what it is."""
    import hashlib
    import os

    digest = hashlib.sha256()
    for source in loaded.project.sources:
        connector = open_connector(source, base=loaded.base, environ=loaded.environ(os.environ))
        access = connector.probe()
        log = ListingLog()
        batches = list(connector.list(log)) if access.ok else []
        rows = fingerprint(pa.Table.from_batches(batches, schema=schemas.INVENTORY)) if access.ok else access.kind
        places = [place.name for place in log.unlisted]
        digest.update(f"{source.name}\0{rows}\0{places}\0".encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
