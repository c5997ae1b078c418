"""Hidden sheets, rows and columns of workbooks. Their numbers are counted, their cells are not searched for orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.extraction import guarded_zip
from readiness.extraction.document import RawFile
from readiness.extraction.hidden.hidden_text import HiddenText

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]{0,500}>")
_STATE = re.compile(rb'\bstate="(?:hidden|veryHidden)"')
_NAME = re.compile(rb'\bname="([^"]{0,200})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,500}\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]{0,500}\bhidden="(?:1|true)"')


def find(raw: RawFile) -> Iterator[HiddenText]:
    """One piece for each hidden sheet (its name), and for each hidden row and column (one character)."""
    with guarded_zip.open_archive(raw.data) as parts:
        for workbook in parts.names(r"xl/workbook\d*\.xml"):
            for sheet in _SHEET.findall(parts.read(workbook)):
                if _STATE.search(sheet):
                    name = _NAME.search(sheet)
                    yield HiddenText(kind="hidden_sheet", text=name[1].decode("utf-8", "replace") if name else "-")
        for part in parts.names(r"xl/worksheets/[^/]+\.xml"):
            data = parts.read(part)
            for kind, pattern in (("hidden_rows", _ROW), ("hidden_columns", _COLUMN)):
                yield from (HiddenText(kind=kind, text="-") for _ in pattern.finditer(data))
