"""Intervals: Wilson for one source, put together by size for several."""

from __future__ import annotations

import pytest

from readiness.model import Interval
from readiness.scoring.intervals import Stratum, needed_sample, stratified, weighted_rate, wilson


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
    assert stratified([sampled(81, 263)]) == wilson(81, 263)


def test_a_census_is_a_point() -> None:
    assert stratified([sampled(1, 4, 4), sampled(3, 4, 4)]) == Interval(low=0.5, high=0.5)


def test_a_source_read_whole_adds_no_width() -> None:
    alone = stratified([sampled(10, 100, 1000)])
    beside = stratified([sampled(10, 100, 1000), sampled(100, 1000, 1000)])
    assert beside.high - beside.low == pytest.approx((alone.high - alone.low) / 2)


def test_sources_weigh_by_their_size_and_not_by_their_sample() -> None:
    small_but_well_read, large_but_barely_read = sampled(100, 100, 100), sampled(0, 10, 900)
    assert weighted_rate([small_but_well_read, large_but_barely_read]) == pytest.approx(0.1)


def test_a_barely_read_large_source_keeps_the_interval_wide() -> None:
    interval = stratified([sampled(0, 5, 99_000), sampled(500, 1000, 1000)])
    assert interval.high > 0.4


def test_what_was_seen_bounds_what_can_be() -> None:
    interval = stratified([sampled(50, 99, 100)])
    assert interval.low >= 50 / 100
    assert interval.high <= 51 / 100


def test_the_needed_sample_settles_the_question_and_one_case_less_does_not() -> None:
    def settles(interval: Interval) -> bool:
        return interval.high <= 0.05 or interval.low > 0.05

    needed = needed_sample([sampled(3, 100)], settles)
    assert needed > 100
    assert settles(stratified([sampled(0.03 * needed, needed)]))
    assert not settles(stratified([sampled(0.03 * (needed - 2), needed - 2)]))


def test_a_rate_on_the_limit_needs_a_census() -> None:
    assert needed_sample([sampled(5, 100, 4000)], lambda found: found.high <= 0.05 or found.low > 0.05) == 4000
