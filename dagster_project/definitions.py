"""The code location that `workspace.yaml` names: every project YAML in ``projects/`` (or READINESS_PROJECTS)."""

from pathlib import Path

from dagster_project import instance, quiet

quiet.silence()

from dagster_project.factory import definitions_for, projects_folder  # noqa: E402 - telemetry goes off first

_CWD = Path.cwd()

defs = definitions_for(projects_folder(_CWD), instance.dagster_home(_CWD))
