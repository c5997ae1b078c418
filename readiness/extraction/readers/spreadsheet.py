"""Workbooks as text for search: sheet by sheet, cells separated by tabs. ``readiness.tables`` reads their tables."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import Any

from readiness.extraction import guarded_zip, office_properties
from readiness.extraction.document import RawFile, ReadResult, Unreadable
from readiness.extraction.drawing import drawn_texts
from readiness.extraction.markup import refuse_dtd
from readiness.extraction.office_properties import Properties
from readiness.extraction.ole_streams import open_streams, xls_is_encrypted
from readiness.extraction.readers import biff, odf, workbook_strings, xls_boxes
from readiness.model import Outcome

MAX_GRID_CELLS = 20_000_000
"""Cells a sheet may span, filled or not: readers allot them all. Two cells in opposite corners span 17 billion."""

_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_CELL = re.compile(rb'\br="([A-Z]{1,4})\d{1,9}"')
_OTHER_TEXT_PARTS = (
    r"xl/drawings/drawing\d*\.xml",
    r"xl/charts/chart\d*\.xml",
    r"xl/diagrams/data\d*\.xml",
    r"xl/comments\d*\.xml",
    r"xl/comments/[^/]+\.xml",
    r"xl/threadedcomments/[^/]+\.xml",
)
_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]{0,200}>([^<]{1,5000})<")
_PRINT_CODE = re.compile(r'&(?:"[^"]{0,100}"|K[0-9A-Fa-f]{6}|\d+|[A-Z])')
_SHEETS = r"xl/worksheets/[^/]+\.xml"
_MAX_SHEETS = 1000
_OLE = b"\xd0\xcf\x11\xe0"


def read(raw: RawFile) -> ReadResult:
    """The text of the sheets, then text boxes, charts, comments, page headers and footers."""
    if raw.format == "xls" and not raw.data.startswith(_OLE):
        return biff.read(raw)
    properties, other_texts = _check_package(raw)
    try:
        names, sheets = _sheets(raw)
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - calamine raises its errors, and Rust's panics, which are no Exception
        return _read_without_cells(raw, error)
    return ReadResult(
        text="\n\n".join([*sheets, *other_texts]),
        title=properties.title,
        author=properties.author,
        tables=len(sheets),
        dates=properties.dates,
        metadata={**properties.metadata, "sheets": ", ".join(names)[:1000]},
    )


def _sheets(raw: RawFile) -> tuple[list[str], list[str]]:
    workbook = _workbook(raw)
    try:
        names = list(workbook.sheet_names)[:_MAX_SHEETS]
        return names, [text for text in (_sheet(workbook, name) for name in names) if text]
    finally:
        workbook.close()


def _read_without_cells(raw: RawFile, error: BaseException) -> ReadResult:
    """The result without calamine, which reads OpenDocument and not its predecessors."""
    if raw.format == "ods":
        return odf.read(raw)
    strings = workbook_strings.texts(raw.data) if raw.format in {"xlsb", "xlsx"} else []
    if isinstance(error, Unreadable) and (error.outcome is not Outcome.CORRUPT or not strings):
        raise error
    if not strings:
        raise Unreadable(Outcome.CORRUPT, f"calamine cannot read it: {error}") from None
    return ReadResult(text="\n".join(strings), detail="its cells cannot be read; these are its strings, in no order")


def _check_package(raw: RawFile) -> tuple[Properties, list[str]]:
    """Properties of the workbook and texts outside its cells; raises for encrypted and hostile ones."""
    if raw.format == "xls":
        return _check_ole(raw.data)
    with guarded_zip.open_archive(raw.data) as parts:
        if raw.format == "ods":
            return _ods_properties(parts), []
        printed: dict[str, None] = {}
        for name in parts.names(_SHEETS):
            sheet = parts.read(name)
            refuse_dtd(sheet, name)
            _refuse_huge_grid(name, sheet)
            printed |= dict.fromkeys(_headers_and_footers(sheet))
        return office_properties.ooxml_properties(parts), [*drawn_texts(parts, *_OTHER_TEXT_PARTS), *printed]


def _check_ole(data: bytes) -> tuple[Properties, list[str]]:
    with open_streams(data) as streams:
        if xls_is_encrypted(streams):
            raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only")
        return streams.properties(), xls_boxes.texts(streams.read("Workbook"))


def _headers_and_footers(sheet: bytes) -> Iterator[str]:
    """Page headers and footers without their codes for fonts, dates and page numbers (ISO/IEC 29500-1, 18.3.1.46)."""
    at = sheet.rfind(b"headerFooter")
    at = sheet.rfind(b"headerFooter", 0, at) if at > 0 else at
    for match in _PRINTED.finditer(sheet, max(0, at)) if at >= 0 else ():
        text = html.unescape(match[1].decode("utf-8", "replace"))
        printed = _PRINT_CODE.sub(" ", text).replace("&&", "&")
        if printed.strip():
            yield " ".join(printed.split())


def _ods_properties(parts: guarded_zip.Archive) -> Properties:
    if b"encryption-data" in parts.get("meta-inf/manifest.xml"):
        raise Unreadable(Outcome.ENCRYPTED, "the workbook is protected by a password")
    return office_properties.odf_properties(parts)


def _refuse_huge_grid(name: str, sheet: bytes) -> None:
    last_row = max((int(match[1]) for match in _LAST_ROW.finditer(sheet)), default=0)
    widest = max((_column(match[1]) for match in _CELL.finditer(sheet)), default=0)
    if last_row * widest > MAX_GRID_CELLS:
        raise Unreadable(Outcome.HOSTILE, f"{name} spans {last_row} rows by {widest} columns, nearly all of them empty")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _workbook(raw: RawFile) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(raw.data))
    except PasswordError:
        raise Unreadable(Outcome.ENCRYPTED, "the workbook opens with a password only") from None
    except CalamineError as error:
        raise Unreadable(Outcome.CORRUPT, f"calamine cannot open it: {error}") from None


def _sheet(workbook: Any, name: str) -> str:
    rows = workbook.get_sheet_by_name(name).iter_rows()
    lines = ("\t".join(map(_cell, row)).rstrip() for row in rows)
    body = "\n".join(line for line in lines if line.strip())
    return f"{name}\n{body}" if body else ""


def _cell(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
