"""Numbers as people write them: decimal mark, grouping, sign, currency and unit, decided for a whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Floats, Ints, Mask, as_mask, matches
from readiness.profilers.columns.text_characters import count_characters
from readiness.tables.unit_names import IMPERIAL, MONEY, SYMBOLS, UNITS, is_unit

_UNIT = r"[^\d\s.,'_()+-]"
_CELL = (
    rf"^(?P<open>\()?(?P<sign>[+-]?) ?(?P<before>{_UNIT}{{0,3}}\.?) ?(?P<inner>[+-]?)"
    rf"(?P<body>\d[\d.,' _]*|[.,]\d+)(?P<power>(?:[eE][+-]?\d+)?) ?(?P<after>{_UNIT}{{0,8}}\.?)"
    r"(?P<close>\))?(?P<trail>-?)$"
)
"""A cell that may be a number; what is before and after it is looked up among the known units."""

_CODE_WITH_LETTERS = r"[^\d\s]*\d+[A-Za-z]|[A-Za-z]{1,3} ?0\d+"
"""House numbers and codes such as 12A and EUR007: no number with the unit ampere or an amount of euro."""

BOUND = r"[<>≤≥]=? ?[\d.,]*\d ?[^\d\s]{0,8}"
"""A measurement below or above what can be measured, as laboratories write it."""

_MOST_LETTERS = 12
"""ASCII letters of a cell that may be a number: 3 before it, 8 after it, and the e of an exponent."""

_SHAPE = re.sub(r"\?P<\w+>", "?:", _CELL)[1:-1]
_PLAIN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_GROUPS = r"[1-9]\d{0,2}(?:'\d{3})+|[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:_\d{3})+"
_POINT = rf"(?:\d+|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d?(?:,\d{{2}})+,\d{{3}}|{_GROUPS})(?:\.\d*)?|\.\d+"
_COMMA = rf"(?:\d+|[1-9]\d{{0,2}}(?:\.\d{{3}})+|{_GROUPS})(?:,\d+)?|,\d+"

_NOTHING, _TAB = (pa.scalar(text, pa.large_string()) for text in ("", "\t"))

_CURRENCY_NAMES = frozenset(name for sign, name in SYMBOLS.items() if sign in MONEY)
MIXED_UNITS_SHARE = 0.1
"""Share of the numbers from which on a second unit of measurement is no slip. Chosen by us."""

OTHER_MARK, OTHER_SIGN, OTHER_UNIT = "another decimal mark", "another sign", "another unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """The distinct values of a column as numbers.

    ``conform`` marks the values that are numbers in some way of writing; ``reasons`` those among them that are written
    unlike the others. ``measured`` marks values that only a measure has: a fraction, a unit, groups of digits, a sign.
    """

    conform: Mask
    whole: Mask
    measured: Mask
    numbers: Floats
    reasons: dict[str, Mask]


def read_numbers(column: EncodedColumn, filled: Mask, fewest: float = 0.0) -> NumberReading:
    """Read the filled values; the decimal mark is that of most cells that leave no doubt about it.

    Where fewer than a share ``fewest`` of the cells may be numbers, only the plain ones among them are read.
    """
    texts, typographic = _plain_signs(column.texts)
    counted = column.characters if texts is column.texts else count_characters(texts)
    plain = counted.only_digits | matches(texts, _PLAIN, filled & (counted.letters == 0) & ~counted.only_digits)
    plain &= filled
    shaped = plain | matches(texts, _SHAPE, filled & ~plain & (counted.digits > 0) & (counted.letters <= _MOST_LETTERS))
    if not (shaped & ~plain).any() or column.weight(shaped) < fewest * column.weight(filled):
        return _plain_reading(texts, plain, counted.only_digits)
    cells = pc.extract_regex(pc.if_else(pa.array(shaped), texts, ""), _CELL)
    found = as_mask(pc.is_valid(cells))
    part = {
        name: pc.fill_null(pc.struct_field(cells, name), "") for name in ("body", "sign", "inner", "power", "trail")
    }
    body = pc.utf8_rtrim(part["body"], " ")
    unit, known = _units(cells)
    known &= ~matches(texts, _CODE_WITH_LETTERS)
    conform, point = _by_decimal_mark(column, body, found & known & _is_bracketed_whole(cells))
    negative, styles = _signs(cells, part, typographic)
    numbers = _numbers(body, part["power"], conform & point, conform & ~point, negative)
    conform = conform & ~np.isnan(numbers)
    off_mark = _off_mark(column, body, conform)
    reasons = {
        OTHER_MARK: off_mark,
        OTHER_SIGN: _minority(column, styles, conform & negative) & conform & negative,
        OTHER_UNIT: _other_unit(column, unit, conform, numbers),
    }
    whole = conform & matches(texts, r"[+-]?\d+")
    measured = conform & (~whole | negative)
    return NumberReading(conform=conform, whole=whole, measured=measured, numbers=numbers, reasons=reasons)


def _plain_reading(texts: pa.Array, plain: Mask, only_digits: Mask) -> NumberReading:
    """Numbers of digits, a decimal point and a leading sign alone."""
    kept = pc.if_else(pa.array(plain), pc.utf8_ltrim(texts, "+"), pa.scalar(None, texts.type))
    signed = plain & ~only_digits
    whole = plain & (only_digits | matches(texts, r"[+-]?\d+", signed))
    measured = plain & (~whole | matches(texts, r"-.*", signed))
    numbers = pc.cast(kept, pa.float64()).to_numpy(zero_copy_only=False)
    return NumberReading(conform=plain, whole=whole, measured=measured, numbers=numbers, reasons={})


def _plain_signs(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Typographic blanks, apostrophes and minus signs as those of a keyboard, and where a minus was typographic."""
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return texts, np.zeros(len(texts), dtype=bool)
    typographic = as_mask(pc.match_substring_regex(texts, r"^[\x{2212}\x{2013}] ?\d"))
    plain = pc.replace_substring_regex(texts, r"[\x{00a0}\x{202f}\x{2009}\x{2007}\x{3000}]", " ")
    plain = pc.replace_substring_regex(plain, r"[\x{2019}\x{02bc}]", "'")
    plain = pc.replace_substring_regex(plain, r"^[\x{2212}\x{2013}]", "-")
    wide = as_mask(pc.match_substring_regex(plain, r"[\x{ff10}-\x{ff19}]"))
    return (pc.utf8_normalize(plain, "NFKC") if wide.any() else plain), typographic


