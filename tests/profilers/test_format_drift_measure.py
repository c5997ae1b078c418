"""``measure``: what counts for which indicator, and what the defects say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from readiness.config.project import Project
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.format_drift import measure
from tests.profilers.stages import inputs_of, rate, staged_row

Columns = Mapping[str, Sequence[str]]


def audit(folder: Path, members: Mapping[str, Columns], **source: Any) -> Profile:
    index = [
        staged_row(folder, item, columns, source="s", types=["text"] * len(columns), delimiter=",", format="csv")
        for item, columns in members.items()
    ]
    sources = [{"name": "s", "url": ".", **source}]
    return measure(inputs_of(folder, stages={"table_index": index}, sources=sources))


def monthly(*columns: Columns) -> dict[str, Columns]:
    return {f"m/2024-{at:02d}.csv": members for at, members in enumerate(columns, start=1)}


IDS = [str(at) for at in range(1, 31)]


def test_without_a_series_there_is_nothing_to_count(tmp_path: Path) -> None:
    profile = audit(tmp_path, {"a.csv": {"id": IDS}})
    assert {row["denominator"] for row in profile.measures.to_pylist()} == {0.0}
    assert profile.defects.num_rows == 0


def test_without_any_staged_table_there_is_nothing_to_count(tmp_path: Path) -> None:
    project = Project.model_validate({"project": "p", "sources": [{"name": "s", "url": "."}]})
    profile = measure(Inputs(project=project, as_of=dt.date(2026, 1, 1), folder=tmp_path))
    assert {row["denominator"] for row in profile.measures.to_pylist()} == {0.0}


def test_an_added_column_is_a_finding_but_does_not_break_a_reader(tmp_path: Path) -> None:
    profile = audit(tmp_path, monthly({"id": IDS}, {"id": IDS}, {"id": IDS, "mail": IDS}))
    assert rate(profile, "format.schema_drift") == (0, 1)
    assert [row["code"] for row in profile.defects.to_pylist()] == ["format.schema_drift"]


def test_a_removed_column_counts_while_the_newest_member_lacks_it(tmp_path: Path) -> None:
    gone = audit(tmp_path, monthly({"id": IDS, "fax": IDS}, {"id": IDS, "fax": IDS}, {"id": IDS}))
    assert rate(gone, "format.schema_drift") == (1, 1)
    back = audit(tmp_path, monthly({"id": IDS, "fax": IDS}, {"id": IDS}, {"id": IDS, "fax": IDS}))
    assert rate(back, "format.schema_drift") == (0, 1)


def test_declared_required_columns_are_the_only_ones_that_count(tmp_path: Path) -> None:
    members = monthly({"id": IDS, "fax": IDS}, {"id": IDS, "fax": IDS}, {"id": IDS})
    assert rate(audit(tmp_path, members, required_columns={"m": ["id"]}), "format.schema_drift") == (0, 1)
    assert rate(audit(tmp_path, members, required_columns={"m": ["fax"]}), "format.schema_drift") == (1, 1)


def test_a_pattern_change_counts_its_column_and_carries_the_promised_evidence(tmp_path: Path) -> None:
    old, new = [f"1/{day}/24" for day in range(13, 31)], [f"2024-01-{day}" for day in range(13, 31)]
    ids = IDS[:18]
    profile = audit(tmp_path, monthly({"id": ids, "day": old}, {"id": ids, "day": old}, {"id": ids, "day": new}))
    assert rate(profile, "format.pattern_drift") == (1, 2)
    (defect,) = profile.defects.to_pylist()
    evidence = json.loads(defect["evidence"])
    assert (defect["item"], defect["part"]) == ("m", "day")
    wanted = {"kind": "pattern", "at": "2024-03.csv", "at_key": "2024-03", "previous": "2024-02.csv", "from": "M/D/YY"}
    assert wanted.items() <= evidence.items()
    assert evidence["at_item"] == "m/2024-03.csv"


def test_a_missing_month_of_a_monthly_series_is_a_gap(tmp_path: Path) -> None:
    months = [month for month in range(1, 13) if month != 5]
    profile = audit(tmp_path, {f"m/2024-{month:02d}.csv": {"id": IDS} for month in months})
    assert rate(profile, "currency.gaps") == (1, 12)
    (defect,) = profile.defects.to_pylist()
    assert json.loads(defect["evidence"])["missing"] == ["2024-05"]


def test_a_member_whose_staged_rows_are_gone_is_an_error_and_the_others_are_compared(tmp_path: Path) -> None:
    members = monthly({"id": IDS}, {"id": IDS}, {"id": IDS}, {"id": IDS})
    audit(tmp_path, members)
    (tmp_path / "tables" / "1.parquet").unlink()
    project = Project.model_validate({"project": "p", "sources": [{"name": "s", "url": "."}]})
    profile = measure(Inputs(project=project, as_of=dt.date(2026, 1, 1), folder=tmp_path))
    rows = [row for row in profile.measures.to_pylist() if row["indicator"] == "format.mix_drift"]
    assert [row["state"] for row in rows] == ["error"]
    assert "FileNotFoundError" in rows[0]["reason"]
