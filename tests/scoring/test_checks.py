"""Great Expectations results: critical ones are a veto, the rest is shown."""

from __future__ import annotations

import json

import pytest

from readiness.model import Grade, Status
from tests.scoring.requests import Row, check, checks, indicator, project, request, scored

CODE = "validity.expectations"


@pytest.mark.parametrize("state", ["failed", "errored", "skipped", "unheard of"])
def test_a_critical_expectation_that_did_not_pass_blocks(state: str) -> None:
    result = scored(checks=checks(check("one"), check("two", state)))
    found = indicator(result, CODE)
    assert (found.status, found.numerator, found.denominator, found.findings) == (Status.FAIL, 1, 2, 1)
    assert result.scorecard.grade is Grade.D


@pytest.mark.parametrize(("severity", "shown_as"), [("warning", "minor"), ("info", "info")])
def test_a_lesser_expectation_is_a_finding_and_changes_no_verdict(severity: str, shown_as: str) -> None:
    result = scored(checks=checks(check("one"), check("two", "failed", severity=severity)))
    assert result.scorecard.grade is Grade.A
    assert [found["severity"] for found in result.findings.to_pylist()] == [shown_as]


@pytest.mark.parametrize(
    "quiet", [check("w", "skipped", severity="warning"), check("m", "failed", severity="warning", target="metrics")]
)
def test_what_was_skipped_or_restates_an_indicator_makes_no_finding(quiet: Row) -> None:
    assert scored(checks=checks(check("one"), quiet)).findings.num_rows == 0


def test_no_critical_expectation_is_not_applicable() -> None:
    result = scored(checks=checks(check(severity="warning")))
    assert indicator(result, CODE).status is Status.NOT_APPLICABLE


def test_no_expectation_at_all_was_not_measured() -> None:
    result = scored(checks=request().checks.slice(0, 0))
    assert (indicator(result, CODE).status, result.scorecard.grade) == (Status.NOT_MEASURED, Grade.U)


def test_a_finding_names_source_table_and_column() -> None:
    broken = check("email_filled", "failed", target="crm.tickets", column="email", observed='{"unexpected_count": 3}')
    found = scored(checks=checks(broken), project=project()).findings.to_pylist()[0]
    assert (found["source"], found["item"], found["part"]) == ("crm", "tickets", "email")
    assert json.loads(found["evidence"])["observed"] == {"unexpected_count": 3}


def test_two_checks_of_one_column_are_two_findings() -> None:
    broken = [check(name, "failed", target="crm.t", column="c") for name in ("one", "two")]
    assert len(set(scored(checks=checks(*broken)).findings["finding_id"].to_pylist())) == 2