def _is_bracketed_whole(cells: pa.Array) -> Mask:
    """Both brackets or none, and at most one sign."""
    opened, closed = (_has(cells, name) for name in ("open", "close"))
    signs = sum(_has(cells, name).astype(int) for name in ("sign", "inner", "trail"))
    whole: Mask = (opened == closed) & (signs + opened <= 1)
    return whole


def _has(cells: pa.Array, name: str) -> Mask:
    return as_mask(pc.greater(pc.utf8_length(pc.fill_null(pc.struct_field(cells, name), "")), 0))


def _by_decimal_mark(column: EncodedColumn, body: pa.Array, found: Mask) -> tuple[Mask, Mask]:
    """Masks of the numbers, and of those among them to read with a decimal point."""
    point, comma = matches(body, _POINT) & found, matches(body, _COMMA) & found
    prefers_point = column.weight(point & ~comma) >= column.weight(comma & ~point)
    return point | comma, (point if prefers_point else point & ~comma)


def _off_mark(column: EncodedColumn, body: pa.Array, conform: Mask) -> Mask:
    """Numbers that only the decimal mark of fewer cells explains."""
    point, comma = matches(body, _POINT) & conform, matches(body, _COMMA) & conform
    by_point, by_comma = point & ~comma, comma & ~point
    return by_comma if column.weight(by_point) >= column.weight(by_comma) else by_point


def _signs(cells: pa.Array, part: dict[str, pa.Array], typographic: Mask) -> tuple[Mask, pa.Array]:
    """Mask of the negative values, and the style in which each is written."""
    minus = [as_mask(pc.equal(part[name], "-")) for name in ("sign", "inner")]
    trailing, bracketed = _has(cells, "trail"), _has(cells, "open")
    negative = minus[0] | minus[1] | trailing | bracketed
    style = np.select([trailing, bracketed, typographic], ["trailing", "brackets", "typographic"], "leading")
    return negative, pa.array(style)


