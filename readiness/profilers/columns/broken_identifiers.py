"""Identifiers that a spreadsheet broke: written with an exponent, rounded, shorn of leading zeros, turned into dates.

What a spreadsheet does is documented: it keeps 15 significant digits (IEEE 754), shows numbers of 12 and more digits
with an exponent, drops leading zeros, and reads ``1-2`` or ``MAR1`` as days (Ziemann et al. 2016, "Gene name errors are
widespread in the scientific literature").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Mask, as_mask, matches
from readiness.profilers.columns.row_keys import has_id_name
from readiness.profilers.columns.value_types import Kind

MIN_CELLS = 5
"""Cells that are needed to see how the identifiers of a column are written. Chosen by us."""

MIN_DIGITS = 8
"""Digits from which a whole number beside exponents names something rather than measures it. Chosen by us."""

KEPT_DIGITS = 15
"""Significant digits that a spreadsheet keeps."""

MIN_ROUNDED_SHARE = 0.9
MIN_LAST_DIGIT_SHARE = 0.5
"""Share of long numbers that end in zeros after the 15th digit, and share of those whose 15th digit is not 0: without
the second, times in nanoseconds would count. Chosen by us."""

MIN_PADDED_SHARE = 0.01
MIN_USUAL_SHARE = 0.5
MAX_SHORTER = 3
"""Share of identifiers of the usual length that begin with 0, share that have that length, and zeros that may be lost.
Chosen by us."""

MIN_CODES_SHARE = 0.5
MIN_DATED_CELLS = 2
"""Share of codes with a digit, and cells with a day and month among them, from which these are broken codes."""

_EXPONENT = r"[+-]?\d([.,]\d+)?[eE]\+?\d{1,2}"
_MONTH = (
    r"(?i:jan|feb|fév|mar|mär|mrz|apr|avr|abr|may|mai|maj|mei|mag|jun|juin|jui|giu|cze|jul|juil|lug|lip|aug|aoû|ago|sie|"
    r"sep|set|wrz|oct|okt|ott|out|paź|nov|lis|dec|dez|déc|dic|gru|ene|gen)\.?"
)
_DAY_AND_MONTH = rf"\d{{1,2}}[-. ]{_MONTH}|{_MONTH}[-. ]\d{{2}}"
_MONTH_CHARACTERS = 9
_CODE = r"[^\s,;]*\d[^\s,;]*"

MESSAGES = {
    "exponent": "{count} identifiers in {column} are written as numbers with an exponent; their last digits are lost.",
    "rounded": "{count} identifiers in {column} have lost their digits after the 15th: a number keeps no more.",
    "leading_zeros": "{count} identifiers in {column} are shorter than the others, as if they had lost leading zeros.",
    "date": "{count} codes in {column} were turned into a day and a month.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenIdentifiers:
    """Marked distinct values of a column by ``kind``: a key of ``MESSAGES``. ``is_identifier`` where it was judged."""

    is_identifier: bool
    kinds: dict[str, Mask]

    @property
    def all_broken(self) -> Mask:
        """Values of any kind; there is at least one."""
        marked: Mask = np.logical_or.reduce(list(self.kinds.values()))
        return marked


def broken_identifiers(column: EncodedColumn, kind: Kind, aside: Mask) -> BrokenIdentifiers:
    """Identifiers of a column that are broken, by kind; a column of measures, dates or prose has none."""
    filled = ~aside & (column.counts > 0)
    if column.weight(filled) < MIN_CELLS or kind.name == "boolean":
        return BrokenIdentifiers(is_identifier=False, kinds={})
    kinds = {"rounded": _rounded_numbers(column, filled)}
    if not column.typed:
        kinds |= {"exponent": _exponents(column, filled), "leading_zeros": _lost_zeros(column, filled)}
        if not kind.is_date:
            kinds["date"] = _month_days(column, filled)
    found = {name: mask for name, mask in kinds.items() if mask.any()}
    return BrokenIdentifiers(is_identifier=bool(found) or kind.name == "code" or has_id_name(column.name), kinds=found)


def _exponents(column: EncodedColumn, filled: Mask) -> Mask:
    """Numbers with an exponent beside long whole numbers, or alone in a column named as an identifier."""
    written = column.matches(_EXPONENT, filled & (column.characters.letters == 1) & (column.characters.digits > 1))
    if not written.any():
        return written
    long_whole = filled & column.characters.only_digits & (column.characters.digits >= MIN_DIGITS)
    rest = column.weight(filled & ~written)
    among_codes = rest > 0 and column.weight(long_whole) >= MIN_CODES_SHARE * rest and long_whole.any()
    alone = rest == 0 and has_id_name(column.name)
    return written if among_codes or alone else column.empty_mask()


def _rounded_numbers(column: EncodedColumn, filled: Mask) -> Mask:
    """Whole numbers of more than 15 digits, nearly all of which end in zeros from the 16th on."""
    written = _whole_texts(column)
    if written is column.texts:
        filled = filled & (column.characters.digits > KEPT_DIGITS)
    if not filled.any() or not _is_long_number(written, filled).any():
        return column.empty_mask()
    texts = pc.replace_substring_regex(written, r"\.0+$", "")
    long_numbers = matches(texts, rf"[1-9]\d{{{KEPT_DIGITS},}}", filled)
    cells = column.weight(long_numbers)
    if cells < MIN_CELLS:
        return column.empty_mask()
    rounded = matches(texts, rf"\d{{{KEPT_DIGITS}}}0+") & long_numbers
    cut = matches(texts, rf"\d{{{KEPT_DIGITS - 1}}}[1-9]0+") & rounded
    evident = (
        column.weight(rounded) >= MIN_ROUNDED_SHARE * cells
        and column.weight(cut) >= MIN_LAST_DIGIT_SHARE * cells
        and int(rounded.sum()) >= MIN_CELLS
    )
    return rounded if evident else column.empty_mask()


def _is_long_number(texts: pa.Array, filled: Mask) -> Mask:
    return matches(texts, rf"[1-9]\d{{{KEPT_DIGITS},}}(\.0+)?", filled)


def _whole_texts(column: EncodedColumn) -> pa.Array:
    """The texts, with large floating-point numbers written out: 1.2345e+17 has 18 digits."""
    if not pa.types.is_floating(column.raw.type):
        return column.texts
    numbers = column.raw.to_numpy(zero_copy_only=False)
    large = np.isfinite(numbers) & (np.abs(numbers) >= 10**KEPT_DIGITS) & (np.abs(numbers) < 1e25)
    if not large.any():
        return column.texts
    texts = column.texts.to_pylist()
    for position in np.flatnonzero(large & (numbers == np.floor(numbers))):
        texts[position] = _significant(float(numbers[position]))
    return pa.array(texts, pa.large_string())


def _significant(number: float) -> str:
    """A whole number by the digits that it shows, filled up with zeros: the shortest text that gives it again."""
    digits, _, exponent = f"{number!r}".partition("e+")
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0")
    return whole + decimals + "0" * max(0, int(exponent or 0) - len(decimals))


def _lost_zeros(column: EncodedColumn, filled: Mask) -> Mask:
    """Digits, shorter than most, in a column of codes of one length of which some begin with 0."""
    digits = column.characters.only_digits & filled
    nothing = column.empty_mask()
    if column.weight(digits) < max(MIN_CELLS, MIN_USUAL_SHARE * column.weight(filled)):
        return nothing
    lengths = column.characters.total
    usual = int(np.bincount(lengths[digits], weights=column.counts[digits]).argmax())
    whole = digits & (lengths == usual)
    padded = column.matches(r"0\d+", digits)
    shorter = digits & (lengths < usual) & (lengths >= max(1, usual - MAX_SHORTER))
    evident = (
        usual >= 3
        and column.weight(whole) >= MIN_USUAL_SHARE * column.weight(digits)
        and column.weight(padded & whole) >= max(MIN_DATED_CELLS, MIN_PADDED_SHARE * column.weight(whole))
        and not (padded & ~whole).any()
        and not (digits & (lengths > usual)).any()
    )
    return shorter if evident else nothing


def _month_days(column: EncodedColumn, filled: Mask) -> Mask:
    """A day and a month, as spreadsheets write them, in a column of codes or ranges."""
    counted = column.characters
    dated = column.matches(_DAY_AND_MONTH, filled & counted.within(total=(3, _MONTH_CHARACTERS), digits=(1, 2)))
    if column.weight(dated) < MIN_DATED_CELLS:
        return column.empty_mask()
    codes = matches(column.texts, _CODE, filled & ~dated & (counted.digits > 0)) & ~_has_month(column)
    most = column.weight(codes) >= MIN_CODES_SHARE * column.weight(filled & ~dated)
    return dated if most and column.weight(codes) > column.weight(dated) else column.empty_mask()


def _has_month(column: EncodedColumn) -> Mask:
    return as_mask(pc.match_substring_regex(column.texts, rf"(^|[^\pL]){_MONTH}($|[^\pL])"))
