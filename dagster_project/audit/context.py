"""One audit while it runs: its project, its folder, who it is. The rim's only state, passed to every stage."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.audit import locks
from readiness.config.loading import LoadedProject, resolve_target
from readiness.errors import AuditError
from readiness.profilers.base import Inputs
from readiness.progress import PartProgress, silent
from readiness.scoring.serial import KEY_NAME
from readiness.stall import beat
from readiness.storage import attempts as records
from readiness.storage import store as disk
from readiness.storage.attempts import AttemptRecord
from readiness.storage.masking_key import masking_key
from readiness.storage.private_files import private_umask
from readiness.storage.purge import in_use
from readiness.storage.store import Store
from readiness.storage.work_folder import work_folder
from readiness.workers.text_map import PooledTextMap


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRef:
    """Reference to a project: ``target`` as a user gives it, read relative to ``cwd``, audited into ``out``."""

    target: str
    cwd: Path
    out: Path
    progress: PartProgress = silent

    def load(self) -> LoadedProject:
        return resolve_target(self.target, cwd=self.cwd)

    def store(self, loaded: LoadedProject) -> Store:
        """The folder of its audits, with the key that seals them and the group that may read what is published."""
        project = loaded.project
        return Store(out=self.out, project=project.project, seal_key=seal_key(), group=project.outputs.group)


def project_ref(target: str | Path, *, out: str | Path | None = None, progress: PartProgress = silent) -> ProjectRef:
    """Reference to a target; ``out`` defaults to ``.readiness`` beside its YAML, or in the working directory."""
    cwd = Path.cwd()
    loaded = resolve_target(str(target), cwd=cwd)
    folder = Path(out).resolve() if out is not None else loaded.default_out.resolve()
    return ProjectRef(target=str(target), cwd=cwd, out=folder, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Input of every stage. ``key`` is the Dagster run; ``attempt`` the audit whose stage files it adds to."""

    loaded: LoadedProject
    store: Store
    attempt: AttemptRecord
    key: str
    full: bool = False
    progress: PartProgress = silent
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, str]:
        """Facts for the sidecar of each stage file: the run and the config that wrote it."""
        return {"run_id": self.attempt.run_id, "config_hash": self.loaded.config_hash}

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(self.attempt.as_of)

    def inputs(self, stage: str = "") -> Inputs:
        """Inputs of a profiler; its progress is that of ``stage``."""
        project = self.loaded.project
        texts = PooledTextMap(resources=project.resources)
        return Inputs(
            project=project,
            as_of=self.as_of,
            folder=self.store.stages,
            full=self.full,
            cache=self.store.cache,
            digest_key=masking_key(self.store),
            baselines=self.loaded.baselines,
            text_map=texts,
            progress=lambda part, done, total: self.progress(f"{stage}: {part}", done, total),
        )


def beating(progress: PartProgress) -> PartProgress:
    """Progress that also counts as a sign of life of its stage."""

    def report(part: str, done: int, total: int) -> None:
        beat()
        progress(part, done, total)

    return report


def seal_key() -> bytes:
    """The key that scorecards are sealed with, empty where none is set. It is in no log, page or file."""
    return os.environb.get(KEY_NAME.encode(), b"")


def new_run_id(key: str, now: dt.datetime) -> str:
    """Sortable and readable: ``20261123T101500Z-1a2b3c4d``, the tail being the Dagster run's."""
    return f"{now:%Y%m%dT%H%M%SZ}-{key[:8]}"


@contextmanager
def privately(store: Store | None = None) -> Iterator[None]:
    """Around an audit and each of its stages: files are private, temporary ones go at the end, and no purge cuts in."""
    with private_umask(), work_folder(), in_use(store) if store else nullcontext():
        yield


def begin_audit(ref: ProjectRef, key: str, *, full: bool = False) -> Audit:
    """An audit of its own: reading a source, or scoring anew, leaves an attempt that must end published."""
    loaded = ref.load()
    store = ref.store(loaded)
    locks.hold(store, key)
    now = dt.datetime.now(dt.UTC)
    record = AttemptRecord(
        run_id=new_run_id(key, now),
        started_at=now.isoformat(timespec="microseconds"),
        as_of=(loaded.project.as_of or now.date()).isoformat(),
        config_hash=loaded.config_hash,
        state="running",
    )
    return Audit(
        loaded=loaded,
        store=store,
        attempt=records.begin(store, record, key=key),
        key=key,
        full=full,
        progress=beating(ref.progress),
        environ=loaded.environ(os.environ),
    )


def continue_audit(ref: ProjectRef, key: str, *, full: bool = False) -> Audit:
    """The audit whose sources were read last: every later stage adds to that one, whichever run computes it."""
    loaded = ref.load()
    store = ref.store(loaded)
    locks.hold(store, key)
    lineage = {_lineage(store, inventory_stage(source.name)) for source in loaded.project.sources}
    if len(lineage) != 1:
        raise AuditError(
            "the sources were read by different runs", where=str(store.stages), next_step="run the whole audit job"
        )
    by_run = {record.run_id: record for record in records.attempts(store)}
    record = by_run.get(lineage.pop())
    if record is None or record.config_hash != loaded.config_hash:
        raise AuditError(
            "the project file changed since its sources were read",
            where=str(loaded.path),
            next_step="reload the code location and run the whole audit job",
        )
    return Audit(
        loaded=loaded,
        store=store,
        attempt=record,
        key=key,
        full=full,
        progress=beating(ref.progress),
        environ=loaded.environ(os.environ),
    )


def _lineage(store: Store, stage: str) -> str:
    facts = disk.stage_facts(store, stage)
    if facts is None:
        raise AuditError(
            f"the stage {stage} was never made", where=str(store.stages), next_step="run the whole audit job"
        )
    return facts["run_id"]


def inventory_stage(source: str) -> str:
    """The stage file of one source's inventory; a digest keeps odd source names out of file names."""
    safe = "".join(c if c.isalnum() else "_" for c in source)
    return f"inventory.{safe}"
