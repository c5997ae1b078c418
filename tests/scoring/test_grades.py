"""From indicators to dimensions to one grade."""

from __future__ import annotations

import pytest

from readiness.catalogue import CATALOGUE
from readiness.model import Dimension, Grade
from readiness.scoring.grades import overall
from readiness.scoring.scorecard import Scored, score
from tests.scoring.requests import Row, all_good, request, row, scored, unmeasured

NEAR, EXACT, ROWS, OWNER = "uniqueness.near", "uniqueness.exact", "uniqueness.rows", "rights.owner"


def dimension(result: Scored, name: str) -> Dimension:
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
