"""Policy: overrides are shown as overrides, and what names no indicator is refused."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.errors import ConfigError
from readiness.model import Status
from tests.scoring.requests import indicator, project, row, scored, waiver

NEAR = "uniqueness.near"


def test_an_override_judges_and_is_shown() -> None:
    result = scored(row(NEAR, 10, 100), project=project(policy={NEAR: {"warn": 0.1, "fail": 0.3}}))
    found = indicator(result, NEAR)
    assert (found.status, found.overridden, found.origin) == (Status.PASS, True, "project policy")
    assert (found.warn, found.fail) == (0.1, 0.3)
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
        ({"policy": {NEAR: {"warn": "nan", "fail": 0.1}}}, "finite"),
        ({"policy": {NEAR: {"warn": 0.1, "fail": "inf"}}}, "finite"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        scored(project=project(**changes))
