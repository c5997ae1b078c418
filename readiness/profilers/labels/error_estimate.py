"""The share of labels that are probably wrong: an estimate, by probabilities of the user or from the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from readiness.profilers.base import Inputs
from readiness.profilers.labels.confident_learning import Suspicions, suspicions_of
from readiness.profilers.labels.counting import AuditedLabels
from readiness.profilers.labels.item_texts import texts_of
from readiness.profilers.labels.probabilities import given_probabilities
from readiness.profilers.labels.spec import TableLookup
from readiness.profilers.labels.text_classifier import Codes, Floats, out_of_sample_probabilities

MIN_PER_CLASS = 5
"""A class with fewer examples cannot be learnt; its labels are left out (chosen by us)."""
MIN_ITEMS = 50
"""Fewer labelled texts give no estimate (chosen by us)."""
MAX_ITEMS = 20_000
"""Texts examined at most, evenly spread; the rate is then a sample's (chosen by us: about a minute)."""
MIN_SKILL = 0.3
"""Share of the errors of always guessing the most frequent class that the texts must avoid; below it they say too
little about the class (chosen by us)."""
LIKELY_RATIO = 20.0
"""An error is as likely as not when the other class is 20 times as probable, if about one label in 20 is wrong: 3.3 %
is the average of ten public test sets (Northcutt, Athalye and Mueller 2021)."""
CERTAIN_RATIO = 100.0
"""The lower end of the band: labels suspected even if one in 100 were wrong (chosen by us)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedError:
    """A label that is probably wrong; ``rank`` 1 is the most suspicious."""

    item: str
    label: str
    suggested: str
    rank: int
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEstimate:
    """Suspected errors among ``examined`` labels of ``of``. ``reason`` says why there is none, "" when there is one.

    ``band`` is the share of labels suspected by a strict and by a wide criterion; ``origin`` names the probabilities.
    """

    examined: int = 0
    of: int = 0
    errors: Sequence[SuspectedError] = ()
    band: tuple[float, float] = (0.0, 0.0)
    origin: str = ""
    reason: str = ""


def estimate_errors(inputs: Inputs, lookup: TableLookup, audit: AuditedLabels) -> ErrorEstimate:
    """The estimate for one set of labels of whole items, with one class each."""
    label_of = _single_labels(audit)
    if not audit.counts.support or len(set(label_of.values())) < 2:
        return ErrorEstimate(reason="the labels are not one of several classes for each item")
    given = given_probabilities(lookup, audit.labels, sorted(set(label_of.values())))
    if given is not None:
        known = {item: label for item, label in label_of.items() if item in given.rows and label in given.classes}
        table = np.array([given.rows[item] for item in known]).reshape(-1, len(given.classes))
        return _estimate(known, table, given.classes, of=len(label_of), origin=given.name)
    if audit.labels.probabilities:
        name = audit.labels.probabilities
        return ErrorEstimate(reason=f"the table of probabilities {name} was not found or could not be read")
    return _from_texts(inputs, lookup, audit, label_of)


def _single_labels(audit: AuditedLabels) -> dict[str, str]:
    """The one label of each item that has one and is not known to be invalid."""
    invalid = {(item, label) for item, label, _ in audit.counts.invalid}
    found = {}
    for item, rows in audit.counts.given.items():
        labels = {row.label for row in rows if not row.place}
        if len(labels) == 1 and (item, label := next(iter(labels))) not in invalid:
            found[item] = label
    return found


def _from_texts(
    inputs: Inputs, lookup: TableLookup, audit: AuditedLabels, label_of: Mapping[str, str]
) -> ErrorEstimate:
    texts = texts_of(inputs, lookup, audit, _spread(list(label_of)))
    known = {item: label_of[item] for item, text in texts.items() if text.strip()}
    sizes = Counter(known.values())
    known = {item: label for item, label in known.items() if sizes[label] >= MIN_PER_CLASS}
    classes = sorted(set(known.values()))
    if len(known) < MIN_ITEMS or len(classes) < 2:
        return ErrorEstimate(reason=f"fewer than {MIN_ITEMS} labelled texts in classes of {MIN_PER_CLASS} or more")
    codes = _codes(known, classes)
    table = out_of_sample_probabilities([texts[item] for item in known], codes, len(classes))
    if _skill(codes, table) < MIN_SKILL:
        return ErrorEstimate(reason="the texts say too little about their class to find wrong labels by them")
    return _estimate(known, table, classes, of=len(label_of), origin="texts", ratio=LIKELY_RATIO)


def _spread(items: Sequence[str]) -> Sequence[str]:
    """At most MAX_ITEMS of the items, at even distances."""
    step = max(1.0, len(items) / MAX_ITEMS)
    return [items[int(at * step)] for at in range(int(len(items) / step))]


def _codes(known: Mapping[str, str], classes: Sequence[str]) -> Codes:
    number = {label: at for at, label in enumerate(classes)}
    return np.array([number[label] for label in known.values()], dtype=np.int64)


def _skill(codes: Codes, table: Floats) -> float:
    """Share of the errors of the most frequent class as the constant guess that are avoided."""
    right, usual = float((table.argmax(axis=1) == codes).mean()), float(np.bincount(codes).max() / len(codes))
    return (right - usual) / (1 - usual) if usual < 1 else 0.0


def _estimate(
    known: Mapping[str, str], table: Floats, classes: Sequence[str], *, of: int, origin: str, ratio: float = 1.0
) -> ErrorEstimate:
    if not known:
        return ErrorEstimate(reason=f"{origin} holds no probabilities of labelled items")
    found = suspicions_of(_codes(known, classes), table)
    wanted = np.flatnonzero(found.is_off_diagonal & (found.ratio >= ratio))
    ranked = wanted[np.argsort(found.margin[wanted], kind="stable")]
    items = list(known)
    errors = [
        SuspectedError(
            item=items[at],
            label=known[items[at]],
            suggested=classes[int(found.suggested[at])],
            rank=rank,
            ratio=round(float(found.ratio[at]), 1),
        )
        for rank, at in enumerate(ranked.tolist(), start=1)
    ]
    return ErrorEstimate(examined=len(known), of=of, errors=errors, band=_band(found), origin=origin)


def _band(found: Suspicions) -> tuple[float, float]:
    strict = found.is_off_diagonal & (found.ratio >= CERTAIN_RATIO)
    return round(float(strict.mean()), 4), round(float(found.is_off_diagonal.mean()), 4)
