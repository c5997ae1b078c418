"""Profile of one column: its kind, its missing cells and its suspect cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from readiness.profilers.columns import null_tokens
from readiness.profilers.columns.dictionary_column import EncodedColumn, Mask
from readiness.profilers.columns.misread_cells import misread_cells
from readiness.profilers.columns.numbers import outliers
from readiness.profilers.columns.spelling_variants import MAX_VALUES, rare_variants
from readiness.profilers.columns.text_characters import shapes, templates
from readiness.profilers.columns.value_formats import FormatMasks, value_formats
from readiness.profilers.columns.value_types import TWO_KINDS_SHARE, Kind, formula_errors, infer

_PATTERN_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """Masks of distinct values: ``disguised`` nulls, ``wrong`` kinds, ``far`` numbers, ``other_format`` than most,
    ``misread`` characters. ``variants`` maps a misspelt value to the usual one.
    """

    column: EncodedColumn
    kind: Kind
    disguised: Mask
    wrong: Mask
    far: Mask
    other_format: Mask
    misread: Mask
    variants: dict[int, int]
    formula: Mask

    @property
    def aside(self) -> Mask:
        return self.column.blank | self.disguised

    @property
    def filled_cells(self) -> int:
        """Cells with a value: neither null, blank nor disguised."""
        return self.column.weight(~self.aside)

    @property
    def missing(self) -> int:
        return self.column.rows - self.filled_cells

    @property
    def numeric(self) -> int:
        """Cells that are numbers, in a column of numbers."""
        if self.kind.numbers is None:
            return 0
        return self.column.weight(np.isfinite(self.kind.numbers) & ~self.aside)

    def reasons(self) -> dict[str, int]:
        """Cells that break the kind, by cause."""
        causes = {"an error of a formula": self.formula, **self.kind.reasons}
        cells = {cause: self.column.weight(mask & self.wrong) for cause, mask in causes.items()}
        return {cause: count for cause, count in cells.items() if count}

    def two_kinds(self) -> tuple[int, int] | None:
        """Cells of digits alone and other cells, in a column of names that holds both."""
        if self.kind.digits is None:
            return None
        digits = self.column.weight(self.kind.digits & ~self.aside)
        others = self.column.weight(~self.kind.digits & ~self.aside & ~self.wrong)
        return (
            (digits, others)
            if min(digits, others) > 1 and min(digits, others) >= TWO_KINDS_SHARE * self.filled_cells
            else None
        )

    def disguises(self) -> dict[str, int]:
        """Each token as written and its cells, most frequent first."""
        codes = sorted(np.flatnonzero(self.disguised), key=lambda code: (-self.column.counts[code], code))
        return {self.column.texts[int(code)].as_py(): int(self.column.counts[code]) for code in codes}


def profile_column(column: EncodedColumn) -> ColumnProfile:
    """Infer the kind, without what may be a disguised null; then find missing cells, then cells that break the kind."""
    kind = infer(column, null_tokens.candidates(column))
    errors = formula_errors(column, kind)
    disguised = null_tokens.disguised_nulls(column, kind) & ~errors
    aside = column.blank | disguised
    formats = _formats(column, kind, aside | errors)
    wrong = (_wrong_kind(column, kind, formats.usual) | errors) & ~aside
    far = outliers(column, kind, aside | wrong)
    variants = _misspelt_values(column, aside) if kind.is_text and not column.typed else {}
    return ColumnProfile(
        column=column,
        kind=kind,
        disguised=disguised,
        wrong=wrong,
        far=far,
        other_format=formats.other & ~wrong,
        misread=misread_cells(column) & ~aside & ~wrong,
        variants=variants,
        formula=errors,
    )


def _formats(column: EncodedColumn, kind: Kind, aside: Mask) -> FormatMasks:
    if kind.is_date or kind.name == "boolean":
        return FormatMasks(usual=column.empty_mask(), other=column.empty_mask())
    return value_formats(column, aside)


def _wrong_kind(column: EncodedColumn, kind: Kind, usual: Mask) -> Mask:
    """The values that break the kind; when they are most values in the usual format, that format is not the error."""
    in_usual = column.weight(kind.wrong & usual)
    return kind.wrong & ~usual if in_usual * 2 > column.weight(usual) else kind.wrong


def _misspelt_values(column: EncodedColumn, aside: Mask) -> dict[int, int]:
    """Misspelt values by themselves, and by their words where only the digits in them differ."""
    usable = np.flatnonzero(~aside & (column.counts > 0))
    texts, counts = column.texts.take(usable), column.counts[usable]
    words = texts.to_pylist() if len(texts) <= MAX_VALUES else []
    usual_of = {int(usable[code]): int(usable[usual]) for code, usual in rare_variants(words, counts).items()}
    if not column.characters.digits[usable].any():
        return usual_of
    folded = templates(texts).dictionary_encode()
    template = folded.indices.to_numpy()
    if len(folded.dictionary) < len(texts) and len(folded.dictionary) <= MAX_VALUES:
        weights = np.bincount(template, weights=counts).astype(np.int64)
        for wrong, usual in rare_variants(folded.dictionary.to_pylist(), weights).items():
            first = int(usable[np.argmax(template == usual)])
            for position in np.flatnonzero(template == wrong):
                usual_of.setdefault(int(usable[position]), first)
    return usual_of


def facts(profile: ColumnProfile) -> dict[str, Any]:
    """One row of ``schemas.PROFILE_COLUMNS``, without source and item.

    ``type_errors`` are those visible in this column alone. ``minimum`` and ``maximum`` are given for numbers and dates
    only: those of a text would be somebody's data.
    """
    column = profile.column
    minimum, maximum = _extremes(profile)
    pattern, share = _pattern(profile)
    return {
        "column": column.name,
        "position": column.position,
        "declared_type": column.declared_type,
        "inferred_type": profile.kind.name or None,
        "rows": column.rows,
        "nulls": column.nulls,
        "disguised_nulls": column.weight(profile.disguised),
        "disguise_token": next(iter(profile.disguises()), None),
        "distinct": int((~profile.aside & (column.counts > 0)).sum()),
        "type_errors": column.weight(profile.wrong),
        "outliers": column.weight(profile.far),
        "minimum": minimum,
        "maximum": maximum,
        "pattern": pattern,
        "pattern_share": share,
    }


def _extremes(profile: ColumnProfile) -> tuple[str | None, str | None]:
    usable = ~profile.aside & ~profile.wrong
    if profile.kind.numbers is not None:
        usable &= np.isfinite(profile.kind.numbers)
        if usable.any():
            numbers = profile.kind.numbers[usable]
            return _number_text(numbers.min()), _number_text(numbers.max())
    if profile.kind.is_date and profile.kind.layout.startswith("YYYY") and usable.any():
        extremes = pc.min_max(profile.column.texts.filter(usable)).as_py()
        return extremes["min"], extremes["max"]
    return None, None


def _number_text(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 2**53 else repr(float(number))


def _pattern(profile: ColumnProfile) -> tuple[str | None, float | None]:
    """The most frequent shape of the filled cells and its share; for dates the layout."""
    usable = ~profile.aside & (profile.column.counts > 0)
    if not usable.any():
        return None, None
    if profile.kind.layout:
        conform = profile.column.weight(usable & ~profile.wrong)
        return profile.kind.layout, conform / profile.filled_cells
    shape_of = shapes(profile.column.texts.filter(usable))
    encoded = shape_of.dictionary_encode()
    weights = np.bincount(encoded.indices.to_numpy(), weights=profile.column.counts[usable])
    top = int(weights.argmax())
    return encoded.dictionary[top].as_py()[:_PATTERN_CHARACTERS], float(weights[top] / weights.sum())
