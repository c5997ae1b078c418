"""Workbooks, and files that carry a workbook's name: what breaks, lies far off or is another format."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.tables.biff_errors import errors_of_stream
from readiness.tables.files import read_tables
from readiness.tables.table_stage import stage_tables
from tests.tables.streams import rows_of, streams_of, table_of, written
from tests.tables.test_files import workbook

ROWS: list[list[object]] = [["ref", "sum"], *([f"A{n}", n] for n in range(30))]
HTML = "<table><tr><th>ort</th><th>betrag</th></tr>{}</table>"


def damaged(path: Path, *parts: str) -> Path:
    """The workbook with these parts cut in the middle of their XML."""
    target = path.with_name("damaged.xlsx")
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(target, "w") as copy:
        for name in book.namelist():
            content = book.read(name)
            copy.writestr(name, content[: len(content) // 2] if name in parts else content)
    return target


@settings(max_examples=8, deadline=None)
@given(data=st.data(), count=st.integers(2, 6))
def test_sheets_that_break_cost_no_other_sheet(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, count: int
) -> None:
    folder = tmp_path_factory.mktemp("book")
    broken = data.draw(st.sets(st.integers(1, count), min_size=1, max_size=max(1, int(count * 0.6))))
    path = workbook(folder / "a.xlsx", **{f"S{number}": ROWS for number in range(1, count + 1)})
    path = damaged(path, *(f"xl/worksheets/sheet{number}.xml" for number in broken))
    streams = (("s", "b.xlsx", stream) for stream in read_tables(path, item="b.xlsx", format="xlsx"))
    rows = {row["item"]: row for row in stage_tables(streams, folder=folder, rows_limit=None).to_pylist()}
    for number in range(1, count + 1):
        row = rows[f"b.xlsx!S{number}"]
        assert (row["state"], row["rows_read"]) == (("unreadable", 0) if number in broken else ("read", 30))
        assert (f"sheet S{number}" in row["problem"]) == (number in broken)


def test_a_remark_far_below_keeps_the_table_and_every_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Notes"
    first["D90"] = "vorläufig"
    data = book.create_sheet("Data")
    for row in [["ref", "sum", "town"], *([f"A{n}", n, "York"] for n in range(30))]:
        data.append(row)
    data["A400"] = "vorläufig"
    book.save(tmp_path / "a.xlsx")
    found = {stream.item: (stream, table) for stream, table in streams_of(tmp_path / "a.xlsx")}
    assert found["a.xlsx!Notes"][0].notes == {"cells": "holds a single filled cell and no table"}
    stream, table = found["a.xlsx!Data"]
    assert (table.num_rows, stream.types, stream.notes["below"][:6]) == (30, ("text", "integer", "text"), "1 rows")


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1"])
def test_a_stray_cell_in_a_far_corner_costs_no_memory_and_no_row(tmp_path: Path, cell: str) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.worksheets[0][cell] = "x"
    book.save(tmp_path / "a.xlsx")
    stream, table = table_of(tmp_path / "a.xlsx")
    assert table["ref"].to_pylist()[:30] == [f"A{n}" for n in range(30)]
    assert table.num_rows == (31 if cell == "A1048576" else 30)  # in a column of the table it is one of its rows
    assert cell in {"XFD1", "A1048576"} or "1 cells far from the table" in stream.notes["far"]


def test_error_cells_stay_to_be_seen(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ref", "margin"], ["a", 0.5], ["b", "#DIV/0!"], ["c", "#N/A"], ["d", "#REF!"]]
    assert [row["margin"] for row in rows_of(workbook(tmp_path / "a.xlsx", S=rows))] == [
        "0.5",
        "#DIV/0!",
        "#N/A",
        "#REF!",
    ]


def test_error_cells_are_found_where_the_table_begins_below_and_to_the_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cells = {"D7": "ref", "E7": "margin", "D8": "a", "E8": 1, "D9": "b", "E9": "#N/A"}
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [{"ref": "a", "margin": "1"}, {"ref": "b", "margin": "#N/A"}]


def test_a_web_page_named_as_a_workbook_gives_its_tables(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Köln</td><td>{n},5</td></tr>" for n in range(9))
    page = written(
        tmp_path, "a.xls", f"<html><meta charset=utf-8>{HTML.format(rows)}<p>x</p>{HTML.format(rows)}</html>"
    )
    found = streams_of(page, format="html")
    assert [(stream.item, table.num_rows) for stream, table in found] == [("a.xls!Table 1", 9), ("a.xls!Table 2", 9)]
    assert found[0][1].to_pylist()[8] == {"ort": "Köln", "betrag": "8,5"}


def test_a_web_page_without_a_table_is_unreadable_as_one(tmp_path: Path) -> None:
    [(stream, _)] = streams_of(written(tmp_path, "a.xls", "<html><p>Please log in</p></html>"), format="html")
    assert "shows no table" in stream.problem


def test_an_xml_spreadsheet_of_2003_is_read_with_its_types(tmp_path: Path) -> None:
    def cell(kind: str, value: str, place: str = "") -> str:
        return f'<Cell{place}><Data ss:Type="{kind}">{value}</Data></Cell>'

    head = f"<Row>{cell('String', 'ref')}{cell('String', 'day')}{cell('String', 'sum')}</Row>"
    first = f"<Row>{cell('String', 'a')}{cell('DateTime', '2026-03-01T00:00:00.000')}{cell('Number', '2.5')}</Row>"
    second = (
        f"<Row>{cell('String', 'b')}{cell('Error', '#N/A', ' ss:Index=&quot;3&quot;'.replace('&quot;', chr(34)))}</Row>"
    )
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    sheet = f'<Worksheet ss:Name="S"><Table>{head}{first}{second}</Table></Worksheet>'
    path = written(tmp_path, "a.xls", f'<?xml version="1.0"?><Workbook {space}>{sheet}</Workbook>')
    assert table_of(path, format="xml")[1].to_pylist() == [
        {"ref": "a", "day": dt.datetime.fromisoformat("2026-03-01"), "sum": "2.5"},
        {"ref": "b", "day": None, "sum": "#N/A"},
    ]


def test_a_dbase_table_cut_off_says_how_many_rows_are_missing(tmp_path: Path) -> None:
    fields = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([width]) + bytes(15) for name, kind, width in FIELDS
    )
    header = b"\x03" + bytes([126, 1, 1]) + (5).to_bytes(4, "little")
    header += (32 + len(fields) + 1).to_bytes(2, "little") + (16).to_bytes(2, "little") + bytes(17) + b"\x03\0\0"
    rows = [b" " + f"M{n}".ljust(5).encode() + b"K\xf6ln".ljust(10) for n in range(4)]
    rows[1] = b"*" + rows[1][1:]
    stream, table = table_of(written(tmp_path, "a.dbf", header + fields + b"\r" + b"".join(rows)))
    assert table.to_pylist() == [{"REF": f"M{n}", "TOWN": "Köln"} for n in (0, 2, 3)]
    assert (stream.losses.total, stream.notes["deleted"][:1]) == (1, "1")


def biff(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


@pytest.mark.parametrize("name", ["Data", "Größe"])
def test_error_cells_of_old_workbooks_are_found_in_their_records(name: str) -> None:
    wide = not name.isascii()
    written_name = bytes([len(name), wide]) + (name.encode("utf-16-le") if wide else name.encode())
    begin = biff(0x0809, struct.pack("<HH", 0x0600, 0x0005))
    start = len(begin) + len(biff(0x0085, bytes(6) + written_name)) + len(biff(0x000A, b""))
    bound = biff(0x0085, struct.pack("<IH", start, 0) + written_name)
    constant = biff(0x0205, struct.pack("<HHHBB", 3, 1, 0, 42, 1))
    boolean = biff(0x0205, struct.pack("<HHHBB", 4, 1, 0, 1, 0))
    formula = biff(0x0006, struct.pack("<HHH", 5, 2, 0) + bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF]) + bytes(8))
    sheet = begin + constant + boolean + formula + biff(0x000A, b"")
    found = errors_of_stream(begin + bound + biff(0x000A, b"") + sheet)
    assert found == {name: {3: [(1, "#N/A")], 5: [(2, "#DIV/0!")]}}


FIELDS = ((b"REF", b"C", 5), (b"TOWN", b"C", 10))


def test_a_worksheet_from_before_compound_files_is_named_with_the_way_out(tmp_path: Path) -> None:
    sheet = biff(0x0409, struct.pack("<HHH", 0, 16, 0)) + biff(0x000A, b"")
    [(stream, _)] = streams_of(written(tmp_path, "old.xls", sheet))
    assert "save it as xlsx" in stream.problem
