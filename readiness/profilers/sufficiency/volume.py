"""Volume against need, and the hours of work that remain."""

from __future__ import annotations

import math

from readiness.catalogue import CATALOGUE
from readiness.config.project import Needs
from readiness.profilers.base import Inputs, ProfileBuilder
from readiness.profilers.document_opening import OCR_PAGE_HOURS, pages_for_ocr
from readiness.profilers.sufficiency.upstream import sliced_counts, upstream_counts

VOLUME, COST = "sufficiency.volume", "sufficiency.cost"

REVIEW_HOURS = 30 / 60
"""Cost of one review: the catalogue's 30 min."""


def measure_volume(built: ProfileBuilder, inputs: Inputs, needs: Needs, usable: int) -> None:
    amounts = {"items": (float(usable), needs.items or 0)}
    if needs.labelled:
        missing = upstream_counts(inputs, "labels", "labels.missing")
        if missing.missing:
            built.not_measured(VOLUME, f"labelled items were not counted: {missing.missing}")
            return
        amounts["labelled"] = (missing.denominator - missing.numerator, needs.labelled)
    numerator = math.fsum(min(present, needed) for present, needed in amounts.values())
    built.measure(VOLUME, numerator=numerator, denominator=math.fsum(needed for _, needed in amounts.values()))
    for unit, (present, needed) in amounts.items():
        if present < needed:
            _add_shortage(built, unit, present, needed)


def _add_shortage(built: ProfileBuilder, unit: str, present: float, needed: int) -> None:
    items = "usable items" if unit == "items" else "labelled items"
    built.defect(
        VOLUME,
        source="",
        item="charter.needs",
        part=unit,
        measure=present / needed,
        message=f"There are {present:,.0f} of the {needed:,} {items} that the charter needs.",
        remedy=CATALOGUE[VOLUME].remedy,
        evidence={"found": present, "needed": needed, "unit": unit},
    )


def measure_cost(built: ProfileBuilder, inputs: Inputs) -> None:
    """Hours to close what is open; what was not measured adds none, for its gap is not known.

    The hours of a slice are those of its missing labels.
    """
    label_hours = inputs.project.needs.minutes_per_label / 60
    labels = upstream_counts(inputs, "labels", "labels.missing").numerator
    reviews = upstream_counts(inputs, "staleness", "currency.review_overdue").numerator
    hours = _ocr_pages(inputs) * OCR_PAGE_HOURS + labels * label_hours + reviews * REVIEW_HOURS
    built.measure(COST, numerator=hours, denominator=1)
    for slice_name, missing in sliced_counts(inputs, "labels", "labels.missing").items():
        built.measure(COST, numerator=missing * label_hours, denominator=1, slice_name=slice_name)


def _ocr_pages(inputs: Inputs) -> int:
    batches = inputs.scan("profile_documents", ["outcome", "pages", "pages_without_text"])
    return sum(pages_for_ocr(row) for batch in batches for row in batch.to_pylist())
