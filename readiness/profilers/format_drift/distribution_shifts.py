"""Shifts of the distribution of a column along a series.

A shift needs an effect (population stability index and Jensen-Shannon divergence, for numbers also the Wasserstein
distance), a test that the rows carry it (chi-squared, Benjamini-Hochberg over all columns and members), and it must
stand out from what the column does elsewhere: seasons, growth and restless columns move by as much at other members.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from readiness.profilers.format_drift.value_shares import QUANTILES, Floats, ValueShares

MIN_ROWS = 100
"""Filled cells that either member must have (chosen by us: fewer show no distribution in ten bins)."""
LARGE_PSI = 0.25
"""Population stability index from which a shift is major (Siddiqi 2006, Credit Risk Scorecards, chapter 8)."""
MIN_DIVERGENCE = 0.05
"""Jensen-Shannon divergence (base 2; Lin 1991) that a shift needs too: rare categories alone raise the index (chosen by
us)."""
MIN_DISTANCE = 0.2
"""Wasserstein distance of numbers in standard deviations: a small effect (Cohen 1988, section 2.2: d = 0.2)."""
FALSE_DISCOVERIES = 0.01
"""Share of false shifts that the test admits (Benjamini & Hochberg 1995; level chosen by us)."""
USUAL_MEMBERS = 31
"""Members back to which one is compared: the nearest counts, so that a season seen before is none (chosen by us)."""
TIMES_USUAL = 3.0
"""A shift is so many times the column's third largest other step (chosen by us: a shift that is undone makes two)."""
MIN_OTHER_STEPS = 4
UNKNOWN_PSI = 0.5
"""With fewer other steps little is known of what is usual: a shift needs twice the index, and so many times their
median (chosen by us)."""
SEASON_MEMBERS = 12
"""A shift that is undone within a year of months is not reported, unless it lasted one member (chosen by us)."""
_BINS = 10
_HALF_CELL = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShares:
    """The distribution in the member at this place of the series."""

    member: int
    shares: ValueShares


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """``psi`` and ``divergence`` between the nearest earlier member and this one; ``distance`` for numbers. ``before``
    and ``after`` are medians, or the share of the category that changed most.
    """

    previous: int
    member: int
    kind: str
    psi: float
    divergence: float
    distance: float | None
    chance: float
    before: float
    after: float
    n_from: int
    n_to: int


def shifts(columns: Mapping[str, Sequence[MemberShares]]) -> list[tuple[str, Shift]]:
    """The shifts of all columns of a series."""
    candidates: list[tuple[str, Shift]] = []
    tests = 0
    for name, members in columns.items():
        found, tested = _candidates(_comparable(members))
        candidates += [(name, one) for one in found]
        tests += tested
    return [one for one in candidates if one[1].chance <= _highest_chance([c.chance for _, c in candidates], tests)]


def _comparable(members: Sequence[MemberShares]) -> list[MemberShares]:
    """Members with enough cells, of the kind that most have."""
    enough = [one for one in members if one.shares.kind and one.shares.count >= MIN_ROWS]
    numbers = sum(one.shares.kind == "numbers" for one in enough)
    kind = "numbers" if 2 * numbers > len(enough) else "categories"
    return [one for one in enough if one.shares.kind == kind]


def _candidates(members: Sequence[MemberShares]) -> tuple[list[Shift], int]:
    if len(members) < 2 or _only_rises(members):
        return [], 0
    steps = [_shift(before, after) for before, after in pairwise(members)]
    found: list[Shift] = []
    for at, step in enumerate(steps, start=1):
        if not _is_large(step):
            continue
        usual = members[max(0, at - USUAL_MEMBERS) : at]
        nearest = min((_shift(before, members[at]) for before in usual), key=lambda one: one.psi)
        others = [one for one in steps if one is not step]
        if _is_large(nearest) and _is_unusual(step, others) and not _is_excursion(members, at):
            found.append(step)
    return found, len(steps)


def _only_rises(members: Sequence[MemberShares]) -> bool:
    """True for numbers whose median rises at every step, or falls: counters and running totals."""
    if members[0].shares.kind != "numbers" or len(members) <= MIN_OTHER_STEPS:
        return False
    signs = {np.sign(_median(after.shares) - _median(before.shares)) for before, after in pairwise(members)}
    return signs in ({1.0}, {-1.0})


def _is_large(shift: Shift) -> bool:
    far = shift.distance is None or shift.distance >= MIN_DISTANCE
    return shift.psi >= LARGE_PSI and shift.divergence >= MIN_DIVERGENCE and far


