"""Year, month, day and time of the dates of a column, as written: which layout each has, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.document_dates.month_names import MONTHS
from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask, as_mask
from readiness.profilers.columns.text_characters import Bytes

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

_ISO = "YYYY-MM-DD"
LAYOUTS: dict[str, str] = {
    _ISO: rf"{_YEAR}-(?P<m>\d{{1,2}})-{_DAY}",
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
TIME = (
    r"(?:(?:[ T]+|, )(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r" ?(?P<zone>Z|UTC|GMT|CET|CEST|[A-Z]{2,4}T|[+-]\d{2}(?::?\d{2})?)?)?"
)
TWO_NUMBERS = r"(?s)[^\d]*\d{1,6}[^\d]+\d.*"
COMPACT = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
COMPACT_LAYOUT = "YYYYMMDD"

_LONGEST_DATE = 60

UNREAD, UNTIMED, WITHOUT_ZONE = 0, 1, 2
"""Numbers of zones that are none: of what is no date, of a day, and of a time without a zone."""

_ISO_DAY, _ISO_TIME = len("2024-01-31"), len("2024-01-31T09:30:00")


@dataclass(slots=True, kw_only=True)
class DateFields:
    """Numbers per distinct value; -1 where there is none. ``a`` and ``b`` are the first two of NN/NN/YYYY.

    ``zone`` is a place in ``zones``, the names of the kinds of time zones that occur.
    """

    year: Ints
    month: Ints
    day: Ints
    a: Ints
    b: Ints
    layout: Ints
    clock: Mask
    zone: npt.NDArray[np.int16]
    zones: list[str]


def read_fields(column: EncodedColumn, filled: Mask, layouts: dict[str, str], time: str) -> DateFields:
    """The numbers of the filled values in the first layout that each has."""
    size = len(column.texts)
    found = DateFields(
        **{name: np.full(size, -1, dtype=np.int64) for name in ("year", "month", "day", "a", "b", "layout")},
        clock=np.ones(size, dtype=bool),
        zone=np.full(size, UNREAD, dtype=np.int16),
        zones=["", "untimed", "none"],
    )
    usable = filled & (column.characters.total <= _LONGEST_DATE)
    if _ISO in layouts:
        _read_iso(column.texts, usable, column, found)
    for number, pattern in enumerate(layouts.values()):
        left = usable & (found.layout < 0)
        if not left.any():
            break
        _read_layout(column.texts, left, f"^(?:{pattern})(?:{time})$", number, found)
    return found


def _read_layout(texts: pa.Array, left: Mask, pattern: str, number: int, found: DateFields) -> None:
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
        found.clock[places] = _on_the_clock(hour, minute, second)
        zone = pc.replace_substring_regex(pc.struct_field(cells, "zone"), r"^[+-]\d.*$", "offset")
        zone = pc.if_else(
            pc.less(pc.utf8_length(pc.struct_field(cells, "hour")), 1),
            "untimed",
            pc.if_else(pc.equal(zone, ""), "none", zone),
        )
        zones = zone.dictionary_encode()
        names_here = zones.dictionary.to_pylist()
        found.zones += [name for name in names_here if name not in found.zones]
        numbers = np.array([found.zones.index(name) for name in names_here], dtype=np.int16)
        found.zone[places] = numbers[zones.indices.to_numpy(zero_copy_only=False)]


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


def _read_iso(texts: pa.Array, left: Mask, column: EncodedColumn, found: DateFields) -> None:
    """Days and times as ISO 8601 writes them, to the second and without a zone: read from their bytes at once."""
    counted = column.characters
    for length in (_ISO_DAY, _ISO_TIME):
        separators = 2 if length == _ISO_DAY else 5
        places = np.flatnonzero(left & (counted.total == length) & (counted.digits == length - separators))
        if len(places):
            rows, figures = _iso_figures(texts.take(pa.array(places)), length)
            _keep_iso(places[rows], figures, found, timed=length == _ISO_TIME)


def _iso_figures(texts: pa.Array, length: int) -> tuple[Ints, Bytes]:
    """The places of the texts that are such dates, and their figures: the rest of their characters are digits."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    plain = np.flatnonzero(np.diff(starts) == length)
    if len(plain) < len(texts):
        rows, figures = (
            _iso_figures(texts.take(pa.array(plain)), length)
            if len(plain)
            else (plain, np.empty((0, length), np.uint8))
        )
        return plain[rows], figures
    written = np.frombuffer(data, dtype=np.uint8)[starts[0] : starts[-1]].reshape(-1, length)
    marks = {4: b"-", 7: b"-", 10: b" T", 13: b":.", 16: b":"}
    fits = np.ones(len(plain), dtype=bool)
    for at, allowed in marks.items():
        fits &= np.isin(written[:, at], list(allowed)) if at < length else True
    return plain[fits], written[fits] - np.uint8(ord("0"))


def _keep_iso(places: Ints, figures: Bytes, found: DateFields, *, timed: bool) -> None:
    def pair(at: int) -> Ints:
        number: Ints = (figures[:, at] * np.uint8(10) + figures[:, at + 1]).astype(np.int64)
        return number

    found.layout[places] = list(LAYOUTS).index(_ISO)
    found.year[places], found.month[places], found.day[places] = pair(0) * 100 + pair(2), pair(5), pair(8)
    found.zone[places] = WITHOUT_ZONE if timed else UNTIMED
    if timed:
        found.clock[places] = _on_the_clock(pair(11), pair(14), pair(17))


def _on_the_clock(hour: Ints, minute: Ints, second: Ints) -> Mask:
    valid: Mask = (hour <= 24) & (minute <= 59) & (second <= 60)
    return valid