def _units(cells: pa.Array) -> tuple[pa.Array, Mask]:
    """The currency or unit of each value under one name, "" where it has none; and where it is none or known."""
    before, after = (pc.fill_null(pc.struct_field(cells, name), "") for name in ("before", "after"))
    written = pc.binary_join_element_wise(before, after, _TAB)
    encoded = written.dictionary_encode()
    names = [[part.lower().rstrip(".") for part in name.split("\t")] for name in encoded.dictionary.to_pylist()]
    known = np.array([first in {*MONEY, ""} and _is_unit_or_none(last) for first, last in names], dtype=bool)
    units = pa.array(["".join(SYMBOLS.get(part, part) for part in pair) for pair in names], pa.string())
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    return units.take(encoded.indices), known[indices]


def _is_unit_or_none(text: str) -> bool:
    """Return whether ``text`` is empty, a unit, or units of which one is divided by another: mg/ml."""
    return not text or text in UNITS or ("/" in text and is_unit(text))


def _other_unit(column: EncodedColumn, unit: pa.Array, conform: Mask, numbers: Floats) -> Mask:
    """A unit other than that of most cells, or none where most have one; zero is zero in any unit.

    A measure that many cells have, such as kg among g, is stated for each row on purpose; another currency is not, nor
    are pounds among kilograms.
    """
    units = _count_labels(column, unit, conform)
    bare_zero = as_mask(pc.equal(unit, "")) & (numbers == 0)
    other: Mask = conform & (units.codes != units.usual) & ~bare_zero & ~_usual_measures(units)
    return other


def _usual_measures(units: _Labels) -> Mask:
    """The values whose unit is a measure of the most frequent one's system and is that of a good part of the cells."""
    if not units.names:
        return np.zeros(len(units.codes), dtype=bool)
    system = _system(units.names[units.usual])
    measures = [system not in {"", "money"} and _system(name) == system for name in units.names]
    frequent = units.cells >= MIXED_UNITS_SHARE * units.cells.sum()
    usual: Mask = (np.array(measures, dtype=bool) & frequent)[units.codes]
    return usual


def _system(unit: str) -> str:
    """The system of a unit: money, imperial or metric; "" for none and for a share."""
    if unit in {"", "%"}:
        return ""
    if unit in MONEY or unit in _CURRENCY_NAMES:
        return "money"
    return "imperial" if unit in IMPERIAL else "metric"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labels:
    """Labels of the values of a column: each value's code, the names by code, and the cells by code; ``usual`` is the
    code of the most frequent one.
    """

    codes: Ints
    names: list[str]
    cells: Floats
    usual: int


def _count_labels(column: EncodedColumn, labels: pa.Array, among: Mask) -> _Labels:
    """Count the cells of each label in the values ``among`` which it is counted."""
    encoded = labels.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    names = encoded.dictionary.to_pylist()
    cells = np.bincount(codes[among], weights=column.counts[among], minlength=len(names)).astype(np.float64)
    usual = max(range(len(names)), key=lambda code: (cells[code], names[code]), default=0)
    return _Labels(codes=codes, names=names, cells=cells, usual=usual)


def _minority(column: EncodedColumn, labels: pa.Array, among: Mask) -> Mask:
    """The values among the given ones whose label is not the most frequent, by cells."""
    counted = _count_labels(column, labels, among)
    minority: Mask = among & (counted.codes != counted.usual)
    return minority


def _numbers(body: pa.Array, power: pa.Array, point: Mask, comma: Mask, negative: Mask) -> Floats:
    bare = pc.replace_substring_regex(body, r"[ '_]", "")
    by_point = pc.replace_substring(bare, ",", "")
    by_comma = pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", ".")
    plain = pc.if_else(pa.array(point), by_point, pc.if_else(pa.array(comma), by_comma, pa.scalar(None, bare.type)))
    numbers = pc.cast(pc.binary_join_element_wise(plain, power, _NOTHING), pa.float64()).to_numpy(zero_copy_only=False)
    signed: Floats = np.where(negative, -numbers, numbers)
    return signed
