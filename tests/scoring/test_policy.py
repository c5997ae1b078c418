"""Policy: overrides are shown as overrides, and what names no indicator is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from readiness.catalogue import CATALOGUE
from readiness.errors import ConfigError
from readiness.model import Grade, Status
from readiness.scoring.policy import check_policy, standard_limits
from tests.scoring.requests import AS_OF, indicator, project, row, scored, waiver

NEAR, OWNER = "uniqueness.near", "rights.owner"
ACCEPTED = {"reason": "the archive is known", "approver": "Ada", "until": "2026-12-31"}
LOOSE = {"warn": 0.3, "fail": 0.4, **ACCEPTED}


def test_an_override_judges_and_is_shown() -> None:
    result = scored(row(NEAR, 2, 100), project=project(policy={NEAR: {"warn": 0.01, "fail": 0.1}}))
    found = indicator(result, NEAR)
    assert (found.status, found.overridden, found.origin) == (Status.WARN, True, "project policy")
    assert (found.warn, found.fail) == (0.01, 0.1)
    assert [(one.indicator, one.loosened) for one in result.scorecard.overrides] == [(NEAR, False)]
    assert not indicator(result, "uniqueness.exact").overridden


def test_the_use_chooses_the_limits() -> None:
    rag, training = scored(row(NEAR, 3, 100)), scored(row(NEAR, 3, 100), project=project(use="training"))
    assert [indicator(rag, NEAR).status, indicator(training, NEAR).status] == [Status.PASS, Status.WARN]


def test_an_override_can_judge_what_is_information() -> None:
    code = "sufficiency.cost"
    result = scored(row(code, 500, 1), project=project(policy={code: {"warn": 40, "fail": 400}}))
    assert indicator(result, code).status is Status.FAIL


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"policy": {"uniqueness.neer": {"warn": 0, "fail": 1}}}, "did you mean 'uniqueness.near'"),
        ({"waivers": [waiver("format.scan_shar")]}, "did you mean 'format.scan_share'"),
        ({"waivers": [waiver("availability.level")]}, "planned"),
        ({"policy": {NEAR: {"warn": 0.3, "fail": 0.1}}}, "lower is better"),
        ({"policy": {"availability.openable": {"warn": 0.8, "fail": 0.9}}}, "higher is better"),
        ({"policy": {NEAR: {"warn": 0.1, "fail": 0.3}}}, "need reason, approver, until"),
        ({"policy": {NEAR: {"warn": 0.1, "fail": 0.2, **ACCEPTED, "approver": ""}}}, "need approver"),
        ({"policy": {"rights.owner": {"warn": 0.5, "fail": 0.5, **ACCEPTED}}}, "never loosened"),
        ({"policy": {NEAR: {"warn": 1e9, "fail": 1e9, **ACCEPTED}}}, "a share, from 0 to 1"),
        ({"policy": {NEAR: {"warn": -0.1, "fail": 0.1}}}, "a share, from 0 to 1"),
        ({"policy": {"sufficiency.cost": {"warn": -1, "fail": 5}}}, "at least 0"),
        ({"waivers": [waiver("rights.owner", until="2027-11-24")]}, "at most 366 days"),
        ({"policy": {NEAR: {"warn": "nan", "fail": 0.1}}}, "finite"),
        ({"policy": {NEAR: {"warn": 0.1, "fail": "inf"}}}, "finite"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        scored(project=project(**changes))


def test_looser_limits_judge_cap_the_grade_and_are_in_the_headline() -> None:
    result = scored(row(NEAR, 25, 100), project=project(policy={NEAR: LOOSE}))
    assert (indicator(result, NEAR).status, result.scorecard.grade) == (Status.PASS, Grade.B)
    said = "uniqueness.near fails past 0.4 instead of 0.2, accepted by Ada until 2026-12-31"
    assert said in result.scorecard.headline


def test_looser_limits_lapse_after_their_last_day() -> None:
    result = scored(row(NEAR, 25, 100), project=project(policy={NEAR: {**LOOSE, "until": "2026-11-21"}}))
    assert (indicator(result, NEAR).status, indicator(result, NEAR).fail) == (Status.FAIL, 0.2)
    assert [one.state for one in result.scorecard.overrides] == ["expired"]


def test_a_warning_pushed_away_is_loosened_too() -> None:
    limits = {"warn": 0.1, "fail": 0.2, **ACCEPTED}
    result = scored(row(NEAR, 8, 100), project=project(policy={NEAR: limits}))
    assert result.scorecard.grade is Grade.B
    assert "warns past 0.1 instead of 0.05" in result.scorecard.headline


def test_a_veto_may_be_waived_for_a_year() -> None:
    wanted = project(waivers=[waiver("rights.owner", until="2027-11-23")])
    assert indicator(scored(row("rights.owner", 1, 1), project=wanted), "rights.owner").status is Status.WAIVED


def refused(**changes: Any) -> ConfigError:
    with pytest.raises(ConfigError) as error:
        scored(project=project(**changes))
    return error.value


STEP = "use a code of the catalogue, as in uniqueness.near"

REFUSALS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a slip in the policy": (
        {"policy": {"uniqueness.neer": {"warn": 0, "fail": 1}}},
        "'uniqueness.neer' is not an indicator; did you mean 'uniqueness.near'?",
        "policy",
        STEP,
    ),
    "a name like no other": (
        {"waivers": [waiver("zzz")]},
        "'zzz' is not an indicator",
        "waivers",
        STEP,
    ),
    "a planned one": (
        {"waivers": [waiver("availability.level")]},
        "the indicator 'availability.level' is planned and not measured yet",
        "waivers",
        "remove the entry",
    ),
    "limits in the wrong order": (
        {"policy": {NEAR: {"warn": 0.03, "fail": 0.01}}},
        "warn is 0.03 and fail is 0.01, but lower is better here",
        f"policy.{NEAR}",
        "choose warn at most fail",
    ),
    "limits in the wrong order where higher is better": (
        {"policy": {"availability.openable": {"warn": 0.98, "fail": 0.99}}},
        "warn is 0.98 and fail is 0.99, but higher is better here",
        "policy.availability.openable",
        "choose warn at least fail",
    ),
    "more than all": (
        {"policy": {NEAR: {"warn": 0.1, "fail": 1.01, **ACCEPTED}}},
        f"{NEAR} is a share, from 0 to 1: no value can be past this limit",
        f"policy.{NEAR}",
        "",
    ),
    "a warning past all": (
        {"policy": {"availability.openable": {"warn": 1.01, "fail": 0.99}}},
        "availability.openable is a share, from 0 to 1: no value can be past this limit",
        "policy.availability.openable",
        "",
    ),
    "a share below nothing": (
        {"policy": {"availability.openable": {"warn": 0.99, "fail": -0.01}}},
        "availability.openable is a share, from 0 to 1: no value can be past this limit",
        "policy.availability.openable",
        "",
    ),
    "hours below nothing": (
        {"policy": {"sufficiency.cost": {"warn": -1, "fail": 5}}},
        "sufficiency.cost is a number of hours, at least 0: no value can be past this limit",
        "policy.sufficiency.cost",
        "",
    ),
    "a looser veto": (
        {"policy": {OWNER: {"warn": 0.5, "fail": 0.5, **ACCEPTED}}},
        "the limits of a veto are never loosened",
        f"policy.{OWNER}",
        "remove the entry; a waiver accepts what was measured, by name and until a date",
    ),
    "looser limits that nobody accepts": (
        {"policy": {NEAR: {"warn": 0.1, "fail": 0.3}}},
        "looser limits than the standard ones (warn 0.05, fail 0.2) need reason, approver, until",
        f"policy.{NEAR}",
        "add the reason, who accepts it, and until which day; or keep the standard limits",
    ),
    "no number": (
        {"policy": {NEAR: {"warn": "nan", "fail": 0.1}}},
        "a limit must be a finite number",
        f"policy.{NEAR}",
        "write warn and fail as numbers",
    ),
    "a veto waived for too long": (
        {"waivers": [waiver(OWNER, until="2027-11-24")]},
        f"the waiver of {OWNER} runs until 2027-11-24; a veto can be waived for at most 366 days",
        "waivers",
        "choose a day up to 2027-11-23",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_policy_says_what_where_and_what_to_do(case: str) -> None:
    changes, what, where, step = REFUSALS[case]
    error = refused(**changes)
    assert (error.what, error.where, error.next_step) == (what, where, step)


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        (NEAR, {"warn": 0.0, "fail": 0.0}),
        (NEAR, {"warn": 0.01, "fail": 0.01}),
        (NEAR, {"warn": 1.0, "fail": 1.0, **ACCEPTED}),
        ("availability.openable", {"warn": 1.0, "fail": 1.0}),
        ("sufficiency.cost", {"warn": 0.0, "fail": 0.0}),
        ("sufficiency.cost", {"warn": 40.0, "fail": 400.0}),
        (OWNER, {"warn": 0.0, "fail": 0.0}),
        (NEAR, {"warn": 0.05, "fail": 0.2}),
    ],
)
def test_limits_at_the_ends_of_what_there_is_are_allowed(code: str, limits: dict[str, Any]) -> None:
    found = indicator(scored(project=project(policy={code: limits})), code)
    assert (found.warn, found.fail, found.overridden) == (limits["warn"], limits["fail"], True)


@pytest.mark.parametrize(
    ("code", "limits", "loosened"),
    [
        (NEAR, {"warn": 0.05, "fail": 0.2}, False),
        (NEAR, {"warn": 0.05, "fail": 0.21, **ACCEPTED}, True),
        (NEAR, {"warn": 0.06, "fail": 0.2, **ACCEPTED}, True),
        (NEAR, {"warn": 0.04, "fail": 0.19}, False),
        ("availability.openable", {"warn": 0.98, "fail": 0.90}, False),
        ("availability.openable", {"warn": 0.97, "fail": 0.90, **ACCEPTED}, True),
        ("availability.openable", {"warn": 0.98, "fail": 0.89, **ACCEPTED}, True),
        ("availability.openable", {"warn": 0.99, "fail": 0.91}, False),
        ("sufficiency.cost", {"warn": 40, "fail": 400}, False),
    ],
)
def test_limits_are_looser_where_more_would_pass_or_only_warn(
    code: str, limits: dict[str, Any], loosened: bool
) -> None:
    (change,) = scored(project=project(policy={code: limits})).scorecard.overrides
    assert change.loosened is loosened


def test_a_changed_limit_is_shown_beside_the_standard_one_with_who_accepted_it() -> None:
    limits = {"sufficiency.cost": {"warn": 40, "fail": 400}, NEAR: LOOSE}
    cost, near = scored(project=project(policy=limits)).scorecard.overrides
    assert (near.indicator, near.warn, near.fail, near.standard_warn, near.standard_fail) == (NEAR, 0.3, 0.4, 0.05, 0.2)
    assert (near.reason, near.approver, near.until) == ("the archive is known", "Ada", dt.date(2026, 12, 31))
    assert (near.loosened, near.state) == (True, "live")
    assert (cost.indicator, cost.standard_warn, cost.standard_fail) == ("sufficiency.cost", None, None)
    assert (cost.reason, cost.approver, cost.until, cost.loosened, cost.state) == ("", "", None, False, "live")


@pytest.mark.parametrize(("until", "fail"), [("2026-11-22", 0.4), ("2026-11-21", 0.2)])
def test_looser_limits_hold_on_their_last_day(until: str, fail: float) -> None:
    found = indicator(scored(project=project(policy={NEAR: {**LOOSE, "until": until}})), NEAR)
    assert found.fail == fail


def test_tighter_limits_never_lapse() -> None:
    tight = {"warn": 0.01, "fail": 0.02, "until": "2026-01-01"}
    result = scored(project=project(policy={NEAR: tight}))
    assert (indicator(result, NEAR).fail, result.scorecard.overrides[0].state) == (0.02, "live")


def test_a_policy_is_checked_without_a_day_but_for_the_length_of_waivers() -> None:
    long = project(waivers=[waiver(OWNER, until="2099-01-01")])
    check_policy(long)
    with pytest.raises(ConfigError, match="planned"):
        check_policy(project(waivers=[waiver("availability.level")]))
    with pytest.raises(ConfigError, match="at most 366 days"):
        check_policy(long, AS_OF)


def test_a_waiver_of_what_is_no_veto_may_run_for_longer_than_a_year() -> None:
    check_policy(project(waivers=[waiver(NEAR, until="2099-01-01")]), AS_OF)


def test_a_use_that_does_not_judge_an_indicator_has_no_standard_limits() -> None:
    spec = dataclasses.replace(CATALOGUE[NEAR], applies_to=frozenset({"training"}))
    assert standard_limits(spec, project()) is None
    limits = standard_limits(spec, project(use="training"))
    assert limits is not None
    assert (limits.warn, limits.fail) == (0.02, 0.1)
