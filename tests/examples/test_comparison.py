"""Scoring an audit against the answer key notices misses, wrong evidence and false alarms."""

from __future__ import annotations

import json
from typing import Any

from examples.enterprise_maker.comparison import compare, pairs_of
from tests.examples.conftest import Enterprise

CODE = "currency.gaps"


def key(**entry: Any) -> dict[str, Any]:
    planted = {"code": CODE, "source": "s", "item": "a", "evidence": {"missing": ["2026-01-02"]}, **entry}
    return {"findings": {CODE: [planted]}, "controls": {CODE: [{"source": "s", "item": "clean"}]}}


def finding(item: str = "a", **evidence: Any) -> dict[str, Any]:
    return {"code": CODE, "source": "s", "item": item, "part": None, "evidence": json.dumps(evidence)}


def test_a_finding_with_more_evidence_than_wanted_is_whole() -> None:
    [found] = compare(key(), [finding(missing=["2026-01-01", "2026-01-02"], rhythm="daily")])
    assert found.whole
    assert found.unplanned == 0


def test_a_missed_entry_and_other_evidence_are_told_apart() -> None:
    [missed] = compare(key(), [])
    [other] = compare(key(), [finding(missing=["2026-01-09"])])
    assert (len(missed.missed), len(missed.other_evidence)) == (1, 0)
    assert (len(other.missed), len(other.other_evidence)) == (0, 1)


def test_a_finding_at_a_control_is_a_false_alarm_and_elsewhere_unplanned() -> None:
    [found] = compare(key(), [finding(missing=["2026-01-02"]), finding("clean"), finding("other")])
    assert len(found.controls_hit) == 1
    assert found.unplanned == 2
    assert not found.whole


def test_either_half_of_a_copy_may_be_reported() -> None:
    [found] = compare(key(item="copy", or_item="a"), [finding(missing=["2026-01-02"])])
    assert found.whole


def test_an_audit_that_reports_the_key_itself_is_whole(broken: Enterprise) -> None:
    findings = [
        {"part": None, **entry, "evidence": json.dumps(entry["evidence"])}
        for entries in broken.key["findings"].values()
        for entry in entries
    ]
    assert [one.code for one in compare(broken.key, findings) if not one.whole or one.unplanned] == []


def test_pairs_are_compared_without_their_order() -> None:
    pair = {"relation": "near_duplicate", "source_a": "s", "item_a": "a", "source_b": "s", "item_b": "b"}
    turned = {**pair, "item_a": "b", "item_b": "a"}
    assert pairs_of([pair]) == pairs_of([turned])
