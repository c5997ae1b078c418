"""Facts from the XML of XLSX sheets that their reader hides: error cells, and cells too far off for the memory."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

Cells = dict[int, list[tuple[int, str]]]
"""Row (from 0) -> columns (from 0) and texts."""

MAX_GRID_CELLS = 20_000_000
"""Cells a sheet may span, filled or not: its reader allots them all. Two cells in opposite corners span 17 billion."""

_ROW_GAP, _COLUMN_GAP = 1_000, 100
"""Where so many rows or columns in a row hold nothing, what is beyond is no part of the table. Chosen by us."""

_MAX_SHEET_BYTES = 512 << 20
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_POSITION = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\st="e")[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).)*?'
    rb"<(?:\w+:)?v>(#[^<]{1,30})</",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetExamination:
    """``trimmed`` is the workbook without the cells that ``left_out`` describes; None when nothing was left out."""

    errors: Cells = field(default_factory=dict)
    trimmed: IO[bytes] | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxSheets:
    path: Path
    parts: dict[str, str]

    def examine(self, name: str) -> SheetExamination:
        """``ValueError`` for a sheet that spans too many cells even without those far off."""
        part = self.parts.get(name, "")
        with zipfile.ZipFile(self.path) as book:
            if part not in book.namelist() or book.getinfo(part).file_size > _MAX_SHEET_BYTES:
                return SheetExamination()
            xml = book.read(part)
        matches = _ERROR.findall(xml) if b't="e"' in xml else ()
        errors = _by_row((column, row, text.decode("utf-8", "replace")) for column, row, text in matches)
        if _span(_POSITION.findall(xml)) <= MAX_GRID_CELLS:
            return SheetExamination(errors=errors)
        near_cells, left_out = _without_far_cells(xml)
        return SheetExamination(errors=errors, trimmed=_replace_part(self.path, part, near_cells), left_out=left_out)


def read_xlsx_sheets(path: Path) -> XlsxSheets | None:
    """The sheets of an XLSX workbook by name; None for workbooks of other formats."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(path) as book:
        if _WORKBOOK not in book.namelist() or _RELATIONS not in book.namelist():
            return None
        relations = etree.fromstring(book.read(_RELATIONS), parser)
        sheets = etree.fromstring(book.read(_WORKBOOK), parser).iterfind(".//{*}sheet")
        targets = {found.get("Id"): found.get("Target", "") for found in relations.iterfind("{*}Relationship")}
        found = {sheet.get("name", ""): targets.get(_relation_of(sheet.attrib), "") for sheet in sheets}
    return XlsxSheets(
        path=path, parts={name: posixpath.normpath(posixpath.join("/xl", part))[1:] for name, part in found.items()}
    )


def _relation_of(attributes: Mapping[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith("}id")), "")


def _by_row(cells: Iterable[tuple[bytes, bytes, str]]) -> Cells:
    by_row: Cells = {}
    for column, row, text in cells:
        by_row.setdefault(int(row) - 1, []).append((_number(column) - 1, text))
    return by_row


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _span(positions: list[tuple[bytes, bytes]]) -> int:
    if not positions:
        return 0
    columns, rows = {_number(column) for column in {c for c, _ in positions}}, {int(row) for _, row in positions}
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1)


def _without_far_cells(xml: bytes) -> tuple[bytes, str]:
    positions = [(_number(column), int(row)) for column, row in _POSITION.findall(xml)]
    rows = _densest(Counter(row for _, row in positions), _ROW_GAP)
    columns = _densest(Counter(column for column, row in positions if row in rows), _COLUMN_GAP)
    if len(rows) * len(columns) > MAX_GRID_CELLS:
        raise ValueError(f"spans {len(rows)} rows by {len(columns)} columns, nearly all of them empty")
    far = sum(row not in rows or column not in columns for column, row in positions)

    def keep_cell(cell: re.Match[bytes]) -> bytes:
        return cell[0] if int(cell[2]) in rows and _number(cell[1]) in columns else b""

    place = f"rows {rows[0]} to {rows[-1]}, columns {columns[0]} to {columns[-1]}"
    return _CELL.sub(keep_cell, xml), f"{far} cells far from the table ({place}) were left out"


def _densest(counts: Counter[int], gap: int) -> range:
    """The stretch without a gap that holds most cells."""
    stretches: list[list[int]] = []
    for number in sorted(counts):
        if stretches and number - stretches[-1][1] <= gap:
            stretches[-1][1:] = [number, stretches[-1][2] + counts[number]]
        else:
            stretches.append([number, number, counts[number]])
    first, last, _ = max(stretches, key=lambda stretch: stretch[2])
    return range(first, last + 1)


def _replace_part(path: Path, part: str, content: bytes) -> IO[bytes]:
    """A copy of the workbook in memory with one part exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as copy:
        for entry in book.infolist():
            copy.writestr(entry.filename, content if entry.filename == part else book.read(entry))
    made.seek(0)
    return made
