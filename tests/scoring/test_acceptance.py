"""Single findings accepted until a date: out of the numerator, visible, at most grade B."""

from __future__ import annotations

import json

import pytest

from readiness.model import Grade, Status
from tests.scoring.requests import defect, defects, indicator, project, row, scored, unmeasured, waiver

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


def test_a_waiver_says_in_the_card_all_that_it_names_and_how_much_it_accepts() -> None:
    place = {"source": "contracts", "item": "a*", "part": "page 2", "value_digest": "d1"}
    found = defects(defect(NEAR, "a.pdf", part="page 2", evidence='{"value_digests": ["d1"]}'))
    result = scored(row(NEAR, 9, 100), defects=found, project=project(waivers=[narrow(NEAR, **place)]))
    (one,) = result.scorecard.waivers
    assert (one.source, one.item, one.part, one.value_digest) == ("contracts", "a*", "page 2", "d1")
    assert (one.indicator, one.reason, one.approver, one.until.isoformat(), one.state, one.accepted) == (
        NEAR,
        "budget approved",
        "Linus",
        "2027-01-01",
        "live",
        1,
    )


@pytest.mark.parametrize(
    "place",
    [
        {"source": "contracts"},
        {"item": "a.pdf"},
        {"item": "a*"},
        {"part": "page 2"},
        {"source": "contracts", "item": "a.pdf", "part": "page 2"},
    ],
)
def test_a_waiver_that_names_the_finding_accepts_it(place: dict[str, str]) -> None:
    found = defects(defect(NEAR, "a.pdf", part="page 2"))
    result = scored(row(NEAR, 9, 100), defects=found, project=project(waivers=[narrow(NEAR, **place)]))
    assert (indicator(result, NEAR).numerator, indicator(result, NEAR).accepted) == (8, 1)


def test_a_waiver_of_whole_findings_does_not_wait_for_values() -> None:
    waivers = [narrow(NEAR, item="*"), narrow(NEAR, value_digest="d9")]
    result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR)), project=project(waivers=waivers))
    assert [(one.state, one.accepted) for one in result.scorecard.waivers] == [("void", 0), ("live", 1)]


def test_of_two_waivers_of_one_finding_one_counts_it() -> None:
    waivers = [narrow(NEAR, item="*"), narrow(NEAR, item="a*")]
    result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR)), project=project(waivers=waivers))
    assert [(one.item, one.accepted) for one in result.scorecard.waivers] == [("*", 1), ("a*", 0)]
    assert indicator(result, NEAR).numerator == 8


def test_accepted_findings_leave_the_source_they_lie_in_alone() -> None:
    rows = (row(NEAR, 3, 100), row(NEAR, 4, 100, source="crm"), row(NEAR, 2, 10, part="team=x"))
    found = defects(defect(NEAR, "a"), defect(NEAR, "b"), defect(NEAR, "c", source="crm"))
    near = indicator(scored(*rows, defects=found, project=project(waivers=[narrow(NEAR, item="*")])), NEAR)
    assert [(part.name, part.numerator) for part in near.slices] == [
        ("source=contracts", 1),
        ("source=crm", 3),
        ("team=x", 2),
    ]


def test_more_findings_than_cases_leave_none_and_not_fewer() -> None:
    found = defects(defect(NEAR, "a"), defect(NEAR, "b"))
    near = indicator(scored(row(NEAR, 1, 100), defects=found, project=project(waivers=[narrow(NEAR, item="*")])), NEAR)
    assert (near.numerator, near.status) == (0, Status.PASS)


def test_an_acceptance_holds_on_its_last_day() -> None:
    for until, numerator, state in (("2026-11-22", 8, "live"), ("2026-11-21", 9, "expired")):
        one = {**narrow(NEAR, item="*"), "until": until}
        result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR)), project=project(waivers=[one]))
        assert (indicator(result, NEAR).numerator, result.scorecard.waivers[0].state) == (numerator, state)


def test_a_finding_accepted_where_nothing_was_counted_leaves_it_uncounted() -> None:
    accepted = project(waivers=[narrow(NEAR, item="*")])
    near = indicator(scored(unmeasured(NEAR), defects=defects(defect(NEAR)), project=accepted), NEAR)
    assert (near.status, near.accepted) == (Status.NOT_MEASURED, 1)


def test_a_finding_without_evidence_is_one_case() -> None:
    accepted = project(waivers=[narrow(NEAR, item="*")])
    result = scored(row(NEAR, 9, 100), defects=defects(defect(NEAR, evidence="")), project=accepted)
    assert indicator(result, NEAR).numerator == 8


@pytest.mark.parametrize(
    ("evidence", "left"),
    [
        ('{"blocks": true}', 0),
        ('{"blocks": false}', 1),
        ('{"blocks": "yes"}', 1),
        ('{"outcome": "owner_locked"}', 1),
        ('{"outcome": "encrypted"}', 0),
        ("{}", 0),
    ],
)
def test_a_finding_that_was_never_a_case_takes_none_out(evidence: str, left: int) -> None:
    code = "format.unreadable"
    found = defects(defect(code, evidence=evidence))
    result = scored(row(code, 1, 100), defects=found, project=project(waivers=[narrow(code, item="*")]))
    assert (indicator(result, code).numerator, indicator(result, code).accepted) == (left, 1)


@pytest.mark.parametrize(
    ("code", "evidence", "left"),
    [
        (TYPES, '{"count": 7}', 13),
        (TYPES, '{"count": "7"}', 19),
        (TYPES, "{}", 19),
        (NEAR, '{"count": 7}', 19),
    ],
)
def test_only_findings_of_values_speak_of_several_cases(code: str, evidence: str, left: int) -> None:
    found = defects(defect(code, evidence=evidence))
    result = scored(row(code, 20, 100), defects=found, project=project(waivers=[narrow(code, item="*")]))
    assert indicator(result, code).numerator == left


def test_two_sources_each_need_their_own_findings_accepted() -> None:
    found = defects(personal("a.txt", "d1"), {**personal("b.txt", "d2"), "source": "crm"})
    rows = (row(BASIS, 1, 1), row(BASIS, 1, 1, source="crm"))
    result = scored(*rows, defects=found, project=project(waivers=[narrow(BASIS, source="contracts")]))
    assert (indicator(result, BASIS).numerator, indicator(result, BASIS).denominator) == (1, 2)
    assert [part.numerator for part in indicator(result, BASIS).slices] == [0, 1]


def test_narrow_waivers_are_shown_in_order_of_what_they_name_after_those_of_whole_indicators() -> None:
    waivers = [
        narrow(NEAR, item="b"),
        narrow("uniqueness.exact", item="z"),
        narrow(NEAR, item="a", part="q"),
        narrow(NEAR, item="a", part="p"),
        narrow(NEAR, source="crm"),
        {**narrow(NEAR, item="z"), "until": "2026-12-31"},
        narrow(NEAR, item="a", part="p", value_digest="d"),
        waiver("uniqueness.rows"),
    ]
    shown = scored(project=project(waivers=waivers)).scorecard.waivers
    assert [(one.indicator, one.source, one.item, one.part, one.value_digest) for one in shown] == [
        ("uniqueness.rows", "", "", "", ""),
        ("uniqueness.exact", "", "z", "", ""),
        (NEAR, "", "z", "", ""),
        (NEAR, "", "a", "p", ""),
        (NEAR, "", "a", "p", "d"),
        (NEAR, "", "a", "q", ""),
        (NEAR, "", "b", "", ""),
        (NEAR, "crm", "", "", ""),
    ]
