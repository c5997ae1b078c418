"""Twelve profilers, each wrong in twelve ways, on the repaired and on the broken demo: the gate never opens for it."""

from __future__ import annotations

import datetime as dt

import pytest

import readiness
from dagster_project.audit import stage_list
from examples.enterprise_maker.enterprise import make
from examples.enterprise_maker.project_files import write_projects
from readiness.model import Grade, Status
from tests.trust.mutations import MUTATIONS, AuditedProject, every

OPEN_STATUSES = frozenset({Status.PASS, Status.NOT_APPLICABLE})


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AuditedProject]:
    """Both demo projects, made for today and audited once: of another day's audit the gate would be closed anyway."""
    root, today = tmp_path_factory.mktemp("mutated"), dt.datetime.now(dt.UTC).date()
    for defects in (True, False):
        make(root / "examples", defects=defects, as_of=today)
    write_projects(root / "projects", as_of=today, pinned=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_ROOT", str(root))
        patch.setenv("DAGSTER_HOME", str(root / ".dagster"))
        found = {}
        for name in ("demo", "demo-repaired"):
            path = root / "projects" / f"{name}.yaml"
            readiness.audit(path, out=root / "out")
            found[name] = AuditedProject(path, root / "out")
        return found


def test_there_are_twelve_profilers_and_twelve_ways() -> None:
    assert (len(stage_list.MEASURED), len(MUTATIONS)) == (12, 12)


def test_the_honest_audit_of_the_repaired_demo_opens_the_gate(audited: dict[str, AuditedProject]) -> None:
    card, verdict = audited["demo-repaired"].honest()
    assert (card.grade, verdict.open) == (Grade.A, True)


@pytest.mark.parametrize("project", ["demo", "demo-repaired"])
def test_no_profiler_that_is_wrong_opens_the_gate(project: str, audited: dict[str, AuditedProject]) -> None:
    wrong = [
        f"{name}: {mutation.name}"
        for name, mutation in every(stage_list.MEASURED)
        if audited[project].verdict(name, mutation)[1].open
    ]
    assert wrong == []


def test_no_failing_indicator_passes_because_a_profiler_is_wrong(audited: dict[str, AuditedProject]) -> None:
    honest, _ = audited["demo"].honest()
    failing = {one.code for one in honest.indicators if one.status is Status.FAIL}
    hidden = [
        f"{name}: {mutation.name}: {one.code} {one.status}"
        for name, mutation in every(stage_list.MEASURED)
        for one in audited["demo"].verdict(name, mutation)[0].indicators
        if one.code in failing and one.status in OPEN_STATUSES
    ]
    assert hidden == []


@pytest.mark.parametrize("name", stage_list.MEASURED)
def test_the_suites_run_on_mutated_rates_too(name: str, audited: dict[str, AuditedProject]) -> None:
    """One way per profiler with the metrics suite evaluated anew, as in an audit."""
    mutation = MUTATIONS[stage_list.MEASURED.index(name)]
    assert not audited["demo-repaired"].verdict(name, mutation, suites=True)[1].open
