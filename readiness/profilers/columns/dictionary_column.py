"""Dictionary encoding of one column: its distinct values, their counts, and the value of each row.

All other modules here work on distinct values and weigh them by count: a million cells of fifty categories cost fifty
steps. Memory is one column at a time: 4 bytes a row plus the distinct values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.arrow_values import texts_of
from readiness.profilers.columns.text_characters import (
    CharacterCounts,
    count_characters,
    longest_bytes,
    may_have_invisible_ends,
)

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LONG_CHARACTERS = 256
"""Longer cells are kept by their first characters and a hash: no profile needs more of running text. Chosen by us."""

_TOKEN_CHARACTERS = 64

NULL = -1
"""The code of a null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedColumn:
    """``codes`` (rows, int64) index ``texts`` (distinct, trimmed) and ``counts``; nulls have code ``NULL``.

    ``raw`` are the distinct values unchanged, ``typed`` is True when the source holds them as numbers, dates or
    booleans, ``blank`` marks the empty text, ``characters`` counts those of each text.
    """

    name: str
    position: int
    declared_type: str
    raw: pa.Array
    texts: pa.Array
    codes: npt.NDArray[np.int32]
    counts: Ints
    blank: Mask
    typed: bool
    characters: CharacterCounts

    @property
    def rows(self) -> int:
        return len(self.codes)

    @property
    def distinct(self) -> int:
        return int((~self.blank).sum())

    @property
    def nulls(self) -> int:
        """Cells null or blank."""
        return self.rows - int(self.counts[~self.blank].sum())

    @property
    def is_token(self) -> Mask:
        """Mask of the words of at most 64 characters without a blank."""
        counted = self.characters
        mask: Mask = (counted.spaces == 0) & (counted.total > 0) & (counted.total <= _TOKEN_CHARACTERS)
        return mask

    @property
    def unique(self) -> bool:
        """Every row holds a value of its own."""
        return self.rows > 0 and self.distinct == self.rows

    def weight(self, mask: Mask) -> int:
        """Cells whose value is in the mask."""
        return int(self.counts[mask].sum())

    def cells(self, mask: Mask) -> Mask:
        """Mask of the rows whose value is in the mask of values."""
        return np.append(mask, False)[self.codes]

    def rows_of(self, mask: Mask) -> Ints:
        """Row numbers (0-based, ascending) whose value is in the mask."""
        return np.flatnonzero(self.cells(mask)).astype(np.int64)

    def missing_rows(self, disguised: Mask) -> Ints:
        """Row numbers whose cell is null, blank or disguised."""
        return np.flatnonzero((self.codes == NULL) | self.cells(self.blank | disguised)).astype(np.int64)

    def empty_mask(self) -> Mask:
        return np.zeros(len(self.counts), dtype=bool)

    def is_in(self, values: frozenset[str]) -> Mask:
        """Mask of the values that, case folded, are among these words."""
        return is_in(self.texts, values, self.characters.within(**_bounds(values)))

    def matches(self, pattern: str, within: Mask) -> Mask:
        """Mask of the values that match an RE2 pattern from start to end; searched are those ``within`` a mask only."""
        return matches(self.texts, pattern, within)

    def only(self, rows: Mask) -> EncodedColumn:
        """The same column without some of its rows; values that no row holds any more count 0."""
        codes = self.codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(self.counts)).astype(np.int64)
        return replace(self, codes=codes, counts=counts)


def encode(column: pa.ChunkedArray, *, name: str, position: int, declared_type: str = "") -> EncodedColumn:
    """Fold a staged column (see ``tables.parquet_ready``) into its distinct values, in order of first appearance."""
    kind = column.type
    if pa.types.is_large_string(kind) or pa.types.is_string(kind):
        column = pa.chunked_array([_shorten_cells(chunk) for chunk in column.chunks], pa.large_string())
    raw, codes = _dictionary(column)
    texts = _trim(_as_text(raw))
    counts = np.bincount(codes[codes >= 0], minlength=len(raw)).astype(np.int64)
    characters = count_characters(texts)
    return EncodedColumn(
        name=name,
        position=position,
        declared_type=declared_type,
        raw=raw,
        texts=texts,
        codes=codes,
        counts=counts,
        blank=characters.total == 0,
        typed=not (pa.types.is_large_string(column.type) or pa.types.is_large_binary(column.type)),
        characters=characters,
    )


