"""Columns of a table that identify or describe the thing of each row, and how their values are compared."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns import null_tokens
from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask, as_mask
from readiness.profilers.columns.numbers import name_words
from readiness.profilers.columns.value_types import Kind, infer
from readiness.profilers.records.vocabulary import Words, normalise, words_of

Comparison = Literal["text", "code", "date", "time", "number"]

MIN_BITS = 1.0
"""A column in which every second pair of rows agrees anyway is left out. Chosen by us."""

NAMING_BITS = 5.0
"""A column of words names things when two rows drawn at random agree in fewer than one of 32 cases. Chosen by us."""

MOST_BITS = 12.0
"""Weight no column exceeds, so that one unique column does not outvote all others. Chosen by us."""

NUMBER_BITS = 4.0
"""Most weight of a measured number or a point in time: prices change and clocks run on. Chosen by us."""

NUMBERING_DIGITS, NUMBERING_SHARE = 5, 0.8
"""Whole numbers of at least so many digits, in this share of cells as many, name things. Chosen by us."""

_LIFECYCLE = re.compile(r"(^| )(created|updated|modified|inserted|loaded|imported|synced|ingested|extracted)( |$)")
"""Columns about the row, not about what it describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column, ready to be compared.

    ``codes`` int32 (rows,) index the distinct normalised ``values``, -1 where there is none; ``counts`` (values,) are
    the rows of each; ``bits`` is the column's collision entropy: two rows drawn at random agree once in 2 ** bits.
    """

    name: str
    comparison: Comparison
    decimal: bool
    codes: npt.NDArray[np.int32]
    values: pa.Array
    counts: Ints
    bits: float
    words: Words | None = None

    @property
    def rows(self) -> int:
        return len(self.codes)

    @property
    def filled_rows(self) -> int:
        return int(self.counts.sum())

    @property
    def identifies(self) -> bool:
        """True when agreement here is evidence for one and the same thing; equal amounts and moments are not."""
        return self.comparison in {"text", "code", "date"}

    @property
    def names(self) -> bool:
        return self.comparison == "text" and self.bits >= NAMING_BITS

    @property
    def weight(self) -> float:
        return min(self.bits, MOST_BITS if self.identifies else NUMBER_BITS)


def field_of(column: EncodedColumn, aside: Ints) -> Field | None:
    """A column as a field; None when it holds too little, or describes the row itself. Rows ``aside`` have no value."""
    kind = infer(column, null_tokens.candidates(column))
    usable = ~(column.blank | null_tokens.disguised_nulls(column, kind))
    comparison = _comparison(column, kind, usable)
    if comparison is None or _LIFECYCLE.search(name_words(column.name)):
        return None
    encoded = _normal_form(column, kind, comparison).dictionary_encode()
    values = encoded.dictionary
    codes = np.append(_new_codes(encoded, usable), -1)[column.codes].astype(np.int32)
    codes[aside] = -1
    counts = np.bincount(codes[codes >= 0], minlength=len(values)).astype(np.int64)
    bits = collision_bits(counts)
    if bits < MIN_BITS:
        return None
    return Field(
        name=column.name,
        comparison=comparison,
        decimal=kind.name == "decimal",
        codes=codes,
        values=values,
        counts=counts,
        bits=bits,
        words=words_of(values, counts) if comparison == "text" else None,
    )


def collision_bits(counts: Ints) -> float:
    """Collision entropy (Rényi 1961) of pairs of different rows; 0 with fewer than two.

    >>> round(collision_bits(np.array([3, 1, 1, 1, 1, 1, 1, 1, 1, 1])), 2), collision_bits(np.array([8]))
    (4.46, 0.0)
    """
    filled = float(counts.sum())
    pairs = filled * (filled - 1)
    if pairs <= 0:
        return 0.0
    same = float((counts * (counts - 1.0)).sum())
    return abs(float(np.log2(max(same, 1.0) / pairs)))


def _comparison(column: EncodedColumn, kind: Kind, usable: Mask) -> Comparison | None:
    if not column.weight(usable) or kind.name in {"", "boolean"}:
        return None
    if kind.is_number:
        return "code" if kind.name == "integer" and _is_numbering(column, usable) else "number"
    if kind.is_date:
        return "time" if kind.name == "datetime" else "date"
    return "code" if kind.name == "code" or not _is_wordy(column, usable) else "text"


def _is_wordy(column: EncodedColumn, usable: Mask) -> bool:
    """Most cells hold a letter: ``(312) 555-0100`` is text to a reader, a code to a comparison."""
    letters = as_mask(pc.match_substring_regex(column.texts, r"\p{L}"))
    return column.weight(letters & usable) * 2 >= column.weight(usable)


def _is_numbering(column: EncodedColumn, usable: Mask) -> bool:
    """Long numbers, most of one length: telephones with and without an area code, not amounts."""
    lengths = pc.fill_null(pc.utf8_length(column.texts), 0).to_numpy(zero_copy_only=False)
    cells = np.bincount(lengths[usable], weights=column.counts[usable])
    usual = int(cells.argmax())
    return usual >= NUMBERING_DIGITS and bool(cells[usual] >= NUMBERING_SHARE * column.weight(usable))


def _normal_form(column: EncodedColumn, kind: Kind, comparison: Comparison) -> pa.Array:
    if comparison == "number":
        return pc.cast(pa.array(kind.numbers, pa.float64(), from_pandas=True), pa.large_string())
    folded = normalise(column.texts)
    return folded if comparison == "text" else pc.replace_substring(folded, " ", "")


def _new_codes(encoded: pa.DictionaryArray, usable: Mask) -> Ints:
    """The new code of each old one; -1 for blanks and disguised nulls."""
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    empty = as_mask(pc.equal(pc.utf8_length(encoded.dictionary), 0))
    return np.where(usable & ~np.append(empty, True)[codes], codes, -1)


def is_record_like(fields: Sequence[Field]) -> bool:
    """True when rows can be recognised as about one thing: a naming column, and bits enough to single out a row.

    Tables of measurements, categories and codes have no such column: nothing to compare.
    """
    if not any(field.names for field in fields):
        return False
    known = sum(field.bits for field in fields if field.identifies)
    return known >= math.log2(max(2, fields[0].rows)) + NAMING_BITS


def fields_of(columns: Iterable[EncodedColumn], *, aside: Ints) -> list[Field]:
    """The fields of a table without its ids, in column order."""
    fields = (field_of(column, aside) for column in columns)
    return [field for field in fields if field is not None]
