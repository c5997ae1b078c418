"""The downstream project starts only while the gate is open. Every way around it that we know is tried here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

import readiness
from dagster_project.asset_checks import READY
from dagster_project.assets.naming import key
from dagster_project.audit.context import project_ref
from examples.downstream.definitions import downstream_assets
from readiness.model import Grade
from readiness.storage import attempts
from readiness.storage import store as disk
from readiness.storage.attempts import AttemptRecord
from readiness.storage.store import Store


class Downstream:
    """The model project that waits: ``starts()`` tries to train and says whether it did."""

    def __init__(self, project: Path, instance: dg.DagsterInstance) -> None:
        self.project, self.instance = project, instance

    def starts(self) -> bool:
        assets = downstream_assets(self.project)
        result = dg.materialize(assets, instance=self.instance, raise_on_error=False)
        trained = [e for e in result.get_asset_materialization_events() if e.asset_key == dg.AssetKey("train_model")]
        return bool(trained)

    def store(self) -> Store:
        return Store(out=project_ref(self.project).out, project="small")

    @property
    def scorecard(self) -> Path:
        return self.store().latest / "scorecard.json"


@pytest.fixture
def downstream(small_project: Path) -> Downstream:
    return Downstream(small_project, dg.DagsterInstance.ephemeral())


@pytest.fixture
def audited(audited_project: Path) -> Downstream:
    return Downstream(audited_project, dg.DagsterInstance.ephemeral())


def test_it_starts_once_the_audit_has_passed(audited: Downstream) -> None:
    assert audited.starts()
    assert audited.starts()


def test_it_does_not_start_when_nothing_was_ever_audited(downstream: Downstream) -> None:
    assert not downstream.starts()


def test_it_does_not_start_when_the_project_is_not_ready(downstream: Downstream) -> None:
    text = downstream.project.read_text(encoding="utf-8")
    downstream.project.write_text(
        text.replace("cells: {room: [north, south]}", "cells: {room: [north, east]}"), "utf-8"
    )
    card = readiness.audit(downstream.project)
    assert card.grade is Grade.D
    assert not downstream.starts()


def test_it_does_not_start_when_the_config_changed_after_the_audit(audited: Downstream) -> None:
    with audited.project.open("a", encoding="utf-8") as file:
        file.write("policy: {uniqueness.near: {warn: 0.9, fail: 0.99}}\n")
    assert not audited.starts()


def test_it_does_not_start_on_another_projects_scorecard(audited: Downstream, tmp_path: Path) -> None:
    ready = audited.scorecard.read_bytes()
    text = audited.project.read_text(encoding="utf-8")
    audited.project.write_text(text.replace("project: small", "project: other"), "utf-8")
    other = Store(out=project_ref(audited.project).out, project="other")
    disk.publish(other, "r", tables={}, files={"scorecard.json": ready})
    assert not audited.starts()


def test_it_does_not_start_on_a_stale_audit(audited: Downstream) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=8)
    assert readiness.gate(audited.project).open
    assert not readiness.gate(audited.project, now=later).open
    assert not readiness.gate(audited.project, max_age="0s").open


def _edit(text: bytes) -> bytes:
    card = json.loads(text)
    card["headline"] = "All is well."
    return json.dumps(card).encode()


@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda text: text[:-40], lambda _: b"\xff\xfe", lambda _: b"{}", lambda _: b"[1]", _edit],
    ids=["empty", "cut", "binary", "no fields", "a list", "edited"],
)
def test_it_does_not_start_on_a_corrupt_scorecard(audited: Downstream, damage: Callable[[bytes], bytes]) -> None:
    audited.scorecard.write_bytes(damage(audited.scorecard.read_bytes()))
    assert not audited.starts()


def test_it_does_not_start_when_the_scorecard_is_a_directory(audited: Downstream) -> None:
    path = audited.scorecard
    path.unlink()
    path.mkdir()
    assert not audited.starts()


def test_it_does_not_start_after_a_forged_materialization_or_check(downstream: Downstream) -> None:
    scorecard, gate = key("small", "scorecard"), key("small", "kickoff_gate")
    for asset in (scorecard, gate):
        downstream.instance.report_runless_asset_event(
            dg.AssetMaterialization(asset, metadata={"grade": "A", "verdict": "ready"})
        )
    downstream.instance.report_runless_asset_event(
        dg.AssetCheckEvaluation(asset_key=scorecard, check_name=READY, passed=True, metadata={})
    )
    assert not downstream.starts()


def test_it_does_not_start_when_a_source_was_read_again_after_the_audit(audited: Downstream) -> None:
    from dagster_project.assets.pipeline import audit_assets

    ref = project_ref(audited.project)
    inventory = next(iter(audit_assets(ref, ref.load())))
    assert dg.materialize([inventory], instance=audited.instance).success
    assert not audited.starts()


def test_it_does_not_start_after_an_audit_that_crashed(audited: Downstream) -> None:
    crashed = AttemptRecord(
        run_id="crashed",
        started_at=dt.datetime.now(dt.UTC).isoformat(),
        as_of="2026-11-22",
        config_hash="c",
        state="running",
    )
    attempts.begin(audited.store(), crashed, key="crashed")
    assert not audited.starts()
    readiness.audit(audited.project)
    assert audited.starts()


def test_it_does_not_start_when_the_project_file_is_gone(audited: Downstream) -> None:
    audited.project.unlink()
    assert not audited.starts()


def test_an_audit_that_breaks_leaves_the_run_before_and_a_closed_gate(
    audited: Downstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = audited.scorecard.read_bytes()

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("readiness.storage.store.publish", full_disk)
    with pytest.raises(readiness_error()):
        readiness.audit(audited.project)
    assert audited.scorecard.read_bytes() == before
    assert not audited.starts()


def readiness_error() -> type[Exception]:
    from readiness.errors import AuditError

    return AuditError
