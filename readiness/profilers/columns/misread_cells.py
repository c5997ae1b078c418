"""Cells whose characters were decoded by the wrong code page before they came into the table: ``funciÃ³n``."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import EncodedColumn, Mask, as_mask

_TRAIL = re.escape("".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))) + "\x80-\xbf"
_SUSPECT = f"[\u00c2-\u00df][{_TRAIL}]|[\u00e0-\u00ef][{_TRAIL}]{{2}}|\ufffd"
"""A lead byte of UTF-8 with its trail bytes, read as Windows-1252, or the sign for a byte that could not be read."""


def misread_cells(column: EncodedColumn) -> Mask:
    """Mask of the distinct values that hold UTF-8 read as Windows-1252 or Latin-1, or characters that were lost."""
    marked = column.empty_mask()
    if column.typed or pc.all(pc.string_is_ascii(column.texts)).as_py() in {True, None}:
        return marked
    for code in np.flatnonzero(as_mask(pc.match_substring_regex(column.texts, _SUSPECT)) & (column.counts > 0)):
        marked[code] = _is_misread(column.texts[int(code)].as_py())
    return marked


def _is_misread(text: str) -> bool:
    """True when every suspect sequence turns into one character of UTF-8, or is the sign of a lost one."""
    return all(found == "\ufffd" or _is_utf8(found) for found in re.findall(_SUSPECT, text))


def _is_utf8(text: str) -> bool:
    for codec in ("cp1252", "latin-1"):
        try:
            return len(text.encode(codec).decode("utf-8")) == 1
        except UnicodeError:
            continue
    return False
