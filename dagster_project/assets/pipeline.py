"""The asset graph of one project: inventory per source → documents, tables → profilers → scorecard → kickoff_gate."""

# No `from __future__ import annotations` here: Dagster reads the annotation of `context` as an object.

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from dagster_project.assets.describe import column_schema, stage_metadata
from dagster_project.assets.naming import identifier, key, keys
from dagster_project.audit import expectation_stage, stages
from dagster_project.audit.context import Audit, ProjectRef, begin_audit, continue_audit, privately
from dagster_project.audit.stages import Facts
from readiness.config.loading import LoadedProject
from readiness.config.project import Source
from readiness.errors import ReadinessError, place_of
from readiness.storage.store import Store

FULL_TAG = "readiness/full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage as an asset: what runs, what it waits for, and how the catalogue shows it."""

    name: str
    run: Callable[[Audit], Facts]
    after: tuple[str, ...]
    kinds: tuple[str, ...]
    description: str


def _profiling(name: str) -> Callable[[Audit], Facts]:
    return lambda audit: stages.profiler(audit, name)


STEPS = (
    Step(
        name="availability",
        run=stages.availability,
        after=(),
        kinds=("parquet",),
        description="All sources as one inventory; an optional source that was not read wholly is left out.",
    ),
    Step(
        name="documents",
        run=stages.documents,
        after=("availability",),
        kinds=("parquet", "unstructured"),
        description="Every item opened in an isolated worker: what it really is, whether it reads, its text.",
    ),
    Step(
        name="tables",
        run=stages.tables,
        after=("documents",),
        kinds=("parquet", "pyarrow"),
        description="Every table staged as Parquet with its cells as written; which items and tables do not open.",
    ),
    Step(
        name="access",
        run=stages.access,
        after=("tables",),
        kinds=("parquet",),
        description="Whether required sources can be read and hold anything; what was delivered of what is claimed.",
    ),
    Step(
        name="charter",
        run=_profiling("charter"),
        after=("availability",),
        kinds=("yaml",),
        description="Who owns the project and its sources, which number it must move, what production needs.",
    ),
    Step(
        name="staleness",
        run=_profiling("staleness"),
        after=("documents", "tables"),
        kinds=("parquet",),
        description="How old items are, by dates inside them before file times; reviews overdue; withdrawals.",
    ),
    Step(
        name="duplicates",
        run=_profiling("duplicates"),
        after=("documents", "staleness"),
        kinds=("parquet", "datasketch"),
        description="Exact and near-duplicates: MinHash candidates, exact Jaccard before a pair is called one.",
    ),
    Step(
        name="content",
        run=_profiling("content"),
        after=("documents",),
        kinds=("parquet",),
        description="Documents that open but say nothing, or nothing readable.",
    ),
    Step(
        name="rights",
        run=_profiling("rights"),
        after=("documents", "tables"),
        kinds=("parquet",),
        description="Personal data and secrets, counted and masked; whether a legal basis is stated.",
    ),
    Step(
        name="columns",
        run=_profiling("columns"),
        after=("tables",),
        kinds=("parquet",),
        description="Missing values, wrong types, outliers and broken references of every table.",
    ),
    Step(
        name="records",
        run=_profiling("records"),
        after=("tables",),
        kinds=("duckdb",),
        description="Rows that repeat another one, and records that say in other words what another one says.",
    ),
    Step(
        name="format_drift",
        run=_profiling("format_drift"),
        after=("tables",),
        kinds=("parquet",),
        description="Dated series whose schema, value patterns, null rates or file type change on the way; gaps.",
    ),
    Step(
        name="labels",
        run=_profiling("labels"),
        after=("documents", "tables", "staleness"),
        kinds=("parquet",),
        description="Items joined with their labels: missing, invalid, orphaned, conflicting, too few per class.",
    ),
    Step(
        name="sufficiency",
        run=_profiling("sufficiency"),
        after=("tables", "staleness", "duplicates", "rights", "labels", "columns", "records"),
        kinds=("parquet",),
        description="What is usable, against what the charter needs; the manifest for the ingestion that follows.",
    ),
)
"""The stages between the sources' inventories and the expectations, in an order that satisfies ``after``."""

SEMANTIC_LENS = Step(
    name="semantic_pairs",
    run=stages.semantic_pairs,
    after=("documents", "duplicates"),
    kinds=("parquet",),
    description="Paraphrases by the model that the project file names: listed apart, judged by nothing.",
)


def steps_of(loaded: LoadedProject) -> tuple[Step, ...]:
    """The stages of one project; the semantic lens only where it is asked for."""
    return (*STEPS, SEMANTIC_LENS) if loaded.project.semantic else STEPS


