"""Single findings accepted until a date: out of the numerator, visible, at most grade B."""

from __future__ import annotations

import json

import pytest

from readiness.model import Grade, Status
from tests.scoring.requests import defect, defects, indicator, project, row, scored, waiver

NEAR, BASIS, PII, TYPES = "uniqueness.near", "rights.pii_basis", "rights.pii", "validity.type_errors"


def personal(item: str, *digests: str, blocks: bool = True) -> dict[str, object]:
    return defect(PII, item, evidence=json.dumps({"value_digests": digests, "blocks": blocks}))


def narrow(code: str, **place: str) -> dict[str, object]:
    return {**waiver(code), **place}


def test_an_accepted_finding_leaves_the_numerator_and_caps_the_grade() -> None:
    accepted = project(waivers=[narrow(NEAR, item="archive/*")])
    found = defects(*(defect(NEAR, f"archive/{n}.pdf") for n in range(3)), defect(NEAR, "b.pdf"))
    result = scored(row(NEAR, 4, 100), defects=found, project=accepted)
    near = indicator(result, NEAR)
    assert (near.status, near.numerator, near.accepted, near.findings) == (Status.PASS, 1, 3, 4)
    assert result.scorecard.grade is Grade.B
    assert "3 findings of uniqueness.near accepted by Linus until 2027-01-01" in result.scorecard.headline


@pytest.mark.parametrize(
    "place",
    [
        {"source": "crm"},
        {"item": "b/*"},
        {"part": "phone"},
        {"value_digest": "beef"},
        {"source": "crm", "item": "a.pdf"},
    ],
)
def test_a_waiver_that_names_something_else_accepts_nothing(place: dict[str, str]) -> None:
    result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR)), project=project(waivers=[narrow(NEAR, **place)]))
    assert (indicator(result, NEAR).numerator, indicator(result, NEAR).accepted) == (9, 0)
    assert [one.state for one in result.scorecard.waivers] == ["void"]


def test_an_expired_acceptance_counts_again() -> None:
    old = {**narrow(NEAR, item="*.pdf"), "until": "2026-11-01"}
    result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR)), project=project(waivers=[old]))
    assert (indicator(result, NEAR).numerator, indicator(result, NEAR).accepted) == (9, 0)
    assert [one.state for one in result.scorecard.waivers] == ["expired"]


def test_a_source_needs_no_basis_once_each_blocking_finding_is_accepted() -> None:
    found = defects(personal("a.txt", "d1"), personal("b.txt", "d2", blocks=False))
    one = project(waivers=[narrow(BASIS, item="a.txt", value_digest="d1")])
    result = scored(row(BASIS, 1, 1), row(PII, 1, 100), defects=found, project=one)
    assert indicator(result, BASIS).status is Status.PASS


def test_a_finding_of_two_values_is_accepted_only_when_both_are() -> None:
    found = defects(personal("a.txt", "d1", "d2"))
    one, other = narrow(BASIS, value_digest="d1"), narrow(BASIS, value_digest="d2")
    statuses = [
        indicator(scored(row(BASIS, 1, 1), defects=found, project=project(waivers=waivers)), BASIS).status
        for waivers in ([one], [one, other])
    ]
    assert statuses == [Status.FAIL, Status.PASS]


def test_one_finding_left_keeps_the_veto() -> None:
    found = defects(personal("a.txt", "d1"), personal("b.txt", "d2"))
    result = scored(row(BASIS, 1, 1), defects=found, project=project(waivers=[narrow(BASIS, item="a.txt")]))
    assert (indicator(result, BASIS).status, result.scorecard.grade) == (Status.FAIL, Grade.D)


def test_a_finding_that_speaks_of_several_cells_takes_them_all_out() -> None:
    found = defects(defect(TYPES, "t.csv", part="amount", evidence='{"count": 7}'))
    accepted = project(waivers=[narrow(TYPES, item="t.csv", part="amount")])
    assert indicator(scored(row(TYPES, 8, 100), defects=found, project=accepted), TYPES).numerator == 1
