"""Findings: identity that outlives a run, severity, owner, waiver."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.errors import AuditError
from readiness.model import RunInfo
from readiness.scoring.findings import counts_by
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
    found = findings(defect("availability.level"), changes=(unmeasured("availability.level"),))
    assert found[0]["severity"] == "info"


def test_tens_of_thousands_of_defects_become_as_many_findings() -> None:
    count = 20_500  # more than one batch
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


def test_an_id_is_the_sha256_of_what_names_the_defect() -> None:
    evidence = '{"kind": "k", "at": 3, "count": 9}'
    found = ids(defect(NEAR, part="p", related="b.pdf", evidence=evidence))
    identity = ["assistant", NEAR, "contracts", "a.pdf", "p", "b.pdf", "k", 3]
    text = json.dumps(identity, separators=(",", ":"))
    assert found == [hashlib.sha256(text.encode()).hexdigest()[:24]]


def test_the_second_defect_of_one_identity_has_its_number_in_its_id() -> None:
    rows = [defect(NEAR, evidence=f'{{"count": {n}}}') for n in range(3)]
    identity: list[object] = ["assistant", NEAR, "contracts", "a.pdf", None, None, None, None]
    texts = [json.dumps(one, separators=(",", ":")) for one in (identity, [*identity, 1], [*identity, 2])]
    assert ids(*rows) == [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]


@pytest.mark.parametrize("evidence", ['not json "kind"', '["kind"]', '{"other": "kind"}', "{}", '{"kind": null}'])
def test_evidence_without_a_kind_tells_nothing_apart(evidence: str) -> None:
    assert ids(defect(NEAR, evidence=evidence)) == ids(defect(NEAR))


@pytest.mark.parametrize("evidence", ['{"kind": "k"}', '{"at": "k"}'])
def test_kind_and_place_each_tell_defects_apart(evidence: str) -> None:
    assert ids(defect(NEAR, evidence=evidence)) != ids(defect(NEAR))


@pytest.mark.parametrize(
    "other",
    [
        {"measure": 0.5},
        {"message": "other words"},
        {"remedy": "other words"},
        {"part": "p"},
        {"related": "r"},
        {"evidence": '{"count": 2}'},
    ],
)
def test_defects_that_differ_in_anything_are_two_findings(other: dict[str, Any]) -> None:
    both = [defect(NEAR), defect(NEAR, **other)]
    assert len(findings(*both)) == len(findings(*reversed(both))) == 2
    assert findings(*both) == findings(*reversed(both))
    assert len(findings(*both, *both)) == 2


def test_findings_are_in_order_of_what_names_them() -> None:
    rows = [
        defect(NEAR, "b.pdf"),
        defect("content.empty", "z.pdf"),
        defect(NEAR, "a.pdf", part="q"),
        defect(NEAR, "a.pdf", part="p", related="y"),
        defect(NEAR, "a.pdf", part="p", related="x"),
        defect(NEAR, "z.pdf", source="an earlier one"),
    ]
    assert [(row["code"], row["source"], row["item"], row["part"], row["related"]) for row in findings(*rows)] == [
        ("content.empty", "contracts", "z.pdf", None, None),
        (NEAR, "an earlier one", "z.pdf", None, None),
        (NEAR, "contracts", "a.pdf", "p", "x"),
        (NEAR, "contracts", "a.pdf", "p", "y"),
        (NEAR, "contracts", "a.pdf", "q", None),
        (NEAR, "contracts", "b.pdf", None, None),
    ]


@pytest.mark.parametrize(
    ("code", "evidence", "severity"),
    [
        (UNREADABLE, '{"outcome": "owner_locked"}', "info"),
        (UNREADABLE, '{"outcome":"owner_locked"}', "info"),
        (UNREADABLE, '{"outcome": "encrypted"}', "major"),
        ("format.encoding", '{"outcome": "owner_locked"}', "minor"),
        ("validity.expectations", '{"severity": "warning"}', "minor"),
        ("validity.expectations", '{"severity": "info"}', "info"),
        ("validity.expectations", '{"severity": "critical"}', "critical"),
        ("availability.access", '{"required": false}', "minor"),
        ("availability.access", '{"kind": "empty_table", "required": true}', "minor"),
        ("availability.access", '{"kind": "empty", "required": true}', "critical"),
    ],
)
def test_evidence_may_make_a_finding_milder_than_its_indicator(code: str, evidence: str, severity: str) -> None:
    (found,) = findings(defect(code, evidence=evidence))
    assert found["severity"] == severity


def test_a_failure_of_one_veto_does_not_make_findings_of_another_critical() -> None:
    found = findings(defect(DRIFT), defect(NEAR), changes=(row(OWNER, 1, 1), row(NEAR, 90, 100)))
    assert {one["code"]: one["severity"] for one in found} == {DRIFT: "major", NEAR: "minor"}


def test_the_owner_of_a_source_is_known_by_name_or_else_by_address() -> None:
    sources = [
        {"name": "contracts", "url": "x", "owner": {"name": " ", "email": " grace@example.org "}},
        {"name": "crm", "url": "x", "owner": {"name": " Grace ", "email": "g@example.org"}, "required": False},
    ]
    found = findings(defect(NEAR), defect(NEAR, source="crm"), project=project(sources=sources))
    assert {one["source"]: one["owner"] for one in found} == {"contracts": "grace@example.org", "crm": "Grace"}


def test_of_several_live_waivers_the_latest_day_counts() -> None:
    days = [waiver(NEAR, until=day) for day in ("2027-03-01", "2027-05-01", "2027-04-01")]
    (found,) = findings(defect(NEAR), changes=(row(NEAR, 30, 100),), project=project(waivers=days))
    assert found["waived_until"] == dt.date(2027, 5, 1)


def test_findings_that_no_earlier_run_knew_are_of_this_run() -> None:
    none = pa.table({"finding_id": pa.array([], pa.string()), "first_seen_run": pa.array([], pa.string())})
    other = pa.table({"finding_id": ["zz"], "first_seen_run": ["run-0"]})
    for previous in (none, other, None):
        (found,) = findings(defect(NEAR), previous_findings=previous)
        assert found["first_seen_run"] == RUN_ID


def test_findings_are_counted_by_any_columns() -> None:
    table = scored(defects=defects(defect(NEAR), defect(NEAR, "b"), defect(NEAR, source="crm"))).findings
    assert counts_by(table, "code") == {(NEAR,): 3}
    assert counts_by(table, "code", "source") == {(NEAR, "contracts"): 2, (NEAR, "crm"): 1}
    assert counts_by(table.slice(0, 0), "code") == {}


def test_without_defects_there_are_no_findings() -> None:
    table = scored().findings
    assert table.schema.equals(schemas.FINDINGS)
    assert table.num_rows == 0


def test_an_id_hangs_on_neither_spelling_nor_order_of_its_evidence() -> None:
    kind = {"b": 1, "a": "x"}
    (found,) = ids(defect(NEAR, "ü.pdf", evidence=json.dumps({"kind": kind})))
    identity = ["assistant", NEAR, "contracts", "ü.pdf", None, None, kind, None]
    text = json.dumps(identity, separators=(",", ":"), sort_keys=True, ensure_ascii=True)
    assert found == hashlib.sha256(text.encode()).hexdigest()[:24]


def test_a_waiver_of_single_findings_does_not_shorten_that_of_the_whole_indicator() -> None:
    wanted = [waiver(NEAR, until="2027-05-01"), {**waiver(NEAR, until="2027-03-01"), "item": "*"}]
    (found,) = findings(defect(NEAR), changes=(row(NEAR, 30, 100),), project=project(waivers=wanted))
    assert found["waived_until"] == dt.date(2027, 5, 1)
