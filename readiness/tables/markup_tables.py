"""Tables in web pages and in XML spreadsheets of 2003, which exports often name as workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from readiness.tables.base import TableStream
from readiness.tables.grid import grid_stream, is_filled

_MAX_BYTES = 128 << 20
"""A larger page is not read as tables: its tree takes many times its size in memory. Chosen by us."""

_MAX_SPAN = 1_000
"""A cell spans at most so many columns, as HTML itself bounds it (WHATWG HTML, colspan)."""

_Grid = list[list[Any]]


def read_html(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """One stream per table that holds at least two rows; layout tables around other tables are left out."""
    from lxml import html

    _refuse_large(path)
    root = html.parse(str(path), html.HTMLParser(encoding=_encoding_of(path), no_network=True)).getroot()
    tables = [] if root is None else [table for table in root.iter("table") if table.find(".//table") is None]
    grids = {f"Table {number}": _html_rows(table) for number, table in enumerate(tables, start=1)}
    with_rows = {name: grid for name, grid in grids.items() if len(grid) > 1}
    yield from _streams(with_rows, item=item, format=format, limit=limit)


def read_xml(path: Path, *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    """The sheets of an XML spreadsheet of 2003; ``ValueError`` for other XML."""
    from lxml import etree

    _refuse_large(path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.parse(str(path), parser).getroot()
    sheets = [] if root is None else list(root.iterfind(".//{*}Worksheet"))
    if not sheets:
        raise ValueError("this XML holds no sheets: no reader for it as a table")
    grids = {_attribute(sheet, "Name") or f"Sheet {n}": _xml_rows(sheet) for n, sheet in enumerate(sheets, start=1)}
    yield from _streams(grids, item=item, format=format, limit=limit)


def _refuse_large(path: Path) -> None:
    size = path.stat().st_size
    if size > _MAX_BYTES:
        raise ValueError(f"{size} bytes; tables in markup of more than {_MAX_BYTES} bytes are not read")


def _encoding_of(path: Path) -> str | None:
    """None leaves it to what the page declares; else UTF-8 where the bytes are that."""
    from readiness.tables.dialect import detect_encoding

    with path.open("rb") as file:
        head = file.read(4096).lower()
    return None if b"charset" in head else detect_encoding(path).encoding


def _streams(grids: dict[str, _Grid], *, item: str, format: str, limit: int | None) -> Iterator[TableStream]:  # noqa: A002
    filled = {name: grid for name, grid in grids.items() if is_filled(grid)}
    if not filled:
        raise ValueError("its content shows no table of two rows or more")
    for name, grid in filled.items():
        whole = item if len(filled) == 1 else f"{item}!{name}"
        yield grid_stream(_again(grid), item=whole, format=format, limit=limit)


def _again(grid: _Grid) -> Callable[[], Iterator[list[Any]]]:
    width = max(len(row) for row in grid)
    return lambda: (row + [None] * (width - len(row)) for row in grid)


def _html_rows(table: Any) -> _Grid:
    return [_html_cells(row) for row in table.iter("tr")]


def _html_cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iterchildren("td", "th"):
        cells.append(" ".join(str(cell.text_content()).split()))
        cells.extend([None] * (min(_integer(cell.get("colspan")), _MAX_SPAN) - 1))
    return cells


def _integer(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 8 else 1


def _attribute(element: Any, name: str) -> str:
    """An attribute whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _xml_rows(sheet: Any) -> _Grid:
    """Rows of a sheet; rows and cells hold a 1-based index where they skip others, and a far index is refused."""
    rows: _Grid = []
    for row in sheet.iterfind(".//{*}Row"):
        rows.extend([] for _ in range(min(_integer(_attribute(row, "Index")), _MAX_SPAN + len(rows)) - len(rows) - 1))
        cells: list[Any] = []
        for cell in row.iterfind("{*}Cell"):
            cells.extend([None] * (min(_integer(_attribute(cell, "Index")), _MAX_SPAN + len(cells)) - len(cells) - 1))
            cells.append(_xml_value(cell.find("{*}Data")))
        rows.append(cells)
    return rows


def _xml_value(data: Any) -> Any:
    """Numbers, dates and booleans as such; anything else, errors such as #N/A included, as text."""
    if data is None:
        return None
    text = "".join(data.itertext())
    read = _READ.get(_attribute(data, "Type"), str)
    try:
        return read(text)
    except ValueError:
        return text


_READ: dict[str, Callable[[str], Any]] = {
    "Boolean": lambda text: text.strip() == "1",
    "DateTime": dt.datetime.fromisoformat,
    "Number": float,
}
"""ss:Type of the XML Spreadsheet Reference (Office 2003)."""
