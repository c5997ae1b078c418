"""Slice rules: a closed list, never code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from readiness.errors import ConfigError
from readiness.profilers.slices import ItemFacts, rule, slices_of
from tests.profilers.stages import claim_row, inputs_of, listed_row, opened_row

PLACE = ItemFacts(item="legal/2024/Acme.v2.PDF", kind="document", date=dt.date(2024, 5, 31))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("path[0]", "legal"),
        ("path[1]", "2024"),
        ("path[-1]", "Acme.v2.PDF"),
        ("path[-2]", "2024"),
        (" path[ 0 ] ", "legal"),
        ("stem", "Acme.v2"),
        ("extension", "pdf"),
        ("kind", "document"),
        ("date.year", "2024"),
        ("date.month", "2024-05"),
        ("'legal'", "legal"),
        ('"public sector"', "public sector"),
    ],
)
def test_rules_read_path_name_date_and_constants(expression: str, value: str) -> None:
    assert rule(expression)(PLACE) == value


@pytest.mark.parametrize(
    ("expression", "item"), [("path[0]", "a.pdf"), ("path[1]", "x/a.pdf"), ("path[-3]", "x/a.pdf"), ("path[0]", "")]
)
def test_an_item_outside_the_folders_lies_in_no_slice(expression: str, item: str) -> None:
    assert rule(expression)(ItemFacts(item=item)) == ""


def test_an_undated_item_has_no_year() -> None:
    assert rule("date.year")(ItemFacts(item="a.pdf")) == ""


@pytest.mark.parametrize(
    "expression",
    ["path", "path[a]", "path[0", "__import__('os')", "path[0] + stem", "'it's'", "", "path[9999]", "Date.Year"],
)
def test_anything_else_is_refused_with_what_is_allowed(expression: str) -> None:
    with pytest.raises(ConfigError, match=r"date\.month") as error:
        rule(expression, where="sources.contracts.slices.x")
    assert "sources.contracts.slices.x" in str(error.value)


def test_a_near_miss_is_answered_with_what_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'date\.year"):
        rule("date.yeer")


def sliced(folder: Path, slices: dict[str, str], **stages: Any) -> Any:
    source = {"name": "contracts", "url": "tree", "slices": slices}
    return slices_of(inputs_of(folder, sources=[source, {"name": "crm", "url": "crm"}], stages=stages))


def test_slices_come_from_paths_and_trusted_dates(tmp_path: Path) -> None:
    found = sliced(
        tmp_path,
        {"department": "path[0]", "year": "date.year"},
        inventory=[listed_row("legal/a.pdf"), listed_row("b.pdf"), listed_row("legal/c.pdf", source="crm")],
        date_claims=[claim_row("legal/a.pdf", "2024-05-01"), claim_row("b.pdf", "2020-01-01", trusted=False)],
    )
    assert found == {("contracts", "legal/a.pdf"): {"department": "legal", "year": "2024"}}


def test_a_member_lies_in_the_folders_of_what_was_delivered_and_has_its_own_name_and_date(tmp_path: Path) -> None:
    inner = "legal/box.zip!2019/a.docx"
    found = sliced(
        tmp_path,
        {"department": "path[0]", "kind": "extension", "name": "path[-1]", "year": "date.year"},
        inventory=[listed_row("legal/box.zip")],
        profile_documents=[opened_row("legal/box.zip", kind="container"), opened_row(inner, container="legal/box.zip")],
        date_claims=[claim_row(inner, "2024-05-01")],
    )
    expected = {"department": "legal", "kind": "docx", "name": "box.zip", "year": "2024"}
    assert found["contracts", inner] == expected


def test_without_rules_nothing_is_sliced(tmp_path: Path) -> None:
    assert sliced(tmp_path, {}, inventory=[listed_row("legal/a.pdf")]) == {}


def test_before_any_stage_ran_nothing_is_sliced(tmp_path: Path) -> None:
    assert sliced(tmp_path, {"department": "path[0]"}) == {}
