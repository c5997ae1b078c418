"""From indicators to dimensions to one grade."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.catalogue import CATALOGUE
from readiness.model import Dimension, Grade, Indicator, Interval, Limitation, Status
from readiness.scoring.grades import judge_dimensions, overall, overall_score, worse
from readiness.scoring.scorecard import ScoreResult, score
from tests.cards import indicator
from tests.scoring.requests import Row, all_good, request, row, scored, unmeasured

NEAR, EXACT, ROWS, OWNER = "uniqueness.near", "uniqueness.exact", "uniqueness.rows", "rights.owner"


def dimension(result: ScoreResult, name: str) -> Dimension:
    return next(found for found in result.scorecard.dimensions if found.name == name)


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        (row(NEAR, 0, 100), Grade.A),
        (row(NEAR, 10, 100), Grade.B),
        (row(NEAR, 3, 100, population=1e6), Grade.B),  # passes or warns: only which is open
        (row(NEAR, 15, 100, population=1e6), Grade.U),  # may fail, and 2 of 6 of the weight hang on it
        (row("format.encoding", 5, 100, population=1e6), Grade.B),  # may fail, but little hangs on it
        (row(NEAR, 30, 100), Grade.C),
        (row(OWNER, 1, 1), Grade.D),
        (unmeasured(OWNER), Grade.U),
        (unmeasured(NEAR, state="error"), Grade.U),
        (unmeasured("rights.pii", state="error"), Grade.U),  # even one that is not judged: the audit broke
        (unmeasured("rights.pii"), Grade.A),
    ],
)
def test_the_worst_dimension_is_the_verdict(change: Row, grade: Grade) -> None:
    assert scored(change).scorecard.grade is grade


def test_a_small_unmeasured_part_is_a_warning_and_not_ready_without_care() -> None:
    result = scored(unmeasured("rights.retention"))
    assert dimension(result, "rights").grade is Grade.B


def test_under_eighty_percent_of_the_weight_is_unknown() -> None:
    result = scored(unmeasured(NEAR))
    assert dimension(result, "uniqueness").measured_weight == pytest.approx(5 / 7, abs=1e-6)
    assert result.scorecard.grade is Grade.U


def test_not_applicable_takes_no_weight() -> None:
    result = scored(row(NEAR, 0, 0))
    assert (dimension(result, "uniqueness").measured_weight, result.scorecard.grade) == (1.0, Grade.A)


def test_unknown_outranks_blocked_and_the_failing_veto_is_still_named() -> None:
    result = scored(row(OWNER, 1, 1), unmeasured("purpose.kpi"))
    assert result.scorecard.grade is Grade.U
    assert result.scorecard.blockers == (OWNER,)
    assert result.scorecard.unknowns == ("purpose.kpi",)


def test_a_dimension_in_which_nothing_applies_has_no_score_and_no_say() -> None:
    result = scored(*(row(code, 0, 0) for code in CATALOGUE if code.startswith("labels.")))
    assert dimension(result, "labels").score is None
    assert result.scorecard.grade is Grade.A


def test_a_dimension_that_nobody_measured_scores_nothing_and_is_unknown() -> None:
    result = scored(*(unmeasured(code) for code in CATALOGUE if code.startswith("content.")))
    assert (dimension(result, "content").score, dimension(result, "content").grade) == (0.0, Grade.U)


def test_nothing_measured_at_all_is_unknown() -> None:
    result = score(request([], checks=request().checks.slice(0, 0)))
    assert result.scorecard.grade is Grade.U
    assert not result.scorecard.ready


def test_no_dimension_at_all_is_unknown() -> None:
    assert overall([]) is Grade.U


def test_a_score_is_the_weighted_geometric_mean() -> None:
    half = row(NEAR, 125, 1000)  # half way between 5 % and 20 %; weight 2 of 7
    assert dimension(scored(half), "uniqueness").score == pytest.approx(0.5 ** (2 / 7), abs=1e-6)


def test_a_veto_caps_its_dimensions_score() -> None:
    assert dimension(scored(row(OWNER, 1, 1)), "rights").score == 0.0


def test_the_overall_score_moves_with_every_dimension() -> None:
    worse = scored(row(NEAR, 125, 1000)).scorecard.score
    assert worse is not None
    assert worse < 1.0
    assert scored().scorecard.score == 1.0


def test_every_good_measure_makes_grade_a() -> None:
    card = score(request(all_good())).scorecard
    assert (card.grade, card.blockers, card.unknowns, card.next_steps) == (Grade.A, (), (), ())
    assert card.ready


# by hand --------------------------------------------------------------------------------------------------------------


def graded(*indicators: Indicator) -> Dimension:
    (found,) = [one for one in judge_dimensions(indicators) if one.name == "uniqueness"]
    return found


def of(status: Status, **changes: Any) -> Indicator:
    return indicator(NEAR, status, **{"weight": 1.0, "veto": False, "utility": 1.0, "looked_at": None, **changes})


P, W, F, I, N, E = (  # noqa: E741 - a table of statuses reads best with their initials
    Status.PASS,
    Status.WARN,
    Status.FAIL,
    Status.INCONCLUSIVE,
    Status.NOT_MEASURED,
    Status.ERROR,
)


@pytest.mark.parametrize(
    ("indicators", "grade"),
    [
        ([], Grade.A),
        ([of(P)], Grade.A),
        ([of(P), of(W)], Grade.B),
        ([of(P), of(Status.WAIVED)], Grade.B),
        ([of(P), of(F)], Grade.C),
        ([of(W), of(F)], Grade.C),
        ([of(P), of(F, veto=True)], Grade.D),
        ([of(F), of(F, veto=True)], Grade.D),
        ([of(P, veto=True), of(F)], Grade.C),
        ([of(P), of(E)], Grade.U),
        ([of(P), of(E, warn=None)], Grade.U),
        ([of(F, veto=True), of(N, veto=True)], Grade.U),
        ([of(P), of(I, veto=True)], Grade.U),
        ([of(P), of(N, veto=True, warn=None)], Grade.A),
        ([of(P), of(Status.NOT_APPLICABLE)], Grade.A),
        ([of(P), of(F, warn=None)], Grade.A),
        ([of(P, weight=4.0), of(N)], Grade.B),
        ([of(P, weight=3.9), of(N)], Grade.U),
        ([of(P), of(N, looked_at=9)], Grade.B),
        ([of(P), of(N, looked_at=9, veto=True)], Grade.U),
        ([of(N, looked_at=9)], Grade.B),
        ([of(N)], Grade.U),
        ([of(P, weight=0.0)], Grade.A),
        ([of(P, weight=0.0), of(N, weight=0.0)], Grade.U),
        ([*[of(P, weight=0.0)] * 4, of(N, weight=0.0)], Grade.B),
    ],
)
def test_a_dimension_is_as_good_as_its_worst_indicator(indicators: list[Indicator], grade: Grade) -> None:
    assert graded(*indicators).grade is grade


def interval(low: float, high: float) -> Interval:
    return Interval(low=low, high=high)


@pytest.mark.parametrize(
    ("changes", "measured"),
    [
        ({"interval": interval(0.0, 0.2), "needed_sample": 9}, 1.0),
        ({"interval": interval(0.0, 0.21), "needed_sample": 9}, 0.0),
        ({"interval": interval(0.0, 0.2), "needed_sample": None}, 0.0),
        ({"interval": None, "needed_sample": 9}, 0.0),
        ({"interval": interval(0.0, 0.2), "needed_sample": 9, "fail": None}, 0.0),
        ({"interval": interval(0.2, 0.9), "needed_sample": 9, "better": "higher"}, 1.0),
        ({"interval": interval(0.19, 0.9), "needed_sample": 9, "better": "higher"}, 0.0),
    ],
)
def test_a_sample_that_cannot_fail_counts_as_measured(changes: dict[str, Any], measured: float) -> None:
    assert graded(of(I, **changes)).measured_weight == measured


@pytest.mark.parametrize(
    ("indicators", "share"),
    [
        ([of(P), of(W), of(F), of(Status.WAIVED), of(N), of(E)], 4 / 6),
        ([of(P, weight=3.0), of(N)], 0.75),
        ([of(P, weight=0.0), of(N, weight=0.0), of(N, weight=0.0)], 1 / 3),
        ([of(N, looked_at=9)], 1.0),
        ([of(N, looked_at=9), of(N)], 0.0),
        ([], 1.0),
    ],
)
def test_the_measured_share_is_that_of_the_weight(indicators: list[Indicator], share: float) -> None:
    assert graded(*indicators).measured_weight == round(share, 6)


@pytest.mark.parametrize(
    ("indicators", "score"),
    [
        ([], None),
        ([of(P)], 1.0),
        ([of(N, utility=None)], 0.0),
        ([of(W, utility=0.25), of(P)], 0.5),
        ([of(W, utility=0.25, weight=3.0), of(P)], round(0.25**0.75, 6)),
        ([of(W, utility=0.0), of(P)], 0.0),
        ([of(W, utility=0.25), of(N, utility=None)], 0.25),
        ([of(F, utility=0.0, weight=0.0), of(P)], 1.0),
        ([of(W, utility=0.5, weight=0.0)], 1.0),
        ([of(W, utility=0.5, veto=True), of(P)], 0.5),
        ([of(W, utility=0.5, veto=True), of(W, utility=0.25)], 0.25),
        ([of(W, utility=0.5, veto=True)], 0.5),
        ([of(W, utility=0.5, weight=0.5)], 0.5),
    ],
)
def test_a_dimensions_score_is_the_least_of_its_vetoes_and_of_the_mean_of_the_rest(
    indicators: list[Indicator], score: float | None
) -> None:
    assert graded(*indicators).score == score


def dimension_of(grade: Grade, score: float | None) -> Dimension:
    return Dimension(name="uniqueness", grade=grade, score=score, measured_weight=1.0, indicators=())


def test_the_overall_score_is_the_mean_of_what_applies() -> None:
    assert overall_score([dimension_of(Grade.A, 1.0), dimension_of(Grade.C, 0.0), dimension_of(Grade.A, None)]) == 0.5
    assert overall_score([dimension_of(Grade.A, 1.0)] * 2 + [dimension_of(Grade.A, 0.0)]) == 0.666667
    assert overall_score([dimension_of(Grade.A, None)]) is None


def test_the_overall_grade_is_the_worst_of_what_applies_and_at_most_b_with_limitations() -> None:
    limits = [Limitation(kind="excluded_place", source="docs", text="hr left out")]
    found = [dimension_of(Grade.A, 1.0), dimension_of(Grade.C, 0.5), dimension_of(Grade.U, None)]
    assert (overall(found), overall(found[:1]), overall(found, limits)) == (Grade.C, Grade.A, Grade.C)
    assert (overall(found[:1], limits), overall([], limits)) == (Grade.B, Grade.U)
    assert [worse(Grade.A, one) for one in Grade] == list(Grade)
    assert [worse(one, Grade.U) for one in Grade] == [Grade.U] * 5
