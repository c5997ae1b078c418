"""Project YAMLs in, Dagster definitions out: one asset graph, job, schedule and sensor per project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from dagster_project import alerts, instance, schedules, sensors
from dagster_project.asset_checks import expectation_specs
from dagster_project.assets.naming import identifier, key
from dagster_project.assets.pipeline import audit_assets, expectation_asset
from dagster_project.assets.verdict import gate_asset, indicator_check_asset, scorecard_asset
from dagster_project.audit.context import ProjectRef
from dagster_project.audit.expectation_stage import project_suites
from readiness.config.loading import LoadedProject
from readiness.errors import ReadinessError

PROJECT_TAG = "readiness/project"


def job_name(project: str) -> str:
    return f"audit_{identifier(project)}"


def project_definitions(ref: ProjectRef, loaded: LoadedProject) -> dg.Definitions:
    """The graph, job, schedule, sensor and alerts of one project.

    Runs are in-process: Dagster's default of a process per step would import every library anew (4 times the CPU).
    """
    project = loaded.project.project
    suites = project_suites(loaded.project, loaded.base)
    assets = [
        *audit_assets(ref, loaded),
        expectation_asset(ref, loaded, expectation_specs(suites, key(project, "expectation_results"))),
        scorecard_asset(ref, loaded),
        gate_asset(ref, loaded),
    ]
    checks = [indicator_check_asset(ref, loaded)]
    job = audit_job(project)
    return dg.Definitions(
        assets=assets,
        asset_checks=checks,
        jobs=[job, kickoff_job(project)],
        schedules=schedules.audit_schedules(loaded, job),
        sensors=[sensors.changed_sources(ref, loaded, job), *alerts.alert_sensors(loaded, job)],
        executor=dg.in_process_executor,
    )


def audit_job(project: str) -> dg.UnresolvedAssetJobDefinition:
    """Job of all assets but the gate: an audit that finds the project not ready is an audit that succeeded."""
    group = dg.AssetSelection.groups(identifier(project))
    gate = dg.AssetSelection.assets(key(project, "kickoff_gate"))
    return dg.define_asset_job(
        job_name(project),
        selection=group - gate,
        tags={PROJECT_TAG: identifier(project), "dagster/max_retries": "0"},
        description=f"Audit `{project}` whole and publish its scorecard. *Not ready* is a verdict, not a failed run.",
    )


def kickoff_job(project: str) -> dg.UnresolvedAssetJobDefinition:
    return dg.define_asset_job(
        f"kickoff_{identifier(project)}",
        selection=dg.AssetSelection.assets(key(project, "kickoff_gate")),
        tags={PROJECT_TAG: identifier(project), "dagster/max_retries": "0"},
        description=f"Ask whether `{project}` may start. The run fails while the gate is closed.",
    )


def definitions_for(folder: Path, dagster_home: Path | None = None) -> dg.Definitions:
    """Definitions of every project YAML of a folder, then of the targets audited from the command line.

    A YAML that is broken does not take the others down: it becomes an asset with the reason.
    """
    by_project: dict[str, dg.Definitions] = {}
    for ref in _refs(folder, dagster_home):
        try:
            loaded = ref.load()
            by_project.setdefault(identifier(loaded.project.project), project_definitions(ref, loaded))
        except ReadinessError as error:
            name = identifier(Path(ref.target).stem)
            by_project.setdefault(name, _broken_definitions(name, str(error)))
    return dg.Definitions.merge(*by_project.values()) if by_project else dg.Definitions()


def _refs(folder: Path, dagster_home: Path | None) -> Iterator[ProjectRef]:
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        yield ProjectRef(target=str(path), cwd=folder, out=path.parent / ".readiness")
    for entry in instance.registered_targets(dagster_home) if dagster_home else ():
        yield ProjectRef(target=entry["target"], cwd=Path(entry["cwd"]), out=Path(entry["out"]))


def _broken_definitions(name: str, reason: str) -> dg.Definitions:
    @dg.asset(key=dg.AssetKey([name, "config"]), group_name=name, kinds={"yaml"}, description=f"Broken: {reason}")
    def config() -> None:
        raise dg.Failure(description=reason, allow_retries=False)

    return dg.Definitions(assets=[config])


def projects_folder(cwd: Path) -> Path:
    """READINESS_PROJECTS, else ``projects`` beside the workspace.yaml."""
    return Path(os.environ.get("READINESS_PROJECTS") or instance.root_of(cwd) / "projects")
