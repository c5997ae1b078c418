"""XLSX, XLSB, XLS and ODS sheets: one table per sheet that holds anything. A broken sheet loses only its own rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.tables.base import TableStream
from readiness.tables.biff_errors import xls_errors
from readiness.tables.grid import grid_stream, is_filled
from readiness.tables.reasons import reason
from readiness.tables.xlsx_sheets import Cells, XlsxSheets, read_xlsx_sheets

_NEVER_HELD = (KeyboardInterrupt, SystemExit, GeneratorExit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """``errors`` are the error cells (#REF!, #N/A) of each sheet: the reader of sheets gives them as blanks."""

    reader: Any
    xlsx: XlsxSheets | None
    errors: dict[str, Cells] = field(default_factory=dict)

    def sheet(self, name: str) -> tuple[Any, Cells, str]:
        """The sheet, its error cells, and what far cells of it were left out."""
        if self.xlsx is None:
            return self.reader.get_sheet_by_name(name), self.errors.get(name, {}), ""
        examination = self.xlsx.examine(name)
        book = _reader(examination.trimmed) if examination.trimmed is not None else self.reader
        return book.get_sheet_by_name(name), examination.errors, examination.left_out


def read_workbook(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream per non-empty sheet, in book order; items are ``path!Sheet`` only when there are several.

    A sheet that cannot be read is a stream with a ``problem``.
    """
    from python_calamine import SheetTypeEnum

    book = _open_book(path)
    sheets = [sheet.name for sheet in book.reader.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    filled = [name for name in sheets if _is_filled(book, name)]
    for name in filled:
        whole = item if len(filled) == 1 else f"{item}!{name}"
        try:
            yield _stream(book, name, item=whole, format=format, limit=limit)
        except _NEVER_HELD:
            raise
        except BaseException as error:  # noqa: BLE001 - calamine's Rust panics are no Exception
            yield _broken_sheet(whole, format, f"sheet {name}: {reason(error)} ({_others(sheets, filled)})")


def _others(sheets: list[str], filled: list[str]) -> str:
    return f"one of {len(sheets)} sheets, {len(filled)} of them not empty"


def _open_book(path: Path) -> _Book:
    if zipfile.is_zipfile(path):
        return _Book(reader=_reader(path), xlsx=read_xlsx_sheets(path))
    if _is_from_before_compound_files(path):
        raise ValueError("worksheets of Excel 2 to 4 are not read as tables: save it as xlsx")
    return _Book(reader=_reader(path), xlsx=None, errors=xls_errors(path))


def _is_from_before_compound_files(path: Path) -> bool:
    """Return whether the file begins with a worksheet of Excel 2, 3 or 4 (record BOF of those versions)."""
    with path.open("rb") as file:
        return file.read(2) in {b"\x09\x00", b"\x09\x02", b"\x09\x04"}


def _reader(content: Any) -> Any:
    from python_calamine import CalamineWorkbook

    return (
        CalamineWorkbook.from_path(str(content))
        if isinstance(content, Path)
        else CalamineWorkbook.from_filelike(content)
    )


def _is_filled(book: _Book, name: str) -> bool:
    """A sheet that cannot be read counts as filled: it is reported."""
    try:
        sheet, errors, left_out = book.sheet(name)
        return bool(errors or left_out) or is_filled(sheet.iter_rows())
    except _NEVER_HELD:
        raise
    except BaseException:  # noqa: BLE001 - calamine's Rust panics are no Exception
        return True


def _stream(book: _Book, name: str, *, item: str, format: str, limit: int | None) -> TableStream:  # noqa: A002
    sheet, errors, left_out = book.sheet(name)
    stream = grid_stream(lambda: _rows(sheet, errors), item=item, format=format, limit=limit)
    if left_out:
        stream.notes["far"] = left_out
    return stream


def _rows(sheet: Any, errors: Cells) -> Iterator[list[Any]]:
    """Rows from the sheet's first; cells from the first column in use, as the reader gives them."""
    if not errors:
        yield from sheet.iter_rows()
        return
    first = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows()):
        for column, text in errors.get(number, ()):
            if 0 <= column - first < len(row):
                row[column - first] = text
        yield row


def _broken_sheet(item: str, format: str, problem: str) -> TableStream:  # noqa: A002
    return TableStream(item=item, schema=pa.schema([]), batches=iter(()), format=format, problem=problem)
