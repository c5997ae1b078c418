"""The last two assets: the scorecard with its check page, and the gate that re-reads it from disk and fails closed."""

# No `from __future__ import annotations` here: Dagster reads the annotation of `context` as an object.

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg

from dagster_project.asset_checks import READY, indicator_checks, indicator_specs
from dagster_project.assets.describe import column_schema
from dagster_project.assets.naming import identifier, key
from dagster_project.assets.pipeline import as_dagster_failure, errors_as_failures, is_full, owners_of
from dagster_project.audit import clock, gate, locks, scorecard_stage
from dagster_project.audit.context import ProjectRef, begin_audit, continue_audit
from readiness.config.loading import LoadedProject
from readiness.errors import ReadinessError
from readiness.model import Grade, Scorecard
from readiness.scoring.gate import DEFAULT_MAX_AGE
from readiness.storage import attempts

_DESCRIPTION = (
    "**May this project start?** Read [the verdict](/assets/{path}?view=checks&checkDetail=" + READY + "). "
    "Grades: A ready, B ready with warnings, C not ready, D blocked, U could not tell."
)


def scorecard_asset(ref: ProjectRef, loaded: LoadedProject) -> dg.AssetsDefinition:
    """Judge what was measured, publish the run whole, and show the verdict on the asset's own check."""
    project = loaded.project.project
    asset_key = key(project, "scorecard")

    @dg.asset(
        key=asset_key,
        deps=[key(project, "expectation_results")],
        group_name=identifier(project),
        kinds={"scorecard"},
        owners=owners_of(loaded),
        tags={"readiness/stage": "scorecard"},
        description=_DESCRIPTION.format(path="/".join(asset_key.path)),
        metadata=column_schema("indicators"),
        check_specs=[dg.AssetCheckSpec(READY, asset=asset_key, description="Grade A or B: the project may start.")],
    )
    def scorecard(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        with errors_as_failures(ref.store(loaded)):
            own = begin_audit(ref, context.run_id, full=is_full(context))
            try:
                audit = continue_audit(ref, context.run_id, full=is_full(context))
                scored = scorecard_stage.scorecard(audit, own.attempt)
            except ReadinessError:
                attempts.finish(own.store, own.key, attempts.FAILED)
                raise
            attempts.finish(own.store, own.key, attempts.PUBLISHED)
            locks.release(own.store, own.key)
        yield _scorecard_result(ref, scored.scorecard, own.attempt.run_id)

    return scorecard


def _scorecard_result(ref: ProjectRef, card: Scorecard, run_id: str) -> dg.MaterializeResult[None]:
    from reports.markdown import check_page

    folder = ref.out / card.project / run_id
    metadata: dict[str, Any] = {
        "verdict": dg.MetadataValue.md(f"**{card.grade}** {card.headline}"),
        "grade": str(card.grade),
        "report": dg.MetadataValue.path(folder / "scorecard.html"),
        "run_id": run_id,
        "dagster/row_count": len(card.indicators),
    }
    if card.score is not None:
        metadata["score"] = card.score
    result = dg.AssetCheckResult(
        check_name=READY,
        passed=card.ready,
        severity=dg.AssetCheckSeverity.ERROR,
        description=check_page(card),
        metadata={"grade": str(card.grade), **({"score": card.score} if card.score is not None else {})},
    )
    return dg.MaterializeResult(metadata=metadata, check_results=[result])


def indicator_check_asset(ref: ProjectRef, loaded: LoadedProject) -> dg.AssetChecksDefinition:
    """One check per indicator, read back from the published scorecard."""
    name = f"indicators_{identifier(loaded.project.project)}"

    @dg.multi_asset_check(name=name, specs=indicator_specs(loaded))
    def indicators() -> Iterator[dg.AssetCheckResult]:
        card = gate.read_scorecard(ref)
        yield from indicator_checks(loaded, card)

    return indicators


def gate_asset(ref: ProjectRef, loaded: LoadedProject) -> dg.AssetsDefinition:
    """Raises unless the stored scorecard is there, whole, fresh, of this project and config, and of grade A or B."""
    project = loaded.project.project

    @dg.asset(
        key=key(project, "kickoff_gate"),
        deps=[key(project, "scorecard")],
        group_name=identifier(project),
        kinds={"gate"},
        owners=owners_of(loaded),
        tags={"readiness/stage": "kickoff_gate"},
        description="Fails unless the stored scorecard allows the project to start. Stays closed if it cannot be read.",
    )
    def kickoff_gate(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        return _gate_result(context, ref, DEFAULT_MAX_AGE)

    return kickoff_gate


def _gate_result(
    context: dg.AssetExecutionContext, ref: ProjectRef, max_age: dt.timedelta
) -> dg.MaterializeResult[None]:
    """The gate's answer as an asset result; raises ``dagster.Failure``, never retried, when it is closed."""
    try:
        verdict = gate.read_gate(ref, max_age=max_age, now=clock.now())
    except ReadinessError as error:
        raise as_dagster_failure(error) from None
    if not verdict.open:
        raise dg.Failure(
            description=f"kickoff refused: {verdict.reason}",
            metadata={"grade": str(verdict.grade), "reason": verdict.reason, "run_id": verdict.run_id},
            allow_retries=False,
        )
    context.log.info(f"kickoff may start: {verdict.reason}")
    return dg.MaterializeResult(metadata={"grade": str(Grade(verdict.grade)), "reason": verdict.reason})
