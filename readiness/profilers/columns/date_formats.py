"""Dates as people write them: layout, order of day and month, time zone, and whether the calendar has such a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.document_dates.month_names import MONTHS
from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask, as_mask, matches

_MORE_MONTHS = {
    1: "ene gen janv jän ledna leden stycznia styczeń sty january januari januar ianuarie "
    "ian január tammikuu января янв січня siječanj януари ιανουαρίου ocak jaanuar janvāris sausio januára",
    2: "fév úno února únor lutego luty lut februari februar februarie február helmikuu "
    "февраля фев лютого февруари φεβρουαρίου şubat veebruar februāris vasario februára",
    3: "mär mrz mrt marts bře března březen marca marzec martie március maaliskuu марта мар "
    "березня март μαρτίου mart märts kovo",
    4: "abr dub dubna duben kwietnia kwiecień kwi aprilie április huhtikuu апреля апр квітня "
    "април απριλίου nisan balandžio apríla",
    5: "mag maj maja kvě května květen május toukokuu мая май травня μαΐου mayıs gegužės mája",
    6: "giu čer června červen czerwca czerwiec cze iunie június kesäkuu июня июн червня юни "
    "ιουνίου haziran juuni birželio júna",
    7: "lug lipca lipiec lip července červenec čvc iulie július heinäkuu июля июл липня юли "
    "ιουλίου temmuz juuli liepos júla",
    8: "ago srpna srpen srp sierpnia sierpień sie augusti augustus augusztus elokuu августа "
    "авг серпня август αυγούστου ağustos rugpjūčio augusta",
    9: "set sett září zář września wrzesień wrz septembrie szeptember syyskuu сентября сен "
    "вересня септември σεπτεμβρίου eylül rugsėjo septembra",
    10: "ott out října říjen říj października październik paź octombrie október lokakuu "
    "октября окт жовтня октомври οκτωβρίου ekim spalio októbra",
    11: "listopadu listopada listopad листопада noiembrie marraskuu ноября ноя ноември νοεμβρίου kasım "
    "lapkričio novembra",
    12: "dic dez pro prosince prosinec gru grudnia grudzień decembrie joulukuu декабря дек "
    "грудня декември δεκεμβρίου aralık gruodžio decembra",
}
_MONTH_OF = MONTHS | {name: number for number, names in _MORE_MONTHS.items() for name in names.split()}
_MONTH = r"(?P<m>[^\d\s.,/:()-]{3,13})\.?"
_DAY = r"(?P<d>\d{1,2})"
_YEAR, _SHORT = r"(?P<y>\d{4,6})", r"(?P<y>\d{2})"
_WEEKDAY = r"(?:[^\d\s.,/:()-]{2,12}\.?,? )?"
_OF = r"(?: (?:de|del|of|di) |[ -]?)"
_OF_YEAR = r"(?: (?:de|del|of|di) |[ ,-]+)"

_MARKS = {"/": "/", "-": "-", ".": r"\. ?"}

_LAYOUTS: dict[str, str] = {
    "YYYY-MM-DD": rf"{_YEAR}-(?P<m>\d{{1,2}})-{_DAY}",
    "YYYY/MM/DD": rf"{_YEAR}/(?P<m>\d{{1,2}})/{_DAY}",
    "YYYY.MM.DD": rf"{_YEAR}\.(?P<m>\d{{1,2}})\.{_DAY}",
    **{f"NN{mark}NN{mark}YYYY": rf"(?P<a>\d{{1,2}}){sep}(?P<b>\d{{1,2}}){sep}{_YEAR}" for mark, sep in _MARKS.items()},
    **{f"NN{mark}NN{mark}YY": rf"(?P<a>\d{{1,2}}){sep}(?P<b>\d{{1,2}}){sep}{_SHORT}" for mark, sep in _MARKS.items()},
    "DD Mon YYYY": rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th|er|º|\.)?{_OF}{_MONTH}{_OF_YEAR}{_YEAR}",
    "DD Mon YY": rf"{_DAY}[ -]{_MONTH}[ -]{_SHORT}",
    "Mon DD, YYYY": rf"{_WEEKDAY}{_MONTH} {_DAY}(?:st|nd|rd|th)?,? +{_YEAR}",
    "YYYY-Mon-DD": rf"{_YEAR}-{_MONTH}-{_DAY}",
    "YYYY年MM月DD日": rf"{_YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월] ?{_DAY} ?[日일]",
    "YYYY. MM. DD.": rf"{_YEAR}\. (?P<m>\d{{1,2}})\. {_DAY}\.?",
}  # fmt: skip
_TIME = (
    r"(?:(?:[ T]+|, )(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r" ?(?P<zone>Z|UTC|GMT|CET|CEST|[A-Z]{2,4}T|[+-]\d{2}(?::?\d{2})?)?)?"
)
_TWO_NUMBERS = r"(?s)[^\d]*\d{1,6}[^\d]+\d.*"
_COMPACT = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
COMPACT_LAYOUT = "YYYYMMDD"

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


@dataclass(slots=True, kw_only=True)
class _Fields:
    """Numbers per distinct value; -1 where there is none. ``a`` and ``b`` are the first two of NN/NN/YYYY."""

    year: Ints
    month: Ints
    day: Ints
    a: Ints
    b: Ints
    layout: Ints
    clock: Mask
    zone: npt.NDArray[np.object_]


def read_dates(column: EncodedColumn, filled: Mask, fewest: float = 0.0) -> DateReading:
    """Read the filled values in all layouts; the layout, order and zone of most cells are those of the column.

    None is read where fewer than a share ``fewest`` of the cells hold two numbers apart.
    """
    if column.weight(filled & matches(column.texts, _TWO_NUMBERS)) < fewest * column.weight(filled):
        filled = column.empty_mask()
    return _judge(column, _fields(column.texts, filled, _LAYOUTS, _TIME))


def read_compact_dates(column: EncodedColumn, filled: Mask) -> DateReading:
    """Read eight digits as year, month and day."""
    reading = _judge(column, _fields(column.texts, filled, {COMPACT_LAYOUT: _COMPACT}, ""))
    reading.layout = COMPACT_LAYOUT
    return reading


def _fields(texts: pa.Array, filled: Mask, layouts: dict[str, str], time: str) -> _Fields:
    size = len(texts)
    found = _Fields(
        **{name: np.full(size, -1, dtype=np.int64) for name in ("year", "month", "day", "a", "b", "layout")},
        clock=np.ones(size, dtype=bool),
        zone=np.full(size, "", dtype=object),
    )
    usable = (
        filled
        & matches(texts, _TWO_NUMBERS if time else r"\d+")
        & (pc.utf8_length(texts).to_numpy(zero_copy_only=False) <= 60)
    )
    for number, pattern in enumerate(layouts.values()):
        left = usable & (found.layout < 0)
        if not left.any():
            break
        _read_layout(texts, left, f"^(?:{pattern})(?:{time})$", number, found)
    return found


def _read_layout(texts: pa.Array, left: Mask, pattern: str, number: int, found: _Fields) -> None:
    places = np.flatnonzero(left)
    places = places[as_mask(pc.match_substring_regex(texts.take(pa.array(places)), pattern))]
    if not len(places):
        return
    cells = pc.extract_regex(texts.take(pa.array(places)), pattern)
    names = {cells.type.field(i).name for i in range(cells.type.num_fields)}
    month = _month_numbers(pc.struct_field(cells, "m")) if "m" in names else None
    if month is not None:
        places, cells, month = places[month >= 0], cells.filter(pa.array(month >= 0)), month[month >= 0]
        found.month[places] = month
    found.layout[places] = number
    for name, target in (("y", found.year), ("d", found.day), ("a", found.a), ("b", found.b)):
        if name in names:
            target[places] = _whole(pc.struct_field(cells, name))
    if "hour" in names:
        hour, minute, second = (_whole(pc.struct_field(cells, name)) for name in ("hour", "minute", "second"))
        found.clock[places] = (hour <= 24) & (minute <= 59) & (second <= 60)
        zone = pc.replace_substring_regex(pc.struct_field(cells, "zone"), r"^[+-]\d.*$", "offset")
        zone = pc.if_else(
            pc.less(pc.utf8_length(pc.struct_field(cells, "hour")), 1),
            "untimed",
            pc.if_else(pc.equal(zone, ""), "none", zone),
        )
        found.zone[places] = np.array(zone.to_pylist(), dtype=object)


def _whole(texts: pa.Array) -> Ints:
    filled = pc.if_else(pc.equal(texts, ""), "-1", texts)
    numbers: Ints = pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _month_numbers(texts: pa.Array) -> Ints:
    encoded = texts.dictionary_encode()
    numbers = [_month_number(text) for text in encoded.dictionary.to_pylist()]
    result: Ints = np.array(numbers, dtype=np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
    return result


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    name = text.lower()
    return _MONTH_OF.get(name) or _beginning(name) or -1


def _beginning(name: str) -> int:
    """The month whose names alone begin so or are how the name begins: ``septem``, ``tammikuuta``; 0 for none."""
    fits = {
        number
        for full, number in _MONTH_OF.items()
        if len(full) > 3 and (full.startswith(name) or name.startswith(full))
    }
    return fits.pop() if len(fits) == 1 else 0


def _judge(column: EncodedColumn, found: _Fields) -> DateReading:
    shaped = found.layout >= 0
    ambiguous = (found.a >= 0) & shaped
    month_first = _is_month_first(column, found, ambiguous)
    other_order = _place_day_and_month(found, ambiguous, month_first=month_first)
    valid = shaped & _in_calendar(found) & found.clock
    names = list(_LAYOUTS)
    reading = DateReading(
        shaped=shaped, valid=valid | (other_order & found.clock), timed=(found.zone != "") & (found.zone != "untimed")
    )
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


def _is_month_first(column: EncodedColumn, found: _Fields, ambiguous: Mask) -> bool:
    day_first = ambiguous & (found.a > 12) & (found.b <= 12)
    month_first = ambiguous & (found.b > 12) & (found.a <= 12)
    return column.weight(month_first) > column.weight(day_first)


def _place_day_and_month(found: _Fields, ambiguous: Mask, *, month_first: bool) -> Mask:
    """Write day and month in the column's order; returns the values that only the other order makes a day."""
    found.month[ambiguous] = (found.a if month_first else found.b)[ambiguous]
    found.day[ambiguous] = (found.b if month_first else found.a)[ambiguous]
    valid = _in_calendar(found)
    swapped = _Fields(year=found.year, month=found.day, day=found.month, a=found.a, b=found.b, layout=found.layout,
                      clock=found.clock, zone=found.zone)  # fmt: skip
    other: Mask = ambiguous & ~valid & _in_calendar(swapped)
    return other


def _in_calendar(found: _Fields) -> Mask:
    year, month, day = found.year, found.month, found.day
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    days = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)] + (leap & (month == 2))
    short = (year >= 0) & (year < 100)
    plausible = short | ((year >= _EARLIEST) & (year <= _LATEST)) | (year == _FOREVER)
    valid: Mask = plausible & (month >= 1) & (month <= 12) & (day >= 1) & (day <= days)
    return valid


def _other_zone(column: EncodedColumn, found: _Fields, timed: Mask) -> Mask:
    """Times with another kind of zone than most: none, Z, or an offset."""
    none = np.zeros(len(timed), dtype=bool)
    kinds = sorted(set(found.zone[timed]))
    if len(kinds) < 2:
        return none
    usual = max(kinds, key=lambda kind: (column.weight(timed & (found.zone == kind)), kind))
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
