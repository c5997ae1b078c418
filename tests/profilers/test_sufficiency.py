"""Sufficiency: what is usable, and whether it is enough."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from readiness import schemas
from readiness.config.project import Needs
from readiness.errors import ConfigError
from readiness.profilers.sufficiency import measure
from readiness.profilers.sufficiency.coverage import needed_cells
from tests.profilers.stages import (
    claim_row,
    defect_row,
    inputs_of,
    listed_row,
    measured_row,
    measures,
    opened_row,
    pair_row,
    places,
    table_row,
    unmeasured_row,
)

COVERAGE, VOLUME, COST = "sufficiency.coverage", "sufficiency.volume", "sufficiency.cost"
SLICED = [{"name": "contracts", "url": "tree", "slices": {"department": "path[0]", "year": "date.year"}}]


def measure_stages(folder: Path, needs: dict[str, Any] | None = None, **stages: Any) -> Any:
    charter = None if needs is None else {"needs": needs}
    return measure(inputs_of(folder, stages=stages, charter=charter, sources=SLICED))


def documents(*items: str) -> dict[str, Any]:
    return {
        "inventory": [listed_row(item) for item in items],
        "profile_documents": [opened_row(item) for item in items],
    }


def usable(profile: Any) -> list[str]:
    items: list[str] = profile.tables["manifest"]["item"].to_pylist()
    return items


@pytest.mark.parametrize(
    ("outcome", "is_usable"),
    [
        ("ok", True),
        ("owner_locked", True),
        ("needs_ocr", False),
        ("garbled_text_layer", False),
        ("encrypted", False),
        ("empty", False),
    ],
)
def test_a_document_is_usable_when_it_opens_and_reads(tmp_path: Path, outcome: str, is_usable: bool) -> None:
    stages: dict[str, Any] = {"inventory": [listed_row("a.pdf")], "profile_documents": [opened_row("a.pdf", outcome)]}
    assert usable(measure_stages(tmp_path, **stages)) == ["a.pdf"] * is_usable


def test_copies_old_versions_withdrawn_and_stale_items_are_left_out(tmp_path: Path) -> None:
    found = measure_stages(
        tmp_path,
        **documents("keep", "copy", "near", "old", "new", "part", "whole", "withdrawn", "stale", "undated"),
        pairs=[
            pair_row("copy", "keep", "exact_duplicate", "keep"),
            pair_row("keep", "near", "near_duplicate", "keep"),
            pair_row("old", "new", "older_version_of"),
            pair_row("part", "whole", "contained_in"),
        ],
        staleness__defects=[
            defect_row("currency.withdrawn", "withdrawn"),
            defect_row("currency.stale", "stale"),
            defect_row("currency.undated", "undated"),
        ],
    )
    assert usable(found) == ["keep", "new", "part", "undated", "whole"]


def test_of_a_cluster_only_the_keeper_stays_also_where_two_copies_form_a_pair(tmp_path: Path) -> None:
    pairs = [pair_row(one, other, "exact_duplicate", "c") for one, other in (("a", "b"), ("b", "c"), ("a", "c"))]
    assert usable(measure_stages(tmp_path, **documents("a", "b", "c"), pairs=pairs)) == ["c"]


def test_a_table_file_is_usable_when_one_of_its_tables_was_read(tmp_path: Path) -> None:
    found = measure_stages(
        tmp_path,
        inventory=[listed_row(item, kind="table") for item in ("book.xlsx", "bad.csv", "crm.tickets")],
        profile_documents=[opened_row("book.xlsx", kind="table", format="xlsx"), opened_row("bad.csv", kind="table")],
        table_index=[
            table_row("book.xlsx!One", container="book.xlsx"),
            table_row("book.xlsx!Two", "empty", container="book.xlsx"),
            table_row("bad.csv", "unreadable"),
            table_row("crm.tickets", format="sqlite"),
        ],
    )
    rows = found.tables["manifest"].to_pylist()
    assert [(row["item"], row["kind"], row["sha256"], row["format"]) for row in rows] == [
        ("book.xlsx", "table", "ab", "xlsx"),
        ("crm.tickets", "table", None, "sqlite"),
    ]


def test_the_manifest_has_its_schema_an_order_and_trusted_dates(tmp_path: Path) -> None:
    claims = [claim_row("a", "2024-05-01"), claim_row("b", "2020-01-01", trusted=False)]
    manifest = measure_stages(tmp_path, **documents("b", "a"), date_claims=claims).tables["manifest"]
    assert manifest.schema.equals(schemas.MANIFEST)
    assert [(row["item"], row["trusted_date"]) for row in manifest.to_pylist()] == [
        ("a", dt.date(2024, 5, 1)),
        ("b", None),
    ]


def test_what_was_opened_and_is_not_listed_any_more_is_left_out(tmp_path: Path) -> None:
    stages: dict[str, Any] = {
        "inventory": [listed_row("a", state="refused")],
        "profile_documents": [opened_row("a"), opened_row("gone")],
    }
    assert usable(measure_stages(tmp_path, **stages)) == []


def test_without_a_charter_nothing_says_how_much_is_needed(tmp_path: Path) -> None:
    found = measure_stages(tmp_path, **documents("a"))
    assert [measures(found, code)[0][1] for code in (COVERAGE, VOLUME)] == ["not_measured"] * 2
    assert measures(found, COST) == [("", 0, 1)]


def test_needs_without_cells_or_numbers_do_not_apply(tmp_path: Path) -> None:
    found = measure_stages(tmp_path, {}, **documents("a"))
    assert [measures(found, code) for code in (COVERAGE, VOLUME)] == [[("", 0, 0)]] * 2


def test_an_empty_cell_is_named(tmp_path: Path) -> None:
    needs = {"cells": {"department": ["legal", "Sales", "procurement"]}}
    found = measure_stages(tmp_path, needs, **documents("legal/a", "legal/b", "sales/c", "top"))
    assert measures(found, COVERAGE) == [("", 1, 3)]
    assert places(found, COVERAGE) == [("", "department=procurement", None)]


def test_cells_of_two_slices_are_their_combinations(tmp_path: Path) -> None:
    needs = {"cells": {"department": ["legal", "sales"], "year": ">=2025"}}
    claims = [
        claim_row("legal/a", "2025-05-01"),
        claim_row("legal/b", "2026-05-01"),
        claim_row("sales/c", "2026-01-01"),
    ]
    found = measure_stages(tmp_path, needs, **documents("legal/a", "legal/b", "sales/c"), date_claims=claims)
    assert measures(found, COVERAGE) == [("", 1, 4)]
    assert places(found, COVERAGE) == [("", "department=sales, year=2025", None)]


def test_an_unusable_item_fills_no_cell(tmp_path: Path) -> None:
    stages: dict[str, Any] = {
        "inventory": [listed_row("legal/a")],
        "profile_documents": [opened_row("legal/a", "corrupt")],
    }
    assert measures(measure_stages(tmp_path, {"cells": {"department": "legal"}}, **stages), COVERAGE) == [("", 1, 1)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"year": ">=2024"}, [("2024",), ("2025",), ("2026",)]),
        ({"year": ">= 2027"}, []),
        ({"year": [2024, "2024"]}, [("2024",)]),
        ({"team": "x", "a": ["1", "2"]}, [("1", "x"), ("2", "x")]),
        ({}, []),
    ],
)
def test_needed_cells(cells: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    assert needed_cells(Needs(cells=cells), 2026) == expected


@pytest.mark.parametrize("cells", [{"year": "<2018"}, {"year": ">=soon"}, {"year": ">=1", "b": [1, 2, 3, 4, 5, 6]}])
def test_cells_that_cannot_be_checked_are_refused(cells: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        needed_cells(Needs(cells=cells), 2026)


def test_a_cell_of_a_slice_that_no_source_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'region'"):
        measure_stages(tmp_path, {"cells": {"region": ["north"]}}, **documents("a"))


def test_volume_counts_usable_items_up_to_the_need(tmp_path: Path) -> None:
    assert measures(measure_stages(tmp_path, {"items": 4}, **documents("a", "b")), VOLUME) == [("", 2, 4)]
    assert measures(measure_stages(tmp_path, {"items": 1}, **documents("a", "b")), VOLUME) == [("", 1, 1)]


def test_labelled_items_count_beside_items(tmp_path: Path) -> None:
    labels = [measured_row("labels.missing", 3, 10), measured_row("labels.missing", 3, 5, part="team=x")]
    found = measure_stages(tmp_path, {"items": 2, "labelled": 20}, **documents("a", "b"), labels__measures=labels)
    assert measures(found, VOLUME) == [("", 2 + 7, 22)]
    assert places(found, VOLUME) == [("", "charter.needs", "labelled")]


@pytest.mark.parametrize("stages", [{}, {"labels__measures": [unmeasured_row("labels.missing", "no label file")]}])
def test_labels_that_were_not_counted_leave_the_volume_unmeasured(tmp_path: Path, stages: dict[str, Any]) -> None:
    found = measure_stages(tmp_path, {"labelled": 20}, **documents("a"), **stages)
    assert measures(found, VOLUME)[0][1] == "not_measured"


def test_cost_of_missing_labels_is_given_by_slice_at_the_minutes_that_the_project_states(tmp_path: Path) -> None:
    labels = [measured_row("labels.missing", 120, 200), measured_row("labels.missing", 90, 100, part="split=test")]
    found = measure_stages(
        tmp_path,
        {"minutes_per_label": 2},
        inventory=[],
        labels__measures=[*labels, measured_row("labels.invalid", 5, 9)],
    )
    rows = {row["slice"]: row["numerator"] for row in found.measures.to_pylist() if row["indicator"] == COST}
    assert rows == {"": pytest.approx(4.0), "split=test": pytest.approx(3.0)}


def test_cost_adds_pages_labels_and_reviews(tmp_path: Path) -> None:
    found = measure_stages(
        tmp_path,
        inventory=[],
        profile_documents=[
            opened_row("mixed.pdf", pages=10, pages_without_text=3),
            opened_row("scan.png", "needs_ocr"),
            opened_row("garbled.pdf", "garbled_text_layer", pages=5, pages_without_text=0),
            opened_row("locked.pdf", "encrypted", pages_without_text=100),
        ],
        labels__measures=[measured_row("labels.missing", 120, 200)],
        staleness__measures=[measured_row("currency.review_overdue", 4, 9)],
    )
    (_, hours, _), *_ = measures(found, COST)
    assert hours == pytest.approx((3 + 1 + 5) * 8 / 3600 + 120 * 30 / 3600 + 4 * 0.5)


def test_the_tokens_of_usable_texts_are_estimated_and_priced_by_the_project(tmp_path: Path) -> None:
    texts = [{"source": "contracts", "item": item, "text": "The goods are delivered. " * 800} for item in ("a", "gone")]
    needs = {"prices": {"currency": "EUR", "embed": 0.02, "read": 3.0}}
    found = measure_stages(tmp_path, needs, **documents("a"), document_text=texts)
    (row,) = (row for row in found.defects.to_pylist() if row["code"] == COST)
    facts = json.loads(row["evidence"])
    assert (facts["texts"], facts["currency"], row["part"]) == (1, "EUR", "tokens")
    assert 3_000 < facts["tokens"] < 5_000
    assert facts["read_cost"] == round(3.0 * facts["tokens"] / 1e6, 2)
    assert "EUR to embed them once" in row["message"]


def test_without_prices_tokens_are_counted_and_no_money_is_named(tmp_path: Path) -> None:
    texts = [{"source": "contracts", "item": "a", "text": "The goods are delivered."}]
    found = measure_stages(tmp_path, {}, **documents("a"), document_text=texts)
    (row,) = (row for row in found.defects.to_pylist() if row["code"] == COST)
    assert {"currency", "embed_cost", "read_cost"} & set(json.loads(row["evidence"])) == set()
    assert row["message"].endswith("estimated from their characters.")
    without_text = measure_stages(tmp_path, {}, **documents("a"), document_text=[])
    assert COST not in without_text.defects["code"].to_pylist()
