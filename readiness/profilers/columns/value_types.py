"""The value type of a column (numbers, dates, booleans, codes, categories, text) and the cells that break it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Floats, Mask, is_in, matches

DOMINANT_SHARE = 0.95
"""Share of filled cells that must be of one kind before the rest are errors. Chosen by us: a wrong type in more than
one cell of twenty is a column of two kinds, not a column with errors."""

DOMINANT_LAYOUT_SHARE = 0.8
"""Among cells that are all dates, the share of one layout from which the others are errors. Lower than for types,
because two layouts in one column are a defect at any share; chosen by us."""

COMPACT_DATE_SHARE = 0.99
"""Share of eight-digit numbers that must be days of a calendar before a column of them is one of dates."""

_COMPACT_DATE_DISTINCT = 10
_CATEGORY_REPEATS = 5
"""Cells per distinct value from which text is a category. Chosen by us."""

_CODE_DIGITS = 4
"""Digits from which a column of equally long numbers names things rather than measures them."""

_CODE_LENGTH_SHARE = 0.99
_CODE_CHARACTERS = 40

_INTEGER = r"[+-]?\d+"
_AFFIXES = r"[+-]?[$€£¥]? ?{number} ?%?"
_POINT = _AFFIXES.format(number=r"(\d+\.?\d*|\.\d+|\d{1,3}(,\d{3})+(\.\d*)?)([eE][+-]?\d+)?")
_COMMA = _AFFIXES.format(number=r"(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")

_TIME = r"([ T]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?( ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
_DAY, _MONTH = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])"
_MONTH_NAME = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(1[0-9]|2[01])\d{2}"
_LAYOUTS: dict[str, str] = {
    "YYYY-MM-DD": rf"{_YEAR}-{_MONTH}-{_DAY}",
    "YYYY/MM/DD": rf"{_YEAR}/{_MONTH}/{_DAY}",
    "YYYY.MM.DD": rf"{_YEAR}\.{_MONTH}\.{_DAY}",
    "NN/NN/YYYY": rf"{_DAY}/{_DAY}/{_YEAR}",
    "NN-NN-YYYY": rf"{_DAY}-{_DAY}-{_YEAR}",
    "NN.NN.YYYY": rf"{_DAY}\.{_DAY}\.{_YEAR}",
    "NN/NN/YY": rf"{_DAY}/{_DAY}/\d{{2}}",
    "NN-NN-YY": rf"{_DAY}-{_DAY}-\d{{2}}",
    "NN.NN.YY": rf"{_DAY}\.{_DAY}\.\d{{2}}",
    "DD Mon YYYY": rf"{_DAY}(st|nd|rd|th)?[ -]{_MONTH_NAME}[ ,-]+{_YEAR}",
    "DD Mon YY": rf"{_DAY}[ -]{_MONTH_NAME}[ -]\d{{2}}",
    "Mon DD, YYYY": rf"{_MONTH_NAME} {_DAY}(st|nd|rd|th)?,? +{_YEAR}",
}
_DAY_OF_CALENDAR = r"\d{4}-\d{2}-\d{2}.*"
"""A typed date of the years 0 to 9999 as Arrow writes it; another (20226, -4) is an error. Bounds of ISO 8601."""

_COMPACT = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"

_BOOLEANS = tuple(frozenset(pair.split("/")) for pair in ("true/false", "yes/no", "y/n", "t/f", "on/off", "0/1"))
_ZERO_ONE = frozenset("01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``name``: integer, decimal, date, datetime, boolean, code, category, text; "" when nothing is filled.

    ``wrong`` marks the distinct values that break it; ``layout`` is the dominant date layout, ``numbers`` the values
    as numbers (NaN where they are none).
    """

    name: str
    wrong: Mask
    layout: str = ""
    numbers: Floats | None = None

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
    for infer_kind in (_boolean, _number, _date):
        if kind := infer_kind(column, filled):
            return kind
    return Kind(name=_text_kind(column, filled), wrong=column.empty_mask())


