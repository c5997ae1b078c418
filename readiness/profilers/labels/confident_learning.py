"""Labels that are probably wrong, from class probabilities that were made without them.

Source: Northcutt, Jiang and Chuang 2021, Confident Learning (JAIR 70): a label is suspected when another class has at
least the probability that items of that class have on average. The ranking is by normalised margin (section 4 there).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readiness.profilers.labels.text_classifier import Codes, Floats

_ROUNDING = 1e-9
"""The mean of equal probabilities may differ from them by as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicions:
    """For each item: the class suggested, whether its label is in the confident joint's wrong part, and two scores.

    ``margin`` is the probability of the label less that of the best other class: the lower, the more suspicious.
    ``ratio`` is how many times more probable the suggested class is than the label.
    """

    suggested: Codes
    is_off_diagonal: np.ndarray[tuple[int], np.dtype[np.bool_]]
    margin: Floats
    ratio: Floats


def suspicions_of(codes: Codes, probabilities: Floats) -> Suspicions:
    """Suspicions of items with class numbers ``codes`` and a row of probabilities each."""
    rows = np.arange(len(codes))
    own = probabilities[rows, codes]
    others = probabilities.copy()
    others[rows, codes] = -1.0
    thresholds = _class_thresholds(codes, probabilities, own)
    confident = np.where(probabilities >= thresholds - _ROUNDING, probabilities, -1.0)
    suggested = confident.argmax(axis=1)
    found = (confident.max(axis=1) >= 0) & (suggested != codes)
    best_other = others.argmax(axis=1)
    suggested = np.where(found, suggested, best_other)
    return Suspicions(
        suggested=suggested,
        is_off_diagonal=found,
        margin=own - others.max(axis=1),
        ratio=probabilities[rows, suggested] / np.maximum(own, 1e-12),
    )


def _class_thresholds(codes: Codes, probabilities: Floats, own: Floats) -> Floats:
    """The mean probability of each class over the items labelled so; a class that nothing has is never suggested."""
    classes = probabilities.shape[1]
    counts = np.bincount(codes, minlength=classes)
    sums = np.bincount(codes, weights=own, minlength=classes)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
