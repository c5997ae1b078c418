"""Agreement of annotators: items on which they differ, Krippendorff's alpha, and each pair of annotators.

Alpha is written here because the kept library (krippendorff on PyPI) is under the GPL, which this project's licence
excludes. Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C (nominal data, any number
of observers, missing data).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from readiness.profilers.labels.conflicts import GivenAnswer, answers_of, is_adjudicated
from readiness.profilers.labels.label_rows import LabelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """The answers of several annotators for one item, by annotator; they are not all the same."""

    item: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``items`` that several annotators labelled. ``alpha`` is None where it is not defined: one class, or no item.

    ``pairs`` maps two annotators to (items that both labelled, items on which they agree).
    """

    items: int
    alpha: float | None
    disagreements: Sequence[Disagreement]
    pairs: Mapping[tuple[str, str], tuple[int, int]]


def agreement_of(given: Mapping[str, Sequence[LabelRow]], misspelt: Mapping[str, str]) -> Agreement:
    """The agreement of named annotators; an adjudicator is no annotator. Spellings of one class are the same answer."""
    several = {item: found for item, rows in given.items() if len(found := _by_annotator(rows, misspelt)) > 1}
    disagreements = [
        Disagreement(item=item, answers={who: answer.text for who, answer in found.items()})
        for item, found in several.items()
        if len({answer.classes for answer in found.values()}) > 1
    ]
    alpha = krippendorff_alpha([answer.classes for answer in found.values()] for found in several.values())
    return Agreement(items=len(several), alpha=alpha, disagreements=disagreements, pairs=_pairs(several.values()))


def _by_annotator(rows: Sequence[LabelRow], misspelt: Mapping[str, str]) -> dict[str, GivenAnswer]:
    """The last answer of each annotator of one item, as tools keep it."""
    answers = answers_of(rows, misspelt)
    return {one.annotator: one for one in answers if one.annotator.strip() and not is_adjudicated(one.annotator)}


def _pairs(found: Iterable[Mapping[str, GivenAnswer]]) -> dict[tuple[str, str], tuple[int, int]]:
    both: Counter[tuple[str, str]] = Counter()
    equal: Counter[tuple[str, str]] = Counter()
    for answers in found:
        for one, other in combinations(sorted(answers), 2):
            both[one, other] += 1
            equal[one, other] += answers[one].classes == answers[other].classes
    return {pair: (count, equal[pair]) for pair, count in sorted(both.items())}


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Alpha of nominal values: 1 is perfect agreement, 0 what chance gives; a unit with one value does not count.

    >>> krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"]])
    0.4444444444444444
    """
    totals: Counter[Hashable] = Counter()
    observed = 0.0
    for values in units:
        counts, size = Counter(values), len(values)
        if size > 1:
            totals += counts
            observed += (size * size - sum(count * count for count in counts.values())) / (size - 1)
    paired = sum(totals.values())
    expected = paired * paired - sum(count * count for count in totals.values())
    return 1.0 - (paired - 1) * observed / expected if expected else None
