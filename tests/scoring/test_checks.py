"""Great Expectations results: critical ones are a veto, the rest is shown."""

from __future__ import annotations

import json

import pytest

from readiness.model import Grade, Status
from readiness.scoring.checks import expectation_profile
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


def found(*rows: Row) -> list[Row]:
    shown: list[Row] = scored(checks=checks(*rows), project=project()).findings.to_pylist()
    return shown


def test_a_finding_says_which_expectation_of_which_suite_does_not_hold_and_holds_the_facts() -> None:
    broken = check("filled", "failed", suite="orders", target="crm.tickets", column="", message="3 of 9 are null")
    (one,) = found(check("a"), broken)
    assert one["message"] == "The expectation filled of the suite orders is not met: 3 of 9 are null."
    assert one["remedy"] == "Fix the data the expectation names, or change the suite in review."
    assert (one["code"], one["source"], one["item"], one["part"]) == (CODE, "crm", "tickets", None)
    assert json.loads(one["evidence"]) == {
        "check": "filled",
        "expectation": "expect_table_row_count_to_be_between",
        "kind": "filled",
        "observed": {},
        "severity": "critical",
        "state": "failed",
        "suite": "orders",
    }


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("failed", "is not met."),
        ("errored", "could not be evaluated."),
        ("skipped", "had no values to check."),
        ("odd", "is in the unknown state 'odd'."),
    ],
)
def test_each_state_has_its_words(state: str, said: str) -> None:
    (one,) = found(check("a", state))
    assert one["message"] == f"The expectation a of the suite inventory {said}"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("crm.tickets", ("crm", "tickets")),
        ("crm.sub.tickets", ("crm", "sub.tickets")),
        ("crmx.tickets", ("", "crmx.tickets")),
        ("crm", ("", "crm")),
        ("inventory", ("", "inventory")),
    ],
)
def test_a_target_names_a_source_and_an_item_or_stays_as_it_is(target: str, place: tuple[str, str]) -> None:
    (one,) = found(check("a", "failed", target=target))
    assert (one["source"], one["item"]) == place


def test_of_two_sources_that_fit_the_longer_name_counts() -> None:
    sources = [{"name": name, "url": "x"} for name in ("contracts", "crm", "crm.eu", "z")]
    broken = checks(check("a", "failed", target="crm.eu.tickets"))
    (one,) = scored(checks=broken, project=project(sources=sources)).findings.to_pylist()
    assert (one["source"], one["item"]) == ("crm.eu", "tickets")


@pytest.mark.parametrize(
    ("quiet", "count"),
    [
        (check("w", "errored", severity="warning"), 1),
        (check("w", "passed", severity="warning"), 0),
        (check("w", "failed", severity="critical", target="metrics"), 1),
        (check("w", "errored", severity="warning", target="metrics"), 0),
    ],
)
def test_which_expectations_make_a_finding(quiet: Row, count: int) -> None:
    assert len(found(check("one"), quiet)) == count


def test_why_nothing_was_measured_is_said() -> None:
    result = scored(checks=request().checks.slice(0, 0))
    assert indicator(result, CODE).reason == "no expectation was evaluated"


def test_findings_do_not_hang_on_the_order_of_the_checks() -> None:
    rows = [
        check("a", "failed", target=target, suite=suite, column=column, message=message)
        for target, suite, column, message in (
            ("crm.b", "s", "c", "m"),
            ("crm.a", "t", "c", "m"),
            ("crm.a", "s", "d", "m"),
            ("crm.a", "s", "c", "n"),
            ("crm.a", "s", "c", "m"),
        )
    ]
    assert found(*rows) == found(*reversed(rows))
    profiles = [expectation_profile(checks(*one), project()) for one in (rows, list(reversed(rows)))]
    assert profiles[0].defects.to_pylist() == profiles[1].defects.to_pylist()


def test_an_expectation_that_observed_nothing_says_so() -> None:
    (one,) = found(check("a", "failed", observed=""))
    assert json.loads(one["evidence"])["observed"] == {}
