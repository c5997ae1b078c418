"""Tables with known errors: cells, placeholders, orphans; clean ones beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from readiness.profilers.base import Profile
from readiness.tables.files import format_of_name, read_tables
from tests.profilers.tables import defects, measure_columns

DATA = Path(__file__).parents[3] / "shared" / "data"
ALBION = DATA / "enterprise-a-albion"
TABLES = ALBION / "tree" / "tables"

pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason="answer-keyed data is absent")]


@cache
def profile_of(path: Path) -> Profile:
    streams = list(read_tables(path, item=path.name, format=format_of_name(path)))
    with TemporaryDirectory() as folder:
        return measure_columns(Path(folder), *streams)


@cache
def albion() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ALBION / "answer_key.json").read_text())["tables"]
    return found


def flagged(profile: Profile, code: str, part: str | None = None) -> set[tuple[int, str]]:
    found = defects(profile, code, part)
    return {(row, defect["part"]) for defect in found for row in defect["evidence"]["row_numbers"]}


def named(profile: Profile, code: str, part: str) -> set[int]:
    """Row keys of one column's defects; complete, since these are fewer than the cap."""
    found = defects(profile, code, part)
    assert all(defect["evidence"]["count"] == len(defect["evidence"]["rows"]) for defect in found)
    return {int(key) for defect in found for key in defect["evidence"]["rows"]}


def placeholders(profile: Profile) -> dict[str, int]:
    found = defects(profile, "validity.missing_values")
    return {defect["part"]: defect["evidence"]["tokens"].get("?", 0) for defect in found}


def rates(found: Iterable[Any], true: Iterable[Any]) -> tuple[float, float]:
    found, true = set(found), set(true)
    return len(found & true) / max(1, len(found)), len(found & true) / max(1, len(true))


def test_wrong_cells_of_the_hospital_table_are_found_with_few_false_alarms() -> None:
    truth = json.loads((DATA / "tab-errors-hospital" / "truth.json").read_text())
    found = flagged(profile_of(DATA / "tab-errors-hospital" / "dirty.csv"), "validity.type_errors")
    precision, recall = rates(found, {(row, column) for row, column in truth["cells"]})
    assert precision >= 0.98
    assert recall >= 0.90


def test_the_same_table_without_errors_has_none() -> None:
    assert defects(profile_of(DATA / "tab-errors-hospital" / "clean.csv"), "validity.type_errors") == []


def test_placeholders_of_the_census_are_counted_exactly() -> None:
    truth = json.loads((DATA / "quality-adult" / "truth.json").read_text())
    profile = profile_of(DATA / "quality-adult" / "adult.csv")
    found = placeholders(profile)
    assert {column: found[column] for column in truth["placeholder_missing"]} == truth["placeholder_missing"]
    assert defects(profile, "validity.type_errors") == []


def test_the_typed_census_gives_the_same_counts() -> None:
    truth = albion()["tables/census_adult.parquet"]
    profile = profile_of(TABLES / "census_adult.parquet")
    found = placeholders(profile)
    assert {column: found[column] for column in truth["placeholder_missing"]} == truth["placeholder_missing"]


def test_every_injected_fault_of_the_sales_database_is_named_and_no_other() -> None:
    truth = albion()["tables/sales.sqlite"]
    profile = profile_of(TABLES / "sales.sqlite")
    assert named(profile, "validity.references", "o_custkey") == set(truth["orphan_orders"]["o_orderkey"])
    assert named(profile, "validity.type_errors", "o_orderdate") == set(truth["date_pattern_minority"]["o_orderkey"])
    assert named(profile, "validity.outliers", "o_totalprice") == set(truth["negative_price"]["o_orderkey"])
    [phones] = defects(profile, "validity.missing_values")
    assert (phones["part"], phones["evidence"]["count"]) == ("c_phone", truth["missing"]["customer.c_phone"])
    faulty = {defect["item"] for defect in (d for code in ALL for d in defects(profile, code))}
    assert faulty == {"sales.sqlite!customer", "sales.sqlite!orders"}


ALL = ("validity.missing_values", "validity.outliers", "validity.references", "validity.type_errors")


def test_natural_daily_reports_raise_no_false_alarm() -> None:
    for path in sorted((TABLES / "covid_daily").glob("*.csv")):
        for code in ("validity.outliers", "validity.type_errors"):
            assert defects(profile_of(path), code) == [], path.name
