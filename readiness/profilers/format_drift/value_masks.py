"""Masks of many text values at once: Arrow and numpy kernels that agree with ``patterns.mask_of``, value by value."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from readiness.document_dates.month_names import MONTHS
from readiness.profilers.format_drift import patterns

MAX_VALUE_BYTES = 80
"""Bytes of a value from which its mask is made; longer values are prose (chosen by us)."""

_SHORT_MONTHS = "ene ago dic gen mag giu lug set ott avr juil mrt mei mär okt fev mai out"
"""Short month names that exports in Spanish, Italian, French, Dutch, German and Portuguese write."""
_MONTHS = "|".join(sorted({*MONTHS, *_SHORT_MONTHS.split()}, key=lambda name: (-len(name), name)))
_FIRST_WORD_IS_MONTH = rf"(?i)^[^\p{{L}}]*(?:{_MONTHS})(?:[^\p{{L}}]|$)"
_NAMED_DATE = re.compile(r"(?:9{1,2}[-/ .]{0,2}A|A\.? 9{1,2},? 9{4}|A[-/ .]?(?:9{4}|99)$)")
_LETTER, _DIGIT = ord("A"), ord("9")


def _byte_classes() -> npt.NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = _DIGIT
    table[ord("a") : ord("z") + 1] = _LETTER
    table[ord("A") : ord("Z") + 1] = _LETTER
    return table


_CLASSES = _byte_classes()


def count_masks(values: pa.Array, counts: npt.NDArray[np.int64]) -> Counter[str]:
    """Cells by mask; ``values`` are distinct trimmed texts (large_string, no nulls) and ``counts`` their cells."""
    masks = masks_of(values)
    encoded = masks.dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    codes = encoded.indices.to_numpy()
    cells = np.bincount(codes, weights=counts, minlength=len(names)).astype(np.int64)
    found: Counter[str] = Counter()
    for mask, count in zip(names, cells.tolist(), strict=True):
        found[patterns.without_sign(mask)] += count
    for at in [at for at, mask in enumerate(names) if _NAMED_DATE.match(mask)]:
        here = codes == at
        months = int(counts[here][_starts_with_month(values.filter(pa.array(here)))].sum())
        found[patterns.without_sign(names[at])] -= months
        found[patterns.without_sign(names[at].replace("A", patterns.MONTH_NAME, 1))] += months
    return +found


def masks_of(values: pa.Array) -> pa.Array:
    """The mask of every value, signs and month names included as they are: one ``9`` per digit, ``A`` per word."""
    import pyarrow.compute as pc

    text = _cut_long_values(values)
    ascii_only = pc.string_is_ascii(text)
    if not pc.all(ascii_only, min_count=0).as_py():
        words = pc.replace_substring_regex(text.filter(pc.invert(ascii_only)), r"\p{L}+", "A")
        text = pc.replace_with_mask(text, pc.invert(ascii_only), words)
    return _fold_bytes(text)


def _cut_long_values(values: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    text = values.cast(pa.large_string())
    long = pc.greater(pc.binary_length(text), MAX_VALUE_BYTES)
    if not pc.any(long, min_count=0).as_py():
        return text
    return pc.if_else(long, pc.utf8_slice_codeunits(text, 0, MAX_VALUE_BYTES), text)


def _fold_bytes(text: pa.Array) -> pa.Array:
    """Digits become 9 and runs of letters one A, in the bytes of the whole array at once."""
    offsets = np.frombuffer(text.buffers()[1], dtype=np.int64)[text.offset : text.offset + len(text) + 1]
    data = text.buffers()[2]
    if data is None or not len(text) or offsets[-1] == offsets[0]:
        return text
    classes = _CLASSES[np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]]
    starts = offsets - offsets[0]
    letter = classes == _LETTER
    repeated = letter.copy()
    repeated[1:] &= letter[:-1]
    repeated[0] = False
    repeated[starts[:-1][starts[:-1] < len(classes)]] = False
    kept = ~repeated
    ends = np.concatenate(([0], np.cumsum(kept)))[starts]
    buffers = [None, pa.py_buffer(ends.astype(np.int64).tobytes()), pa.py_buffer(classes[kept].tobytes())]
    return pa.Array.from_buffers(pa.large_string(), len(text), buffers)


def _starts_with_month(values: pa.Array) -> npt.NDArray[np.bool_]:
    import pyarrow.compute as pc

    matched: npt.NDArray[np.bool_] = pc.match_substring_regex(values, _FIRST_WORD_IS_MONTH).to_numpy(
        zero_copy_only=False
    )
    return matched
