"""Codes of digits: whether a column of whole numbers names things, and which of its cells are slips of such a code."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Mask, matches

SECOND_FORM_SHARE = 0.01
"""Share of cells from which another form of a code is a form of its own, and no slip. Chosen by us."""

ESTABLISHED_CELLS = 5
"""Cells from which a code is established, as for misspellings. Chosen by us."""

_CODE_DIGITS = 4
"""Digits from which a column of equally long numbers names things rather than measures them."""

_CODE_LENGTH_SHARE = 0.99

MOST_COMPARED = 500
"""Values compared with the frequent codes of a column; a bound of time, not of meaning."""


def slips(column: EncodedColumn, others: Mask, whole: Mask) -> Mask:
    """Codes of digits some of which are none, in a form that is rare or in place of a frequent code."""
    lengths = column.characters.total
    if not others.any():
        return others
    usual = int(np.bincount(lengths[whole], weights=column.counts[whole]).argmax())
    digits = pc.utf8_length(pc.replace_substring_regex(column.texts, r"\D", "")).to_numpy(zero_copy_only=False)
    odd = others & (lengths == usual) & (2 * digits > usual) & (column.counts < ESTABLISHED_CELLS)
    forms = pc.replace_substring_regex(pc.replace_substring_regex(column.texts, r"\d", "9"), r"[^9]", "A")
    encoded = forms.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    cells = np.bincount(codes[others], weights=column.counts[others], minlength=len(encoded.dictionary))
    rare = cells[codes] < SECOND_FORM_SHARE * column.weight(others | whole)
    wrong: Mask = odd & (rare | _is_near_established(column, odd & ~rare, whole))
    return wrong


def _is_near_established(column: EncodedColumn, judged: Mask, whole: Mask) -> Mask:
    """Values that digits in the place of what is none would make a frequent code of the column."""
    near = column.empty_mask()
    established = column.texts.filter(pa.array(whole & (column.counts >= ESTABLISHED_CELLS)))
    for code in np.flatnonzero(judged)[:MOST_COMPARED] if len(established) else ():
        text = column.texts[int(code)].as_py()
        near[code] = bool(matches(established, re.sub(r"\D", r"\\d", text)).any())
    return near


def is_code(column: EncodedColumn, whole: Mask, conform: Mask) -> bool:
    """Numbers that name things: written with leading zeros, or all equally long (postcodes, phones, years)."""
    if not column.weight(whole) or not dominates(column, whole, conform, _CODE_LENGTH_SHARE):
        return False
    padded = column.matches(r"0\d+", whole)
    if column.weight(padded) >= (1 - _CODE_LENGTH_SHARE) * column.weight(whole):
        return True
    lengths = column.characters.total
    usual = np.bincount(lengths[whole], weights=column.counts[whole]).argmax()
    return bool(usual >= _CODE_DIGITS and dominates(column, whole & (lengths == usual), whole, _CODE_LENGTH_SHARE))


def dominates(column: EncodedColumn, conform: Mask, among: Mask, share: float) -> bool:
    """True when values hold at least a share of the cells of others."""
    return column.weight(conform) >= share * column.weight(among)