_INVISIBLE = (
    r"\s\p{Z}\p{Cf}\x{00}-\x{1f}\x{7f}-\x{9f}\x{034f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180e}\x{2800}"
    r"\x{3164}\x{fe00}-\x{fe0f}\x{ffa0}"
)
"""Characters that show nothing: blanks, marks of format and direction, fillers of Hangul and Braille (Unicode,
Default_Ignorable_Code_Point)."""


def _trim(texts: pa.Array) -> pa.Array:
    """Texts without what is invisible at their ends."""
    trimmed = pc.utf8_trim_whitespace(texts)
    doubtful = np.flatnonzero(may_have_invisible_ends(trimmed))
    if not len(doubtful):
        return trimmed
    ends = rf"^[{_INVISIBLE}]+|[{_INVISIBLE}]+$"
    if not as_mask(pc.match_substring_regex(trimmed.take(pa.array(doubtful)), ends)).any():
        return trimmed
    return pc.replace_substring_regex(trimmed, ends, "")


def _dictionary(column: pa.ChunkedArray) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    encoded = column.dictionary_encode().unify_dictionaries()
    raw = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], column.type)
    parts = [pc.fill_null(chunk.indices, NULL).to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    codes = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
    return raw, codes.astype(np.int32, copy=False)


def _as_text(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_large_string(kind):
        return values
    if pa.types.is_large_binary(kind) or pa.types.is_null(kind):
        return pa.array([_binary_text(value) for value in values.to_pylist()], pa.large_string())
    return texts_of(values)


def _binary_text(value: Any) -> str:
    """A hash: binary cells are only compared for equality."""
    return hashlib.sha256(value or b"").hexdigest()[:16]


def _shorten_cells(chunk: pa.Array) -> pa.Array:
    chunk = texts_of(chunk)
    if longest_bytes(chunk) <= LONG_CHARACTERS:
        return chunk
    lengths = pc.max(pc.utf8_length(chunk)).as_py()
    if lengths is None or lengths <= LONG_CHARACTERS:
        return chunk
    cells = chunk.to_pylist()
    return pa.array([_shorten(cell) if cell is not None else None for cell in cells], pa.large_string())


def _shorten(cell: str) -> str:
    if len(cell) <= LONG_CHARACTERS:
        return cell
    return f"{cell[:LONG_CHARACTERS]}#{hashlib.sha256(cell.encode('utf-8', 'replace')).hexdigest()[:16]}"


def as_mask(values: Any) -> Mask:
    """An Arrow boolean array as a mask; null counts as False."""
    whole = pc.fill_null(values, False) if values.null_count else values
    mask: Mask = whole.to_numpy(zero_copy_only=False).astype(bool)
    return mask


_MOST_TAKEN = 0.8
"""Share of the texts from which all are searched: to take so many apart costs more. Chosen by us."""


def matches(texts: pa.Array, pattern: str, within: Mask | None = None) -> Mask:
    """Mask of the texts that match an RE2 pattern from start to end, and are ``within`` a mask."""
    return _search(texts, lambda some: as_mask(pc.match_substring_regex(some, f"^(?:{pattern})$")), within)


def is_in(texts: pa.Array, values: frozenset[str], within: Mask | None = None) -> Mask:
    """Mask of the texts that, case folded, are among the values, and are ``within`` a mask."""
    return _search(texts, lambda some: as_mask(pc.is_in(pc.utf8_lower(some), value_set=_as_set(values))), within)


def _search(texts: pa.Array, search: Callable[[pa.Array], Mask], within: Mask | None) -> Mask:
    """The mask that a search gives, called with no more texts than need be."""
    if within is None:
        return search(texts)
    places = np.flatnonzero(within)
    if len(places) > _MOST_TAKEN * len(within):
        return search(texts) & within
    found = np.zeros(len(within), dtype=bool)
    if len(places):
        found[places] = search(texts.take(pa.array(places)))
    return found


class _Bounds(TypedDict):
    total: tuple[int, int]
    digits: tuple[int, int]


@cache
def _bounds(words: frozenset[str]) -> _Bounds:
    """Fewest and most characters and digits of these words: folding the case changes neither."""
    digits = [sum(character in "0123456789" for character in word) for word in words]
    lengths = [len(word) for word in words]
    return {"total": (min(lengths), max(lengths)), "digits": (min(digits), max(digits))}


@cache
def _as_set(values: frozenset[str]) -> pa.Array:
    """The values as an Arrow array, cached: these sets are few and literal."""
    return pa.array(sorted(values), pa.large_string())
