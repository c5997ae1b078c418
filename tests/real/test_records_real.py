"""Repeated rows and records in tables with known ones, and in tables that have none."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from readiness.profilers.base import Profile
from readiness.tables.files import format_of_name, read_tables
from tests.profilers.tables import counts, defects, repeats
from tests.real.predictions import record_clusters

DATA = Path(__file__).parents[3] / "shared" / "data"
TABLES = DATA / "enterprise-a-albion" / "tree" / "tables"

pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason="answer-keyed data is absent")]


def profile_of(path: Path) -> Profile:
    with TemporaryDirectory() as folder:
        return repeats(Path(folder), *read_tables(path, item=path.name, format=format_of_name(path)))


def named(profile: Profile) -> list[dict[str, Any]]:
    return [d for code in ("uniqueness.rows", "uniqueness.records") for d in defects(profile, code) if d["part"]]


def pairs(clusters: list[list[str]]) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for cluster in clusters for pair in combinations(cluster, 2)}


def test_sites_that_several_sources_list_are_found_without_a_label() -> None:
    truth = pairs(json.loads((DATA / "dup-records-chicago" / "truth.json").read_text())["clusters"])
    found = pairs(record_clusters(named(profile_of(DATA / "dup-records-chicago" / "records.csv"))))
    assert len(found & truth) / len(found) >= 0.95
    assert len(found & truth) / len(truth) >= 0.85


@pytest.mark.parametrize("path", [DATA / "quality-adult" / "adult.csv", TABLES / "census_adult.parquet"])
def test_repeated_rows_of_the_census_are_counted_exactly_and_it_holds_no_records(path: Path) -> None:
    truth = json.loads((DATA / "quality-adult" / "truth.json").read_text())
    profile = profile_of(path)
    assert counts(profile, "uniqueness.rows")[0] == truth["duplicate_rows_without_ID"]
    assert counts(profile, "uniqueness.records") == (0, 0, None)


def test_customers_entered_twice_are_named_and_no_other() -> None:
    key = json.loads((DATA / "enterprise-a-albion" / "answer_key.json").read_text())["tables"]["tables/sales.sqlite"]
    profile = profile_of(TABLES / "sales.sqlite")
    found = [(d["item"], *sorted((int(d["part"]), int(d["related"])))) for d in named(profile)]
    pairs = {("sales.sqlite!customer", *sorted(pair)) for pair in key["duplicate_customers"]["pairs_c_custkey"]}
    assert set(found) == pairs


@pytest.mark.parametrize("name", ["clean.csv", "dirty.csv"])
def test_a_report_of_many_measures_for_each_hospital_repeats_on_purpose(name: str) -> None:
    profile = profile_of(DATA / "tab-errors-hospital" / name)
    assert counts(profile, "uniqueness.rows")[0] == 0
    assert counts(profile, "uniqueness.records")[0] == 0


def test_natural_daily_reports_raise_no_false_alarm() -> None:
    for path in sorted((TABLES / "covid_daily").glob("*.csv"))[::4]:
        assert named(profile_of(path)) == [], path.name
