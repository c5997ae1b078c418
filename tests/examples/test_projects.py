"""The project files load, differ only in what is wrong, and point at the enterprises that the generator writes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from examples.enterprise_maker.datasets import charter, contracts, policies, tables
from examples.enterprise_maker.enterprise import make
from examples.enterprise_maker.planned_dates import PLANNED
from examples.enterprise_maker.project_files import write_projects
from expectations.suites import BUILT_IN, read_suite
from readiness.config.loading import load_project
from tests.examples.conftest import Enterprise


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("projects")
    write_projects(folder, as_of=PLANNED, pinned=True)
    return folder


@pytest.mark.parametrize("name", ["demo", "demo-repaired"])
def test_the_project_is_what_the_enterprise_was_planned_for(name: str, projects: Path) -> None:
    loaded = load_project(projects / f"{name}.yaml")
    project = loaded.project
    assert project.project == name
    assert project.as_of == PLANNED
    ages = {source.name: source.freshness.max_age for source in project.sources}
    days = {name: age.days for name, age in ages.items() if age}
    assert days["contracts"] == contracts.MAX_AGE_DAYS
    assert days["policies"] == policies.MAX_AGE_DAYS
    assert days["operations"] == tables.MAX_AGE_DAYS


@pytest.mark.parametrize(("name", "which"), [("demo", "broken"), ("demo-repaired", "repaired")])
def test_every_source_is_a_folder_of_the_enterprise(
    name: str, which: str, projects: Path, request: pytest.FixtureRequest
) -> None:
    enterprise: Enterprise = request.getfixturevalue(which)
    project = load_project(projects / f"{name}.yaml").project
    for source in project.sources:
        assert source.url == f"../examples/{enterprise.answers.folder.name}/tree/{source.name}" or (
            source.url.endswith(f"/tree/{source.name}")
        )
        assert (enterprise.answers.tree / source.name).is_dir()


def test_the_broken_project_claims_more_contracts_than_there_are(broken: Enterprise, projects: Path) -> None:
    claimed = load_project(projects / "demo.yaml").project.source("contracts").claims.items
    listed = sum(item.startswith("contracts/") for item in broken.answers.written)
    assert claimed == charter.CLAIMED
    assert claimed is not None
    assert listed < 0.8 * claimed


def test_the_repaired_project_leaves_nothing_unsaid(repaired: Enterprise, projects: Path) -> None:
    project = load_project(projects / "demo-repaired.yaml").project
    assert project.charter is not None
    assert project.charter.kpi is not None
    assert None not in project.charter.kpi.model_dump().values()
    assert all(source.owner and source.owner.confirmed_on and source.rights for source in project.sources)
    claimed = project.source("contracts").claims.items or 0
    assert claimed <= sum(item.startswith("contracts/") for item in repaired.answers.written)


def test_the_suite_of_the_demo_names_every_check() -> None:
    suite = read_suite(BUILT_IN / "demo_orders.json")
    assert [e.check for e in suite.expectations if e.severity == "critical"] == [
        "order_is_unique",
        "customer_is_named",
        "status_is_known",
    ]


@pytest.mark.parametrize("as_of", [dt.date(2027, 1, 3), dt.date(2028, 2, 29), dt.date(2026, 12, 31)])
def test_made_for_another_day_nothing_lies_in_the_future_and_every_age_is_the_same(
    as_of: dt.date, tmp_path: Path, repaired: Enterprise
) -> None:
    moved = make(tmp_path, defects=False, as_of=as_of)
    times = {item: (moved.tree / item).stat().st_mtime for item in moved.written}
    assert max(times.values()) <= dt.datetime.combine(as_of, dt.time.max, dt.UTC).timestamp()
    assert len(moved.written) == pytest.approx(len(repaired.answers.written), abs=3)
    (project,) = (path for path in write_projects(tmp_path, as_of=as_of, pinned=False) if "repaired" in path.name)
    loaded = load_project(project).project
    assert loaded.as_of is None
    owners = [source.owner for source in loaded.sources]
    assert all(owner and owner.confirmed_on and owner.confirmed_on <= as_of for owner in owners)
    assert loaded.charter is not None
    assert loaded.charter.needs is not None
    assert len(loaded.charter.needs.cells["year"]) >= 4
