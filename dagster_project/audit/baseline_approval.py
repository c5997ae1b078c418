"""Approval of a member of a series as the baseline that drift is held against, from the tables of the last audit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from dagster_project.audit.context import ProjectRef
from readiness.config.baselines import Baseline, baselines_text, read_baselines, with_digest
from readiness.config.loading import YAML_SUFFIXES, LoadedProject, load_project
from readiness.errors import UsageError, did_you_mean
from readiness.profilers.base import Inputs
from readiness.profilers.format_drift.drift_defects import file_times, member_facts
from readiness.profilers.format_drift.pinned_baseline import Approval, baseline_of
from readiness.profilers.format_drift.series import Series, find_series
from readiness.storage.atomic import file_lock, written_beside

KEY_HINT = "add to the project file:  baselines: baselines.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFile:
    """The file of baselines that a project names, and what it holds now."""

    project: str
    path: Path
    baselines: tuple[Baseline, ...]


def baseline_file(target: str, *, cwd: Path) -> tuple[LoadedProject, BaselineFile]:
    """The project and its file of baselines; a file that is not there yet is empty.

    Raises ``UsageError`` for a target that is no project file, or that names no file of baselines, and ``ConfigError``
    for one that was edited.
    """
    path = cwd / target
    if path.suffix.lower() not in YAML_SUFFIXES or not path.is_file():
        raise UsageError("a baseline is approved in a project file", where=target, next_step="readiness init TARGET")
    loaded = load_project(path, with_baselines=False)
    if not loaded.project.baselines:
        raise UsageError("the project names no file of baselines", where=target, next_step=KEY_HINT)
    file, name = loaded.base / loaded.project.baselines, loaded.project.project
    known = read_baselines(file, name) if file.exists() else ()
    return loaded, BaselineFile(project=name, path=file, baselines=known)


def approve(ref: ProjectRef, loaded: LoadedProject, wanted: tuple[str, str, str], approval: Approval) -> Baseline:
    """Approve ``wanted`` (source or "", series, member or item) and write the file.

    Raises ``UsageError`` when nothing was audited, or there is no such series or member.
    """
    inputs = Inputs(project=loaded.project, as_of=dt.date.today(), folder=ref.store(loaded).stages)  # noqa: DTZ011 - unused
    series = _series(inputs, wanted[0], wanted[1])
    member = next((one for one in series.members if wanted[2] in {one.name, one.item, one.key}), None)
    if member is None:
        near = did_you_mean(wanted[2], [one.name for one in series.members])
        raise UsageError(f"{series.name} has no member {wanted[2]!r}", next_step=near or _ends(series))
    facts = member_facts(inputs, member)
    if facts is None or not facts.columns:
        raise UsageError(f"the rows of {member.name} are not kept any more", next_step="audit the project again")
    baseline = baseline_of(facts, approval, source=series.source, series=series.name)
    return _add(loaded, baseline)


def _ends(series: Series) -> str:
    return f"its members go from {series.members[0].name} to {series.members[-1].name}"


def _series(inputs: Inputs, source: str, name: str) -> Series:
    rows = inputs.table("table_index").to_pylist()
    if not rows:
        raise UsageError("no audit of this project keeps its tables", next_step="audit it first: readiness audit")
    modified = file_times(inputs)
    found = [
        series
        for one in inputs.project.sources
        if source in {"", one.name}
        for series in find_series(
            sorted((row for row in rows if row["source"] == one.name), key=lambda row: str(row["item"])),
            modified.get(one.name),
        )
    ]
    same = [one for one in found if one.name == name]
    if not same:
        near = did_you_mean(name, [one.name for one in found])
        raise UsageError(f"there is no series {name!r}", next_step=near or "readiness show names what was audited")
    if len(same) > 1:
        raise UsageError(f"several sources have a series {name!r}", next_step="add --source NAME")
    return same[0]


def _add(loaded: LoadedProject, baseline: Baseline) -> Baseline:
    path, project = loaded.base / loaded.project.baselines, loaded.project.project
    sealed = with_digest(baseline, project)
    with file_lock(path.with_name(f".{path.name}.lock")):
        known = read_baselines(path, project) if path.exists() else ()
        kept = [one for one in known if (one.source, one.series) != (sealed.source, sealed.series)]
        with written_beside(path) as beside:
            beside.write_text(baselines_text([*kept, sealed]), encoding="utf-8")
    return sealed
