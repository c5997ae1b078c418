"""Recognition of formats by content, and names that contradict it."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.extraction.formats import BY_NAME
from readiness.extraction.sniff import (
    agrees,
    claimed_format,
    refine_format,
    sniff,
    sniff_bytes,
)
from readiness.extraction.sniff.name_claims import EMPTY, PLAIN_TEXT, UNKNOWN
from tests.extraction import samples

DOCX = samples.docx(samples.paragraph("Hello"))
MAIL = b"Message-ID: <1@x>\r\nFrom: a@example.org\r\nTo: b@example.org\r\nSubject: Hi\r\n\r\nHello"
ODF_MANIFEST = '<m:manifest><m:file-entry m:media-type="application/vnd.sun.xml.writer" m:full-path="/"/></m:manifest>'


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
        (b"<div><p>Hello</p></div>", "html"),
        (b"From anna@example.org\r\n" + MAIL, "eml"),
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
        (b"\xffWPC\x10\x00\x00\x00\x01\x0a", "wordperfect"),
        (b"\x00\x00\x1a\x00\x00\x10\x04\x00", "lotus"),
        (b"\x00\x00\x02\x00\x20\x51", "quattro"),
        (b"\x31\xbe\x00\x00\x00\xab" + bytes(200), "write"),
        (b"\xdc\xa5e\x00" + bytes(200), "doc"),
        (b"\x00\x01\x00\x00Standard Jet DB\x00", "access"),
        (b"AC1027" + bytes(60), "dwg"),
        (b"\x78\x9f\x3e\x22\x01\x00", "tnef"),
        (b"%!PS-Adobe-3.0\n%%Title: x\n", "postscript"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "pgp"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", "cms-encrypted"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypisom", "video"),
        (b"\xff\xfb\x90\x64" + bytes(200), "audio"),
        (b"\x05Anna " + b" " * 48 + b"\x05\x00A\x00n\x00n\x00a\x00" + b" \x00" * 49, "office-lock"),
        (samples.ole({"VisioDocument": b"x"}), "visio"),
        (samples.ole({"Quill/QuillSub": b"x", "Contents": b"x"}), "publisher"),
        (samples.ole({"CONTENTS": b"x", "\x01CompObj": b"x"}), "works"),
        (samples.zipped({"Index/Document.iwa": "x"}), "iwork"),
        (samples.zipped({"Index/Slide.iwa": "x", "Index/Document.iwa": "x"}), "keynote"),
        (samples.zipped({"content.xml": "<x/>", "META-INF/manifest.xml": ODF_MANIFEST}), "odt"),
        (b"Quarterly report: the goods arrived on time and were paid.\r\n" + bytes(200), "txt"),
        (b"Quarterly report: the goods arrived on time and were paid.\r\n\x1a" + b"\x1a" * 63, "txt"),
        (b"MAGIC" + bytes(200), "unknown"),
        ("Quarterly report: the goods arrived on time and were paid.".encode("cp037"), "txt"),
    ],
)
def test_content_shows_the_format(data: bytes, expected: str) -> None:
    assert sniff_bytes(data) == expected
    assert expected in {*BY_NAME, EMPTY, UNKNOWN}


def test_a_file_is_sniffed_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "orders.dat"
    with sqlite3.connect(path) as base:
        base.execute("create table orders (id integer)")
    assert sniff(path) == "sqlite" == sniff_bytes(path.read_bytes())


def test_a_document_inside_a_compound_file_does_not_name_it() -> None:
    """A workbook with an embedded letter is a workbook: only names right below the root count."""
    assert sniff_bytes(samples.ole({"MBD0001/WordDocument": b"x", "Workbook": b"x"})) == "xls"


def test_a_short_mark_that_text_could_begin_with_needs_more_than_itself() -> None:
    assert sniff_bytes(b"MZ is short for Mark Zbikowski.") == "txt"
    assert sniff_bytes(b"MZ\x90\x00\x03\x00" + bytes(60)) == "program"


def test_a_program_about_pdf_is_no_pdf() -> None:
    assert sniff_bytes(b"def header():\n    return b'%PDF-1.7'\n") == "txt"


def test_utf_16_is_no_sound() -> None:
    assert sniff_bytes("Liebe Kollegen".encode("utf-16")) == "txt"


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
    assert refine_format("txt", "csv") == "txt"
    assert refine_format("csv", "txt") == "csv"
    assert refine_format("md", "html") == "md"
    assert refine_format("json", "jsonl") == "jsonl"
    assert refine_format("pdf", "docx") == "docx"
    assert refine_format("docx", "ooxml-encrypted") == "ooxml-encrypted"


@given(st.sampled_from(sorted(PLAIN_TEXT)), st.sampled_from(sorted(PLAIN_TEXT)))
def test_refining_a_text_keeps_the_claim_or_the_content(claimed: str, actual: str) -> None:
    assert refine_format(claimed, actual) in {claimed, actual}
