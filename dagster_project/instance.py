"""The repo-local DAGSTER_HOME: made on first use, silent by construction, and shared by the CLI and the UI."""

from __future__ import annotations

import json
import os
from pathlib import Path

from readiness.config.secrets import safe_url
from readiness.storage import private_files, store
from readiness.storage.atomic import file_lock, written_beside

WORKSPACE = "workspace.yaml"

_INSTANCE = """\
# Written by `readiness`. Nothing leaves this machine: telemetry and the newsletter page are off.
telemetry: {enabled: false}
nux: {enabled: false}
storage:
  custom: {module: dagster_project.local_storage, class: LocalStorage, config: {base_dir: {env: DAGSTER_HOME}}}
run_retries: {enabled: true, max_retries: 2, retry_on_asset_or_op_failure: false}
run_monitoring: {enabled: true, start_timeout_seconds: 180}
concurrency:
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits: [{key: readiness/project, value: {applyLimitPerUniqueValue: true}, limit: 1}]
retention: {schedule: {purge_after_days: 90}, sensor: {purge_after_days: {skipped: 7, failure: 30, success: -1}}}
"""

_MADE = ".databases"


def root_of(cwd: Path) -> Path:
    """The nearest folder upwards that holds a workspace.yaml, else ``cwd``; READINESS_ROOT overrides."""
    named = os.environ.get("READINESS_ROOT")
    if named:
        return Path(named).resolve()
    return next((folder for folder in (cwd, *cwd.parents) if (folder / WORKSPACE).is_file()), cwd)


def dagster_home(cwd: Path) -> Path:
    """DAGSTER_HOME when set, else ``<root>/.dagster``; made with its ``dagster.yaml`` when absent."""
    home = Path(os.environ.get("DAGSTER_HOME") or root_of(cwd) / ".dagster").resolve()
    private_files.make_folder(home)
    if not (home / "dagster.yaml").exists():
        with file_lock(home / "lock"):
            if not (home / "dagster.yaml").exists():
                with written_beside(home / "dagster.yaml") as beside:
                    beside.write_text(_INSTANCE, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def make_databases(home: Path) -> None:
    """Have Dagster make its databases while one process does: side by side, all but one fail (alembic, SQLite)."""
    made = home / _MADE
    if made.exists():
        return
    with file_lock(home / "lock"):
        if made.exists():
            return
        from dagster import AssetKey, DagsterInstance

        with DagsterInstance.from_config(str(home)) as instance:
            instance.get_runs_count()
            instance.get_latest_materialization_event(AssetKey("none"))
            instance.all_instigator_state()
        made.touch()


def register(home: Path, project: str, *, target: str, cwd: Path, out: Path) -> None:
    """Remember an audited target, so that the UI shows its assets beside those of the projects folder.

    A target that carries a password is not remembered: it would have to be stored.
    """
    if safe_url(target) != target:
        return
    facts = {"project": project, "target": target, "cwd": str(cwd), "out": str(out)}
    store.write_json(home / "projects" / f"{project}.json", facts)


def registered_targets(home: Path) -> tuple[dict[str, str], ...]:
    """Targets audited from the command line; entries that cannot be read are left out."""
    targets = []
    for path in sorted((home / "projects").glob("*.json")):
        try:
            targets.append(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return tuple(targets)


def workspace_file(cwd: Path, home: Path) -> Path:
    """The repo's workspace.yaml, or one written into the home where there is none."""
    path = root_of(cwd) / WORKSPACE
    if path.is_file():
        return path
    path = home / WORKSPACE
    text = "load_from:\n  - python_module: {module_name: dagster_project.definitions, location_name: readiness}\n"
    with written_beside(path) as beside:
        beside.write_text(text, encoding="utf-8")
    return path
