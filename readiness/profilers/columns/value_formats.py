"""Cells written in another format than most of their column: ``12 oz.`` among ``12.0 oz``, ``5%`` among ``0.05``.

A format is a value with its numbers replaced by ``0``. Only differences that cannot be a difference of meaning count:
another spelling of the same unit, a unit where the others have none, hours and minutes among minutes, a prefix that the
others have, and other punctuation between the same runs of letters and digits. ``1 g`` among ``5 mg`` is a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints, Mask, as_mask
from readiness.profilers.columns.numbers import name_words
from readiness.profilers.columns.units import TIMES, unit_of

MAX_VALUES = 50_000
"""Distinct values whose formats are compared, from the first on: a bound of time."""

MIN_CELLS = 20
"""Cells from which a column has a usual format. Chosen by us."""

MIN_USUAL_SHARE = 0.35
MIN_LEAD = 1.5
"""Share of the usual format, and its cells per cell of the next one that means the same. Chosen by us: unlike a type, a
unit that is spelt in five ways may have no majority."""

MIN_STRICT_SHARE = 0.85
"""Share of the usual format from which other punctuation or a lost prefix is an error. Chosen by us."""

MIN_STRICT_CHARACTERS = 4
MIN_WORD_NUMBERS = 20
"""Different numbers before a word that is no known unit, from which the word is one (``1234 votes``); ``3 Suppl`` has
few. Chosen by us."""

MIN_REPEATED_SPELLINGS = 3
"""Spellings of the unit in the cells of a column whose name has it, from which the bare number is the format."""

MIN_WORD_CHARACTERS = 3
MAX_FORMAT_CHARACTERS = 40
"""A quantity with its units is shorter. Chosen by us."""

MAX_FORMATS = 400
"""Formats from which a column is free text."""

MIN_LARGE_SHARE = 0.25
"""Share of the cells that must be numbers from 1,000 on before their separators are compared. Chosen by us."""

LONG_AS_MINUTES = "min"
MINUTES_AN_HOUR = 60

_PLAIN_NUMBER = re.compile(r"9+(?:[.,]9+)?")
"""The shape of a number, whose point may be anywhere."""

_NUMBER = "\\d+(?:[.,\u00a0\u202f']\\d+)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    """The formats of a column: ``of`` gives each value's, ``cells`` and ``numbers`` (distinct values) weigh them."""

    texts: Sequence[str]
    of: pa.Array
    cells: Mapping[str, int]
    numbers: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatMasks:
    """Masks of distinct values: in the ``usual`` format of a column of quantities, and in another (``other``)."""

    usual: Mask
    other: Mask


def value_formats(column: EncodedColumn, aside: Mask) -> FormatMasks:
    """The values in the usual format of a column, and those in another; nothing where no format leads."""
    masks = FormatMasks(usual=column.empty_mask(), other=column.empty_mask())
    usable = np.flatnonzero(~aside & (column.counts > 0))[:MAX_VALUES]
    if column.typed or column.counts[usable].sum() < MIN_CELLS:
        return masks
    texts, weights = column.texts.take(pa.array(usable)), column.counts[usable]
    if as_mask(pc.match_substring_regex(texts, r"\d")).mean() < MIN_USUAL_SHARE:
        return masks
    masks.usual[usable], units = _unit_formats(column.name, texts, weights)
    masks.other[usable] = units | _strict_formats(texts, weights) | _grouping(texts, weights)
    return masks


def _unit_formats(name: str, texts: pa.Array, weights: Ints) -> tuple[Mask, Mask]:
    formats = _formats(pc.replace_substring_regex(texts, _NUMBER, "0"), weights)
    usual, other = _units(formats, name) if len(formats.cells) <= MAX_FORMATS else (set(), set())
    short = {one for one in other if _meaning(one, 0) == (LONG_AS_MINUTES,)} if _has_hours(formats) else set()
    short = {one for one in short if not _over_an_hour(texts.filter(pc.equal(formats.of, one)))}
    return _in_formats(formats, usual | short), _in_formats(formats, other - short)


def _in_formats(formats: _Formats, names: set[str]) -> Mask:
    return as_mask(pc.is_in(formats.of, value_set=pa.array(sorted(names), pa.large_string())))


def _formats(of: pa.Array, weights: Ints) -> _Formats:
    encoded = of.dictionary_encode()
    names = encoded.dictionary.to_pylist()
    codes = encoded.indices.to_numpy()
    cells = np.bincount(codes, weights=weights, minlength=len(names)).astype(int).tolist()
    numbers = np.bincount(codes, minlength=len(names)).tolist()
    return _Formats(
        texts=names,
        of=of,
        cells=dict(zip(names, cells, strict=True)),
        numbers=dict(zip(names, numbers, strict=True)),
        total=int(weights.sum()),
    )


def _units(formats: _Formats, name: str) -> tuple[set[str], set[str]]:
    """The usual format with those that are parts of it, and the formats that say the same in another way."""
    meaning = {one: _meaning(one, formats.numbers[one]) for one in formats.texts}
    named = {unit_of(word) for word in name_words(name).split()} - {None, ""}
    spelt = {one for one in formats.texts if _first_unit(one) in named}
    if "0" in meaning and len(spelt) >= MIN_REPEATED_SPELLINGS:
        return {"0"}, spelt
    usual = _usual(formats, meaning)
    if usual is None:
        return set(), set()
    units = meaning[usual] or ()
    other = {one for one in formats.texts if one != usual and _is_equivalent(meaning[one], units)}
    parts = {one for one in formats.texts if len(units) > 1 and meaning[one] and set(meaning[one] or ()) < set(units)}
    return {usual} | (parts - other), other


