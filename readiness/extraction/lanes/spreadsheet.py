"""Workbooks as text for search: sheet by sheet, cells apart by tabs. Tables as tables are another room's."""

from __future__ import annotations

import io
import re
from typing import Any

from readiness.extraction import archive, office_properties
from readiness.extraction.lanes import odf
from readiness.extraction.markup import refuse_dtd
from readiness.extraction.office_properties import Properties
from readiness.extraction.ole_streams import opened as opened_ole
from readiness.extraction.ole_streams import xls_is_encrypted
from readiness.extraction.reading import Raw, Reading, Unreadable
from readiness.model import Outcome

MAX_GRID_CELLS = 20_000_000
"""Cells a sheet may span, filled or not: readers allot them all. Two cells in opposite corners span 17 billion."""

_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_CELL = re.compile(rb'\br="([A-Z]{1,4})\d{1,9}"')
_SHEETS = r"xl/worksheets/[^/]+\.xml"
_MAX_SHEETS = 1000
_OLE = b"\xd0\xcf\x11\xe0"


def read(raw: Raw) -> Reading:
    properties = _checked(raw)
    try:
        workbook = _workbook(raw)
    except Unreadable:
        if raw.format == "ods":  # calamine reads OpenDocument alone, not what came before it
            return odf.read(raw)
        raise
    try:
        names = list(workbook.sheet_names)[:_MAX_SHEETS]
        sheets = [text for text in (_sheet(workbook, name) for name in names) if text]
    finally:
        workbook.close()
    return Reading(
        text="\n\n".join(sheets),
        title=properties.title,
        author=properties.author,
        tables=len(sheets),
        dates=properties.dates,
        metadata={**properties.metadata, "sheets": ", ".join(names)[:1000]},
    )


def _checked(raw: Raw) -> Properties:
    """What stands about the workbook in its container; raises ``Unreadable`` for locked and hostile ones."""
    if raw.format == "xls":
        if not raw.data.startswith(_OLE):
            return Properties()
        with opened_ole(raw.data) as streams:
            if xls_is_encrypted(streams):
                raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only")
            return streams.properties()
    with archive.opened(raw.data) as parts:
        if raw.format == "ods":
            return _ods_properties(parts)
        for name in parts.names(_SHEETS):
            sheet = parts.read(name)
            refuse_dtd(sheet, name)
            _refuse_absurd(name, sheet)
        return office_properties.ooxml_properties(parts)


def _ods_properties(parts: archive.Archive) -> Properties:
    if b"encryption-data" in parts.get("meta-inf/manifest.xml"):
        raise Unreadable(Outcome.ENCRYPTED, "the workbook is protected by a password")
    return office_properties.odf_properties(parts)


def _refuse_absurd(name: str, sheet: bytes) -> None:
    last_row = max((int(found[1]) for found in _LAST_ROW.finditer(sheet)), default=0)
    widest = max((_column(found[1]) for found in _CELL.finditer(sheet)), default=0)
    if last_row * widest > MAX_GRID_CELLS:
        raise Unreadable(Outcome.HOSTILE, f"{name} spans {last_row} rows by {widest} columns, nearly all of them empty")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _workbook(raw: Raw) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(raw.data))
    except PasswordError:
        raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only") from None
    except CalamineError as error:
        ancient = raw.format == "xls" and not raw.data.startswith(_OLE)
        outcome = Outcome.UNSUPPORTED if ancient else Outcome.CORRUPT
        raise Unreadable(outcome, f"calamine cannot open it: {error}") from None


def _sheet(workbook: Any, name: str) -> str:
    rows = workbook.get_sheet_by_name(name).iter_rows()
    lines = ("\t".join(map(_cell, row)).rstrip() for row in rows)
    body = "\n".join(line for line in lines if line.strip())
    return f"{name}\n{body}" if body else ""


def _cell(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
