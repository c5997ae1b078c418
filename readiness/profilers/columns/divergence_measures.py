"""Measures and defects of ``format.pattern_divergence``: fields that tables of the project write differently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.columns.divergence import Field, Place, fields_of, table_kinds
from readiness.profilers.columns.table import TableProfile
from readiness.profilers.item_coverage import Examined

DIVERGENCE = "format.pattern_divergence"
SEARCHED = "no field that several of {} tables hold as text"

MAX_PLACES_LISTED = 50
"""Places named in one defect; their number is given whole (chosen by us)."""
MAX_FORMS_SHOWN = 3
_REMEDY = "Agree one way to write this field, and convert the tables that differ when loading."


def measure_divergence(
    profiles: Mapping[str, Sequence[TableProfile]],
    examined: Callable[[str, str], Examined],
    builder: ProfileBuilder,
) -> None:
    """Compare the columns of all sources; one measure per source, one defect per field and axis.

    ``profiles`` are the tables of each source that was read; ``examined`` gives the coverage of a source, for the name
    of the source and the text that says what was searched for.
    """
    fields = fields_of(_places(profiles))
    compared, unusual = defaultdict[str, set[tuple[str, str]]](set), defaultdict[str, set[tuple[str, str]]](set)
    for field in fields:
        for place in field.places:
            compared[place.source].add((place.item, place.written.column))
        for place in field.unusual:
            unusual[place.source].add((place.item, place.written.column))
        if field.unusual:
            _add_defect(field, builder)
    tables = sum(map(len, profiles.values()))
    for source in profiles:
        builder.measure(
            DIVERGENCE,
            numerator=len(unusual[source]),
            denominator=len(compared[source]),
            source=source,
            examined=examined(source, SEARCHED.format(tables)),
        )


def _places(profiles: Mapping[str, Sequence[TableProfile]]) -> list[Place]:
    every = [profile for group in profiles.values() for profile in group]
    kinds = table_kinds((one.table.source, one.table.item, one.table.names) for one in every)
    return [
        Place(source=one.table.source, item=one.table.item, table=kinds[one.table.source, one.table.item], written=form)
        for one in every
        for form in one.forms
    ]


def _add_defect(field: Field, builder: ProfileBuilder) -> None:
    shown = _places_in_turn(field)
    first, like = field.unusual[0], next(place for place in field.places if place.written.form == field.usual)
    forms = Counter(place.written.form for place in field.places)
    builder.defect(
        DIVERGENCE,
        source=first.source,
        item=first.item,
        part=first.written.column,
        related=like.item,
        measure=len(field.unusual) / len(field.places),
        message=_message(field, forms),
        remedy=_REMEDY,
        evidence={
            "kind": field.axis,
            "field": field.name,
            "usual": field.usual,
            "forms": dict(sorted(forms.items())),
            "places": [_place_evidence(place) for place in shown],
            "places_count": len(field.places),
            "listed_at_most": MAX_PLACES_LISTED,
        },
    )


def _places_in_turn(field: Field) -> list[Place]:
    """Places of every form in turn, so that a cut list still shows the forms side by side."""
    by_form: dict[str, list[Place]] = defaultdict(list)
    for place in field.places:
        by_form[place.written.form].append(place)
    turns = zip_longest(*(by_form[form] for form in sorted(by_form)))
    chosen = [place for turn in turns for place in turn if place][:MAX_PLACES_LISTED]
    return sorted(chosen, key=lambda place: (place.written.form, place.source, place.item))


def _place_evidence(place: Place) -> dict[str, Any]:
    return {
        "source": place.source,
        "item": place.item,
        "column": place.written.column,
        "form": place.written.form,
        "count": place.written.cells,
        "of": place.written.of,
        "example": place.written.example,
    }


def _message(field: Field, forms: Counter[str]) -> str:
    others = [form for form, _ in forms.most_common() if form != field.usual]
    more = len(others) - MAX_FORMS_SHOWN
    written = ", ".join(f"{form} in {forms[form]}" for form in others[:MAX_FORMS_SHOWN])
    rest = f" and {more} more forms" if more > 0 else ""
    return (
        f"{field.name} is not written alike ({field.axis}): {field.usual} in {forms[field.usual]} "
        f"of {len(field.places)} tables, {written}{rest}."
    )
