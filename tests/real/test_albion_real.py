"""A whole mini-enterprise, audited and scored against its answer key with the scorer that comes with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import readiness
from tests.real.predictions import predictions

pytestmark = pytest.mark.real
SHARED = Path(__file__).parents[3] / "shared" / "data"
SET = SHARED / "enterprise-a-albion"
Scores = dict[str, Any]


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    if not SET.is_dir():
        pytest.skip("the answer-keyed data is not here")
    root = tmp_path_factory.mktemp("albion")
    shutil.copytree(SET, root / "set")
    subprocess.run(["chmod", "-R", "u+w", str(root / "set")], check=True)
    subprocess.run(
        [sys.executable, str(SHARED / "apply_mtimes.py"), str(root / "set")], check=True, capture_output=True
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_ROOT", str(root))
        patch.setenv("DAGSTER_HOME", str(root / ".dagster"))
        patch.setenv("ALBION_TREE", str(root / "set" / "tree"))
        readiness.audit(Path(__file__).parent / "albion.yaml", out=root / "out")
    path = root / "predictions.json"
    path.write_text(json.dumps(predictions(root / "out" / "albion" / "latest"), default=str), "utf-8")
    command = [sys.executable, str(SHARED / "score.py"), str(root / "set"), str(path), "--json"]
    found: Scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [
        ("documents.review_overdue", 0.99, 0.99),
        ("documents.unreadable", 0.99, 0.99),
        ("documents.exact_duplicates", 0.99, 0.99),
        ("documents.near_duplicates", 0.95, 0.99),
        # Two archived pages have the title of a current one and much of its text (contained .57 and .78): they are
        # named as older versions too, and the key does not count them.
        ("documents.older_versions", 0.85, 0.95),
        ("documents.pii_files", 0.95, 0.80),
        ("documents.superseded", 0.50, 0.99),
    ],
)
def test_document_defects_are_found(scores: Scores, kind: str, precision: float, recall: float) -> None:
    assert scores[kind]["precision"] >= precision
    assert scores[kind]["recall"] >= recall


def test_unreadable_documents_are_named_for_what_they_are(scores: Scores) -> None:
    assert scores["documents.unreadable_kind_accuracy"] == 1.0
    assert scores["documents.cross_format_copies_recall"] == 1.0


@pytest.mark.parametrize(
    ("table", "kind", "precision", "recall"),
    [
        ("tables/sales.sqlite", "orphan_orders", 0.99, 0.99),
        ("tables/sales.sqlite", "date_pattern_minority", 0.99, 0.99),
        ("tables/sales.sqlite", "negative_price", 0.99, 0.99),
        ("tables/sales.sqlite", "duplicate_customers", 0.99, 0.99),
        ("tables/covid_daily", "drift", 0.60, 0.99),
        ("tables/hospital.csv", "cells", 0.95, 0.85),
        ("tables/early_childhood_sites.xlsx", "duplicates", 0.95, 0.85),
    ],
)
def test_table_defects_are_found(scores: Scores, table: str, kind: str, precision: float, recall: float) -> None:
    found = scores[f"tables.{table}"][kind]
    assert found["precision"] >= precision
    assert found["recall"] >= recall


def test_counts_in_tables_are_exact(scores: Scores) -> None:
    assert scores["tables.tables/census_adult.parquet"]["placeholder_missing_exact"] == 1.0
    rows = scores["tables.tables/census_adult.parquet"]["duplicate_rows_without_ID"]
    assert rows["got"] == rows["expected"]
    assert scores["tables.tables/sales.sqlite"]["missing_exact"] == 1.0


@pytest.mark.parametrize("kind", ["missing_row", "blank_label", "invalid_label", "orphan_ids"])
def test_label_defects_are_found_exactly(scores: Scores, kind: str) -> None:
    assert scores["labels"][kind]["precision"] == 1.0
    assert scores["labels"][kind]["recall"] == 1.0
    missing = scores["labels"]["n_missing_total"]
    assert missing["got"] == missing["expected"]
