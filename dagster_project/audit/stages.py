"""The stages of an audit as plain functions: what the Dagster assets call, and nothing more.

A source that cannot be reached is reported and the rest is audited. A profiler that breaks is an ERROR of its
indicators, never the end of the audit: the verdict is then U.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from connectors.base import Connector
from connectors.left_out import ListingLog
from connectors.registry import lists_readers, open_connector
from dagster_project.audit import clock, comparison, listings
from dagster_project.audit.context import Audit, inventory_stage
from dagster_project.audit.extraction_numbers import in_numbers, ocr_speed
from dagster_project.audit.item_files import ItemFiles
from dagster_project.audit.reuse import check_lineage, record_inputs, record_table_digest, reuse_if_unchanged
from dagster_project.audit.stage import Stage, StageResult
from dagster_project.audit.stall_watch import watched_stage
from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.census import census_table, take_census
from readiness.config.project import Source
from readiness.config.secrets import safe_url
from readiness.errors import AccessError, ReadinessError, place_of
from readiness.model import Access, Extraction
from readiness.profilers.base import Profile, ProfileBuilder
from readiness.progress import Progress
from readiness.stall import StallError
from readiness.storage import attempts, store


def inventory(audit: Audit, source: Source) -> StageResult:
    """Reach one source and list it; what could not be reached is written down, not raised."""
    name, log = inventory_stage(source.name), ListingLog()
    access, table = _list_source(audit, source, log)
    digest = store.write_stage(audit.store, name, table, **audit.facts)
    stages = [{"stage": s, "milliseconds": ms, "ok": ok} for s, ms, ok in access.stages]
    facts = {
        "source": source.name,
        "url": safe_url(source.url),
        "stages": stages,
        "ok": access.ok,
        "kind": access.kind,
        "message": access.message,
        "next_step": access.next_step,
    }
    store.write_json(listings.access_path(audit, source.name), {**facts, **log.facts()})
    attempts.record_pull(audit.store, source.name, run_id=audit.attempt.run_id, at=clock.now_text(), digest=digest)
    numbers = {"items": table.num_rows, "bytes": _total(table, "size_bytes"), "access": access.kind or "ok"}
    broke = "" if access.ok else access.message
    return StageResult(rows=table.num_rows, numbers={**numbers, "places not listed": len(log.unlisted)}, broke=broke)


def _list_source(audit: Audit, source: Source, log: ListingLog) -> tuple[Access, pa.Table]:
    def progress(done: int, total: int) -> None:
        audit.progress(f"inventory {source.name}", done, total)

    table = schemas.INVENTORY.empty_table()
    try:
        connector = open_connector(source, base=audit.loaded.base, environ=audit.environ)
        work = partial(_probe_and_list, connector, log, progress)
        access, table = watched_stage(audit, f"inventory {source.name}", work)
        table = listings.with_readers(table, declared=lists_readers(source, audit.environ))
    except StallError as error:
        access = Access(source=source.name, ok=False, kind="timeout", message=error.what, next_step=error.next_step)
    except AccessError as error:
        access = Access(source=source.name, ok=False, kind=error.kind, message=error.what, next_step=error.next_step)
    return access, table


def _probe_and_list(connector: Connector, log: ListingLog, progress: Progress) -> tuple[Access, pa.Table]:
    access = connector.probe()
    return access, listings.list_items(connector, log, progress) if access.ok else schemas.INVENTORY.empty_table()


def _total(table: pa.Table, column: str) -> int:
    return int(pc.sum(table[column]).as_py() or 0)


def availability(audit: Audit, stage: Stage) -> StageResult:
    """All sources' inventories as one; an optional source that was not read wholly is no part of it."""
    sources = audit.loaded.project.sources
    listed = [one for one in sources if one.required or listings.is_whole(listings.listing_of(audit, one))]
    tables = [store.read_stage(audit.store, inventory_stage(source.name)) for source in listed]
    inventory = pa.concat_tables([schemas.INVENTORY.empty_table(), *tables])
    store.write_stage(audit.store, stage.main_file, inventory, **audit.facts)
    access = [{**listings.access_facts(audit, one.name), "left_out": one not in listed} for one in sources]
    store.write_json(audit.store.stages / "access.json", access)
    return StageResult(rows=inventory.num_rows, numbers={"sources left out": len(sources) - len(listed)})


