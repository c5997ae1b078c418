"""The value type of a column (numbers, dates, booleans, codes, categories, text) and the cells that break it.

Where the name, a unit, a fraction or a calendar day shows that a column measures, the cells that do not are errors
at any share. A column that names things (codes, house numbers) may hold digits here and letters there: that is
information.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.boolean_words import read_booleans
from readiness.profilers.columns.column_claims import Claim, claim_of
from readiness.profilers.columns.date_formats import DateReading, far_years, read_compact_dates, read_dates
from readiness.profilers.columns.dictionary_column import EncodedColumn, Floats, Mask, matches
from readiness.profilers.columns.digit_codes import dominates, is_code, slips
from readiness.profilers.columns.number_formats import BOUND, NumberReading, read_numbers

DOMINANT_SHARE = 0.95
"""Share of filled cells that must be of one kind before the rest are errors, where nothing else shows what the column
is. Chosen by us: of whole numbers without a known name, one cell of twenty that is none may be an error; more are
codes of letters and digits."""

MAJORITY_SHARE = 0.5
"""Share above which fractions, units or calendar days show by themselves what a column measures. Chosen by us."""

CLAIMED_SHARE = 0.2
"""Share of cells that must bear out what the column's name claims. Chosen by us: a name is believed although most cells
are wrong, but not where hardly any cell agrees with it."""

MEASURED_SHARE = 0.1
"""Share of the numbers that must have a fraction, a unit, groups or a sign before their column measures.
Chosen by us."""

COMPACT_DATE_SHARE = 0.99
"""Share of eight-digit numbers that must be days of a calendar before a column of them is one of dates."""

TWO_KINDS_SHARE = 0.01
"""Share that numbers, and that all else, must have before a column is said to hold two kinds. Chosen by us."""

OTHER_TYPE = "another type"

_COMPACT_DATE_DISTINCT = 10
_CATEGORY_REPEATS = 5
"""Cells per distinct value from which text is a category. Chosen by us."""

_CODE_CHARACTERS = 40
_DAY_OF_CALENDAR = r"\d{4}-\d{2}-\d{2}.*"
"""A typed date of the years 0 to 9999 as Arrow writes it; another (20226, -4) is an error. Bounds of ISO 8601."""

_ERRORS = frozenset(
    "#null! #value! #ref! #div/0! #name? #num! #spill! #calc! #n/a! #getting_data #wert! #bezug! "
    "#zahl! #nombre! #valeur! "
    "#nom? #nul! #¡ref! #¡div/0! #¡valor! #¿nombre? #¡num! #¡nulo! #valor! #rif! #valore! #nome? "
    "#núm! #waarde! #verw! "
    "#deel/0! #naam? #getal! #arg! #adr! #dziel/0! #liczba! #nazwa? err:502 err:508 err:522".split()
)
"""Errors of formulas as spreadsheets in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish show
them."""

_NOT_AVAILABLE = frozenset("#n/a #nv #n/d #n/b #nd".split())
"""An error of a formula among numbers, dates and other such errors; in a column of text, "no value"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``name``: integer, decimal, date, datetime, boolean, code, category, text; "" when nothing is filled.

    ``wrong`` marks the distinct values that break it, ``reasons`` the same by cause; ``layout`` is the usual date
    layout, ``numbers`` the values as numbers (NaN where they are none). ``digits`` marks the values of digits alone in
    a column that holds both such and others.
    """

    name: str
    wrong: Mask
    layout: str = ""
    numbers: Floats | None = None
    reasons: dict[str, Mask] = field(default_factory=dict)
    digits: Mask | None = None

    @property
    def is_number(self) -> bool:
        return self.name in {"integer", "decimal"}

    @property
    def is_date(self) -> bool:
        return self.name in {"date", "datetime"}

    @property
    def is_text(self) -> bool:
        return self.name in {"code", "category", "text"}


def infer(column: EncodedColumn, aside: Mask) -> Kind:
    """The kind of a column, judged without the blank values and those set ``aside`` (tokens that may mean nothing)."""
    filled = ~column.blank & ~aside
    if not column.weight(filled):
        return Kind(name="", wrong=column.empty_mask())
    if column.typed:
        return _declared_kind(column, filled)
    claim = claim_of(column.name)
    if boolean := _boolean(column, filled, claim):
        return boolean
    return _number_or_date(column, filled, claim) or _names(column, filled)


def formula_errors(column: EncodedColumn, kind: Kind) -> Mask:
    """Values that a spreadsheet shows instead of the result of a formula."""
    if column.typed:
        return column.empty_mask()
    errors = column.is_in(_ERRORS)
    return errors | column.is_in(_NOT_AVAILABLE) if errors.any() or not kind.is_text else errors


def may_be_formula_errors(column: EncodedColumn) -> Mask:
    """Values set aside while the column's kind is judged."""
    return column.is_in(_ERRORS | _NOT_AVAILABLE)


