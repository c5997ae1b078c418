"""The project files load, differ only in what is wrong, and point at the enterprises that the generator writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.enterprise_maker.ledger import AS_OF
from examples.enterprise_maker.rooms import charter, contracts, policies, tables
from expectations.suites import BUILT_IN, read_suite
from readiness.project_file import load_project
from tests.examples.conftest import Enterprise

PROJECTS = Path(__file__).parents[2] / "projects"


@pytest.mark.parametrize("name", ["demo", "demo-repaired"])
def test_the_project_is_what_the_enterprise_was_planned_for(name: str) -> None:
    loaded = load_project(PROJECTS / f"{name}.yaml")
    project = loaded.project
    assert project.project == name
    assert project.as_of == AS_OF
    ages = {source.name: source.freshness.max_age for source in project.sources}
    days = {name: age.days for name, age in ages.items() if age}
    assert days["contracts"] == contracts.MAX_AGE_DAYS
    assert days["policies"] == policies.MAX_AGE_DAYS
    assert days["operations"] == tables.MAX_AGE_DAYS


@pytest.mark.parametrize(("name", "which"), [("demo", "broken"), ("demo-repaired", "repaired")])
def test_every_source_is_a_folder_of_the_enterprise(name: str, which: str, request: pytest.FixtureRequest) -> None:
    enterprise: Enterprise = request.getfixturevalue(which)
    project = load_project(PROJECTS / f"{name}.yaml").project
    for source in project.sources:
        assert source.url == f"../examples/{enterprise.ledger.folder.name}/tree/{source.name}" or (
            source.url.endswith(f"/tree/{source.name}")
        )
        assert (enterprise.ledger.tree / source.name).is_dir()


def test_the_broken_project_claims_more_contracts_than_there_are(broken: Enterprise) -> None:
    claimed = load_project(PROJECTS / "demo.yaml").project.source("contracts").claims.items
    listed = sum(item.startswith("contracts/") for item in broken.ledger.written)
    assert claimed == charter.CLAIMED
    assert claimed is not None
    assert listed < 0.8 * claimed


def test_the_repaired_project_leaves_nothing_unsaid(repaired: Enterprise) -> None:
    project = load_project(PROJECTS / "demo-repaired.yaml").project
    assert project.charter is not None
    assert project.charter.kpi is not None
    assert None not in project.charter.kpi.model_dump().values()
    assert all(source.owner and source.owner.confirmed_on and source.rights for source in project.sources)
    claimed = project.source("contracts").claims.items or 0
    assert claimed <= sum(item.startswith("contracts/") for item in repaired.ledger.written)


def test_the_suite_of_the_demo_names_every_check() -> None:
    suite = read_suite(BUILT_IN / "demo_orders.json")
    assert [e.check for e in suite.expectations if e.severity == "critical"] == [
        "order_is_unique",
        "customer_is_named",
        "status_is_known",
    ]
