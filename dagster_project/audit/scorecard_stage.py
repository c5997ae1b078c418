"""The scorecard stage: judges what was measured and publishes the run whole."""

from __future__ import annotations

import datetime as dt
import platform
import shutil
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pyarrow as pa

from dagster_project.audit import clock, comparison, listings, stage_list, stage_tables, stages
from dagster_project.audit.context import Audit, inventory_stage
from dagster_project.audit.item_files import ITEM_FILES
from dagster_project.audit.manifest_gate import of_scorecard, with_gate
from dagster_project.audit.run_files import with_files
from dagster_project.audit.suites_and_targets import suite_digests, targets
from readiness import schemas
from readiness.catalogue import CATALOGUE_VERSION
from readiness.catalogue_digest import catalogue_digest
from readiness.census import SourceCensus, take_census, with_profiles, with_texts
from readiness.errors import AuditError
from readiness.model import Listing, Provenance, RunInfo, Scorecard, SourceSummary
from readiness.scoring.masked_defects import mask_defects
from readiness.scoring.masked_tables import MASKED_TABLES, mask_table
from readiness.scoring.masking import Masking
from readiness.scoring.notes import access_notes, metadata_notes, person_notes
from readiness.scoring.scorecard import ScoreRequest, ScoreResult, score
from readiness.scoring.serial import sealed_with, to_bytes
from readiness.storage import attempts, store
from readiness.storage.attempts import AttemptRecord
from readiness.storage.published_files import CARD
from readiness.storage.store import Store

_NAMED_PARTS = (
    "dagster",
    "datasketch",
    "duckdb",
    "great-expectations",
    "pandas",
    "pyarrow",
    "pypdfium2",
    "unstructured",
)


def scorecard(audit: Audit, own: AttemptRecord) -> ScoreResult:
    """Judge everything that was measured and publish the run. ``own`` names the published run."""
    audit.progress("scorecard", 0, 1)
    masking = stage_tables.masking(audit)
    scored = score(score_request(audit, own, masking))
    sealed = _publish(audit, own, scored, masking)
    audit.progress("scorecard", 1, 1)
    return replace(scored, scorecard=sealed)


def score_request(audit: Audit, own: AttemptRecord, masking: Masking) -> ScoreRequest:
    """Input of the scoring, from the stage files of this audit, masked."""
    digests = _coherent_stages(audit)
    started = dt.datetime.fromisoformat(own.started_at)
    finished = clock.now()
    return ScoreRequest(
        project=audit.loaded.project,
        as_of=audit.as_of,
        measures=mask_table("measures", stage_tables.measures(audit), masking),
        defects=mask_defects(stage_tables.defects(audit), masking),
        checks=store.read_stage(audit.store, "checks"),
        sources=_sources(audit),
        listings=_listings(audit),
        previous_findings=_previous_findings(audit.store),
        provenance=_provenance(audit, digests),
        run=RunInfo(
            run_id=own.run_id,
            started_at=own.started_at,
            finished_at=finished.isoformat(timespec="microseconds"),
            seconds={"total": round((finished - started).total_seconds(), 3)},
            attempt=own.digest,
            pulls={pull.source: pull.digest for pull in attempts.pulls(audit.store, _source_names(audit))},
            sealed_with=sealed_with(audit.store.seal_key),
        ),
        extraction=stages.extraction(audit),
        census=_census(audit),
        ageing=pa.concat_tables([store.read_stage(audit.store, name) for name in ("ageing", "confirmations")]),
        engines={**comparison.facts(audit), "stages": "local"},
        notes=_notes(audit),
    )


def _notes(audit: Audit) -> tuple[str, ...]:
    metadata_rows, inventory = (store.read_stage(audit.store, name) for name in ("document_metadata", "inventory"))
    project = audit.loaded.project
    return (*person_notes(project), *access_notes(project, inventory), *metadata_notes(metadata_rows))


def _listings(audit: Audit) -> tuple[Listing, ...]:
    listed = (listings.listing_of(audit, source) for source in audit.loaded.project.sources)
    return listings.with_companions(audit, listed)


def _census(audit: Audit) -> dict[str, SourceCensus]:
    """Count of items of each kind in every source, with the series and label sets that profilers listed."""
    names = ("inventory", "profile_documents", "table_index")
    counted = take_census(*(audit.store.stages / f"{name}.parquet" for name in names))
    index = store.read_stage(audit.store, "table_index")
    counted = with_texts(counted, audit.store.stages / "document_text.parquet", index)
    series, label_sets = (store.read_stage(audit.store, name) for name in ("series", "label_sets"))
    return with_profiles(counted, series=series, label_sets=label_sets)