def audit_assets(ref: ProjectRef, loaded: LoadedProject) -> Iterator[dg.AssetsDefinition]:
    """Every asset up to ``sufficiency``; the last three (expectations, scorecard, gate) live in ``assets.verdict``."""
    for source in loaded.project.sources:
        yield _inventory_asset(ref, loaded, source)
    for step in steps_of(loaded):
        yield _step_asset(ref, loaded, step)


def owners_of(loaded: LoadedProject, source: Source | None = None) -> list[str]:
    """Dagster owners: an e-mail where one is known, else a team tag from the name."""
    charter = loaded.project.charter
    person = source.owner if source is not None else (charter.owner if charter else None)
    if person is None:
        return []
    return [person.email] if "@" in person.email else [f"team:{identifier(person.name)}"]


def _inventory_asset(ref: ProjectRef, loaded: LoadedProject, source: Source) -> dg.AssetsDefinition:
    project = loaded.project.project

    @dg.asset(
        key=key(project, "inventory", source.name),
        group_name=identifier(project),
        kinds={"source"},
        owners=owners_of(loaded, source),
        tags={"readiness/stage": "inventory", "readiness/source": identifier(source.name)},
        description=f"Every item of the source `{source.name}`, listed before anything is opened.",
        metadata=column_schema("inventory"),
    )
    def inventory(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with refusing(ref.store(loaded)):
            audit = begin_audit(ref, context.run_id, full=is_full(context))
            facts = stages.inventory(audit, audit.loaded.project.source(source.name))
        return _told(context, "inventory", facts)

    return inventory


def _step_asset(ref: ProjectRef, loaded: LoadedProject, step: Step) -> dg.AssetsDefinition:
    project = loaded.project.project
    first = [key(project, "inventory", source.name) for source in loaded.project.sources]

    @dg.asset(
        key=key(project, step.name),
        deps=keys(project, step.after) if step.after else first,
        group_name=identifier(project),
        kinds=set(step.kinds),
        owners=owners_of(loaded),
        tags={"readiness/stage": step.name},
        description=step.description,
        metadata=column_schema(step.name),
    )
    def stage(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with refusing(ref.store(loaded)):
            facts = step.run(continue_audit(ref, context.run_id, full=is_full(context)))
        return _told(context, step.name, facts)

    return stage


def is_full(context: dg.AssetExecutionContext) -> bool:
    return context.run.tags.get(FULL_TAG) == "true"


def _told(context: dg.AssetExecutionContext, name: str, facts: Facts) -> dg.MaterializeResult[None]:
    if facts.broke:
        context.log.error(f"{name}: {facts.broke}")
    return dg.MaterializeResult(metadata=stage_metadata(facts))


def expectation_asset(ref: ProjectRef, loaded: LoadedProject, specs: list[dg.AssetCheckSpec]) -> dg.AssetsDefinition:
    """The expectation stage, with one asset check per expectation; none of them blocks the scorecard."""
    from dagster_project.asset_checks import expectation_checks

    project = loaded.project.project

    @dg.asset(
        key=key(project, "expectation_results"),
        deps=keys(project, tuple(step.name for step in steps_of(loaded))),
        group_name=identifier(project),
        kinds={"great-expectations"},
        owners=owners_of(loaded),
        tags={"readiness/stage": "expectation_results"},
        description="Every Great Expectations check, evaluated strictly: skipped, errored or dropped is never a pass.",
        metadata=column_schema("checks"),
        check_specs=specs,
    )
    def expectation_results(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with refusing(ref.store(loaded)):
            audit = continue_audit(ref, context.run_id, full=is_full(context))
            facts = expectation_stage.expectation_results(audit)
        results = list(expectation_checks(audit.inputs().table("checks"), key(project, "expectation_results")))
        yield dg.MaterializeResult(metadata=stage_metadata(facts), check_results=results)

    return expectation_results


@contextmanager
def refusing(store: Store) -> Iterator[None]:
    """A broken audit fails the step with its own sentence; of any other exception only class and place are kept.

    Its message and its frames may quote the data, and Dagster stores both. READINESS_DEBUG=1 lets it through whole.
    """
    with privately(store):
        try:
            yield
        except ReadinessError as error:
            raise refused(error) from None
        except Exception as error:
            if isinstance(error, dg.Failure) or os.environ.get("READINESS_DEBUG"):
                raise
            raise dg.Failure(description=place_of(error), allow_retries=False) from None


def refused(error: ReadinessError) -> dg.Failure:
    """A broken audit as a Dagster failure that is not retried: trying again gives the same answer."""
    return dg.Failure(description=str(error), allow_retries=False)
