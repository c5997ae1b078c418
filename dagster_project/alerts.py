"""Alerts: a run that broke, and a verdict that flipped. Sent to the channels the project names, or to the log.

A failing asset check never reaches Dagster's run-failure sensor, so the verdict is watched by its own sensor that
compares the last two scorecards.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

import dagster as dg

from dagster_project import alert_channels
from dagster_project.assets.naming import identifier, key
from readiness.config.loading import LoadedProject
from readiness.config.project import Alert
from readiness.errors import ReadinessError

_INTERVAL_SECONDS = 60


def alert_sensors(loaded: LoadedProject, job: dg.UnresolvedAssetJobDefinition) -> list[dg.SensorDefinition]:
    """Two sensors for a project that names alert channels, none for one that does not."""
    if not loaded.project.alerts:
        return []
    return [_run_failure(loaded, job), _verdict_flip(loaded)]


def _run_failure(loaded: LoadedProject, job: dg.UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    name = identifier(loaded.project.project)

    @dg.run_failure_sensor(
        name=f"{name}_run_failure", monitored_jobs=[job], default_status=dg.DefaultSensorStatus.RUNNING
    )
    def run_failure(context: dg.RunFailureSensorContext) -> None:
        text = f"The audit of {loaded.project.project} broke (run {context.dagster_run.run_id}); its gate is closed."
        announce(loaded, text, context.log)

    return run_failure


def _verdict_flip(loaded: LoadedProject) -> dg.SensorDefinition:
    project = loaded.project.project

    @dg.sensor(
        name=f"{identifier(project)}_verdict_flip",
        minimum_interval_seconds=_INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends an alert when the grade differs from that of the previous audit.",
    )
    def verdict_flip(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        grade = _last_grade(context.instance, key(project, "scorecard"))
        if grade is None or grade == context.cursor:
            return dg.SensorResult(skip_reason="the grade has not changed")
        if context.cursor:
            announce(loaded, f"The grade of {project} changed from {context.cursor} to {grade}.", context.log)
        return dg.SensorResult(cursor=grade, skip_reason=f"grade is now {grade}")

    return verdict_flip


def _last_grade(instance: dg.DagsterInstance, asset: dg.AssetKey) -> str | None:
    event = instance.get_latest_materialization_event(asset)
    materialization = event.asset_materialization if event else None
    grade = materialization.metadata.get("grade") if materialization else None
    return str(grade.value) if grade is not None else None


def announce(loaded: LoadedProject, text: str, log: logging.Logger) -> None:
    """Notify with the project's secrets file behind the environment; without that file, the environment alone."""
    try:
        environ = loaded.environ(os.environ)
    except ReadinessError as error:
        log.warning(f"the secrets file cannot be read ({error.what}); alerts use the environment alone")
        environ = dict(os.environ)
    notify(loaded.project.alerts, text, log, environ)


def notify(alerts: list[Alert], text: str, log: logging.Logger, environ: Mapping[str, str] | None = None) -> None:
    """Send ``text`` to every channel; one that fails is logged without its address, and the next still gets it."""
    reasons = alert_channels.send(alerts, text, os.environ if environ is None else environ)
    for alert, reason in zip(alerts, reasons, strict=True):
        channel = "slack" if alert.slack else "email"
        if reason:
            log.warning(f"the {channel} alert could not be sent ({reason}): {text}")
        else:
            log.info(f"sent to {channel}: {text}")
