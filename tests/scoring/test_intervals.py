"""Intervals: Wilson for one source, put together by size for several."""

from __future__ import annotations

import math

import pytest

from readiness.model import Interval
from readiness.scoring.intervals import Stratum, needed_sample, stratified_interval, weighted_rate, wilson


def sampled(numerator: float, sample: float, population: float = 1e9) -> Stratum:
    return Stratum(numerator=numerator, sample=sample, population=population)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17), table I, method 3 (score).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_the_published_examples(numerator: int, denominator: int, low: float, high: float) -> None:
    interval = wilson(numerator, denominator)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_one_source_of_a_large_population_has_wilsons_interval() -> None:
    assert stratified_interval([sampled(81, 263)]) == wilson(81, 263)


def test_a_census_is_a_point() -> None:
    assert stratified_interval([sampled(1, 4, 4), sampled(3, 4, 4)]) == Interval(low=0.5, high=0.5)


def test_a_source_read_whole_adds_no_width() -> None:
    alone = stratified_interval([sampled(10, 100, 1000)])
    beside = stratified_interval([sampled(10, 100, 1000), sampled(100, 1000, 1000)])
    assert beside.high - beside.low == pytest.approx((alone.high - alone.low) / 2)


def test_sources_weigh_by_their_size_and_not_by_their_sample() -> None:
    small_but_well_read, large_but_barely_read = sampled(100, 100, 100), sampled(0, 10, 900)
    assert weighted_rate([small_but_well_read, large_but_barely_read]) == pytest.approx(0.1)


def test_a_barely_read_large_source_keeps_the_interval_wide() -> None:
    interval = stratified_interval([sampled(0, 5, 99_000), sampled(500, 1000, 1000)])
    assert interval.high > 0.4


def test_what_was_seen_bounds_what_can_be() -> None:
    interval = stratified_interval([sampled(50, 99, 100)])
    assert interval.low >= 50 / 100
    assert interval.high <= 51 / 100


def test_the_needed_sample_settles_the_question_and_one_case_less_does_not() -> None:
    def settles(interval: Interval) -> bool:
        return interval.high <= 0.05 or interval.low > 0.05

    needed = needed_sample([sampled(3, 100)], settles)
    assert needed > 100
    assert settles(stratified_interval([sampled(0.03 * needed, needed)]))
    assert not settles(stratified_interval([sampled(0.03 * (needed - 2), needed - 2)]))


def test_a_rate_on_the_limit_needs_a_census() -> None:
    assert needed_sample([sampled(5, 100, 4000)], lambda found: found.high <= 0.05 or found.low > 0.05) == 4000


@pytest.mark.parametrize(("numerator", "low", "high"), [(0, 0.0, 0.3244), (8, 0.6756, 1.0), (4, 0.2152, 0.7848)])
def test_an_interval_never_leaves_nought_to_one_and_holds_its_rate(numerator: int, low: float, high: float) -> None:
    interval = wilson(numerator, 8)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)
    assert 0.0 <= interval.low <= numerator / 8 <= interval.high <= 1.0


def test_a_wider_confidence_gives_a_wider_interval() -> None:
    wide, narrow = wilson(5, 100, 2.575829), wilson(5, 100, 1.644854)
    assert wide.low < narrow.low < 0.05 < narrow.high < wide.high


def test_intervals_of_several_sources_are_put_together_by_their_squares() -> None:
    one, two = sampled(10, 100, 1000), sampled(60, 100, 3000)
    rate, first, second = 0.25 * 0.1 + 0.75 * 0.6, stratified_interval([one]), stratified_interval([two])
    below = math.hypot(0.25 * (0.1 - first.low), 0.75 * (0.6 - second.low))
    above = math.hypot(0.25 * (first.high - 0.1), 0.75 * (second.high - 0.6))
    found = stratified_interval([one, two])
    assert weighted_rate([one, two]) == pytest.approx(rate)
    assert [found.low, found.high] == pytest.approx([rate - below, rate + above])


def test_intervals_put_together_stay_between_nought_and_one() -> None:
    low, high = (
        stratified_interval([sampled(0, 2, 10), sampled(0, 3, 10)]),
        stratified_interval([sampled(2, 2, 10), sampled(3, 3, 10)]),
    )
    assert (low.low, high.high) == (0.0, 1.0)
    assert 0.0 < low.high < 1.0
    assert 0.0 < high.low < 1.0


def test_one_source_that_was_read_whole_is_a_point() -> None:
    assert stratified_interval([sampled(1, 4, 4)]) == Interval(low=0.25, high=0.25)
    assert stratified_interval([sampled(1, 4, 3)]) == Interval(low=0.25, high=0.25)


def test_rates_of_what_was_read_whole_weigh_by_what_was_read() -> None:
    assert weighted_rate([sampled(1, 4, 4), sampled(6, 12, 12)]) == 7 / 16
    assert weighted_rate([sampled(3, 10, 1000)]) == 0.3


@pytest.mark.parametrize(("numerator", "sample", "population"), [(1, 9, 10), (8, 9, 10), (0, 9, 10), (9, 9, 10)])
def test_a_finite_population_cuts_the_interval(numerator: float, sample: float, population: float) -> None:
    interval = stratified_interval([sampled(numerator, sample, population)])
    assert interval.low == pytest.approx(max(numerator / population, wilson(numerator, sample).low), abs=1e-12)
    assert interval.high == pytest.approx(
        min((numerator + population - sample) / population, wilson(numerator, sample).high), abs=1e-12
    ) or interval.high == pytest.approx(numerator / sample)


def test_every_source_is_read_further_by_the_same_factor_up_to_all_there_is() -> None:
    small, large = sampled(5, 10, 20), sampled(50, 100, 10_000)
    asked: list[Interval] = []

    def never(interval: Interval) -> bool:
        asked.append(interval)
        return False

    assert needed_sample([small, large], never) == 20 + 10_000
    assert len(asked) >= 50
    assert needed_sample([small, large], lambda _: True) == 110


def test_the_needed_sample_is_the_least_that_settles() -> None:
    strata = [sampled(3, 100, 100_000), sampled(1, 50, 100_000)]

    def settles(interval: Interval) -> bool:
        return interval.high <= 0.05

    needed = needed_sample(strata, settles)

    def grown(factor: float) -> Interval:
        return stratified_interval([sampled(s.numerator * factor, s.sample * factor, s.population) for s in strata])

    assert settles(grown(needed / 150))
    assert not settles(grown((needed - 1.5) / 150))
