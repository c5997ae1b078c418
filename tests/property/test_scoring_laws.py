"""Laws of scoring: order does not matter, worse never helps, and nobody is let through unmeasured."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.catalogue import CATALOGUE
from readiness.model import Grade, Interval, Limits, Status
from readiness.scoring.indicators import judge, status_of, utility
from readiness.scoring.intervals import Stratum, stratified_interval, weighted_rate, wilson
from readiness.scoring.reconciliation import NO_ROW
from readiness.scoring.scorecard import score
from readiness.scoring.serial import from_bytes, to_bytes
from readiness.scoring.waivers import COVERED, COVERED_VETO
from tests.scoring.requests import Row, all_good, project, request, row, unmeasured, waiver

FEW = settings(max_examples=25, deadline=None)
GRADES = "ABCDU"
JUDGED = sorted(code for code, spec in CATALOGUE.items() if spec.limits and code != "validity.expectations")
VETOES = sorted(code for code in JUDGED if CATALOGUE[code].veto)
NEAR = "uniqueness.near"

codes = st.sampled_from(JUDGED)
counts = st.integers(0, 100)
sources = st.sampled_from(["contracts", "crm"])


def measured(code: str) -> st.SearchStrategy[Row]:
    return st.builds(lambda n, source: row(code, n, 100, source=source), counts, sources)


def any_row(code: str) -> st.SearchStrategy[Row]:
    sampled = st.builds(lambda n: row(code, n, 100, population=5000), counts)
    nothing = st.builds(lambda source: row(code, 0, 0, source=source), sources)
    unknown = st.builds(lambda source: unmeasured(code, source=source), sources)
    broken = st.just(unmeasured(code, state="error"))
    return st.one_of(measured(code), sampled, nothing, unknown, broken)


any_rows = st.lists(codes.flatmap(any_row), max_size=8)
strata = st.lists(
    st.tuples(st.integers(1, 60), st.floats(0, 1), st.integers(0, 5000)).map(
        lambda t: Stratum(numerator=round(t[0] * t[1]), sample=t[0], population=t[0] + t[2])
    ),
    min_size=1,
    max_size=4,
)


@FEW
@given(rows=any_rows, seed=st.integers())
def test_the_order_of_measures_does_not_matter(rows: list[Row], seed: int) -> None:
    whole = all_good(*rows)
    mixed = random.Random(seed).sample(whole, len(whole))
    assert to_bytes(score(request(whole)).scorecard) == to_bytes(score(request(mixed)).scorecard)


@FEW
@given(rows=any_rows)
def test_a_scorecard_comes_back_as_it_was(rows: list[Row]) -> None:
    card = score(request(all_good(*rows))).scorecard
    assert from_bytes(to_bytes(card)) == card


@FEW
@given(code=codes, some=counts, more=counts, others=st.lists(codes.flatmap(measured), max_size=5))
def test_a_worse_census_never_betters_grade_or_score(code: str, some: int, more: int, others: list[Row]) -> None:
    better, worse = sorted([some, more], reverse=CATALOGUE[code].better == "higher")
    kept = [other for other in others if other["indicator"] != code]
    before = score(request(all_good(row(code, better, 100), *kept))).scorecard
    after = score(request(all_good(row(code, worse, 100), *kept))).scorecard
    assert GRADES.index(after.grade) >= GRADES.index(before.grade)
    assert before.score is not None
    assert after.score is not None
    assert after.score <= before.score


@FEW
@given(code=codes, some=counts, more=counts)
def test_a_worse_sample_never_opens_the_gate(code: str, some: int, more: int) -> None:
    better, worse = sorted([some, more], reverse=CATALOGUE[code].better == "higher")
    before = score(request(all_good(row(code, better, 100, population=5000)))).scorecard
    after = score(request(all_good(row(code, worse, 100, population=5000)))).scorecard
    assert before.ready or not after.ready


@FEW
@given(rows=any_rows, code=codes)
def test_losing_a_measurement_that_does_not_fail_never_opens_the_gate(rows: list[Row], code: str) -> None:
    before = score(request(all_good(*rows))).scorecard
    whole = [found for found in all_good(*rows) if found["indicator"] != code]
    after = score(request([*whole, unmeasured(code)])).scorecard
    was = next(found for found in before.indicators if found.code == code)
    assert after.grade is not Grade.A
    in_doubt = was.status is Status.ERROR or was.reason == NO_ROW  # then no row of its stage was believed before
    if not in_doubt and was.status not in {Status.NOT_APPLICABLE, Status.FAIL}:
        assert before.ready or not after.ready


@FEW
@given(rows=any_rows, code=codes)
def test_adding_a_waiver_never_gives_grade_a_nor_worsens(rows: list[Row], code: str) -> None:
    measures = all_good(*rows)
    before = score(request(measures)).scorecard
    after = score(request(measures, project=project(waivers=[waiver(code)]))).scorecard
    assert GRADES.index(after.grade) <= GRADES.index(before.grade)
    assert after.grade is not Grade.A or before.grade is Grade.A
    found = next(indicator for indicator in after.indicators if indicator.code == code)
    if found.status is Status.WAIVED:
        assert found.underlying in (COVERED_VETO if found.veto else COVERED)
        assert after.grade is not Grade.A


@FEW
@given(rows=any_rows, code=st.sampled_from(VETOES), waived=st.booleans())
def test_an_unmeasured_veto_is_never_ready(rows: list[Row], code: str, waived: bool) -> None:
    measures = [found for found in all_good(*rows) if found["indicator"] != code]
    accepted: dict[str, Any] = {"waivers": [waiver(code)]} if waived else {}
    card = score(request([*measures, unmeasured(code)], project=project(**accepted))).scorecard
    assert card.grade is Grade.U
    assert code in card.unknowns


@given(
    numerator=st.one_of(st.none(), st.floats()),
    denominator=st.one_of(st.none(), st.floats()),
    population=st.one_of(st.none(), st.floats()),
)
def test_whatever_was_counted_only_a_good_rate_passes(
    numerator: float | None, denominator: float | None, population: float | None
) -> None:
    limits = Limits(warn=0.05, fail=0.2, origin="test")
    found = judge(CATALOGUE[NEAR], [row(NEAR, numerator, denominator, population=population)], limits)
    if found.status is Status.PASS:
        assert found.value is not None
        assert 0 <= found.value <= 0.05
    if found.value is not None:
        assert 0 <= found.value <= 1


@given(part=strata)
def test_an_interval_holds_its_point_and_stays_a_share(part: list[Stratum]) -> None:
    interval = stratified_interval(part)
    assert 0 <= interval.low <= weighted_rate(part) <= interval.high <= 1


@given(numerator=st.integers(0, 200), spare=st.integers(0, 200), times=st.integers(2, 50))
def test_an_interval_narrows_with_the_sample(numerator: int, spare: int, times: int) -> None:
    sample = max(1, numerator + spare)
    few, many = wilson(numerator, sample), wilson(numerator * times, sample * times)
    assert many.high - many.low < few.high - few.low


@given(value=st.floats(0, 1), warn=st.floats(0, 1), fail=st.floats(0, 1), less=st.floats(0, 1))
def test_stricter_limits_fail_at_least_what_laxer_ones_fail(
    value: float, warn: float, fail: float, less: float
) -> None:
    lax = Limits(warn=min(warn, fail), fail=max(warn, fail), origin="test")
    strict = Limits(warn=lax.warn * less, fail=lax.fail * less, origin="test")
    point = Interval(low=value, high=value)
    if status_of(point, lax, "lower") is Status.FAIL:
        assert status_of(point, strict, "lower") is Status.FAIL
    if status_of(point, strict, "lower") is Status.PASS:
        assert status_of(point, lax, "lower") is Status.PASS


@given(value=st.floats(0, 1), warn=st.floats(0, 1), fail=st.floats(0, 1))
def test_utility_is_one_where_it_passes_and_nought_where_it_fails(value: float, warn: float, fail: float) -> None:
    limits = Limits(warn=min(warn, fail), fail=max(warn, fail), origin="test")
    worth, status = utility(value, limits, "lower"), status_of(Interval(low=value, high=value), limits, "lower")
    assert 0 <= worth <= 1
    assert (worth == 1.0) or status is not Status.PASS
    assert (worth == 0.0) or status is not Status.FAIL
