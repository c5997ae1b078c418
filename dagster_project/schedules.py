"""One schedule per project that asks for one: ``schedule: "0 5 * * 1"`` in its YAML."""

from __future__ import annotations

import dagster as dg

from dagster_project.assets.naming import identifier
from readiness.config.loading import LoadedProject


def audit_schedules(loaded: LoadedProject, job: dg.UnresolvedAssetJobDefinition) -> list[dg.ScheduleDefinition]:
    """Running from the start: a schedule somebody wrote into the YAML is meant."""
    if not loaded.project.schedule:
        return []
    return [
        dg.ScheduleDefinition(
            name=f"{identifier(loaded.project.project)}_schedule",
            job=job,
            cron_schedule=loaded.project.schedule,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description=f"Audit {loaded.project.project} at `{loaded.project.schedule}`.",
        )
    ]
