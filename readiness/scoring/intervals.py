"""Confidence intervals of sampled rates: Wilson intervals per source, combined by the sources' sizes.

One source: the score interval of Wilson (1927, JASA 22). Several sources, each sampled on its own: the rate is
weighted by how many there are of each, and the Wilson intervals are combined by the method of variance estimates
recovery (Zou & Donner 2008, Statistics in Medicine 27; square-and-add, Newcombe 1998), which needs no normal
approximation and reduces to Wilson for one source. What was seen bounds what can be: of ``population`` cases at
least ``numerator`` count, and at most ``numerator + population - sample`` (the finite population).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from readiness.model import Interval

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Sample of one source: ``numerator`` cases among ``sample`` examined ones, out of ``population``.

    A census has ``population == sample``.
    """

    numerator: float
    sample: float
    population: float

    @property
    def is_census(self) -> bool:
        return self.population <= self.sample


def wilson(numerator: float, denominator: float, z: float = Z_95) -> Interval:
    """Wilson score interval of ``numerator / denominator``, both in cases; never outside 0-1.

    >>> interval = wilson(5, 100)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0215, 0.1118)
    """
    rate = numerator / denominator
    shrunk = 1 + z * z / denominator
    centre = (rate + z * z / (2 * denominator)) / shrunk
    half = z * math.sqrt(rate * (1 - rate) / denominator + z * z / (4 * denominator * denominator)) / shrunk
    return Interval(low=min(rate, max(0.0, centre - half)), high=max(rate, min(1.0, centre + half)))


def weighted_rate(strata: Sequence[Stratum]) -> float:
    """The rate of the whole population, each source weighted by how many there are of it."""
    if all(stratum.is_census for stratum in strata) or len(strata) == 1:
        return math.fsum(s.numerator for s in strata) / math.fsum(s.sample for s in strata)
    population = math.fsum(stratum.population for stratum in strata)
    return min(1.0, math.fsum(s.population * s.numerator / s.sample for s in strata) / population)


def stratified_interval(strata: Sequence[Stratum]) -> Interval:
    """95 % interval of ``weighted_rate``; a point when every stratum was read whole. Strata must have a sample."""
    rate = weighted_rate(strata)
    if all(stratum.is_census for stratum in strata):
        return Interval(low=rate, high=rate)
    if len(strata) == 1:
        return _finite_interval(strata[0])
    population = math.fsum(stratum.population for stratum in strata)
    below, above = [], []
    for stratum in strata:
        own, interval = stratum.numerator / stratum.sample, _finite_interval(stratum)
        weight = stratum.population / population
        below.append((weight * (own - interval.low)) ** 2)
        above.append((weight * (interval.high - own)) ** 2)
    low, high = rate - math.sqrt(math.fsum(below)), rate + math.sqrt(math.fsum(above))
    return Interval(low=max(0.0, low), high=min(1.0, high))


def _finite_interval(stratum: Stratum) -> Interval:
    """Wilson's interval cut to what the finite population still allows."""
    rate = stratum.numerator / stratum.sample
    if stratum.is_census:
        return Interval(low=rate, high=rate)
    interval = wilson(stratum.numerator, stratum.sample)
    unseen = stratum.population - stratum.sample
    low = max(interval.low, stratum.numerator / stratum.population)
    high = min(interval.high, (stratum.numerator + unseen) / stratum.population)
    return Interval(low=min(low, rate), high=max(high, rate))


def needed_sample(strata: Sequence[Stratum], settles: Callable[[Interval], bool]) -> int:
    """Number of cases to examine in all so that the interval settles the question if the observed rates stay.

    Every source's sample grows by the same factor, up to all there is; a census always settles it.
    """
    low, high = 1.0, max(stratum.population / stratum.sample for stratum in strata)
    for _ in range(60):  # halving a factor below 2^53 sixty times leaves less than one case
        middle = math.sqrt(low * high)
        if settles(stratified_interval(_grown(strata, middle))):
            high = middle
        else:
            low = middle
    return math.ceil(math.fsum(stratum.sample for stratum in _grown(strata, high)) - 1e-6)


def _grown(strata: Sequence[Stratum], factor: float) -> list[Stratum]:
    return [_resize(stratum, min(stratum.population, stratum.sample * factor)) for stratum in strata]


def _resize(stratum: Stratum, sample: float) -> Stratum:
    sample = max(sample, stratum.sample)
    return replace(stratum, sample=sample, numerator=stratum.numerator / stratum.sample * sample)
