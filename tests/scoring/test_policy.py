"""Policy: overrides are shown as overrides, and what names no indicator is refused."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.errors import ConfigError
from readiness.model import Grade, Status
from tests.scoring.requests import indicator, project, row, scored, waiver

NEAR = "uniqueness.near"
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
        ({"waivers": [waiver("labels.agreement")]}, "planned"),
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
