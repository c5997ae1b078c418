"""What a file is, by content; and when its name is a lie."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.extraction.sniff import agrees, claimed_format, refined, sniff, sniff_bytes
from readiness.extraction.sniff.claims import PLAIN_TEXT
from tests.extraction import samples

DOCX = samples.docx(samples.paragraph("Hello"))
MAIL = b"Message-ID: <1@x>\r\nFrom: a@example.org\r\nTo: b@example.org\r\nSubject: Hi\r\n\r\nHello"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\0" * 9000, "unknown"),
        (bytes(range(256)) * 8, "unknown"),
        (samples.pdf(samples.shown("x")), "pdf"),
        (b"\r\n  " + samples.pdf(samples.shown("x")), "pdf"),
        (DOCX, "docx"),
        (DOCX[:-100], "docx"),
        (samples.pptx("x"), "pptx"),
        (samples.xlsx(""), "xlsx"),
        (samples.zipped({"content.xml": "<x/>"}, "application/vnd.oasis.opendocument.text"), "odt"),
        (samples.zipped({"content.xml": "<x/>"}, "application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (samples.zipped({"p.xhtml": "<x/>"}, "application/epub+zip"), "epub"),
        (samples.zipped({"word/photo.jpg": "x"}), "zip"),
        (samples.doc("Hello"), "doc"),
        (samples.ole({"Workbook": b"x"}), "xls"),
        (samples.ole({"PowerPoint Document": b"x"}), "ppt"),
        (samples.ole({"__properties_version1.0": b"x"}), "msg"),
        (samples.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "ooxml-encrypted"),
        (samples.ole({"Something": b"x"}), "ole"),
        (b"{\\rtf1 Hello}", "rtf"),
        (b"<!DOCTYPE html><html><p>Hello</html>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
        (b'<?xml version="1.0"?><order id="1"/>', "xml"),
        (b'{"a": 1, "b": [2]}', "json"),
        (b'{"a": 1}\n{"a": 2}\n{"a": 3}\n', "jsonl"),
        (MAIL, "eml"),
        (b"From a@example.org Mon Jun 01 10:00:00 2009\n" + MAIL, "mbox"),
        (b"id,name,price\n1,Bolt,2\n2,Nut,3\n", "csv"),
        (b"id;name;price\n1;Bolt;2,50\n2;Nut;3,10\n", "csv"),
        (b"id\tname\n1\tBolt\n2\tNut\n", "tsv"),
        (b"# Leave\n\n- one\n- two\n\n> quoted\n", "md"),
        (b"Dear all,\n\nplease find the minutes below, as agreed.\n", "txt"),
        ("Protokoll über die Sitzung".encode("utf-16"), "txt"),
        ("Protokoll der Sitzung".encode("utf-16-le"), "txt"),
        (b"PAR1....", "parquet"),
        (samples.png(), "png"),
        (b"\xff\xd8\xff\xe0rest", "jpg"),
        (b"II*\0rest", "tiff"),
        (b"GIF89a....", "gif"),
        (b"\x1f\x8b\x08rest", "gz"),
    ],
)
def test_content_tells_the_format(data: bytes, expected: str) -> None:
    assert sniff_bytes(data) == expected


def test_a_file_is_sniffed_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "orders.dat"
    with sqlite3.connect(path) as base:
        base.execute("create table orders (id integer)")
    assert sniff(path) == "sqlite" == sniff_bytes(path.read_bytes())


def test_a_document_inside_a_compound_file_does_not_name_it() -> None:
    """A workbook with an embedded letter is a workbook: only names right below the root count."""
    assert sniff_bytes(samples.ole({"MBD0001/WordDocument": b"x", "Workbook": b"x"})) == "xls"


def test_prose_about_mail_headers_is_no_mail() -> None:
    assert sniff_bytes(b"Subject: matter experts\nNote: read twice\n\nThe header says so.") == "txt"


def test_prose_with_commas_is_no_table() -> None:
    sentence = (
        b"When the goods arrive, and only after they have been counted by hand, the clerk signs the delivery note.\n"
    )
    assert sniff_bytes(sentence * 5) == "txt"


@given(st.binary(max_size=600))
def test_any_bytes_get_one_format_and_no_error(data: bytes) -> None:
    assert sniff_bytes(data)


@given(st.binary(max_size=300), st.sampled_from([DOCX, samples.doc("x"), samples.pdf(samples.shown("x"))]))
def test_damage_never_raises(noise: bytes, whole: bytes) -> None:
    middle = len(whole) // 2
    assert sniff_bytes(whole[:middle] + noise + whole[middle + len(noise) :])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b/Report.DOCX", "docx"),
        ("page.htm", "html"),
        ("scan.TIF", "tiff"),
        ("notes.yaml", "txt"),
        ("archive.tar.gz", "gz"),
        ("README", ""),
        (".profile", ""),
        ("extract.dat", ""),
        ("", ""),
    ],
)
def test_an_extension_claims_a_format_or_nothing(name: str, expected: str) -> None:
    assert claimed_format(name) == expected


@pytest.mark.parametrize(
    ("claimed", "actual"),
    [
        *[("pdf", "html"), ("pdf", "docx"), ("xlsx", "html"), ("xlsx", "csv"), ("csv", "html"), ("csv", "xlsx")],
        *[("doc", "docx"), ("doc", "rtf"), ("jpg", "png"), ("txt", "pdf"), ("xls", "xlsx"), ("json", "html")],
    ],
)
def test_these_names_lie(claimed: str, actual: str) -> None:
    assert not agrees(claimed, actual)


@pytest.mark.parametrize(
    ("claimed", "actual"),
    [
        *[
            ("txt", "md"),
            ("txt", "csv"),
            ("txt", "eml"),
            ("md", "html"),
            ("csv", "txt"),
            ("csv", "tsv"),
            ("eml", "txt"),
        ],
        *[("docx", "ooxml-encrypted"), ("xlsx", "ooxml-encrypted"), ("zip", "epub"), ("pdf", "unknown"), ("", "pdf")],
        *[("pdf", "empty"), ("html", "xml"), ("xml", "html"), ("xlsx", "xlsb"), ("doc", "ole")],
    ],
)
def test_these_names_may_stand(claimed: str, actual: str) -> None:
    assert agrees(claimed, actual)


def test_a_name_decides_only_among_plain_texts() -> None:
    assert refined("txt", "csv") == "txt"
    assert refined("csv", "txt") == "csv"
    assert refined("md", "html") == "md"
    assert refined("json", "jsonl") == "jsonl"
    assert refined("pdf", "docx") == "docx"
    assert refined("docx", "ooxml-encrypted") == "ooxml-encrypted"


@given(st.sampled_from(sorted(PLAIN_TEXT)), st.sampled_from(sorted(PLAIN_TEXT)))
def test_refining_a_text_keeps_the_claim_or_the_content(claimed: str, actual: str) -> None:
    assert refined(claimed, actual) in {claimed, actual}