def _declared_kind(column: EncodedColumn, filled: Mask) -> Kind:
    kind = column.raw.type
    if pa.types.is_boolean(kind):
        return Kind(name="boolean", wrong=column.empty_mask())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _declared_date(column, filled)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return Kind(name="text", wrong=column.empty_mask())
    numbers = pc.cast(column.raw, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    numbers = np.where(filled, numbers, np.nan)
    return Kind(name="integer" if pa.types.is_integer(kind) else "decimal", wrong=column.empty_mask(), numbers=numbers)


def _declared_date(column: EncodedColumn, filled: Mask) -> Kind:
    name = "date" if pa.types.is_date(column.raw.type) else "datetime"
    impossible = filled & ~matches(column.texts, _DAY_OF_CALENDAR)
    year = pc.if_else(pa.array(filled & ~impossible), pc.utf8_slice_codeunits(column.texts, 0, 4), "-1")
    years = pc.cast(year, pa.int64()).to_numpy(zero_copy_only=False)
    reasons = {"no day of the calendar": impossible, "a year far from the others": far_years(column, years, years > 0)}
    return _kind(name, reasons, layout="YYYY-MM-DD")


def _kind(name: str, reasons: dict[str, Mask], *, layout: str = "", numbers: Floats | None = None) -> Kind:
    """A kind whose wrong values are those of all ``reasons``, each under the first that fits."""
    wrong = np.zeros(len(next(iter(reasons.values()))), dtype=bool)
    apart = {}
    for reason, mask in reasons.items():
        apart[reason] = mask & ~wrong
        wrong = wrong | mask
    return Kind(
        name=name, wrong=wrong, layout=layout, numbers=numbers, reasons={r: m for r, m in apart.items() if m.any()}
    )


def _boolean(column: EncodedColumn, filled: Mask, claim: Claim) -> Kind | None:
    reading = read_booleans(column, filled)
    if reading is None:
        return None
    needed = CLAIMED_SHARE if claim is Claim.BOOLEAN else DOMINANT_SHARE
    if not dominates(column, reading.conform, filled, needed):
        return None
    others = filled & ~reading.conform
    if reading.is_zero_one and (read_numbers(column, others).conform & others).any():
        return None  # counts that are mostly 0 and 1
    return _kind("boolean", {OTHER_TYPE: others, "another pair of words": reading.other_pair})


def _number_or_date(column: EncodedColumn, filled: Mask, claim: Claim) -> Kind | None:
    numbers = read_numbers(column, filled, CLAIMED_SHARE)
    if dominates(column, numbers.conform, filled, DOMINANT_SHARE) and claim is not Claim.DATE:
        return _number(column, filled, numbers, claim)
    dates = read_dates(column, filled, CLAIMED_SHARE)
    cells = column.weight(filled)
    dated = column.weight(dates.valid) / cells
    if dated >= CLAIMED_SHARE and (claim is Claim.DATE or dated > MAJORITY_SHARE):
        return _date(dates, filled)
    if _is_number(column, filled, numbers, claim):
        return _number(column, filled, numbers, claim)
    return None


def _is_number(column: EncodedColumn, filled: Mask, numbers: NumberReading, claim: Claim) -> bool:
    share = column.weight(numbers.conform) / column.weight(filled)
    measures = dominates(column, numbers.measured, numbers.conform, MEASURED_SHARE)
    if claim is Claim.NUMBER:
        return share >= CLAIMED_SHARE
    if claim is Claim.NONE and measures:
        return share > MAJORITY_SHARE
    return share >= DOMINANT_SHARE


def _date(dates: DateReading, filled: Mask) -> Kind:
    name = "datetime" if dates.timed.sum() * 2 > dates.valid.sum() else "date"
    return _kind(name, {OTHER_TYPE: filled & ~dates.shaped, **dates.reasons}, layout=dates.layout)


def _number(column: EncodedColumn, filled: Mask, numbers: NumberReading, claim: Claim) -> Kind:
    others = filled & ~numbers.conform
    others &= ~column.matches(BOUND, others)
    if compact := _compact_date(column, filled, numbers, claim):
        return compact
    if claim is not Claim.NUMBER and is_code(column, numbers.whole, numbers.conform):
        wrong = slips(column, others, numbers.whole)
        return Kind(name="code", wrong=wrong, reasons={OTHER_TYPE: wrong}, digits=numbers.whole)
    name = "integer" if column.weight(numbers.conform & ~numbers.whole) == 0 else "decimal"
    if claim is Claim.NAME:
        return Kind(name=name, wrong=column.empty_mask(), numbers=numbers.numbers, digits=numbers.whole)
    return _kind(name, {OTHER_TYPE: others, **numbers.reasons}, numbers=numbers.numbers)


def _compact_date(column: EncodedColumn, filled: Mask, numbers: NumberReading, claim: Claim) -> Kind | None:
    eight = column.matches(r"(19|20)\d{6}", numbers.whole & (column.characters.digits == 8))
    if int(eight.sum()) < _COMPACT_DATE_DISTINCT or not dominates(column, eight, numbers.whole, MAJORITY_SHARE):
        return None
    dates = read_compact_dates(column, eight)
    share = MAJORITY_SHARE if claim is Claim.DATE else COMPACT_DATE_SHARE
    if not dominates(column, dates.valid, numbers.whole, share):
        return None
    return _kind("date", {OTHER_TYPE: filled & ~eight, **dates.reasons}, layout=dates.layout)


def _names(column: EncodedColumn, filled: Mask) -> Kind:
    """Text; with the values of digits alone where the rest are of another kind."""
    name = _text_kind(column, filled)
    digits = column.characters.only_digits & filled
    share = column.weight(digits) / column.weight(filled)
    return Kind(name=name, wrong=column.empty_mask(), digits=digits if TWO_KINDS_SHARE <= share < 1 else None)


def _text_kind(column: EncodedColumn, filled: Mask) -> str:
    cells = column.weight(filled)
    short = column.weight(filled & (column.characters.total <= _CODE_CHARACTERS))
    if cells >= _CATEGORY_REPEATS * int(filled.sum()):
        return "category"
    coded = column.weight(filled & (column.characters.digits > 0) & (column.characters.spaces == 0))
    return "code" if coded >= DOMINANT_SHARE * cells and short >= DOMINANT_SHARE * cells else "text"
