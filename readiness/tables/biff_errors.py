"""Error cells of XLS sheets (BIFF5 and BIFF8), which the reader of sheets gives as blanks."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from readiness.tables.xlsx_sheets import Cells

_BOUND_SHEET, _BOUND_BOF, _EOF, _ERROR_OR_BOOLEAN, _FORMULA = 0x0085, 0x0809, 0x000A, 0x0205, 0x0006
"""Record types of [MS-XLS] 2.3."""

_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""[MS-XLS] 2.5.10 (BErr)."""

_ERROR_RESULT, _NOT_A_NUMBER = 2, b"\xff\xff"
_UTF16_FLAG = 1


def xls_errors(path: Path) -> dict[str, Cells]:
    """Error cells by sheet name; empty for what is no compound file or breaks."""
    import olefile

    if not olefile.isOleFile(str(path)):
        return {}
    try:
        with olefile.OleFileIO(str(path)) as file:
            name = next((name for name in ("Workbook", "Book") if file.exists(name)), "")
            data = file.openstream(name).read() if name else b""
        return errors_of_stream(data)
    except (OSError, struct.error, IndexError):
        return {}


def errors_of_stream(data: bytes) -> dict[str, Cells]:
    """Error cells by sheet name, from the records of a workbook stream."""
    starts = dict(_sheet_starts(data))
    return {sheet: cells for sheet, start in starts.items() if (cells := _errors(data, start))}


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_starts(data: bytes) -> Iterator[tuple[str, int]]:
    """[MS-XLS] 2.4.28: position, state, type, then a short string; BIFF5 names are bytes."""
    version = struct.unpack_from("<H", data, 4)[0]
    for kind, body in _records(data, 0):
        if kind == _EOF:
            return
        if kind == _BOUND_SHEET:
            length = body[6]
            if version < 0x0600:
                name = body[7 : 7 + length].decode("cp1252", "replace")
            elif body[7] & _UTF16_FLAG:
                name = body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
            else:
                name = body[8 : 8 + length].decode("latin-1")
            yield name, struct.unpack_from("<I", body)[0]


def _errors(data: bytes, start: int) -> Cells:
    cells: Cells = {}
    depth = 0
    for kind, body in _records(data, start):
        depth += (kind == _BOUND_BOF) - (kind == _EOF)
        if depth <= 0:
            break
        code = _error_code(kind, body) if depth == 1 else None
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            cells.setdefault(row, []).append((column, _TEXTS.get(code, "#ERR!")))
    return cells


def _error_code(kind: int, body: bytes) -> int | None:
    """[MS-XLS] 2.4.24 (BoolErr) and 2.5.133 (FormulaValue)."""
    if kind == _ERROR_OR_BOOLEAN and len(body) >= 8 and body[7]:
        return body[6]
    if kind == _FORMULA and body[6:7] == bytes([_ERROR_RESULT]) and body[12:14] == _NOT_A_NUMBER:
        return body[8]
    return None
