"""The way in which a column writes its values, as far as another column could write the same values otherwise.

A column has a form on several *axes*: the layout of its dates, the decimal mark of its numbers, the case of its words.
Only text cells have one: how typed values look is the choice of their container.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.profilers.columns.boolean_words import usual_pair
from readiness.profilers.columns.column import ColumnProfile
from readiness.profilers.columns.value_spelling import (
    TEXT_CHARACTERS,
    code_punctuation,
    code_value,
    decimal_mark,
    layout_with_order,
    letter_case,
    mask_text,
    name_value,
    phone_format,
    power_of_ten,
    thousands_separator,
    time_zone,
    unit_in,
    word_order,
    year_of,
)

Hashes = npt.NDArray[np.uint32]

DATES, TIMES, ZONES, BOOLEANS, PHONES = (
    "date layout",
    "layout of dates with a time",
    "time zone",
    "words for yes and no",
    "telephone format",
)
MARKS, GROUPS, UNIT = "decimal mark", "thousands separator", "unit"
CODES, ORDER, CASE = "punctuation of identifiers", "order of words", "letter case"

USUAL_SHARE = 0.8
"""A column is written in a form when this share of the cells that show one do; others are mixed (chosen by us)."""
MIN_CELLS = 10
MIN_VALUES = 3
"""Cells and distinct values that must show the form (chosen by us: fewer show none)."""
SAMPLED = 300
"""Distinct values read of a column: a share of 0.8 is then known to 5 points at 95 % (Wald half-width)."""
HASHED = 20_000
KEPT_HASHES = 128
"""Values compared between columns: the smallest hashes of the first 20,000 distinct ones (bottom-k sketch; Cohen &
Kaplan 2007). An overlap of a half is then known to 9 points at 95 %."""

_NO_HASHES: Hashes = np.empty(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenForm:
    """``cells`` of the ``of`` that show a form on the ``axis`` are written in this one; ``example`` is a masked value.

    ``values`` are hashes of the values without their form, ``low`` and ``high`` the range of years, or of the powers of
    ten of numbers.
    """

    column: str
    axis: str
    form: str
    cells: int
    of: int
    example: str
    values: Hashes = field(default_factory=lambda: _NO_HASHES)
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Distinct values and their cells, evenly spaced over those of a column."""

    name: str
    texts: Sequence[str]
    cells: Sequence[int]


def written_forms(profile: ColumnProfile) -> list[WrittenForm]:
    """The forms of one column, at most one on each axis; empty for typed columns and prose."""
    column = profile.column
    usable = np.flatnonzero(~profile.aside & ~profile.wrong & (column.counts > 0))
    cells = int(column.counts[usable].sum())
    if column.typed or len(usable) < 2 or cells < max(MIN_CELLS, USUAL_SHARE * profile.filled_cells):
        return []
    places = usable[:: max(1, -(-len(usable) // SAMPLED))]
    sample = _Sample(
        name=column.name, texts=column.texts.take(pa.array(places)).to_pylist(), cells=column.counts[places].tolist()
    )
    if profile.kind.is_date:
        return list(_date_forms(sample, profile))
    if profile.kind.name == "boolean":
        return _boolean_forms(sample)
    if profile.kind.is_number:
        return [*_phone_forms(sample), *_number_forms(sample)]
    return _phone_forms(sample) or _text_forms(sample, profile, usable)


def _usual(
    sample: _Sample, axis: str, form_of: Callable[[str], str], *, fewest: int = MIN_VALUES
) -> tuple[WrittenForm, list[str]] | None:
    """The form of most cells that show one, and its values; None for few or mixed ones."""
    cells: Counter[str] = Counter()
    texts: dict[str, list[str]] = {}
    for text, count in zip(sample.texts, sample.cells, strict=True):
        if form := form_of(text):
            cells[form] += count
            texts.setdefault(form, []).append(text)
    of = sum(cells.values())
    if not cells or of < MIN_CELLS:
        return None
    form, most = max(sorted(cells.items()), key=lambda one: one[1])
    if most < USUAL_SHARE * of or len(texts[form]) < fewest:
        return None
    shown = WrittenForm(column=sample.name, axis=axis, form=form, cells=most, of=of, example=mask_text(texts[form][0]))
    return shown, texts[form]


def _with_range(form: WrittenForm, numbers: Sequence[float]) -> WrittenForm:
    low, high = np.quantile(numbers, [0.05, 0.95]) if numbers else (0.0, 0.0)
    return replace(form, low=float(low), high=float(high))


def _date_forms(sample: _Sample, profile: ColumnProfile) -> Iterator[WrittenForm]:
    layout = layout_with_order(profile.kind.layout, sample.texts)
    timed = profile.kind.name == "datetime"
    if found := _usual(sample, TIMES if timed else DATES, lambda _: layout):
        years = [year_of(text) for text in sample.texts]
        yield _with_range(found[0], [year for year in years if year])
        if timed and (zoned := _usual(sample, ZONES, time_zone)):
            yield _with_range(zoned[0], [year for year in years if year])


def _boolean_forms(sample: _Sample) -> list[WrittenForm]:
    pair = usual_pair(sample.texts)
    found = _usual(sample, BOOLEANS, lambda text: pair if text.casefold() in pair.split("/") else "", fewest=2)
    return [replace(found[0], example=pair)] if pair and found else []


def _phone_forms(sample: _Sample) -> list[WrittenForm]:
    found = _usual(sample, PHONES, phone_format)
    seen = sum(sample.cells)
    if not found or found[0].of < USUAL_SHARE * seen:
        return []
    return [found[0]]


def _number_forms(sample: _Sample) -> list[WrittenForm]:
    found = [_usual(sample, MARKS, decimal_mark), _usual(sample, GROUPS, thousands_separator)]
    dimensions: Counter[str] = Counter()
    units = {text: unit_in(text) for text in sample.texts}
    for text, cells in zip(sample.texts, sample.cells, strict=True):
        if unit := units[text]:
            dimensions[unit[0]] += cells
    usual_dimensions = [name for name, cells in dimensions.items() if cells >= USUAL_SHARE * sum(sample.cells)]
    found += [
        _usual(sample, f"{UNIT} of {name}", lambda text: (units[text] or ("", ""))[1]) for name in usual_dimensions
    ]
    kept = [one[0] for one in found if one]
    powers = [power_of_ten(text) for text in sample.texts] if kept else []
    return [_with_range(one, powers) for one in kept]


def _text_forms(sample: _Sample, profile: ColumnProfile, usable: npt.NDArray[np.int64]) -> list[WrittenForm]:
    short = sum(len(text) <= TEXT_CHARACTERS for text in sample.texts)
    if short < USUAL_SHARE * len(sample.texts):
        return []
    axes: Mapping[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
        CODES: (code_punctuation, code_value),
        ORDER: (word_order, name_value),
        CASE: (letter_case, str.casefold),
    }
    forms = []
    for axis, (form_of, value_of) in axes.items():
        found = _usual(sample, axis, form_of)
        if found and found[0].of >= USUAL_SHARE * sum(sample.cells):
            texts = profile.column.texts.take(pa.array(usable[:HASHED])).to_pylist()
            forms.append(replace(found[0], values=_hashes(map(value_of, texts))))
    return forms


def _hashes(values: Iterator[str]) -> Hashes:
    """The smallest hashes of the values, sorted."""
    seen = {zlib.crc32(value.encode("utf-8", "surrogatepass")) for value in values if value}
    return np.array(sorted(seen)[:KEPT_HASHES], dtype=np.uint32)
