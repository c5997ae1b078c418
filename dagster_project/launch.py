"""``audit`` and ``gate`` as functions: the command line, notebooks and other pipelines call these.

An audit runs the same Dagster job the UI runs, in this process, recorded in the repo-local DAGSTER_HOME.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project import instance, quiet
from dagster_project.audit import clock, locks
from dagster_project.audit.context import ProjectRef, begin_audit, privately, project_ref
from readiness.config.loading import LoadedProject
from readiness.config.project import duration
from readiness.errors import AccessError, AuditError, UsageError
from readiness.model import Scorecard, Verdict
from readiness.progress import PartProgress, silent
from readiness.storage import attempts
from readiness.storage.private_files import group_id
from readiness.storage.store import Store

if TYPE_CHECKING:
    import dagster as dg

ENGINES = ("local",)


def find_project(target: str | None, out: Path | None) -> ProjectRef:
    """The named target, or what was audited last from this root."""
    if target is not None:
        return project_ref(target, out=out)
    entries = sorted((instance.dagster_home(Path.cwd()) / "projects").glob("*.json"), key=lambda p: p.stat().st_mtime)
    if not entries:
        raise UsageError("nothing was audited yet", next_step="readiness audit TARGET")
    entry = json.loads(entries[-1].read_text(encoding="utf-8"))
    return ProjectRef(target=entry["target"], cwd=Path(entry["cwd"]), out=out or Path(entry["out"]))


def audit(
    target: str | Path,
    *,
    out: str | Path | None = None,
    engine: str = "local",
    full: bool = False,
    progress: PartProgress = silent,
) -> Scorecard:
    """Audit a project YAML, or a bare folder, file or database URL, and return its published scorecard.

    Parameters
    ----------
    target: path of a project YAML, a folder, a file, or a database URL.
    out: folder of all audits; ``out/<project>/latest`` points at the newest.
    engine: only "local" so far.
    full: read every row of every table, where otherwise a limit applies.
    progress: called with ``(stage, done, total)``.

    Raises
    ------
    UsageError: the target or its config cannot be used as written.
    AuditError: the audit itself broke; the gate of the project is then closed.
    """
    if engine not in ENGINES:
        raise UsageError(f"the engine {engine!r} is not known; known engines: {', '.join(ENGINES)}")
    quiet.silence()
    ref = project_ref(target, out=out, progress=progress)
    loaded = ref.load()
    check(loaded)
    audited = ref.store(loaded)
    run_id = str(uuid.uuid4())
    with privately():
        dagster_home = instance.dagster_home(ref.cwd)
        with locks.holding(audited, run_id):
            begin_audit(ref, run_id, full=full)  # before Dagster is imported: whatever ends the audit closes the gate
            try:
                instance.make_databases(dagster_home)
                _run_job(ref, loaded, run_id, full=full)
            finally:
                _fail_if_unpublished(audited, run_id)
        instance.register(dagster_home, loaded.project.project, target=str(target), cwd=ref.cwd, out=ref.out)
    from dagster_project.audit.gate import read_scorecard

    return read_scorecard(ref)


def check(loaded: LoadedProject) -> None:
    """Check what can be wrong in a config before a source is reached; raises ``ConfigError``."""
    from connectors.registry import open_connector
    from dagster_project.audit.expectation_stage import project_suites
    from readiness.profilers.slices import rules_of
    from readiness.scoring.policy import check_policy

    check_policy(loaded.project)
    group_id(loaded.project.outputs.group)
    rules_of(loaded.project)
    project_suites(loaded.project, loaded.base)
    for source in loaded.project.sources:
        try:
            open_connector(source, base=loaded.base, environ=loaded.environ(os.environ))
        except AccessError:
            continue  # a source that is away is a finding of the audit


def _run_job(ref: ProjectRef, loaded: LoadedProject, run_id: str, *, full: bool) -> None:
    import dagster as dg

    from dagster_project.assets.pipeline import FULL_TAG
    from dagster_project.factory import job_name, project_definitions

    definitions = project_definitions(ref, loaded)
    job = definitions.resolve_job_def(job_name(loaded.project.project))
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_id=run_id,
            tags={FULL_TAG: "true" if full else "false"},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if not result.success:
        raise AuditError(_cause(result), where=loaded.project.project, next_step="readiness ui shows the run")


def _fail_if_unpublished(audited: Store, key: str) -> None:
    """An audit that ends without publishing, by error or by Ctrl-C, is marked so: its gate stays closed."""
    with contextlib.suppress(AuditError):  # its record was removed meanwhile, which closes the gate as well
        if attempts.attempt(audited, key).state != attempts.PUBLISHED:
            attempts.finish(audited, key, attempts.FAILED)


def _cause(result: dg.ExecuteInProcessResult) -> str:
    failures = result.get_failed_step_keys()
    messages = []
    for event in result.all_events:
        if event.is_step_failure and event.step_key in failures:
            data = event.step_failure_data
            described = data.user_failure_data.description if data.user_failure_data else None
            messages.append(f"{event.step_key}: {described or _class_of(data.error)}")
    return "; ".join(messages) or "the run failed"


def _class_of(error: object) -> str:
    """Class names along the chain; messages of unexpected errors may quote data and stay in the run's own log."""
    name = getattr(error, "cls_name", None) or "error"
    cause = getattr(error, "cause", None)
    return f"{name} from {_class_of(cause)}" if cause is not None else str(name)


def gate(
    target: str | Path,
    *,
    max_age: dt.timedelta | str = "7d",
    out: str | Path | None = None,
    now: dt.datetime | None = None,
) -> Verdict:
    """Read the last stored scorecard and say whether the project may start; never recomputes, fails closed.

    Parameters
    ----------
    max_age: how old the audit may be, as a timedelta or ``7d``, ``12h``.
    now: the moment to judge from (timezone-aware); default is the clock.
    """
    from dagster_project.audit.gate import read_gate

    return read_gate(project_ref(target, out=out), max_age=duration(max_age), now=now or clock.now())
