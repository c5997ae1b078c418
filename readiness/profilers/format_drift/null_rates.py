"""Jumps of the null rate of a column along a series.

All columns of all members are tested, so the level is divided by their number (Bonferroni; Dunn 1961). Rates are
compared on the arcsine scale, on which a share of n cells has the variance 1/n (Cohen 1988, chapter 6); where a column
varies more than that from member to member, its own variation counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import NormalDist, median

MIN_ROWS = 20
"""Fewer rows show no null rate (chosen by us)."""
MEDIUM_EFFECT = 0.5
SMALL_EFFECT = 0.2
"""Cohen's h from which a difference of two shares is a medium and a small effect (Cohen 1988, section 6.2). A small one
counts where the column's own variation is known, so that the jump is seen against it; else a medium one."""
LARGE_GAP = 0.2
MIN_GAP = 0.1
"""A jump also counts from 20 points on, wherever it starts, and never below 10 points: a reader who fills or drops
empty cells notices neither sooner (chosen by us)."""
FAMILY_LEVEL = 0.05
"""Chance of one false event in a whole series of which nothing changed (chosen by us)."""
USUAL_MEMBERS = 12
"""Rates of this many members make up what is usual: a year of months (chosen by us)."""
UPKEEP_ROWS = 1_000
"""In members of fewer rows a column that gets filled is the upkeep of a table that people keep by hand, unless it
undoes a loss; in longer ones a program writes it (chosen by us)."""
MIN_STEPS = 4
"""Steps from which the variation of a column is known (chosen by us)."""
TAIL = 0.85
MIN_TAIL_STEPS = 14
"""With this many steps their 85th percentile counts too: columns that are full but for some bad days have a median step
of nothing (chosen by us: one burst, which makes two large steps of 14 or more, stays above it)."""
_TAIL_DEVIATIONS = 1.44
"""85 % of a normal distribution lie within 1.44 standard deviations."""
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
    return list(_jumps(enough, critical))


def _jumps(rates: Sequence[Rate], critical: float) -> Iterator[Jump]:
    level = _Level()
    for at, rate in enumerate(rates):
        if level.usual and _is_jump(level.usual, rate, critical, _variation(rates, at)):
            before = rates[at - 1]
            if _is_reported(before, rate, level):
                yield Jump(before=before, after=rate)
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
    return not fell or level.rose or min(before.rows, rate.rows) >= UPKEEP_ROWS


def _is_jump(usual: Sequence[Rate], rate: Rate, critical: float, variation: float | None) -> bool:
    """True when the rate leaves the range of the usual ones by an effect that matters and that chance does not make.

    ``variation`` is the standard deviation of the column's angles from member to member, None where it is not known.
    """
    nearest = min(usual, key=lambda past: abs(past.value - rate.value))
    inside = min(past.value for past in usual) <= rate.value <= max(past.value for past in usual)
    return not inside and _matters(nearest, rate, variation) and _is_significant(usual, rate, critical, variation)


def _matters(usual: Rate, rate: Rate, variation: float | None) -> bool:
    gap, effect = abs(rate.value - usual.value), abs(rate.angle - usual.angle)
    needed = MEDIUM_EFFECT if variation is None else SMALL_EFFECT
    return gap >= MIN_GAP and (effect >= needed or gap >= LARGE_GAP)


def _is_significant(usual: Sequence[Rate], rate: Rate, critical: float, variation: float | None) -> bool:
    """A z test of the angle against the middle of the usual ones, with continuity correction."""
    middle = median(past.angle for past in usual)
    rows = min(past.rows for past in usual)
    sampling = math.sqrt(1 / rows + 1 / rate.rows)
    spread = (variation or 0.0) * math.sqrt(1 + 1 / len(usual))
    continuity = (1 / rows + 1 / rate.rows) / 2
    return abs(rate.angle - middle) - continuity >= critical * max(sampling, spread)


def _variation(rates: Sequence[Rate], at: int) -> float | None:
    """The standard deviation of this column's angles, from its steps without those into and out of the member."""
    steps = [
        abs(later.angle - earlier.angle)
        for place, (earlier, later) in enumerate(pairwise(rates), start=1)
        if place not in {at, at + 1}
    ]
    if len(steps) < MIN_STEPS:
        return None
    tail = sorted(steps)[int(TAIL * len(steps))] / _TAIL_DEVIATIONS if len(steps) >= MIN_TAIL_STEPS else 0.0
    return max(_TO_DEVIATION * median(steps), tail) / math.sqrt(2)
