"""Findings: identity that outlives a run, severity, owner, waiver."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.errors import AuditError
from readiness.model import RunInfo
from tests.scoring.requests import RUN_ID, Row, defect, defects, indicator, project, row, scored, unmeasured, waiver

NEAR, UNREADABLE, OWNER, DRIFT = "uniqueness.near", "format.unreadable", "rights.owner", "format.schema_drift"


def findings(*rows: Row, changes: tuple[Row, ...] = (), **others: Any) -> list[Row]:
    found: list[Row] = scored(*changes, defects=defects(*rows), **others).findings.to_pylist()
    return found


def ids(*rows: Row, **others: Any) -> list[str]:
    return [found["finding_id"] for found in findings(*rows, **others)]


def test_findings_hold_to_their_schema_and_say_everything() -> None:
    table = scored(defects=defects(defect(NEAR, related="b.pdf", measure=0.9))).findings
    assert table.schema.equals(schemas.FINDINGS)
    found = table.to_pylist()[0]
    assert (found["dimension"], found["severity"], found["owner"]) == ("uniqueness", "minor", "Grace")
    assert (found["run_id"], found["first_seen_run"], found["waived_until"]) == (RUN_ID, RUN_ID, None)
    assert (found["item"], found["related"], found["measure"]) == ("a.pdf", "b.pdf", 0.9)


def test_an_id_does_not_hang_on_run_message_measure_or_order() -> None:
    one, two = defect(NEAR, "a.pdf"), defect(NEAR, "b.pdf")
    later = RunInfo(run_id="run-2", started_at="2026-11-23T00:00:00+00:00", finished_at="2026-11-23T00:00:01+00:00")
    reworded = defect(NEAR, "a.pdf", message="said otherwise", measure=0.5)
    assert ids(one, two) == ids(two, one) == ids(two, reworded, run=later)


@pytest.mark.parametrize(
    "other",
    [
        defect(NEAR, "b.pdf"),
        defect(NEAR, source="crm"),
        defect(NEAR, part="page 2"),
        defect(NEAR, related="c.pdf"),
        defect("uniqueness.exact"),
        defect(NEAR, evidence='{"kind": "other"}'),
        defect(NEAR, evidence='{"at": "2024-05.csv"}'),
    ],
)
def test_what_differs_has_another_id(other: Row) -> None:
    assert len(set(ids(defect(NEAR), other))) == 2


def test_another_project_has_other_ids() -> None:
    assert ids(defect(NEAR)) != ids(defect(NEAR), project=project(project="other"))


def test_saying_the_same_thing_twice_is_one_finding() -> None:
    assert len(findings(defect(NEAR), defect(NEAR))) == 1


def test_two_defects_that_share_an_identity_get_two_ids_that_do_not_hang_on_their_order() -> None:
    one, two = defect(NEAR, evidence='{"count": 1}'), defect(NEAR, evidence='{"count": 2}')
    assert len(set(ids(one, two))) == 2
    assert ids(one, two) == ids(two, one)


def test_missing_parts_and_evidence_that_is_no_json_are_borne() -> None:
    assert len(ids(defect(NEAR, evidence='not json "kind"'), defect(NEAR, evidence='["kind"]'))) == 2


def test_the_run_that_saw_it_first_is_carried_over() -> None:
    previous = pa.table({"finding_id": ids(defect(NEAR)), "first_seen_run": ["run-0"]})
    found = findings(defect(NEAR), defect(NEAR, "new.pdf"), previous_findings=previous)
    assert {row["item"]: row["first_seen_run"] for row in found} == {"a.pdf": "run-0", "new.pdf": RUN_ID}


def test_a_live_waiver_dates_its_findings_and_an_expired_one_does_not() -> None:
    failing = (row(NEAR, 30, 100), row(UNREADABLE, 50, 100))
    waivers = [waiver(NEAR, until="2027-03-01"), waiver(UNREADABLE, until="2026-01-01")]
    found = findings(defect(NEAR), defect(UNREADABLE), changes=failing, project=project(waivers=waivers))
    assert {row["code"]: row["waived_until"] for row in found} == {NEAR: dt.date(2027, 3, 1), UNREADABLE: None}


def test_a_failing_veto_makes_its_findings_critical() -> None:
    passing = findings(defect(DRIFT))
    failing = findings(defect(DRIFT), changes=(row(DRIFT, 1, 3),))
    assert [passing[0]["severity"], failing[0]["severity"]] == ["major", "critical"]


def test_a_waived_veto_keeps_its_findings_critical() -> None:
    found = findings(defect(OWNER), changes=(row(OWNER, 1, 1),), project=project(waivers=[waiver(OWNER)]))
    assert found[0]["severity"] == "critical"


def test_an_owners_lock_is_information() -> None:
    found = findings(defect(UNREADABLE, evidence='{"outcome": "owner_locked"}'))
    assert found[0]["severity"] == "info"


def test_a_finding_without_a_source_or_with_an_unowned_one_belongs_to_the_project_owner() -> None:
    found = findings(defect(NEAR, source=""), defect(NEAR, source="crm"))
    assert {row["owner"] for row in found} == {"Ada"}


def test_nobody_to_ask_is_nobody() -> None:
    assert findings(defect(NEAR, source="crm"), project=project(charter=None))[0]["owner"] is None


def test_an_indicator_knows_how_many_findings_it_has() -> None:
    result = scored(defects=defects(defect(NEAR), defect(NEAR, "b.pdf")))
    assert indicator(result, NEAR).findings == 2
    assert result.scorecard.findings == {"critical": 0, "major": 0, "minor": 2, "info": 0}


def test_a_code_that_is_no_indicator_is_a_broken_audit() -> None:
    with pytest.raises(AuditError, match=r"did you mean 'uniqueness\.near'"):
        scored(defects=defects(defect("uniqueness.neer")))


def test_a_planned_indicator_may_have_findings_and_they_are_information() -> None:
    found = findings(defect("labels.error_estimate"), changes=(unmeasured("labels.error_estimate"),))
    assert found[0]["severity"] == "info"


def test_tens_of_thousands_of_defects_become_as_many_findings() -> None:
    count = 30_000
    table = pa.table(
        {
            "code": pa.repeat(NEAR, count),
            "source": pa.repeat("contracts", count),
            "item": pa.array([f"{number}.pdf" for number in range(count)]),
            "part": pa.nulls(count, pa.string()),
            "related": pa.nulls(count, pa.string()),
            "measure": pa.nulls(count, pa.float64()),
            "message": pa.repeat("m", count),
            "evidence": pa.repeat('{"kind": "x"}', count),
            "remedy": pa.repeat("r", count),
        },
    )
    found = scored(defects=table).findings
    assert len(set(found["finding_id"].to_pylist())) == count