def _declared_kind(column: EncodedColumn, filled: Mask) -> Kind:
    kind = column.raw.type
    if pa.types.is_boolean(kind):
        return Kind(name="boolean", wrong=column.empty_mask())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        name = "date" if pa.types.is_date(kind) else "datetime"
        return Kind(name=name, wrong=filled & ~matches(column.texts, _DAY_OF_CALENDAR), layout="YYYY-MM-DD")
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return Kind(name="text", wrong=column.empty_mask())
    numbers = pc.cast(column.raw, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    numbers = np.where(filled, numbers, np.nan)
    return Kind(name="integer" if pa.types.is_integer(kind) else "decimal", wrong=column.empty_mask(), numbers=numbers)


def _boolean(column: EncodedColumn, filled: Mask) -> Kind | None:
    for pair in _BOOLEANS:
        conform = is_in(column.texts, pair) & filled
        wrong = filled & ~conform
        if conform.sum() < 2 or not _dominates(column, conform, filled):
            continue
        if pair == _ZERO_ONE and (matches(column.texts, _POINT) & wrong).any():
            return None  # counts that are mostly 0 and 1
        return Kind(name="boolean", wrong=wrong)
    return None


def _dominates(column: EncodedColumn, conform: Mask, filled: Mask, share: float = DOMINANT_SHARE) -> bool:
    return column.weight(conform) >= share * column.weight(filled)


def _number(column: EncodedColumn, filled: Mask) -> Kind | None:
    whole = matches(column.texts, _INTEGER) & filled
    for pattern, decimal in ((_POINT, "."), (_COMMA, ",")):
        conform = matches(column.texts, pattern) & filled
        if not _dominates(column, conform, filled):
            continue
        numbers = _parse_numbers(column.texts, conform, decimal)
        wrong = filled & ~conform
        if _is_compact_date(column, whole):
            return Kind(name="date", wrong=wrong, layout="YYYYMMDD")
        if _is_code(column, whole, conform):
            return Kind(name="code", wrong=wrong)
        name = "integer" if column.weight(conform & ~whole) == 0 else "decimal"
        return Kind(name=name, wrong=wrong, numbers=numbers)
    return None


def _is_compact_date(column: EncodedColumn, whole: Mask) -> bool:
    days = matches(column.texts, _COMPACT) & whole
    return int(days.sum()) >= _COMPACT_DATE_DISTINCT and _dominates(column, days, whole, COMPACT_DATE_SHARE)


def _is_code(column: EncodedColumn, whole: Mask, conform: Mask) -> bool:
    """Numbers that name things: written with leading zeros, or all equally long (postcodes, phones, years)."""
    if not column.weight(whole) or not _dominates(column, whole, conform, _CODE_LENGTH_SHARE):
        return False
    padded = matches(column.texts, r"0\d+") & whole
    if column.weight(padded) >= (1 - _CODE_LENGTH_SHARE) * column.weight(whole):
        return True
    lengths = pc.utf8_length(column.texts).to_numpy(zero_copy_only=False)
    usual = np.bincount(lengths[whole], weights=column.counts[whole]).argmax()
    return bool(usual >= _CODE_DIGITS and _dominates(column, whole & (lengths == usual), whole, _CODE_LENGTH_SHARE))


def _parse_numbers(texts: pa.Array, conform: Mask, decimal: str) -> Floats:
    bare = pc.replace_substring_regex(texts, r"[$€£¥% ]", "")
    bare = pc.replace_substring(bare, "," if decimal == "." else ".", "")
    bare = pc.replace_substring(bare, decimal, ".")
    bare = pc.replace_substring_regex(bare, r"^\+", "")
    kept = pc.if_else(pa.array(conform), bare, pa.scalar(None, pa.large_string()))
    numbers: Floats = pc.cast(kept, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def _date(column: EncodedColumn, filled: Mask) -> Kind | None:
    if not _dominates(column, matches(column.texts, r"(?s).*\d.*") & filled, filled):
        return None  # no layout does without a digit: most columns are spared all of them
    by_layout = {name: matches(column.texts, pattern + _TIME) & filled for name, pattern in _LAYOUTS.items()}
    conform = np.logical_or.reduce(list(by_layout.values()))
    if not _dominates(column, conform, filled):
        return None
    layout = max(by_layout, key=lambda name: column.weight(by_layout[name]))
    steady = _dominates(column, by_layout[layout], conform, DOMINANT_LAYOUT_SHARE)
    timed = matches(column.texts, r".*\d:\d{2}.*") & conform
    wrong = filled & ~(by_layout[layout] if steady else conform)
    name = "datetime" if column.weight(timed) * 2 > column.weight(conform) else "date"
    return Kind(name=name, wrong=wrong, layout=layout if steady else "")


def _text_kind(column: EncodedColumn, filled: Mask) -> str:
    cells = column.weight(filled)
    short = column.weight(filled & (pc.utf8_length(column.texts).to_numpy() <= _CODE_CHARACTERS))
    if cells >= _CATEGORY_REPEATS * int(filled.sum()):
        return "category"
    coded = column.weight(matches(column.texts, r"\S*\d\S*") & filled)
    return "code" if coded >= DOMINANT_SHARE * cells and short >= DOMINANT_SHARE * cells else "text"


def templates(texts: pa.Array) -> pa.Array:
    """Texts with runs of digits as ``0``: ``25 patients`` is ``0 patients``."""
    return pc.replace_substring_regex(texts, r"\d+", "0")


def shapes(texts: pa.Array) -> pa.Array:
    """Texts with runs of letters as ``A``, of digits as ``9``: ``AB-1234`` is ``A-9``."""
    letters = r"[A-Za-z]+" if pc.all(pc.string_is_ascii(texts)).as_py() else r"[\pL\pM]+"  # the latter compiles in 1 ms
    shaped = pc.replace_substring_regex(texts, r"\d+", "9")
    shaped = pc.replace_substring_regex(shaped, letters, "A")
    return pc.replace_substring_regex(shaped, r"\s+", " ")