def access(audit: Audit, stage: Stage) -> StageResult:
    """Measure which required sources can be read and have content, and the delivered share of the claimed items."""
    from readiness.profilers import availability as profiler

    return _store_result(audit, stage, lambda: profiler.measure(audit.inputs()))


def documents(audit: Audit, stage: Stage) -> StageResult:
    """Open every item in isolated workers: outcome, facts and text.

    Raises ``StallError`` where nothing more is finished: without texts there is nothing to measure.
    """
    return watched_stage(audit, "documents", lambda: _documents(audit, stage))


def _documents(audit: Audit, stage: Stage) -> StageResult:
    from readiness.extraction.batch import extract_items
    from readiness.extraction.cross_check import SampleReader, write_confidence
    from readiness.extraction.ocr import write_sample

    project, item_files = audit.loaded.project, ItemFiles(audit)
    total = item_files.count()
    settings, entries = item_files.settings(project.resources), audit.store.cache / "extraction"
    extract_items(
        item_files.jobs(),
        out=audit.store.stages,
        settings=settings,
        cache=entries,
        progress=lambda done, unpacked: audit.progress("documents", done, total + unpacked),
        members=item_files.members(),
    )
    sample = SampleReader(stages=audit.store.stages, entries=entries, path_of=item_files.path)
    audit.progress("second reading", 0, 0)
    write_confidence(sample, project.extraction.confidence_sample, settings)
    pages = write_sample(sample, project.extraction.ocr_sample, settings)
    for name in stage.writes:
        store.seal_stage(audit.store, name, **audit.facts)
    read = extraction(audit)
    return StageResult(rows=sum(read.outcomes.values()), numbers={**in_numbers(read), **ocr_speed(pages)})


def extraction(audit: Audit) -> Extraction:
    """Summary of the reading of documents, from the files of the documents stage."""
    from readiness.scoring.extraction import COLUMNS, summarise

    inputs = audit.inputs()
    batches = inputs.scan("profile_documents", COLUMNS)
    compared, pages = inputs.table("extraction_confidence"), inputs.table("ocr_sample")
    return summarise(batches, compared, pages, audit.loaded.project)


def tables(audit: Audit, stage: Stage) -> StageResult:
    """Stage every table as Parquet with its cells as written, then count which of all items and tables did not open.

    Files are read in isolated workers, databases as streams. Raises ``StallError`` where nothing more is finished.
    """
    return watched_stage(audit, "tables", lambda: _tables(audit, stage), audit.loaded.project.resources.table_seconds)


def _tables(audit: Audit, stage: Stage) -> StageResult:
    from readiness.profilers import document_opening as profiler
    from readiness.tables.in_workers import stage_files
    from readiness.tables.table_stage import stage_tables

    resources = audit.loaded.project.resources
    limit = None if audit.full else resources.table_rows
    item_files, folder = ItemFiles(audit), audit.store.stages

    def progress(done: int, total: int) -> None:
        audit.progress("tables", done, total)

    files = stage_files(
        item_files.table_files(), folder=folder, rows_limit=limit, resources=resources, progress=progress
    )
    databases = stage_tables(item_files.database_tables(limit), folder=folder, rows_limit=limit, progress=progress)
    index = pa.concat_tables([files, databases]).sort_by([("source", "ascending"), ("item", "ascending")])
    store.write_stage(audit.store, "table_index", index, **audit.facts)
    record_table_digest(audit, index)
    _write_census(audit)
    result = _store_result(audit, stage, lambda: profiler.measure(audit.inputs()))
    numbers = {"rows_read": _total(index, "rows_read"), **result.numbers}
    return StageResult(rows=index.num_rows, numbers=numbers, broke=result.broke)


