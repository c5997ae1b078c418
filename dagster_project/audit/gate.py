"""The gate: re-reads the published scorecard from disk and decides; what cannot be read keeps it closed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from dagster_project.audit import clock
from dagster_project.audit.context import ProjectRef
from dagster_project.audit.run_files import closed_if_damaged
from dagster_project.audit.suites_and_targets import gate_basis
from readiness.config.loading import LoadedProject
from readiness.errors import AuditError, ReadinessError
from readiness.model import Scorecard, Verdict
from readiness.scoring.gate import Attempt, GateRequest, Pull, Records, decide
from readiness.storage import attempts
from readiness.storage.bounded_files import MAX_SCORECARD_BYTES, read_bounded
from readiness.storage.published_files import CARD
from readiness.storage.store import Store


def read_gate(ref: ProjectRef, *, max_age: dt.timedelta, now: dt.datetime | None = None) -> Verdict:
    """Re-read the stored scorecard and decide; whatever goes wrong while reading keeps the gate closed."""
    loaded = ref.load()
    audited = ref.store(loaded)
    content, folder, damage = _read_scorecard(audited)
    request = GateRequest(
        content=content,
        folder=folder,
        basis=gate_basis(loaded),
        now=now or clock.now(),
        records=stored_records(audited, loaded),
        max_age=max_age,
        damage=damage,
        seal_key=audited.seal_key,
        scorecard=os.fspath(audited.latest / CARD),
    )
    return closed_if_damaged(decide(request), audited, request)


def _read_scorecard(audited: Store) -> tuple[bytes | None, str, str]:
    """The bytes of the published scorecard and the name of its folder, or what is wrong with where they should be."""
    try:
        run = published_run(audited)
        return (read_bounded(run / CARD, MAX_SCORECARD_BYTES), run.name, "") if run else (None, "", "")
    except FileNotFoundError:
        return None, "", ""
    except AuditError as error:
        return None, "", f"{error.what}; run readiness audit again"


def published_run(audited: Store) -> Path | None:
    """The folder of the published run; None where nothing is published.

    Raises ``AuditError`` where ``latest`` is no link to a folder directly inside the project's, by whatever way: what
    lies elsewhere was not published by an audit of this project.
    """
    if not os.path.lexists(audited.latest):
        return None
    try:
        name = os.fspath(audited.latest.readlink())
    except OSError:
        raise AuditError("latest is not a link to a published run", where=os.fspath(audited.latest)) from None
    folder = audited.root / name
    if Path(name).name != name or name in {"", ".", ".."} or folder.is_symlink():
        raise AuditError("latest points out of the folder of the project", where=os.fspath(audited.latest))
    return folder


def stored_records(audited: Store, loaded: LoadedProject) -> Records:
    """Attempts and pulls as they lie beside the published runs, or what is wrong with them."""
    sources = [source.name for source in loaded.project.sources]
    try:
        known = attempts.attempts(audited)
        damage = attempts.chain_damage(audited, known)
        read = attempts.pulls(audited, sources)
    except ReadinessError as error:
        return Records(damage=error.what)
    return Records(
        attempts=tuple(
            Attempt(run_id=a.run_id, started_at=a.started_at, state=a.state, digest=a.digest) for a in known
        ),
        pulls=tuple(Pull(source=p.source, at=p.at, run_id=p.run_id, digest=p.digest) for p in read),
        damage=damage,
    )


def read_scorecard(ref: ProjectRef) -> Scorecard:
    """The last published scorecard of a project; raises ``ReadinessError`` when it is absent or not whole."""
    from readiness.scoring.serial import from_bytes

    audited = ref.store(ref.load())
    path = audited.latest / CARD
    try:
        return from_bytes(read_bounded(path, MAX_SCORECARD_BYTES), key=audited.seal_key)
    except FileNotFoundError:
        raise AuditError("no scorecard is stored", where=os.fspath(path), next_step="run readiness audit") from None
