"""Dates as people write them: layout, order of day and month, time zone, and whether the calendar has such a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from readiness.profilers.columns.date_fields import (
    COMPACT,
    COMPACT_LAYOUT,
    LAYOUTS,
    TIME,
    TWO_NUMBERS,
    WITHOUT_ZONE,
    DateFields,
    read_fields,
)
from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask

_EARLIEST, _LATEST = 1000, 2199
"""Years outside are no years of a record: 0206, 20226. Chosen by us."""

NO_DAY, OTHER_LAYOUT, OTHER_ORDER, OTHER_ZONE, FAR_YEAR = (
    "no day of the calendar",
    "another layout",
    "day and month in another order",
    "another kind of time zone",
    "a year far from the others",
)

OPEN_ENDED_NAMES = r"(?i).*(end|until|to|expir|valid|bis|gueltig|gültig|fin|hasta|scad|vigen|ablauf).*"
"""Columns in which the year 9999 says "for good"."""

_FOREVER = 9999
_FEWEST_DATES = 20
_YEARS_AROUND = 30
_SPREADS_AROUND = 2
"""A year is far when it lies more than 30 years, and twice the span of the middle nine tenths, beyond that span: one
digit typed wrong in the decade (2026, 2062) is so far. Chosen by us."""

_MOST_FAR_SHARE = 0.05
"""More far years than this are a second group of dates. Chosen by us."""


@dataclass(slots=True, kw_only=True)
class DateReading:
    """The distinct values of a column as dates.

    ``shaped`` marks values that have the shape of a date, ``valid`` those that are days of the calendar; ``reasons``
    are the values to be corrected, by what is wrong with them.
    """

    shaped: Mask
    valid: Mask
    timed: Mask
    layout: str = ""
    reasons: dict[str, Mask] = field(default_factory=dict)


def read_dates(column: EncodedColumn, filled: Mask, fewest: float = 0.0) -> DateReading:
    """Read the filled values in all layouts; the layout, order and zone of most cells are those of the column.

    None is read where fewer than a share ``fewest`` of the cells hold two numbers apart.
    """
    cells = column.weight(filled)
    filled = column.matches(TWO_NUMBERS, filled & (column.characters.runs > 1))
    if column.weight(filled) < fewest * cells:
        filled = column.empty_mask()
    if not filled.any():
        return DateReading(shaped=filled, valid=filled, timed=filled)
    return _judge(column, read_fields(column, filled, LAYOUTS, TIME))


def read_compact_dates(column: EncodedColumn, filled: Mask) -> DateReading:
    """Read eight digits as year, month and day."""
    digits = filled & column.characters.only_digits
    reading = _judge(column, read_fields(column, digits, {COMPACT_LAYOUT: COMPACT}, ""))
    reading.layout = COMPACT_LAYOUT
    return reading


def _judge(column: EncodedColumn, found: DateFields) -> DateReading:
    shaped = found.layout >= 0
    ambiguous = (found.a >= 0) & shaped
    month_first = _is_month_first(column, found, ambiguous)
    other_order = _place_day_and_month(found, ambiguous, month_first=month_first)
    valid = shaped & _in_calendar(found) & found.clock
    names = list(LAYOUTS)
    reading = DateReading(shaped=shaped, valid=valid | (other_order & found.clock), timed=found.zone >= WITHOUT_ZONE)
    if not shaped.any():
        return reading
    cells = np.bincount(found.layout[shaped], weights=column.counts[shaped] * (1 + valid[shaped]), minlength=len(names))
    top = int(cells.argmax())
    reading.layout = names[top]
    reading.reasons = {
        NO_DAY: shaped & ~reading.valid,
        OTHER_LAYOUT: reading.valid & (found.layout != top),
        OTHER_ORDER: other_order,
        OTHER_ZONE: _other_zone(column, found, reading.valid & reading.timed),
        FAR_YEAR: far_years(column, found.year, valid & (found.year >= _EARLIEST)),
    }
    return reading


def _is_month_first(column: EncodedColumn, found: DateFields, ambiguous: Mask) -> bool:
    day_first = ambiguous & (found.a > 12) & (found.b <= 12)
    month_first = ambiguous & (found.b > 12) & (found.a <= 12)
    return column.weight(month_first) > column.weight(day_first)


def _place_day_and_month(found: DateFields, ambiguous: Mask, *, month_first: bool) -> Mask:
    """Write day and month in the column's order; returns the values that only the other order makes a day."""
    found.month[ambiguous] = (found.a if month_first else found.b)[ambiguous]
    found.day[ambiguous] = (found.b if month_first else found.a)[ambiguous]
    valid = _in_calendar(found)
    swapped = DateFields(year=found.year, month=found.day, day=found.month, a=found.a, b=found.b, layout=found.layout,
                      clock=found.clock, zone=found.zone, zones=found.zones)  # fmt: skip
    other: Mask = ambiguous & ~valid & _in_calendar(swapped)
    return other


def _in_calendar(found: DateFields) -> Mask:
    year, month, day = found.year, found.month, found.day
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    days = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)] + (leap & (month == 2))
    short = (year >= 0) & (year < 100)
    plausible = short | ((year >= _EARLIEST) & (year <= _LATEST)) | (year == _FOREVER)
    valid: Mask = plausible & (month >= 1) & (month <= 12) & (day >= 1) & (day <= days)
    return valid


def _other_zone(column: EncodedColumn, found: DateFields, timed: Mask) -> Mask:
    """Times with another kind of zone than most: none, Z, or an offset."""
    none = np.zeros(len(timed), dtype=bool)
    cells = np.bincount(found.zone[timed], weights=column.counts[timed], minlength=len(found.zones))
    if (cells > 0).sum() < 2:
        return none
    usual = max(range(len(cells)), key=lambda kind: (cells[kind], found.zones[kind]))
    other: Mask = timed & (found.zone != usual)
    return other


def far_years(column: EncodedColumn, years: Ints, usable: Mask) -> Mask:
    """Dates decades away from the span of the middle nine tenths of the cells, in a column of twenty dates or more."""
    far = np.zeros(len(years), dtype=bool)
    if re.fullmatch(OPEN_ENDED_NAMES, column.name):
        usable = usable & (years != _FOREVER)
    cells = column.counts[usable]
    if cells.sum() < _FEWEST_DATES:
        return far
    order = np.argsort(years[usable], kind="stable")
    reached = np.cumsum(cells[order])
    low, high = (int(years[usable][order][np.searchsorted(reached, share * reached[-1])]) for share in (0.05, 0.95))
    around = max(_YEARS_AROUND, _SPREADS_AROUND * (high - low))
    far = usable & ((years < low - around) | (years > high + around))
    return far if column.weight(far) <= _MOST_FAR_SHARE * cells.sum() else np.zeros(len(years), dtype=bool)
