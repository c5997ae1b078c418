"""The distinct values of a batch of text cells, without those that mean "nothing here"."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NULL_WORDS = ("na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?")
"""Cells that mean "nothing here" (the tokens pandas.read_csv reads as missing, and dashes)."""
_LONGEST_NULL_WORD = max(map(len, NULL_WORDS))


def distinct_values(cells: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Distinct trimmed texts (large_string) that are no null, and the number of cells of each."""
    import pyarrow.compute as pc

    encoded = cells.dictionary_encode()
    codes = encoded.indices.drop_null().to_numpy()
    counts = np.bincount(codes, minlength=len(encoded.dictionary)).astype(np.int64)
    text = pc.utf8_trim_whitespace(encoded.dictionary.cast(pa.large_string()))
    filled = pc.invert(pc.is_in(_short_lower(text), value_set=pa.array(["", *NULL_WORDS], pa.large_string())))
    return text.filter(filled), counts[filled.to_numpy(zero_copy_only=False)]


def _short_lower(text: pa.Array) -> pa.Array:
    """Texts in lower case, as far as they are short enough to be a null word."""
    import pyarrow.compute as pc

    short = pc.less_equal(pc.binary_length(text), _LONGEST_NULL_WORD)
    return pc.ascii_lower(pc.if_else(short, text, pa.scalar("...", pa.large_string())))