def _is_excursion(members: Sequence[MemberShares], at: int) -> bool:
    """True where the values come back after two members or more, but soon: it may be the first season of a series."""
    later = members[at + 1 : at + 1 + SEASON_MEMBERS]
    back = next((n for n, one in enumerate(later) if not _is_large(_shift(members[at - 1], one))), None)
    alone = back == 0 and members[at + 1].member - members[at - 1].member == 2
    return back is not None and not alone


def _is_unusual(step: Shift, others: Sequence[Shift]) -> bool:
    sizes = sorted(one.divergence for one in others)
    if len(sizes) < MIN_OTHER_STEPS:
        return step.psi >= UNKNOWN_PSI and (not sizes or step.divergence >= TIMES_USUAL * sizes[len(sizes) // 2])
    return step.divergence >= TIMES_USUAL * sizes[-3]


def _shift(before: MemberShares, after: MemberShares) -> Shift:
    old, new = before.shares, after.shares
    number = old.kind == "numbers"
    p, q = _by_decile(old, new) if number else _by_category(old, new)
    most = int(np.argmax(np.abs(p / p.sum() - q / q.sum())))
    ends = (_median(old), _median(new)) if number else (p[most] / p.sum(), q[most] / q.sum())
    return Shift(
        previous=before.member,
        member=after.member,
        kind=old.kind,
        psi=_psi(p, q),
        divergence=_divergence(p, q),
        distance=_distance(old.quantiles, new.quantiles) if number else None,
        chance=_chance(p, q),
        before=float(ends[0]),
        after=float(ends[1]),
        n_from=old.count,
        n_to=new.count,
    )


def _by_category(old: ValueShares, new: ValueShares) -> tuple[Floats, Floats]:
    names = sorted({*old.categories, *new.categories})
    pair = [np.array([one.categories.get(name, 0) for name in names], dtype=np.float64) for one in (old, new)]
    return pair[0], pair[1]


def _by_decile(old: ValueShares, new: ValueShares) -> tuple[Floats, Floats]:
    """Cells in the deciles of the older member, as far as twenty quantiles show them."""
    per = len(QUANTILES) // _BINS
    edges = np.unique(np.array(old.quantiles)[per - 1 : -1 : per])
    pair = [
        np.bincount(np.searchsorted(edges, one.quantiles), minlength=len(edges) + 1) * one.count / len(QUANTILES)
        for one in (old, new)
    ]
    return pair[0], pair[1]


def _psi(p: Floats, q: Floats) -> float:
    """The population stability index, less what it is by chance alone (Yurdakul & Naranjo 2020: chi-squared / n)."""
    first, second = ((one + _HALF_CELL) / (one + _HALF_CELL).sum() for one in (p, q))
    index = float(np.sum((first - second) * np.log(first / second)))
    by_chance = (len(p) - 1) * float(1 / p.sum() + 1 / q.sum())
    return max(0.0, index - by_chance)


def _divergence(p: Floats, q: Floats) -> float:
    first, second = p / p.sum(), q / q.sum()
    middle = (first + second) / 2
    halves = (one[one > 0] * np.log2(one[one > 0] / middle[one > 0]) for one in (first, second))
    return sum(float(half.sum()) for half in halves) / 2


def _distance(old: Sequence[float], new: Sequence[float]) -> float:
    """The Wasserstein distance of order one, in standard deviations of both."""
    first, second = np.array(old), np.array(new)
    scale = math.sqrt(float(first.var() + second.var()) / 2)
    distance = float(np.abs(first - second).mean())
    return distance / scale if scale else math.inf


def _chance(p: Floats, q: Floats) -> float:
    """The p-value of the chi-squared test that both are one distribution (Pearson 1900)."""
    from scipy.special import chdtrc

    held = p + q > 0
    table = np.array([p[held], q[held]])
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    degrees = int(held.sum()) - 1
    return float(chdtrc(degrees, ((table - expected) ** 2 / expected).sum())) if degrees else 1.0


def _highest_chance(chances: Iterable[float], tests: int) -> float:
    """The largest p-value that Benjamini and Hochberg's procedure admits; of the ``tests`` the others count as 1."""
    admitted = [p for at, p in enumerate(sorted(chances), start=1) if p <= FALSE_DISCOVERIES * at / max(tests, 1)]
    return max(admitted, default=-1.0)


def _median(shares: ValueShares) -> float:
    middle = len(shares.quantiles) // 2
    return (shares.quantiles[middle - 1] + shares.quantiles[middle]) / 2
