"""Where the records of a delimited file begin: titles above a header, and what the sniffer may not do."""

import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.tables.csv_sniffer import sniff
from readiness.tables.layout import find_layout
from tests.tables.streams import rows_of, table_of, written

TITLES = ("Monthly sales report 2026-10", "Company: ACME Ltd", "Created by J. Smith", "Currency EUR", "Confidential")
TOWNS = ("Leeds", "York", "Hull", "Bath")


def rows(delimiter: str, count: int) -> list[list[str]]:
    mark = "." if delimiter == "," else ","
    return [[str(1000 + n), TOWNS[n % 4], f"{n}{mark}{n % 10}5"] for n in range(count)]


@settings(deadline=None, max_examples=40)
@given(
    delimiter=st.sampled_from(",;\t|"),
    titles=st.integers(0, 5),
    blank=st.booleans(),
    quoted=st.booleans(),
    count=st.integers(3, 40),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_the_header_is_found_below_titles(
    delimiter: str, titles: int, blank: bool, quoted: bool, count: int, line_end: str
) -> None:
    table = [["order", "town", "price"], *rows(delimiter, count)]
    cells = [[f'"{cell}"' if quoted else cell for cell in row] for row in table]
    above = [*TITLES[:titles], *([""] if blank and titles else [])]
    text = line_end.join([*above, *map(delimiter.join, cells), ""])
    found = find_layout(text)
    assert (found.delimiter, found.records, found.skipped if titles else 0) == (delimiter, table, len(above))


@pytest.mark.parametrize("pad", ["", ";;;"])
def test_an_export_with_three_lines_above_its_header_has_the_right_names_and_rows(tmp_path: Path, pad: str) -> None:
    above = f"Monthly sales report 2026-10{pad}\r\nCompany code 1000, ACME{pad}\r\n{pad}\r\n"
    body = "Document;Posting date;Amount;Currency\r\n" + "".join(
        f"49000{n};0{n}.10.2026;1.{n}00,50;EUR\r\n" for n in range(1, 9)
    )
    stream, table = table_of(written(tmp_path, "a.csv", above + body))
    assert table.column_names == ["Document", "Posting date", "Amount", "Currency"]
    assert (table.num_rows, stream.rows) == (8, 8)
    assert table["Amount"].to_pylist()[0] == "1.100,50"
    assert "3" in stream.notes["titles"]
    assert "header" not in stream.notes


def test_titles_are_left_out_where_a_file_is_read_line_by_line_too(tmp_path: Path) -> None:
    text = 'Report\nACME\n\na,b,c\n1,x,2\n3,"open,4\n5,y,6\n7,z,8\n9,w,1\n'
    stream, table = table_of(written(tmp_path, "a.csv", text))
    assert (table.column_names, table.num_rows) == (["a", "b", "c"], 5)
    assert "line 6" in stream.notes["quotes"]


@pytest.mark.parametrize("codec", ["utf-16", "cp1252", "utf-8-sig"])
def test_titles_are_left_out_in_other_encodings(tmp_path: Path, codec: str) -> None:
    text = "Bericht für März\n\nNr;Ort;Größe\n" + "".join(f"{n};Köln;{n},5\n" for n in range(9))
    assert rows_of(written(tmp_path, "a.csv", text.encode(codec)))[0] == {"Nr": "0", "Ort": "Köln", "Größe": "0,5"}


def test_the_line_by_which_excel_is_given_a_delimiter_is_no_record(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "sep=;\r\nid;note\r\n1;a,b\r\n2;c,d\r\n"))
    assert (stream.delimiter, table.column_names, table.num_rows) == (";", ["id", "note"], 2)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3\n4,5,6\n7,8\n",  # ragged
        ",North,,South,\nid,a,b,c,d\n1,2,3,4,5\n2,3,4,5,6\n",  # groups above the header
        "id,price\n,EUR\n1,3.5\n2,4.5\n",  # units below it
        "name,town\nAnn,Leeds\n\nBob,York\n",
        "x,y\n1,2\n",
        'id,note\n1,"two\nlines"\n2,x\n',
        "id,town,extra\n1,Leeds\n2,York\n3,Hull,x\n",
    ],
)
def test_no_record_of_a_table_without_titles_is_left_out(text: str) -> None:
    found = find_layout(text)
    assert (found.delimiter, found.skipped) == (",", 0)
    assert found.records[0] == text.split("\n", 1)[0].split(",")


@pytest.mark.parametrize("name", ["a[1]*.csv", 'it\'s "quoted".csv', "$path;--.csv", "https___x?.csv", "a b%20.csv"])
def test_no_file_name_is_a_pattern_or_a_query(tmp_path: Path, name: str) -> None:
    (tmp_path / "a1x.csv").write_text("wrong;file\n1;2\n")
    table = table_of(written(tmp_path, name, "Report\n\nid;town;net\n1;Leeds;3\n2;York;4\n"))[1]
    assert table.column_names == ["id", "town", "net"]


def test_the_sniffer_opens_no_other_file_and_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    found = sniff("/etc/passwd\nhttps://example.org/a.csv\nid;a;b\n1;2;3\n4;5;6\n")
    assert found is None or found.delimiter == ";"


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_has_a_layout(text: str) -> None:
    found = find_layout(text)
    assert found.skipped <= text.count("\n") + text.count("\r")
