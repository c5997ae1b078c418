"""A second audit measures what changed; what it takes over is what it would have found, or it measures anew."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

import readiness
from dagster_project.audit import reuse, stages
from dagster_project.audit.context import Audit, project_ref
from dagster_project.audit.stage_list import PROFILERS
from readiness.errors import AuditError
from readiness.model import Grade
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.read_tracking import UNTRACKED, TrackedInputs
from readiness.storage import attempts, store
from readiness.storage.store import Store
from tests.small_project import write
from tests.stage_graph import early_reads

EXAMPLE = "tree/north/report-01.txt"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The profilers that ran, by name."""
    ran: list[str] = []
    for name in PROFILERS:
        module = importlib.import_module(f"readiness.profilers.{name}")

        def watched(inputs: Inputs, name: str = name, measure=module.measure) -> Profile:  # type: ignore[no-untyped-def]
            ran.append(name)
            return measure(inputs)  # type: ignore[no-any-return]

        monkeypatch.setattr(module, "measure", watched)
    return ran


@pytest.fixture
def audit(audited_project: Path) -> Audit:
    """The audit of the small project, as its stages saw it."""
    ref = project_ref(audited_project)
    loaded = ref.load()
    kept = Store(out=ref.out, project=loaded.project.project)
    return Audit(loaded=loaded, store=kept, attempt=attempts.attempts(kept)[-1], key="")


def scorecard(project: Path) -> dict[str, object]:
    path = project_ref(project).out / "small" / "latest" / "scorecard.json"
    card: dict[str, object] = json.loads(path.read_text("utf-8"))
    del card["run"]
    return card


def test_with_nothing_changed_nothing_is_measured_and_the_same_is_said(
    audited_project: Path, measured: list[str]
) -> None:
    before = scorecard(audited_project)
    readiness.audit(audited_project)
    assert measured == []
    assert scorecard(audited_project) == before
    assert readiness.gate(audited_project).open


def test_a_changed_document_is_measured_where_documents_are_read(audited_project: Path, measured: list[str]) -> None:
    path = audited_project.parent / EXAMPLE
    write(path, path.read_text("utf-8") + "\nAnd one more sentence of ours.\n")
    readiness.audit(audited_project)
    assert {"staleness", "duplicates", "content", "rights", "sufficiency"} <= set(measured)
    assert not {"columns", "records", "charter"} & set(measured)


def test_a_changed_table_is_measured_where_tables_are_read(audited_project: Path, measured: list[str]) -> None:
    path = audited_project.parent / "tree" / "north" / "orders.csv"
    write(path, path.read_text("utf-8") + "61,north,2026-11-01,17.5\n")
    readiness.audit(audited_project)
    assert {"columns", "records", "rights"} <= set(measured)
    assert "charter" not in measured


@pytest.mark.parametrize("how", ["config", "code", "census"])
def test_another_config_or_code_or_a_census_measures_everything(
    audited_project: Path, measured: list[str], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "config":
        write(audited_project, audited_project.read_text("utf-8").replace("baseline: 45", "baseline: 46"))
    elif how == "code":
        monkeypatch.setattr(reuse, "_code", lambda: "other code")
    readiness.audit(audited_project, full=how == "census")
    assert sorted(measured) == sorted(PROFILERS)


def test_another_day_measures_what_looks_at_the_date(audit: Audit) -> None:
    tomorrow = replace(audit, attempt=replace(audit.attempt, as_of="2026-11-23"))
    stood = {name for name in PROFILERS if reuse.reuse_if_unchanged(tomorrow, name)}
    assert {"charter", "staleness"}.isdisjoint(stood)
    assert {"duplicates", "content", "rights", "columns", "records", "format_drift"} <= stood


@pytest.mark.parametrize("name", ["duplicates.defects.parquet", "pairs.parquet", "duplicates.made.json"])
@pytest.mark.parametrize("how", ["cut", "absent"])
def test_what_is_damaged_is_measured_anew(audited_project: Path, measured: list[str], name: str, how: str) -> None:
    before = scorecard(audited_project)
    path = project_ref(audited_project).out / "small" / "stages" / name
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        path.unlink()
    readiness.audit(audited_project)
    assert measured == ["duplicates"]
    assert scorecard(audited_project) == before


def test_what_broke_is_measured_again(small_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Inputs) -> Profile:
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr("readiness.profilers.content.measure", breaks)
        assert readiness.audit(small_project).grade is Grade.U
    assert readiness.audit(small_project).grade is not Grade.U


def test_an_indicator_that_could_not_be_told_is_measured_again(audit: Audit) -> None:
    built = ProfileBuilder()
    built.error("content.empty", "the disk was full")
    store.write_tables(audit.store, built.build().stage_tables("content"), **audit.facts)
    reuse.record_inputs(audit, "content", reads=["inventory"], wrote=["content.measures", "content.defects"])
    assert reuse.reuse_if_unchanged(audit, "content") is None


def test_a_stage_that_looked_at_the_folder_itself_never_stands(audit: Audit) -> None:
    watched = TrackedInputs.of(audit.inputs())
    assert list(watched.folder.iterdir())
    assert watched.reads == {UNTRACKED}
    reuse.record_inputs(audit, "content", reads=watched.reads, wrote=["content.measures"])
    assert reuse.reuse_if_unchanged(audit, "content") is None


def test_a_stage_does_not_mix_in_the_files_of_another_audit(audit: Audit) -> None:
    facts = {**audit.facts, "run_id": "another"}
    store.seal_stage(audit.store, "document_text", **facts)
    with pytest.raises(AuditError, match="content needs document_text, which this audit has not made"):
        stages.profiler(audit, PROFILERS["content"])


def test_every_stage_waits_for_the_stages_whose_files_it_reads(audit: Audit) -> None:
    assert early_reads(audit.store.stages) == []
