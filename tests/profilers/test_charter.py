"""The charter: which fields are missing, and who answers for each source."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.charter import measure
from tests.profilers.stages import AS_OF, inputs_of, measures, places

KPI = {"name": "review time", "baseline": 45, "target": 20, "unit": "minutes", "deadline": "2027-06-30"}
CHARTER = {
    "owner": {"name": "Ada"},
    "users": "twelve reviewers",
    "decision_date": "2027-01-15",
    "needs": {"items": 10},
    "kpi": KPI,
    "process_owner_commitment": {"by": "Grace", "on": "2026-11-22"},
    "production": {"latency_s": 0, "update_every": "1d", "integration": "intranet", "owner_after_launch": "platform"},
}
OWNER = {"name": "Ada", "confirmed_on": "2026-10-30"}
RIGHTS = {"licence": "internal", "retention": "10y"}
PURPOSE = ("purpose.charter", "purpose.kpi", "purpose.production_requirements", "purpose.commitment")
SOURCE_RIGHTS = ("rights.owner", "rights.licence")


def measure_charter(folder: Path, charter: dict[str, Any] | None = None, **source: Any) -> Any:
    sources = [{"name": "contracts", "url": "tree", **source}]
    return measure(inputs_of(folder, charter=charter, sources=sources))


def test_a_complete_charter_misses_nothing(tmp_path: Path) -> None:
    found = measure_charter(tmp_path, CHARTER, owner=OWNER, rights=RIGHTS)
    assert [measures(found, code) for code in PURPOSE] == [[("", 0, 4)], [("", 0, 5)], [("", 0, 4)], [("", 0, 1)]]
    assert [measures(found, code) for code in SOURCE_RIGHTS] == [[("contracts", 0, 1)]] * 2
    assert found.defects.num_rows == 0


def test_an_empty_charter_misses_everything_and_names_each_field(tmp_path: Path) -> None:
    found = measure_charter(tmp_path, {})
    assert [measures(found, code) for code in PURPOSE] == [[("", 4, 4)], [("", 5, 5)], [("", 4, 4)], [("", 1, 1)]]
    assert [part for _, _, part in places(found, "purpose.charter")] == ["owner", "users", "decision_date", "needs"]


def test_a_bare_target_was_asked_nothing(tmp_path: Path) -> None:
    found = measure_charter(tmp_path)
    assert all(measures(found, code)[0][1] == "not_measured" for code in (*PURPOSE, *SOURCE_RIGHTS))
    assert found.defects.num_rows == 0


def test_without_a_charter_an_owner_who_is_named_still_counts(tmp_path: Path) -> None:
    found = measure_charter(tmp_path, owner=OWNER)
    assert measures(found, "rights.owner") == [("contracts", 0, 1)]
    assert measures(found, "rights.licence")[0][1] == "not_measured"


def test_with_a_charter_what_a_source_does_not_state_is_missing(tmp_path: Path) -> None:
    found = measure_charter(tmp_path, CHARTER)
    assert [measures(found, code) for code in SOURCE_RIGHTS] == [[("contracts", 1, 1)]] * 2
    assert places(found, "rights.owner") == [("contracts", "owner", "name")]


@pytest.mark.parametrize(
    ("charter", "code", "part"),
    [
        ({**CHARTER, "users": "  "}, "purpose.charter", "users"),
        ({**CHARTER, "owner": {"name": " "}}, "purpose.charter", "owner"),
        ({**CHARTER, "needs": {}}, "purpose.charter", "needs"),
        ({**CHARTER, "kpi": {**KPI, "target": None}}, "purpose.kpi", "target"),
        ({**CHARTER, "kpi": {**KPI, "target": 45}}, "purpose.kpi", "target"),
        ({**CHARTER, "process_owner_commitment": {"by": "Grace", "on": "2026-11-23"}}, "purpose.commitment", "on"),
        ({**CHARTER, "process_owner_commitment": {"by": "", "on": "2026-11-01"}}, "purpose.commitment", "by"),
        ({**CHARTER, "production": {**CHARTER["production"], "latency_s": None}}, PURPOSE[2], "latency_s"),  # type: ignore[dict-item]
    ],
)
def test_one_missing_field_is_one_defect(tmp_path: Path, charter: dict[str, Any], code: str, part: str) -> None:
    found = measure_charter(tmp_path, charter, owner=OWNER, rights=RIGHTS)
    assert [row["part"] for row in found.defects.to_pylist()] == [part]
    assert measures(found, code)[0][1] == 1


@pytest.mark.parametrize(
    ("confirmed_on", "missing"),
    [("2025-11-22", 0), ("2025-11-21", 1), ("2026-11-22", 0), ("2026-11-23", 1), (None, 1)],
)
def test_an_owner_confirms_before_the_audit_and_in_the_last_year(
    tmp_path: Path, confirmed_on: str | None, missing: int
) -> None:
    found = measure_charter(tmp_path, CHARTER, owner={"name": "Ada", "confirmed_on": confirmed_on}, rights=RIGHTS)
    assert measures(found, "rights.owner") == [("contracts", missing, 1)]
    assert places(found, "rights.owner") == [("contracts", "owner", "confirmed_on")] * missing


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "is not stated"),
        ({"asked_on": AS_OF - dt.timedelta(days=34)}, "is not stated: asked 34 days ago, no answer"),
        ({"asked_on": AS_OF - dt.timedelta(days=1)}, "is not stated: asked 1 day ago, no answer"),
        ({"asked_on": AS_OF + dt.timedelta(days=1)}, f"to be asked on {AS_OF + dt.timedelta(days=1)}"),
        ({"asked_on": dt.date(2026, 1, 5), "refused_on": dt.date(2026, 2, 3)}, "is not stated: refused on 2026-02-03"),
    ],
)
def test_an_owner_who_did_not_confirm_is_told_with_the_answer(
    tmp_path: Path, answer: dict[str, dt.date], said: str
) -> None:
    found = measure_charter(tmp_path, CHARTER, owner={"name": "Ada", **answer}, rights=RIGHTS)
    assert measures(found, "rights.owner") == [("contracts", 1, 1)]
    [message] = [row["message"] for row in found.defects.to_pylist() if row["code"] == "rights.owner"]
    assert said in message
