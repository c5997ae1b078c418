from __future__ import annotations

from pathlib import Path

import pytest

from readiness.tables.dialect import detect_encoding
from readiness.tables.header import has_header
from readiness.tables.layout import detect_delimiter
from tests.tables.streams import rows_of, table_of, written


def test_cells_stay_exactly_as_written_blanks_and_leading_zeros_included(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "zip,note\n01234, padded \n00099,\n")
    assert rows_of(path) == [{"zip": "01234", "note": " padded "}, {"zip": "00099", "note": ""}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_looking(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "price", "town"], ["1", "2", "Leeds"], ["2", "3", "York"]]
    path = written(tmp_path, "a.csv", "\n".join(delimiter.join(line) for line in lines))
    stream, table = table_of(path)
    assert (stream.delimiter, table.column_names) == (delimiter, ["id", "price", "town"])


def test_decimal_commas_do_not_hide_a_semicolon() -> None:
    assert detect_delimiter("a;b\n1,5;2,5\n3,5;4,5\n") == ";"


def test_a_single_column_needs_no_delimiter(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "town\nLeeds\nYork\n"))
    assert (stream.rows, table.column_names) == (2, ["town"])


def test_quoted_newlines_and_delimiters_belong_to_their_cell(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,note\n1,"two\nlines, one ""cell"""\n2,x\n')
    assert rows_of(path)[0]["note"] == 'two\nlines, one "cell"'


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "\ufeffid,b\n1,2\n"))
    assert (stream.encoding, table.column_names) == ("utf-8-sig", ["id", "b"])


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8"])
def test_encodings_are_found(tmp_path: Path, codec: str) -> None:
    text = "id,town\n" + "".join(f"{i},Besançon à l'été – Müller & Söhne\n" for i in range(30))
    assert rows_of(written(tmp_path, "a.csv", text.encode(codec)))[7] == {
        "id": "7",
        "town": "Besançon à l'été – Müller & Söhne",
    }


@pytest.mark.parametrize(
    ("codec", "town"),
    [
        ("cp1250", "Łódź, Wrocław i Kraków są pięknymi miastami, żółć gęślą jaźń"),
        ("cp1251", "Москва и Санкт-Петербург – крупные города России"),
        ("cp1253", "Αθήνα και Θεσσαλονίκη, πόλεις της Ελλάδας"),
        ("cp1252", "Ærøskøbing, Århus, Straße, naïve façade, 20 € – Señor Muñoz"),
        ("cp932", "東京都と大阪府は日本の大きな都市です"),
        ("gb18030", "北京和上海是中国的大城市，人口很多"),
    ],
)
def test_other_alphabets_are_read_as_their_own(tmp_path: Path, codec: str, town: str) -> None:
    text = "id;town\n" + "".join(f"{i};{town}\n" for i in range(30))
    assert rows_of(written(tmp_path, "a.csv", text.encode(codec)))[7] == {"id": "7", "town": town}


def test_utf8_with_a_few_bad_bytes_stays_utf8_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"id,town\n" + "1,Zürich Genève Köln München\n".encode() * 20 + b"2,\xff\n")
    stream, table = table_of(path)
    found = detect_encoding(path)
    assert (found.encoding, found.damaged) == ("utf-8", True)
    assert table.to_pylist()[-1] == {"id": "2", "town": "\ufffd"}
    assert "not valid UTF-8" in stream.notes["encoding"]


def test_ragged_records_are_kept_in_place_and_counted(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n"))
    assert table.to_pylist() == [
        {"a": "1", "b": "2"},
        {"a": "3", "b": ""},
        {"a": "4", "b": "5"},
        {"a": "7", "b": "8"},
    ]
    assert stream.notes["ragged"].startswith("2 of 4 records do not have 2 cells (shorter: 1; longer")


def test_a_limit_reads_no_further_but_still_counts_the_rows(tmp_path: Path) -> None:
    whole = "a,b\n" + "1,2\n" * 50
    stream, table = table_of(written(tmp_path, "a.csv", whole), limit=7)
    assert (stream.rows, table.num_rows) == (50, 7)
    stream, table = table_of(written(tmp_path, "ragged.csv", whole + "3\n"), limit=7)
    assert (stream.rows, table.num_rows) == (51, 7)


def test_a_file_without_header_is_said_to_have_none(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "1,2.5,Leeds\n2,3.5,York\n3,4.5,Leeds\n"))
    assert (table.column_names, table.num_rows) == (["column_1", "column_2", "column_3"], 3)
    assert "no header" in stream.notes["header"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["id", "town"], ["1", "Leeds"], ["2", "York"]], True),
        ([["country", "2019", "2020"], ["France", "a", "b"], ["Spain", "c", "d"]], True),
        ([["country", "2019", "2020"], ["France", "12", "13"], ["Spain", "14", "15"]], True),
        ([["name", "town"], ["Ann", "Leeds"], ["Bob", "York"]], True),
        ([["yes", "no"], ["no", "no"], ["yes", "yes"]], False),
        ([["1", "2"], ["3", "4"]], False),
        ([["place", "1/22/20", "1/23/20"], ["Hubei", "444", "444"]], True),
    ],
)
def test_a_header_is_told_by_what_stands_below_it(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows) is expected


def test_an_empty_file_is_an_empty_table_and_no_problem(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", b""))
    assert (stream.problem, stream.rows, table.num_columns) == ("", 0, 0)


def test_a_header_alone_is_a_table_of_no_rows(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "id,name\n"))
    assert (stream.rows, table.column_names) == (0, ["id", "name"])


def test_repeated_and_empty_names_are_made_unique_and_noted(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", "id,,id\n1,2,3\n"))
    assert table.column_names == ["id", "column_2", "id.2"]
    assert "positions 2, 3" in stream.notes["names"]


def test_an_open_quote_stays_in_its_line_and_is_noted(tmp_path: Path) -> None:
    stream, table = table_of(written(tmp_path, "a.csv", 'a,b\n1,2\n3,"open\n4,5\n'))
    assert table.to_pylist()[1:] == [{"a": "3", "b": '"open'}, {"a": "4", "b": "5"}]
    assert (stream.rows, stream.notes["quotes"][-10:]) == (3, "1 (line 3)")