def _write_census(audit: Audit) -> None:
    files = (audit.store.stages / f"{name}.parquet" for name in ("inventory", "profile_documents", "table_index"))
    store.write_stage(audit.store, "item_census", census_table(take_census(*files)), **audit.facts)


def semantic_pairs(audit: Audit, stage: Stage) -> StageResult:
    """Paraphrases by the model that the project names; an unusable model ends the audit, because it was asked for."""
    from readiness.profilers import semantic

    settings = audit.loaded.project.semantic
    if settings is None:
        return StageResult(rows=0)
    model = audit.loaded.base / settings.model
    table = watched_stage(audit, stage.name, lambda: semantic.semantic_pairs(audit.inputs(), settings, model))
    store.write_stage(audit.store, stage.main_file, table, **audit.facts)
    return StageResult(rows=table.num_rows, numbers={"semantic_pairs": table.num_rows})


def profiler(audit: Audit, stage: Stage) -> StageResult:
    """Run the profiler of this name and store its profile, unless that of an earlier audit can be used again.

    Raises ``AuditError`` where it read what this audit has not made.
    """
    from readiness.profilers.read_tracking import TrackedInputs

    name = stage.name
    audit.progress(name, 0, 0)
    files = (*stage.measured_files, *stage.writes)
    since, broke = reuse_if_unchanged(audit, name), ""
    if since is None:
        module, inputs = importlib.import_module(f"readiness.profilers.{name}"), TrackedInputs.of(audit.inputs(name))
        profile, broke = _measure_safely(
            audit, name, lambda: watched_stage(audit, name, lambda: module.measure(inputs), 0), stage.writes
        )
        check_lineage(audit, name, inputs.reads)
        store.write_tables(audit.store, profile.stage_tables(name), **audit.facts)
        if not broke:
            record_inputs(audit, name, reads=inputs.reads, wrote=files)
    audit.progress(name, 1, 1)
    return _stored_result(audit, files, broke, since)


def _store_result(audit: Audit, stage: Stage, measure: Callable[[], Profile]) -> StageResult:
    """Store the measures and defects of a stage that writes its own tables otherwise."""
    profile, broke = _measure_safely(audit, stage.name, measure)
    store.write_tables(audit.store, profile.stage_tables(stage.name), **audit.facts)
    return _stored_result(audit, stage.measured_files, broke)


def _stored_result(audit: Audit, files: tuple[str, ...], broke: str = "", since: str | None = None) -> StageResult:
    """Count the rows of the files of a profile, the measures apart."""
    numbers: dict[str, float | int | str] = {
        "defects" if file.endswith(".defects") else file: store.rows(audit.store, file) for file in files[1:]
    }
    if "pairs" in files:
        numbers |= comparison.in_words(audit)
    if since is not None:
        numbers["unchanged since run"] = since
    return StageResult(rows=int(numbers["defects"]), numbers=numbers, broke=broke)


def _measure_safely(
    audit: Audit, name: str, measure: Callable[[], Profile], tables: tuple[str, ...] = ()
) -> tuple[Profile, str]:
    """A profile, or ERROR of the stage in every source, with the place where it broke (never its values).

    ``tables`` are the stage files that the profile writes beside its measures and defects: empty where it broke.
    """
    try:
        return _sound(measure()), ""
    except Exception as error:  # noqa: BLE001 - a broken profiler must not end the audit; it makes it U
        reason = str(error) if isinstance(error, ReadinessError) else place_of(error)
        builder = ProfileBuilder()
        for spec in CATALOGUE.values():
            if spec.measured_by == name:
                for source in [""] if spec.scope == "project" else [one.name for one in audit.loaded.project.sources]:
                    builder.error(spec.code, reason, source=source)
        return builder.build({table: schemas.STAGES[table].empty_table() for table in tables}), reason


def _sound(profile: Profile) -> Profile:
    """The profile with its tables in their schemas; raises where a profiler handed back something else."""
    if not isinstance(profile, Profile):
        raise TypeError("a profiler returned no profile")
    measures, defects = profile.measures.cast(schemas.MEASURES), profile.defects.cast(schemas.DEFECTS)
    return replace(profile, measures=measures, defects=defects)
