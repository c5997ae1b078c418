"""Implausible numbers: absurdly far from the rest of their column, or of a sign that no other has there."""

from __future__ import annotations

import re

import numpy as np

from readiness.profilers.columns.dictionary_column import EncodedColumn, Floats, Ints, Mask
from readiness.profilers.columns.value_types import Kind

MAX_ROBUST_Z = 6.0
"""Robust standard deviations from the median. Iglewicz & Hoaglin 1993 call 3.5 an outlier; 6 is absurdly far."""

MAD_TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation of a normal distribution (Rousseeuw & Croux 1993)."""

MIN_GAP_Z = 2.0
"""Robust standard deviations that must lie empty between the rest and an outlier. Chosen by us."""

MIN_CELLS = 50
"""Fewer numbers show no distribution to be far from. Chosen by us."""

MIN_DISTINCT = 20
"""A measure takes many values; fewer are grades or codes. Chosen by us."""

MAX_OUTLIER_SHARE = 0.005
"""More cells than this beyond the limit are the tail of the distribution, not errors. Chosen by us."""

MAX_RARE_SIGN_SHARE = 0.01
"""Negatives are rare enough to be errors up to this share. Chosen by us."""

MIN_MIRRORED_QUANTILE = 0.2
"""The size of the typical negative must lie at or above this quantile of the positives: mirrored values are as large
as the others, whereas a distribution that merely reaches below zero has small ones. Chosen by us."""

_NOT_MEASURES = re.compile(
    r"(?:^|[^a-z])(id|ids|key|keys|code|codes|no|nr|num|number|index|idx|zip|zipcode|postcode|postal|phone|tel|fax|"
    r"mobile|year|yr|month|day|lat|latitude|lon|lng|long|longitude|account|ssn|isbn|ean|sku|rank|order|version)s?(?:$|[^a-z])"
    r"|(?:key|uuid|guid)$"
)
_SIGNED = re.compile(r"delta|change|diff|balance|net|growth|variance|offset|temp|lat|lon|profit|margin|return|score")


def name_words(name: str) -> str:
    """A column's name in lower case with its words apart: ``orderDate`` is ``order date``."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()).strip()


def is_measure(column: EncodedColumn, kind: Kind) -> bool:
    """True when a column's numbers measure something; False when they name it."""
    if not kind.is_number or (kind.name == "integer" and column.unique):
        return False
    return not names_things(column.name)


def names_things(name: str) -> bool:
    """True when a column has the name of numbers that name something: ids, codes, postcodes, years, places."""
    return bool(_NOT_MEASURES.search(name_words(name)))


def outliers(column: EncodedColumn, kind: Kind, aside: Mask) -> Mask:
    """Distinct values that are implausible among the numbers of a measure; disguised nulls are set ``aside``."""
    outlying = column.empty_mask()
    if kind.numbers is None or not is_measure(column, kind):
        return outlying
    usable = np.isfinite(kind.numbers) & ~aside & (column.counts > 0)
    numbers, counts = kind.numbers[usable], column.counts[usable]
    if counts.sum() < MIN_CELLS or len(numbers) < MIN_DISTINCT:
        return outlying
    rare = _rare_sign(numbers, counts) if not _SIGNED.search(name_words(column.name)) else np.zeros(len(numbers), bool)
    outlying[np.flatnonzero(usable)] = rare | _far(numbers, counts, ~rare)
    return outlying


def _rare_sign(numbers: Floats, counts: Ints) -> Mask:
    negative = numbers < 0
    share = counts[negative].sum() / counts.sum()
    if not 0 < share <= MAX_RARE_SIGN_SHARE:
        return np.zeros(len(numbers), bool)
    positive = numbers > 0
    typical = weighted_quantile(-numbers[negative], counts[negative], 0.5)
    smaller = counts[positive & (numbers < typical)].sum() / max(1, counts[positive].sum())
    return negative if smaller >= MIN_MIRRORED_QUANTILE else np.zeros(len(numbers), bool)


def _far(numbers: Floats, counts: Ints, judged: Mask) -> Mask:
    """Far, and apart from the rest, on the plain scale; where nothing is negative, on the logarithmic one too."""
    far = _beyond_gap(robust_z(numbers, counts)) & judged
    if numbers[judged].min(initial=0.0) >= 0:
        far &= _beyond_gap(robust_z(np.log1p(np.maximum(numbers, 0)), counts))
    return far if counts[far].sum() <= MAX_OUTLIER_SHARE * counts.sum() else np.zeros(len(numbers), bool)


def _beyond_gap(z: Floats) -> Mask:
    """Mask of values beyond ``MAX_ROBUST_Z`` and beyond a gap of ``MIN_GAP_Z``: a long tail thins out smoothly."""
    distant = np.zeros(len(z), dtype=bool)
    for distances in (z, -z):
        beyond = np.sort(distances[distances > 0])
        jumps = np.flatnonzero((np.diff(beyond) >= MIN_GAP_Z) & (beyond[1:] > MAX_ROBUST_Z))
        if len(jumps):
            distant |= distances >= beyond[jumps[0] + 1]
    return distant


def robust_z(numbers: Floats, counts: Ints) -> Floats:
    """Distance from the median in robust standard deviations; 0 everywhere when half the cells are equal."""
    median = weighted_quantile(numbers, counts, 0.5)
    deviation = weighted_quantile(np.abs(numbers - median), counts, 0.5)
    if not deviation:
        return np.zeros(len(numbers))
    z: Floats = (numbers - median) / (MAD_TO_SIGMA * deviation)
    return z


def weighted_quantile(numbers: Floats, counts: Ints, share: float) -> float:
    """The smallest number that at least ``share`` of the cells do not exceed."""
    order = np.argsort(numbers, kind="stable")
    reached = np.cumsum(counts[order])
    return float(numbers[order][np.searchsorted(reached, share * reached[-1])])
