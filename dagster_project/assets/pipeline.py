"""The asset graph of one project: inventory per source → documents, tables → profilers → scorecard → kickoff_gate."""

# No `from __future__ import annotations` here: Dagster reads the annotation of `context` as an object.

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from dagster_project.assets.describe import column_schema, stage_metadata
from dagster_project.assets.naming import identifier, key, keys
from dagster_project.audit import expectation_stage, stages
from dagster_project.audit.context import ProjectRef, begin_audit, continue_audit, privately
from dagster_project.audit.stage import Stage, StageResult
from dagster_project.audit.stage_list import stages_of
from readiness.config.loading import LoadedProject
from readiness.config.project import Source
from readiness.errors import ReadinessError, place_of
from readiness.storage.store import Store

FULL_TAG = "readiness/full"


def audit_assets(ref: ProjectRef, loaded: LoadedProject) -> Iterator[dg.AssetsDefinition]:
    """Every asset up to ``sufficiency``; the last three (expectations, scorecard, gate) live in ``assets.verdict``."""
    for source in loaded.project.sources:
        yield _inventory_asset(ref, loaded, source)
    for stage in stages_of(loaded.project):
        yield _stage_asset(ref, loaded, stage)


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
        with errors_as_failures(ref.store(loaded)):
            audit = begin_audit(ref, context.run_id, full=is_full(context))
            facts = stages.inventory(audit, audit.loaded.project.source(source.name))
        return _materialize_result(context, "inventory", facts)

    return inventory


def _stage_asset(ref: ProjectRef, loaded: LoadedProject, stage: Stage) -> dg.AssetsDefinition:
    project = loaded.project.project
    first = [key(project, "inventory", source.name) for source in loaded.project.sources]

    @dg.asset(
        key=key(project, stage.name),
        deps=keys(project, stage.after) if stage.after else first,
        group_name=identifier(project),
        kinds=set(stage.kinds),
        owners=owners_of(loaded),
        tags={"readiness/stage": stage.name},
        description=stage.description,
        metadata=column_schema(stage.main_file),
    )
    def run_stage(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        with errors_as_failures(ref.store(loaded)):
            facts = stage.run(continue_audit(ref, context.run_id, full=is_full(context)), stage)
        return _materialize_result(context, stage.name, facts)

    return run_stage


def is_full(context: dg.AssetExecutionContext) -> bool:
    return context.run.tags.get(FULL_TAG) == "true"


def _materialize_result(context: dg.AssetExecutionContext, name: str, facts: StageResult) -> dg.MaterializeResult[None]:
    if facts.broke:
        context.log.error(f"{name}: {facts.broke}")
    return dg.MaterializeResult(metadata=stage_metadata(facts))


def expectation_asset(ref: ProjectRef, loaded: LoadedProject, specs: list[dg.AssetCheckSpec]) -> dg.AssetsDefinition:
    """The expectation stage, with one asset check per expectation; none of them blocks the scorecard."""
    from dagster_project.asset_checks import expectation_checks

    project = loaded.project.project

    @dg.asset(
        key=key(project, "expectation_results"),
        deps=keys(project, tuple(stage.name for stage in stages_of(loaded.project))),
        group_name=identifier(project),
        kinds={"great-expectations"},
        owners=owners_of(loaded),
        tags={"readiness/stage": "expectation_results"},
        description="Every Great Expectations check, evaluated strictly: skipped, errored or dropped is never a pass.",
        metadata=column_schema("checks"),
        check_specs=specs,
    )
    def expectation_results(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with errors_as_failures(ref.store(loaded)):
            audit = continue_audit(ref, context.run_id, full=is_full(context))
            facts = expectation_stage.expectation_results(audit)
        results = list(expectation_checks(audit.inputs().table("checks"), key(project, "expectation_results")))
        yield dg.MaterializeResult(metadata=stage_metadata(facts), check_results=results)

    return expectation_results


@contextmanager
def errors_as_failures(store: Store) -> Iterator[None]:
    """A broken audit fails the step with its own sentence; of any other exception only class and place are kept.

    Its message and its frames may quote the data, and Dagster stores both. READINESS_DEBUG=1 lets it through whole.
    """
    with privately(store):
        try:
            yield
        except ReadinessError as error:
            raise as_dagster_failure(error) from None
        except Exception as error:
            if isinstance(error, dg.Failure) or os.environ.get("READINESS_DEBUG"):
                raise
            raise dg.Failure(description=place_of(error), allow_retries=False) from None


def as_dagster_failure(error: ReadinessError) -> dg.Failure:
    """A broken audit as a Dagster failure that is not retried: trying again gives the same answer."""
    return dg.Failure(description=str(error), allow_retries=False)