_Meaning = tuple[str, ...] | None
"""Units of the numbers of a format in order, "" for a bare one; None where it is no quantity."""


def _meaning(written: str, numbers: int) -> _Meaning:
    before, *after = (part.strip(" .,") for part in written[:MAX_FORMAT_CHARACTERS].split("0"))
    if not after or len(written) > MAX_FORMAT_CHARACTERS or (before and (any(after) or len(after) > 1)):
        return None
    words = [before] if before else after
    units = [unit_of(word) for word in words]
    if None not in units:
        return tuple(unit or "" for unit in units)
    one_word = not before and len(words) == 1 and len(words[0]) >= MIN_WORD_CHARACTERS and words[0].isalpha()
    return (words[0].casefold(),) if one_word and numbers >= MIN_WORD_NUMBERS else None


def _first_unit(written: str) -> str | None:
    """The unit after a number that a format begins with: ``oz`` of ``0 oz. can``."""
    parts = re.match(r"0 ?([^\W\d]+|%)", written)
    return unit_of(parts.group(1)) if parts else None


def _usual(formats: _Formats, meaning: Mapping[str, _Meaning]) -> str | None:
    """The most frequent format of a quantity, where it leads."""
    quantities = Counter({one: formats.cells[one] for one in formats.texts if meaning[one] is not None})
    if not quantities:
        return None
    (usual, cells), *others = quantities.most_common(2)
    lead = all(cells >= MIN_LEAD * count for _, count in others)
    return usual if lead and cells >= MIN_USUAL_SHARE * formats.total else None


def _is_equivalent(other: _Meaning, usual: _Meaning) -> bool:
    """True for the same units, for units beside bare numbers, and for several units of time beside one."""
    if other is None or usual is None:
        return False
    if other == usual or (len(other) == len(usual) == 1 and "" in (*other, *usual)):
        return True
    times = set(other) | set(usual) <= TIMES
    return times and (len(usual) == 1 < len(other) or (len(other) == 1 < len(usual) and other[0] == LONG_AS_MINUTES))


def _has_hours(formats: _Formats) -> bool:
    return any("h" in (_meaning(one, 0) or ()) for one in formats.texts)


def _over_an_hour(texts: pa.Array) -> bool:
    """True when most of these minutes are an hour or more: ``97 min`` beside ``1 hr. 37 min.``, not ``45 min``."""
    numbers = [int(found.group()) for text in texts.to_pylist() if (found := re.search(r"\d{1,9}", text))]
    return sum(number >= MINUTES_AN_HOUR for number in numbers) * 2 > len(numbers)


def _grouping(texts: pa.Array, weights: Ints) -> Mask:
    """Numbers with a thousands separator where most numbers as large have none, or the other way round."""
    grouped = as_mask(pc.match_substring_regex(texts, r"^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$"))
    plain = as_mask(pc.match_substring_regex(texts, r"^[1-9]\d{3,}(\.\d+)?$"))
    few, many = sorted((grouped, plain), key=lambda mask: int(weights[mask].sum()))
    cells = int(weights[many].sum())
    large = weights[grouped | plain].sum() >= MIN_LARGE_SHARE * weights.sum()
    enough = large and cells >= max(MIN_CELLS, MIN_LEAD * weights[few].sum())
    return few if enough else np.zeros(len(texts), dtype=bool)


def _strict_formats(texts: pa.Array, weights: Ints) -> Mask:
    """Values with other punctuation than most, or without the letters that the others begin with."""
    exact = pc.replace_substring_regex(pc.replace_substring_regex(texts, r"\d", "9"), r"\p{L}", "A")
    formats = _formats(exact, weights)
    usual, cells = max(formats.cells.items(), key=lambda one: one[1])
    other: set[str] = set()
    plain = _skeleton(usual)
    leads = cells >= MIN_STRICT_SHARE * formats.total and "9" in usual and len(plain) >= MIN_STRICT_CHARACTERS
    if leads and not _PLAIN_NUMBER.fullmatch(_without_sign(usual)):
        other = {one for one in formats.texts if _without_sign(one) != _without_sign(usual) and _skeleton(one) == plain}
    marked = as_mask(pc.is_in(exact, value_set=pa.array(sorted(other), pa.large_string())))
    return marked | _without_prefix(texts, weights)


def _without_sign(shape: str) -> str:
    """A shape without its sign or mark: ``-99.9`` and ``<99.9`` differ from ``99.9`` in meaning."""
    return shape.lstrip("-+(<>~≈≤≥ \u2212").rstrip(")+?* ")


def _skeleton(shape: str) -> str:
    return re.sub(r"[^A9]", "", shape)


def _without_prefix(texts: pa.Array, weights: Ints) -> Mask:
    """Bare digits, as many as the others have after the letters that nearly all begin with."""
    parts = pc.extract_regex(texts, r"^(?P<prefix>\p{L}+[-_ ]?)(?P<digits>\d{3,})$")
    prefixes = pc.struct_field(parts, "prefix").dictionary_encode()
    known = as_mask(pc.is_valid(parts))
    none = np.zeros(len(texts), dtype=bool)
    if not known.any():
        return none
    codes = pc.fill_null(prefixes.indices, -1).to_numpy(zero_copy_only=False)
    cells = np.bincount(codes[codes >= 0], weights=weights[codes >= 0])
    if cells.max() < MIN_STRICT_SHARE * weights.sum():
        return none
    usual = codes == cells.argmax()
    digits = pc.utf8_length(pc.struct_field(parts, "digits")).to_numpy(zero_copy_only=False)
    lengths = pc.utf8_length(texts).to_numpy()
    bare: Mask = as_mask(pc.match_substring_regex(texts, r"^\d+$")) & np.isin(lengths, np.unique(digits[usual]))
    return bare
