"""Export of the manifest of a published run: only where the gate is open, and marked with the gate's answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.audit import history
from dagster_project.audit.context import ProjectRef
from dagster_project.audit.gate import read_gate
from dagster_project.audit.manifest_gate import ManifestGate, stored_gate, with_gate
from dagster_project.audit.run_files import damaged_files
from readiness.errors import AuditError
from readiness.storage.store import write_parquet


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedManifest:
    """``items`` has the schema ``schemas.MANIFEST`` and the gate in its metadata."""

    items: pa.Table
    gate: ManifestGate


def export_manifest(ref: ProjectRef, *, max_age: dt.timedelta, anyway: bool = False) -> ExportedManifest:
    """The manifest of the last published run.

    Raises ``AuditError`` where the gate is closed, or where the file is of another run or project, unless ``anyway``:
    then the manifest states that the gate is closed, and why.
    """
    verdict = read_gate(ref, max_age=max_age)
    if not verdict.open and not anyway:
        raise _refusal(f"the gate is closed: {verdict.reason}", verdict.scorecard)
    folder = history.run_folder(ref, verdict.run_id if verdict.open else "latest").resolve()
    items = _read_manifest(folder / "manifest.parquet")
    foreign = _foreign(items, verdict.project, folder.name) or ("" if verdict.open else _damage(ref, folder))
    if foreign and not anyway:
        raise _refusal(foreign, str(folder / "manifest.parquet"))
    gate = ManifestGate(
        project=verdict.project,
        run_id=folder.name,
        grade=verdict.grade.value,
        open=verdict.open and not foreign,
        reason=foreign or verdict.reason,
    )
    return ExportedManifest(items=with_gate(items, gate), gate=gate)


def write_manifest(exported: ExportedManifest, path: Path) -> None:
    """Write the manifest as Parquet, moved into place whole and readable by its owner alone."""
    try:
        write_parquet(path, exported.items)
    except OSError as error:
        raise AuditError("the manifest cannot be written", where=str(path), next_step=str(error.strerror)) from None


def _refusal(reason: str, where: str) -> AuditError:
    hint = "--anyway exports it and marks it as closed"
    return AuditError(f"the manifest is not exported: {reason}", where=where, next_step=hint)


def _read_manifest(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, partitioning=None)
    except (OSError, pa.ArrowException):
        raise AuditError(
            "the manifest cannot be read", where=str(path), next_step="run readiness audit again"
        ) from None


def _damage(ref: ProjectRef, folder: Path) -> str:
    return damaged_files(ref.store(ref.load()), folder, {"manifest.parquet"})


def _foreign(items: pa.Table, project: str, run_id: str) -> str:
    """Why a published manifest is not that of the run it lies with; "" where it is."""
    known = stored_gate(items)
    if known.get("project") != project:
        return f"the manifest is of the project {known.get('project')!r}, not of {project!r}"
    if known.get("run_id") != run_id:
        return f"the manifest is of the run {known.get('run_id')!r}, not of {run_id!r}"
    return ""
