"""Retention is measured by the ages of items, not by whether a number is written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.profilers import staleness
from readiness.profilers.base import Profile
from tests.profilers.stages import inputs_of, listed_row, measures, opened_row, places

CODE = "rights.retention"
DATES = {"old.txt": "2015-03-01", "new.txt": "2026-03-01"}
CHARTER = {"owner": {"name": "Ada"}}


def measure_texts(folder: Path, rights: dict[str, Any] | None, **project: Any) -> Profile:
    source = {"name": "contracts", "url": "tree", **({"rights": rights} if rights is not None else {})}
    texts = [{"source": "contracts", "item": name, "text": f"Last updated: {day}"} for name, day in DATES.items()]
    stages = {
        "inventory": [listed_row(name) for name in DATES],
        "profile_documents": [opened_row(name, characters=24) for name in DATES],
        "document_text": texts,
    }
    return staleness.measure(inputs_of(folder, stages=stages, sources=[source], **project))


def test_items_past_their_retention_are_findings(tmp_path: Path) -> None:
    found = measure_texts(tmp_path, {"retention": "10y"}, charter=CHARTER)
    assert measures(found, CODE) == [("contracts", 1, 2)]
    assert places(found, CODE) == [("contracts", "old.txt", None)]


def test_a_longer_retention_is_kept(tmp_path: Path) -> None:
    found = measure_texts(tmp_path, {"retention": "20y"}, charter=CHARTER)
    assert (measures(found, CODE), places(found, CODE)) == ([("contracts", 0, 2)], [])


@pytest.mark.parametrize("rights", [{}, {"licence": "internal"}])
def test_without_a_stated_retention_every_item_counts(rights: dict[str, Any], tmp_path: Path) -> None:
    found = measure_texts(tmp_path, rights, charter=CHARTER)
    assert measures(found, CODE) == [("contracts", 2, 2)]
    assert places(found, CODE) == [("contracts", "rights", "retention")]


def test_of_a_bare_folder_nobody_was_asked(tmp_path: Path) -> None:
    (found,) = measures(measure_texts(tmp_path, None), CODE)
    assert found[1] == "not_measured"


def test_the_day_on_which_an_item_passes_its_retention_is_known(tmp_path: Path) -> None:
    found = measure_texts(tmp_path, {"retention": "1y"}, charter=CHARTER)
    days = [row for row in found.tables["ageing"].to_pylist() if row["indicator"] == CODE]
    assert [(row["day"].isoformat(), row["cases"]) for row in days] == [("2027-03-02", 1)]
