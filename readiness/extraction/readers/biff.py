"""Worksheets of Excel 2 to 4, from before compound files: the cells' words and numbers, read by xlrd."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.model import Outcome

_MAX_CELLS = 5_000_000
_END = b"\x0a\x00\x00\x00"
_BROKEN = (struct.error, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What xlrd raises where records are not as it expects them, beside its own error."""

_PASSWORD = "password"  # noqa: S105 - a word of xlrd's message
_ERROR, _EMPTY = 5, frozenset({0, 6})
"""Kinds of cells, as xlrd numbers them: an error, and those without a value."""


def read(raw: RawFile) -> ReadResult:
    """Tab-separated cells, one row a line, sheet by sheet; formulas by the number or text they last showed."""
    if not raw.data:  # xlrd would take nothing for no content, and look for a file
        raise Unreadable(Outcome.EMPTY, "the file has no bytes")
    try:
        return _reading(_open_workbook(raw.data))
    except _BROKEN:
        return _without_end(raw.data)


def _without_end(data: bytes) -> ReadResult:
    """A worksheet with the record that ends it put behind, which xlrd waits for."""
    try:
        cut = _reading(_open_workbook(data + _END))
    except _BROKEN as error:
        raise Unreadable(Outcome.CORRUPT, f"xlrd cannot read it: {type(error).__name__}: {error}"[:300]) from None
    return replace(cut, outcome=Outcome.TRUNCATED, detail="the record that ends the worksheet is missing")


def _reading(book: Any) -> ReadResult:
    lines, sheets, left = [], 0, _MAX_CELLS
    for sheet in book.sheets():
        sheets += bool(sheet.nrows)
        for number in range(sheet.nrows):
            cells = [_text(cell) for cell in sheet.row(number) if cell.ctype not in _EMPTY]
            lines.append("\t".join(filter(None, cells)))
            left -= len(cells)
            if left < 0:
                break
    return ReadResult(text="\n".join(filter(None, lines)), tables=sheets)


def _open_workbook(data: bytes) -> Any:
    import xlrd

    try:
        return xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)
    except xlrd.XLRDError as error:
        if _PASSWORD in str(error).lower() or "encrypted" in str(error).lower():
            raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only") from None
        raise Unreadable(Outcome.CORRUPT, f"xlrd cannot read it: {error}"[:300]) from None


def _text(cell: Any) -> str:
    if cell.ctype == _ERROR:
        import xlrd

        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)
