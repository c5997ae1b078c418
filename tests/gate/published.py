"""A ready project whose scorecard is published as an audit does it, but nothing is measured: fast, for many tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from dagster_project.audit.context import project_ref
from dagster_project.audit.manifest_gate import of_scorecard, with_gate
from dagster_project.audit.run_files import with_files
from dagster_project.audit.suites_and_targets import gate_basis
from readiness import schemas
from readiness.catalogue import CATALOGUE_VERSION
from readiness.catalogue_digest import catalogue_digest
from readiness.config.loading import LoadedProject
from readiness.model import Provenance, RunInfo, Scorecard
from readiness.scoring.scorecard import score
from readiness.scoring.serial import to_bytes
from readiness.storage import attempts
from readiness.storage import store as disk
from readiness.storage.attempts import AttemptRecord
from readiness.storage.store import Store
from tests.scoring.requests import project, request, source

YAML = """\
project: small
sources:
  - name: contracts
    url: {url}
"""


def write_project(root: Path, url: str = "tree", more: str = "") -> Path:
    path = root / "small.yaml"
    path.write_text(YAML.format(url=url) + more, "utf-8")
    return path


def store_of(target: str | Path) -> Store:
    ref = project_ref(target)
    return ref.store(ref.load())


def publish(target: str | Path, run_id: str = "run-1") -> Store:
    """Begin, read, score and publish one audit of ``target``, as of now."""
    ref = project_ref(target)
    loaded, now = ref.load(), dt.datetime.now(dt.UTC)
    store = ref.store(loaded)
    record = AttemptRecord(
        run_id=run_id, started_at=now.isoformat(), as_of=now.date().isoformat(), config_hash="c", state="running"
    )
    begun = attempts.begin(store, record, key=run_id)
    (name,) = [one.name for one in loaded.project.sources]
    attempts.record_pull(store, name, run_id=run_id, at=now.isoformat(), digest="d")
    card = _card(store, loaded, begun)
    items = with_gate(schemas.MANIFEST.empty_table(), of_scorecard(card))
    content = {"scorecard.json": lambda folder: to_bytes(with_files(card, folder), key=store.seal_key)}
    disk.publish(store, run_id, tables={"manifest": items}, files=content)
    attempts.finish(store, run_id, attempts.PUBLISHED)
    return store


def _card(store: Store, loaded: LoadedProject, begun: AttemptRecord) -> Scorecard:
    basis = gate_basis(loaded)
    (name,) = [one.name for one in loaded.project.sources]
    provenance = Provenance(
        versions={},
        config_hash=basis.config_hash,
        catalogue_version=CATALOGUE_VERSION,
        inputs={},
        stages={},
        catalogue_digest=catalogue_digest(),
        suites=basis.suites,
        targets=basis.targets,
    )
    run = RunInfo(
        run_id=begun.run_id,
        started_at=begun.started_at,
        finished_at=dt.datetime.now(dt.UTC).isoformat(),
        attempt=begun.digest,
        pulls={pull.source: pull.digest for pull in attempts.pulls(store, [name])},
    )
    facts: dict[str, Any] = {"sources": (source(name),), "provenance": provenance, "run": run}
    facts["project"] = project(project=loaded.project.project)  # what was measured is that of all such tests
    return score(request(as_of=dt.date.fromisoformat(begun.as_of), **facts)).scorecard
