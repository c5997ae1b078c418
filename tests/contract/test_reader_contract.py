"""Every reader of documents keeps its contract, and every format has a class that says so."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
from typing import ClassVar

import pytest

from readiness.extraction.formats import BY_NAME, FORMATS
from readiness.extraction.readers import READERS
from readiness.model import Outcome
from tests.contract.reader_contract import ReaderContract
from tests.extraction import samples

SAYS = "Rent is due"
PAGE = f"<html><head><title>Lease</title></head><body><p>{SAYS}</p></body></html>"
MAIL = f"Message-ID: <1@x>\r\nFrom: a@example.org\r\nTo: b@example.org\r\nSubject: Lease\r\n\r\n{SAYS}\r\n"
OPEN = "application/vnd.oasis.opendocument."
TEXT_SPACE = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
TABLE_SPACE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
OFFICE_SPACE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
ODF_TEXT = f"<c {TEXT_SPACE}><text:p>{SAYS}</text:p></c>"
ODF_SHEET = (
    f"<office:document-content {OFFICE_SPACE} {TABLE_SPACE} {TEXT_SPACE}><office:body><office:spreadsheet>"
    f'<table:table table:name="Prices"><table:table-row><table:table-cell office:value-type="string">'
    f"<text:p>{SAYS}</text:p></table:table-cell></table:table-row></table:table>"
    "</office:spreadsheet></office:body></office:document-content>"
)
ROW = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{SAYS}</t></is></c></row>'


def dbf() -> bytes:
    """One field of twelve characters, one row."""
    field = b"TEXT".ljust(11, b"\0") + b"C" + bytes(4) + bytes([12]) + bytes(15)
    header = struct.pack("<BBBBIHH", 3, 126, 1, 1, 1, 32 + 32 + 1, 13) + bytes(17) + b"\x03" + bytes(2)
    return header + field + b"\r" + b" " + SAYS.encode().ljust(12) + b"\x1a"


def powerpoint() -> bytes:
    def record(kind: int, body: bytes, version: int = 0) -> bytes:
        return struct.pack("<HHI", version, kind, len(body)) + body

    return samples.ole({"PowerPoint Document": record(0x03EE, record(0x0FA8, SAYS.encode()), 0xF)})


def outlook() -> bytes:
    body = {"__substg1.0_0037001F": "Lease".encode("utf-16-le"), "__substg1.0_1000001F": SAYS.encode("utf-16-le")}
    return samples.ole({"__properties_version1.0": bytes(32), **body})


def book() -> bytes:
    package = '<p><manifest><item id="a" href="1.xhtml"/></manifest><spine><itemref idref="a"/></spine></p>'
    container = '<c><rootfile full-path="p.opf"/></c>'
    members = {"META-INF/container.xml": container, "p.opf": package, "1.xhtml": PAGE}
    return samples.zipped(members, "application/epub+zip")


def tape() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(SAYS)
        archive.addfile(member, io.BytesIO(SAYS.encode()))
    return out.getvalue()


def ms_write() -> bytes:
    """One page of header, the text, and no formatting (Write 3, magic 0xBE31)."""
    end = 128 + len(SAYS)
    header = struct.pack("<HHH", 0xBE31, 0, 0xAB00) + bytes(8) + struct.pack("<I", end)
    return (header.ljust(128, b"\0") + SAYS.encode()).ljust(256, b"\0")


class TestText(ReaderContract):
    module = "plain_text"
    whole: ClassVar = {
        "csv": b"id,text\n1,Rent is due\n",
        "json": b'{"text": "Rent is due"}',
        "jsonl": b'{"text": "Rent is due"}\n{"text": "again"}\n',
        "md": b"# Lease\n\nRent is due\n",
        "tsv": b"id\ttext\n1\tRent is due\n",
        "txt": b"Rent is due\n",
    }


class TestWord(ReaderContract):
    module = "docx"
    whole: ClassVar = {"docx": samples.docx(samples.paragraph(SAYS))}


class TestWord97(ReaderContract):
    module = "doc"
    whole: ClassVar = {"doc": samples.doc(f"{SAYS}.\r")}


class TestWrite(ReaderContract):
    module = "ms_write"
    whole: ClassVar = {"write": ms_write()}


class TestSlides(ReaderContract):
    module = "pptx"
    whole: ClassVar = {"pptx": samples.pptx(SAYS)}


class TestSlides97(ReaderContract):
    module = "ppt"
    whole: ClassVar = {"ppt": powerpoint()}


class TestOpenDocument(ReaderContract):
    module = "odf"
    whole: ClassVar = {
        "odg": samples.zipped({"content.xml": ODF_TEXT}, f"{OPEN}graphics"),
        "odp": samples.zipped({"content.xml": ODF_TEXT}, f"{OPEN}presentation"),
        "odt": samples.zipped({"content.xml": ODF_TEXT}, f"{OPEN}text"),
    }


class TestSheets(ReaderContract):
    module = "spreadsheet"
    whole: ClassVar = {
        "ods": samples.zipped({"content.xml": ODF_SHEET}, f"{OPEN}spreadsheet"),
        "xlsx": samples.xlsx(ROW),
    }


class TestLockedSheets(ReaderContract):
    """Excel 97 and binary workbooks, of which no small sample is written by hand: an encrypted one and a wrong one."""

    module = "spreadsheet"
    words = ""
    unread = Outcome.ENCRYPTED
    _locked = struct.pack("<HH4s", 0x0809, 4, b"\0\6\5\0") + struct.pack("<HH2s", 0x002F, 2, b"\1\0")
    whole: ClassVar = {"xls": samples.ole({"Workbook": _locked})}


class TestSheetsOfExcel4(ReaderContract):
    """A worksheet from before compound files: one cell of text."""

    module = "spreadsheet"
    _cell = struct.pack("<HHHH", 0, 0, 0, 11) + b"Rent is due"
    whole: ClassVar = {
        "xls": struct.pack("<HHHHH", 0x0409, 6, 0, 0x10, 0)
        + struct.pack("<HH", 0x0204, len(_cell))
        + _cell
        + struct.pack("<HH", 0x000A, 0)
    }


class TestBrokenBinarySheets(ReaderContract):
    module = "spreadsheet"
    words = ""
    unread = Outcome.CORRUPT
    whole: ClassVar = {"xlsb": samples.zipped({"xl/workbook.bin": "x"})}


class TestMail(ReaderContract):
    module = "eml"
    whole: ClassVar = {"eml": MAIL.encode()}


class TestMailbox(ReaderContract):
    module = "mbox"
    whole: ClassVar = {"mbox": f"From a@example.org Mon Jun 01 10:00:00 2009\n{MAIL}".encode()}


class TestOutlook(ReaderContract):
    module = "msg"
    whole: ClassVar = {"msg": outlook()}


class TestBook(ReaderContract):
    module = "epub"
    whole: ClassVar = {"epub": book()}


class TestWebPage(ReaderContract):
    module = "html"
    whole: ClassVar = {"html": PAGE.encode()}


class TestXml(ReaderContract):
    module = "xml"
    whole: ClassVar = {"xml": f"<lease><text>{SAYS}</text></lease>".encode()}


class TestRichText(ReaderContract):
    module = "rtf"
    whole: ClassVar = {"rtf": rb"{\rtf1\ansi Rent is due\par}"}


class TestPdf(ReaderContract):
    module = "pdf"
    whole: ClassVar = {"pdf": samples.pdf(samples.shown(SAYS))}


class TestDbase(ReaderContract):
    module = "dbf_text"
    whole: ClassVar = {"dbf": dbf()}


class TestPictures(ReaderContract):
    module = "image"
    words = ""
    unread = Outcome.NEEDS_OCR
    whole: ClassVar = {
        "bmp": b"BM" + struct.pack("<IHHIIiiHH", 70, 0, 0, 54, 40, 2, 3, 1, 24) + bytes(40),
        "gif": b"GIF89a" + struct.pack("<HH", 2, 3) + b"\0\0\0,\0\0\0\0\2\0\3\0\0\2\2D\1\0;",
        "png": samples.png(),
    }


class TestArchives(ReaderContract):
    module = "archive_check"
    words = ""
    whole: ClassVar = {
        "7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24),
        "bz2": bz2.compress(SAYS.encode()),
        "gz": gzip.compress(SAYS.encode()),
        "ooxml": samples.zipped({"[Content_Types].xml": "<Types/>"}),
        "rar": b"Rar!\x1a\7\0" + bytes(20),
        "tar": tape(),
        "xz": lzma.compress(SAYS.encode()),
        "zip": samples.zipped({"a.txt": SAYS}),
        "zst": b"\x28\xb5\x2f\xfd\x04\x58" + bytes(20),
    }


class TestEncryptedOffice(ReaderContract):
    module = "encrypted_ole"
    words = ""
    unread = Outcome.ENCRYPTED
    whole: ClassVar = {"ooxml-encrypted": samples.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})}


class TestOtherCompoundFiles(ReaderContract):
    module = "encrypted_ole"
    words = ""
    whole: ClassVar = {"ole": samples.ole({"Something": b"x"})}


class TestNamed(ReaderContract):
    module = "unsupported"
    words = ""
    whole: ClassVar = dict.fromkeys((each.name for each in FORMATS if each.reader == "unsupported"), b"any bytes")

    def expected(self, format: str) -> Outcome:  # noqa: A002 - the word of the schema
        return Outcome.ENCRYPTED if BY_NAME[format].is_encrypted else Outcome.UNSUPPORTED


CLASSES = ReaderContract.__subclasses__()
OTHER_PICTURES = {"heic", "jp2", "jpg", "jxl", "psd", "tiff", "webp"}
"""Headers of these are drawn in tests/extraction/test_sniff.py; their reader's class is the pictures' one."""


@pytest.mark.parametrize("format", READERS)
def test_every_format_has_a_contract_test_of_its_reader(format: str) -> None:  # noqa: A002 - the word of the schema
    kept = {(name, one.module) for one in CLASSES for name in one.whole} | {(name, "image") for name in OTHER_PICTURES}
    assert (format, READERS[format].reader) in kept
