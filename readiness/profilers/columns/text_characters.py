"""Kernels over the bytes of Arrow texts: kinds of characters counted per text, runs of them folded into one.

What they give is what RE2 gives (its classes of digits, blanks and Latin letters are of ASCII), at a part of its cost.
The counts are necessary conditions of patterns: a text without a digit needs no search for a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]

_SLICE = 1 << 12
"""Texts handled at a time: what is worked on stays in the cache of the processor. Chosen by us."""

_BYTE_COUNTS = 255
"""Bytes of a text up to which its counts fit in a byte."""

_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SPACES = b"\t\n\f\r "
_INVISIBLE_ENDS = (*range(0x21), *range(0x7F, 0x100))

Offsets = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CharacterCounts:
    """Per text: its characters in ``total``, its ASCII ``digits``, ``runs`` of digits, ASCII ``letters`` and
    ``spaces`` (blank, tab, line and page breaks).
    """

    total: Counts
    digits: Counts
    runs: Counts
    letters: Counts
    spaces: Counts

    @property
    def only_digits(self) -> Flags:
        mask: Flags = (self.digits == self.total) & (self.total > 0)
        return mask

    def within(
        self, *, total: tuple[int, int], digits: tuple[int, int] = (0, 1 << 30), letters: int = 1 << 30
    ) -> Flags:
        """Texts with so many characters and digits (fewest, most) and at most so many letters."""
        mask: Flags = (self.total >= total[0]) & (self.total <= total[1]) & (self.letters <= letters)
        return mask & (self.digits >= digits[0]) & (self.digits <= digits[1])


def count_characters(texts: pa.Array) -> CharacterCounts:
    """Count the kinds of characters of each text."""
    parts = [_counts_of(data, offsets) for data, offsets in _slices(texts)]
    digits, runs, letters, spaces = (
        np.concatenate([part[kind] for part in parts]) if parts else np.zeros(0, dtype=np.int32) for kind in range(4)
    )
    total = pc.fill_null(pc.utf8_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.int32)
    return CharacterCounts(total=total, digits=digits, runs=runs, letters=letters, spaces=spaces)


def _counts_of(data: Bytes, offsets: Offsets) -> tuple[Counts, Counts, Counts, Counts]:
    digit = (data - ord("0")) < len(_DIGITS)
    letter = ((data | 0x20) - ord("a")) < 26
    space = (data == ord(" ")) | ((data - ord("\t") < 5) & (data != ord("\v")))
    return (
        _sums(digit, offsets),
        _sums(_run_starts(digit, offsets), offsets),
        _sums(letter, offsets),
        _sums(space, offsets),
    )


def _sums(flags: Flags, offsets: Offsets) -> Counts:
    """Number of flags set in each text."""
    lengths = np.diff(offsets)
    if not len(flags) or not flags.any():
        return np.zeros(len(lengths), dtype=np.int32)
    filled = np.flatnonzero(lengths)
    kind = np.uint8 if int(lengths.max()) <= _BYTE_COUNTS else np.int32
    sums = np.zeros(len(lengths), dtype=np.int32)
    sums[filled] = np.add.reduceat(flags.view(np.uint8), offsets[filled], dtype=kind)
    return sums


def _run_starts(digit: Flags, offsets: Offsets) -> Flags:
    starts = digit.copy()
    starts[1:] &= ~digit[:-1]
    first = offsets[:-1][np.diff(offsets) > 0]
    starts[first] = digit[first]
    return starts


def may_have_invisible_ends(texts: pa.Array) -> Flags:
    """Texts that begin or end with a blank, a control character or one beyond ASCII."""
    marked = np.zeros(len(texts), dtype=bool)
    table = np.isin(np.arange(256), _INVISIBLE_ENDS)
    at = 0
    for data, offsets in _slices(texts):
        filled = np.flatnonzero(np.diff(offsets) > 0)
        marked[at + filled] = table[data[offsets[filled]]] | table[data[offsets[filled + 1] - 1]]
        at += len(offsets) - 1
    return marked


def longest_bytes(texts: pa.Array) -> int:
    """Bytes of the longest text: at least its characters."""
    return max((int(np.diff(offsets).max(initial=0)) for _, offsets in _slices(texts)), default=0)


def templates(texts: pa.Array) -> pa.Array:
    """Texts with runs of digits as ``0``: ``25 patients`` is ``0 patients``."""
    return _fold_runs(texts, {_DIGITS: b"0"})


def shapes(texts: pa.Array) -> pa.Array:
    """Texts with runs of letters as ``A``, of digits as ``9``: ``AB-1234`` is ``A-9``."""
    ascii_only = _is_ascii(texts)
    if ascii_only.all():
        return _ascii_shapes(texts)
    plain, others = (texts.filter(pa.array(mask)) for mask in (ascii_only, ~ascii_only))
    order = np.argsort(~ascii_only, kind="stable")
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return pa.concat_arrays([_ascii_shapes(plain), _unicode_shapes(others)]).take(pa.array(places))


def _is_ascii(texts: pa.Array) -> Flags:
    """Texts without a byte beyond ASCII."""
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return np.ones(len(texts), dtype=bool)
    ascii_only: Flags = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False).astype(bool)
    return ascii_only


def _ascii_shapes(texts: pa.Array) -> pa.Array:
    return _fold_runs(texts, {_DIGITS: b"9", _LETTERS: b"A", _SPACES: b" "})


def _unicode_shapes(texts: pa.Array) -> pa.Array:
    shaped = pc.replace_substring_regex(texts, r"\d+", "9")
    shaped = pc.replace_substring_regex(shaped, r"[\pL\pM]+", "A")
    return pc.replace_substring_regex(shaped, r"\s+", " ")


def _fold_runs(texts: pa.Array, folds: dict[bytes, bytes]) -> pa.Array:
    """Texts with each run of characters of a kind as one other character."""
    signs = bytes.maketrans(b"".join(folds), b"".join(sign * len(kind) for kind, sign in folds.items()))
    folded = np.isin(np.arange(256), list(b"".join(folds.values())))
    parts = [_fold_slice(data, offsets, signs, folded) for data, offsets in _slices(texts)]
    return pa.concat_arrays(parts) if parts else texts


def _fold_slice(data: Bytes, offsets: Offsets, signs: bytes, folded: Flags) -> pa.Array:
    """``folded`` are the characters of which a run is one."""
    shaped = np.frombuffer(data.tobytes().translate(signs), dtype=np.uint8)
    kept = np.ones(len(data), dtype=bool)
    kept[1:] = (shaped[1:] != shaped[:-1]) | ~folded[shaped[1:]]
    kept[offsets[:-1][np.diff(offsets) > 0]] = True
    ends = np.concatenate([[0], np.cumsum(_sums(kept, offsets), dtype=np.int64)])
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(shaped[kept])]
    return pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers)


def _slices(texts: pa.Array) -> Iterator[tuple[Bytes, Offsets]]:
    """The bytes of a few texts at a time, and where each begins and ends in them; a null is an empty text."""
    whole = pc.fill_null(texts.cast(pa.large_string()), "")
    for start in range(0, len(whole), _SLICE):
        part = whole.slice(start, _SLICE)
        _, offset_buffer, data_buffer = part.buffers()
        offsets = np.frombuffer(offset_buffer, dtype=np.int64)[part.offset : part.offset + len(part) + 1]
        data = np.frombuffer(data_buffer or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
        yield data, offsets - offsets[0]
