"""Jumps of the null rate of a column along a series.

All columns of all members are tested, so the level is divided by their number (Bonferroni; Dunn 1961). Rates are
compared on the arcsine scale, on which a share of n cells has the variance 1/n (Cohen 1988, chapter 6); where a column
varies more than that from member to member, its own variation counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import NormalDist, median

import numpy as np
import numpy.typing as npt

MIN_ROWS = 20
"""Fewer rows show no null rate (chosen by us)."""
MEDIUM_EFFECT = 0.5
SMALL_EFFECT = 0.2
"""Cohen's h from which a difference of two shares is a medium and a small effect (Cohen 1988, section 6.2). A small one
counts where the column's own variation is known, so that the jump is seen against it; else a medium one."""
LARGE_GAP = 0.2
MIN_GAP = 0.05
"""A jump also counts from 20 points on, wherever it starts, and never below 5 points: a reader who fills or drops empty
cells notices neither sooner (chosen by us)."""
FAMILY_LEVEL = 0.05
"""Chance of one false event in a whole series of which nothing changed (chosen by us)."""
USUAL_MEMBERS = 12
"""Rates of this many members make up what is usual: a year of months (chosen by us)."""
UPKEEP_ROWS = 1_000
UPKEEP_MEMBERS = 5
"""In members of fewer rows a column that gets filled is the upkeep of a table that people keep by hand, unless it
undoes a loss or comes after so many members in which the rate did not fall already (by Cohen's h of 0.2); in longer
ones a program writes it (chosen by us)."""
MIN_STEPS = 4
"""Steps from which the variation of a column is known (chosen by us)."""
LARGEST_STEPS = 0.1
"""This share of the steps, and two more, may be the events themselves and is left out of the variation (chosen by us:
a burst makes two large steps)."""
SHORTEST_PERIOD, MAX_PERIOD = 3, 31
MIN_PERIODS = 4
SEASONAL = 0.6
"""A column has a season when members one period apart differ by less than six tenths of what neighbours do, over at
least four periods; the longest period is a month of days (chosen by us: without a season the ratio is about 1, and
members that waver go up and down by turns)."""
MAX_JUMPS = 4
"""A column with more jumps wavers; of them the one that changes the level most is reported (chosen by us)."""
AROUND = 15
"""Members whose median is the level around one: two weeks of days, a year of months (chosen by us)."""
AS_GOOD = 0.15
"""The shortest period is the season's that is as good as the best one to this share of its gain: a week, not four
(chosen by us)."""
FEW_STEPS = 10
"""Fewer steps say too little about the part of a distribution that they are: their median counts (chosen by us)."""
_TO_DEVIATION = 1.4826
"""From the median absolute deviation to the standard deviation of a normal distribution (Rousseeuw & Croux 1993)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The null rate (0-1) of a column in one member of ``rows`` rows; ``member`` is the member's place."""

    member: int
    value: float
    rows: int

    @property
    def angle(self) -> float:
        """The rate on the arcsine scale (0 to pi)."""
        return 2 * math.asin(math.sqrt(self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A change of the null rate from the member before to ``after``."""

    before: Rate
    after: Rate


@dataclass(slots=True)
class _Level:
    """The usual rates now, and those before the last jump. ``rose`` is True after a jump upwards."""

    usual: list[Rate] = field(default_factory=list)
    earlier: list[Rate] = field(default_factory=list)
    rose: bool = False


def jumps(rates: Sequence[Rate], tests: int) -> list[Jump]:
    """The jumps of one column along its members; ``tests`` is how many rates are tested in the whole series."""
    enough = [rate for rate in rates if rate.rows >= MIN_ROWS]
    critical = NormalDist().inv_cdf(1 - FAMILY_LEVEL / 2 / max(tests, 1))
    period = season([rate.angle for rate in enough])
    level = without_season(enough, period) if period else enough
    found = list(_jumps(level, critical))
    if period:
        found = [at for at in found if _is_new_in_season(enough, at, period)]
    if len(found) > MAX_JUMPS:
        found = [max(found, key=lambda at: _change_of_level(level, at))]
    return [Jump(before=enough[at - 1], after=enough[at]) for at in found]


def season(angles: Sequence[float]) -> int:
    """The period after which the rates come back, in members; 0 for none.

    Compared is what members have more than those around them, so that a change of level is no season and hides none.
    """
    longest = min(MAX_PERIOD, len(angles) // MIN_PERIODS)
    if longest < SHORTEST_PERIOD:
        return 0
    excess = _excess(np.asarray(angles))
    near = float(np.abs(np.diff(excess)).mean())
    apart = {lag: float(np.abs(excess[lag:] - excess[:-lag]).mean()) for lag in range(SHORTEST_PERIOD, longest + 1)}
    best = min(apart.values())
    if near == 0 or best >= SEASONAL * near:
        return 0
    return next(lag for lag, steps in apart.items() if steps <= best + AS_GOOD * (near - best))


def _excess(angles: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The angles less the median of those around each."""
    half = AROUND // 2
    around = [np.median(angles[max(0, at - half) : at + half + 1]) for at in range(len(angles))]
    return angles - np.array(around)


def without_season(rates: Sequence[Rate], period: int) -> list[Rate]:
    """The rates less what members of their phase have more than those around them (classical decomposition)."""
    angles = np.array([rate.angle for rate in rates])
    excess = _excess(angles)
    phase = np.arange(len(angles)) % period
    typical = np.array([np.median(excess[phase == at]) for at in range(period)])
    plain = np.clip(angles - typical[phase], 0, math.pi)
    return [replace(rate, value=math.sin(angle / 2) ** 2) for rate, angle in zip(rates, plain.tolist(), strict=True)]


def _is_new_in_season(rates: Sequence[Rate], at: int, period: int) -> bool:
    """True when no member of the same phase had such a rate."""
    phase = rates[at % period : at : period][-USUAL_MEMBERS:]
    return all(abs(past.value - rates[at].value) >= MIN_GAP for past in phase)


def _change_of_level(rates: Sequence[Rate], at: int) -> float:
    """The distance of the usual angles before and after."""
    before, after = rates[max(0, at - USUAL_MEMBERS) : at], rates[at : at + USUAL_MEMBERS]
    return abs(median(rate.angle for rate in before) - median(rate.angle for rate in after))


def _jumps(rates: Sequence[Rate], critical: float) -> Iterator[int]:
    level = _Level()
    for at, rate in enumerate(rates):
        known = bool(level.usual) and _is_outside(level.usual, rate)
        if known and _is_jump(level.usual, rate, critical, _variation(rates, at)):
            if _is_reported(rates[at - 1], rate, level):
                yield at
            _move(level, rate, critical)
        else:
            level.usual = [*level.usual, rate][-USUAL_MEMBERS:]


def _move(level: _Level, rate: Rate, critical: float) -> None:
    """Enter the new level; where it is the one before the last jump, what is known of that one is kept."""
    returned = bool(level.earlier) and not _is_jump(level.earlier, rate, critical, None)
    rose = rate.value > level.usual[-1].value
    level.usual, level.earlier = ([*level.earlier, rate] if returned else [rate])[-USUAL_MEMBERS:], level.usual
    level.rose = rose


def _is_reported(before: Rate, rate: Rate, level: _Level) -> bool:
    fell = rate.value < before.value
    steady = len(level.usual) >= UPKEEP_MEMBERS and level.usual[0].angle - level.usual[-1].angle < SMALL_EFFECT
    return not fell or level.rose or steady or min(before.rows, rate.rows) >= UPKEEP_ROWS


def _is_jump(usual: Sequence[Rate], rate: Rate, critical: float, variation: float | None) -> bool:
    """True when the rate leaves the range of the usual ones by an effect that matters and that chance does not make.

    ``variation`` is the standard deviation of the column's angles from member to member, None where it is not known.
    """
    nearest = min(usual, key=lambda past: abs(past.value - rate.value))
    outside = _is_outside(usual, rate)
    return outside and _matters(nearest, rate, variation) and _is_significant(usual, rate, critical, variation)


def _is_outside(usual: Sequence[Rate], rate: Rate) -> bool:
    """True past the least and the greatest of the usual rates by a gap that may matter."""
    values = [past.value for past in usual]
    return rate.value <= min(values) - MIN_GAP or rate.value >= max(values) + MIN_GAP


def _matters(usual: Rate, rate: Rate, variation: float | None) -> bool:
    gap, effect = abs(rate.value - usual.value), abs(rate.angle - usual.angle)
    needed = MEDIUM_EFFECT if variation is None else SMALL_EFFECT
    return gap >= MIN_GAP and (effect >= needed or gap >= LARGE_GAP)


def _is_significant(usual: Sequence[Rate], rate: Rate, critical: float, variation: float | None) -> bool:
    """A z test of the angle against the middle of the usual ones, with continuity correction; and half of that against
    the nearest one, so that a slope is no jump.
    """
    rows = min(past.rows for past in usual)
    sampling = math.sqrt(1 / rows + 1 / rate.rows)
    spread = (variation or 0.0) * math.sqrt(1 + 1 / len(usual))
    needed = critical * max(sampling, spread) + (1 / rows + 1 / rate.rows) / 2
    distances = [abs(past.angle - rate.angle) for past in usual]
    return abs(rate.angle - median(past.angle for past in usual)) >= needed and min(distances) >= needed / 2


def _variation(rates: Sequence[Rate], at: int) -> float | None:
    """The standard deviation of this column's angles, from its steps without those into and out of the member; the
    larger one of the whole series and of the members around.
    """
    steps = [
        (abs(place - at), abs(later.angle - earlier.angle))
        for place, (earlier, later) in enumerate(pairwise(rates), start=1)
        if place not in {at, at + 1}
    ]
    if len(steps) < MIN_STEPS:
        return None
    around = [step for _, step in sorted(steps)[:USUAL_MEMBERS]]
    return max(_deviation([step for _, step in steps]), _deviation(around)) / math.sqrt(2)


def _deviation(steps: Sequence[float]) -> float:
    """The standard deviation of steps of which the largest may be events: that of the others, as if they were the part
    of a normal distribution that lies nearest to its middle.
    """
    if len(steps) < FEW_STEPS:
        return _TO_DEVIATION * median(steps)
    kept = sorted(steps)[: max(-(-len(steps) // 2), len(steps) - 2 - int(LARGEST_STEPS * len(steps)))]
    share = (len(kept) - 0.5) / len(steps)
    bound = NormalDist().inv_cdf((1 + share) / 2)
    narrowed = 1 - 2 * bound * NormalDist().pdf(bound) / share
    return math.sqrt(sum(step * step for step in kept) / len(kept) / narrowed)
