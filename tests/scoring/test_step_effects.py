"""The plan: the grade after each step, from the stored scorecard judged again."""

from __future__ import annotations

import pytest

from readiness.model import Effort, Grade, Indicator, Limitation, NextStep, Scorecard, Status
from readiness.scoring.grades import judge_dimensions, overall
from readiness.scoring.step_effects import grade_sentence, step_effects
from tests.cards import card, indicator

NEAR, EXACT, OWNER, STALE = "uniqueness.near", "uniqueness.exact", "rights.owner", "currency.stale"
UNREAD = {"value": None, "numerator": None, "denominator": None, "reason": "no one looked"}


def step(code: str, *, blocks: bool, effort: Effort = Effort.DAYS) -> NextStep:
    return NextStep(indicator=code, action=f"Mend {code}.", effort=effort, findings=1, owner="Ada", blocks=blocks)


def of(indicators: list[Indicator], steps: list[NextStep], limitations: tuple[Limitation, ...] = ()) -> Scorecard:
    grade = overall(judge_dimensions(indicators), limitations)
    return card(grade, indicators=tuple(indicators), next_steps=tuple(steps), limitations=limitations)


def grades(found: Scorecard) -> list[str]:
    return [grade_sentence(effect) for effect in step_effects(found)]


def test_each_step_lifts_what_it_repairs_and_nothing_else() -> None:
    indicators = [indicator(OWNER, Status.FAIL), indicator(NEAR, Status.FAIL), indicator(EXACT, Status.WARN, value=0.1)]
    steps = [step(EXACT, blocks=False), step(OWNER, blocks=True), step(NEAR, blocks=True)]
    found = of(indicators, steps)
    assert found.grade is Grade.D
    assert [effect.step.indicator for effect in step_effects(found)] == [OWNER, NEAR, EXACT]
    assert grades(found) == ["C", "B", "A"]


def test_what_was_not_measured_is_a_pass_at_best_and_so_is_all_after_it() -> None:
    indicators = [indicator(OWNER, Status.NOT_MEASURED, **UNREAD), indicator(NEAR, Status.FAIL)]
    found = of(indicators, [step(OWNER, blocks=True), step(NEAR, blocks=True)])
    assert found.grade is Grade.U
    assert grades(found) == ["at best C", "at best A"]


def test_a_sample_that_leaves_it_open_is_not_certain_either() -> None:
    indicators = [indicator(NEAR, Status.INCONCLUSIVE, value=0.1, needed_sample=400)]
    assert grades(of(indicators, [step(NEAR, blocks=False)])) == ["at best A"]


def test_limitations_of_the_grade_stay() -> None:
    left_out = (Limitation(kind="optional_source", source="crm", text="crm left out"),)
    assert grades(of([indicator(NEAR, Status.FAIL)], [step(NEAR, blocks=True)], left_out)) == ["B"]


@pytest.mark.parametrize("status", [Status.ERROR, Status.NOT_MEASURED])
def test_an_error_is_unknown_until_it_is_measured(status: Status) -> None:
    found = of(
        [indicator(STALE, status, **UNREAD), indicator(NEAR, Status.PASS, value=0.0)], [step(STALE, blocks=True)]
    )
    assert grades(found) == ["at best A"]


def test_a_rate_that_should_be_high_is_repaired_upwards() -> None:
    low = indicator("availability.delivered", Status.FAIL, value=0.4, warn=0.95, fail=0.8)
    assert low.better == "higher"
    assert grades(of([low], [step("availability.delivered", blocks=True)])) == ["A"]


def test_without_steps_there_is_no_plan() -> None:
    assert step_effects(of([indicator(NEAR, Status.PASS, value=0.0)], [])) == ()