def _source_names(audit: Audit) -> list[str]:
    return [source.name for source in audit.loaded.project.sources]


def _coherent_stages(audit: Audit) -> dict[str, str]:
    """Digest per stage file; raises when one is missing or was made by another run or config."""
    names = [inventory_stage(source.name) for source in audit.loaded.project.sources]
    names += [file for stage in stage_list.STAGES for file in stage_list.files_of(stage)]
    names.append("checks")
    digests = {}
    for name in names:
        facts = store.stage_facts(audit.store, name)
        if facts is None or any(facts.get(key) != value for key, value in audit.facts.items()):
            raise AuditError(f"the stage {name} is missing or of another run", next_step="run the whole audit job")
        digests[name] = facts["digest"]
    return digests


def _provenance(audit: Audit, digests: dict[str, str]) -> Provenance:
    versions = {part: metadata.version(part) for part in _NAMED_PARTS}
    versions["readiness"] = metadata.version("data-readiness-audit")
    versions["python"] = platform.python_version()
    inputs = {source.name: digests[inventory_stage(source.name)] for source in audit.loaded.project.sources}
    return Provenance(
        versions=versions,
        config_hash=audit.loaded.config_hash,
        catalogue_version=CATALOGUE_VERSION,
        inputs=inputs,
        stages=digests,
        catalogue_digest=catalogue_digest(),
        suites=suite_digests(audit.loaded),
        targets={name: target.digest for name, target in targets(audit.loaded, audit.environ).items()},
    )


def _sources(audit: Audit) -> tuple[SourceSummary, ...]:
    return tuple(_source(audit, source.name) for source in audit.loaded.project.sources)


def _source(audit: Audit, name: str) -> SourceSummary:
    from readiness.storage.fingerprint import fingerprint

    source = audit.loaded.project.source(name)
    table = store.read_stage(audit.store, inventory_stage(name))
    access = listings.access_facts(audit, name)
    kinds = table["kind"].to_pylist()
    return SourceSummary(
        name=name,
        url=access["url"],
        connector=source.connector,
        access="ok" if access["ok"] else access["kind"],
        message=access["message"],
        items=table.num_rows,
        documents=kinds.count("document"),
        tables=kinds.count("table"),
        bytes=sum(size or 0 for size in table["size_bytes"].to_pylist()),
        claimed=source.claims.items,
        owner=source.owner.name if source.owner else "",
        fingerprint=fingerprint(table),
        required=source.required,
        complete=listings.is_whole(listings.listing_of(audit, source)),
    )


def _previous_findings(audited: Store) -> pa.Table | None:
    run = audited.latest_run()
    if run is None or not (run / "findings.parquet").is_file():
        return None
    import pyarrow.parquet as pq

    return pq.read_table(run / "findings.parquet", columns=["finding_id", "first_seen_run"], partitioning=None)


def _publish(audit: Audit, own: AttemptRecord, scored: ScoreResult, masking: Masking) -> Scorecard:
    """Publish the run; returns its scorecard, which holds the digests of all other files."""
    from reports.html import render as html
    from reports.markdown import render as markdown

    tables = {"indicators": scored.indicators, "findings": scored.findings}
    tables |= {name: mask_table(name, store.read_stage(audit.store, name), masking) for name in MASKED_TABLES}
    tables["manifest"] = with_gate(tables["manifest"], of_scorecard(scored.scorecard))
    sealed: list[Scorecard] = []

    def card(folder: Path) -> bytes:
        sealed.append(with_files(scored.scorecard, folder))
        return to_bytes(sealed[0], key=audit.store.seal_key)

    files: dict[str, store.Content] = {
        "scorecard.md": markdown(scored.scorecard, scored.findings),
        "scorecard.html": html(scored.scorecard, scored.findings),
        CARD: card,
    }
    unchanged_stages = [name for name in schemas.PUBLISHED if name not in tables]
    store.publish(audit.store, own.run_id, tables=tables, files=files, stages=unchanged_stages)
    shutil.rmtree(audit.store.root / ITEM_FILES, ignore_errors=True)
    return sealed[0]
