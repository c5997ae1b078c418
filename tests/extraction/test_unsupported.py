"""Formats that are recognised and not read, each with a description and a way to convert it; and old formats."""

import struct

import pytest

from readiness.extraction import extract
from readiness.extraction.formats import FORMATS
from readiness.model import Outcome


def test_every_unsupported_format_has_a_description() -> None:
    named = [each for each in FORMATS if each.reader == "unsupported"]
    assert [each.name for each in named if len(each.description) < 6 or each.description == each.name] == []


def test_a_lotus_worksheet_is_named_and_can_be_converted() -> None:
    found = extract(b"\x00\x00\x1a\x00\x00\x10\x04\x00" + bytes(90), name="budget.wk3")
    assert found.outcome == Outcome.UNSUPPORTED
    assert "Lotus 1-2-3" in found.detail
    assert "needs conversion" in found.detail


@pytest.mark.parametrize("locked", [False, True])
def test_a_wordperfect_document_with_a_password_is_encrypted(locked: bool) -> None:
    data = b"\xffWPC" + bytes(4) + b"\x01\x0a\x02\x01" + (b"\x12\x34" if locked else b"\x00\x00") + bytes(90)
    assert (Outcome.ENCRYPTED if locked else Outcome.UNSUPPORTED) == extract(data, name="deed.wpd").outcome


def test_a_pgp_message_is_encrypted_not_unknown() -> None:
    assert extract(b"-----BEGIN PGP MESSAGE-----\n\nhQEM", name="offer.pdf").outcome == Outcome.ENCRYPTED


def dbf(rows: list[bytes], count: int) -> bytes:
    """One field of ten characters, code page 1252."""
    field = b"CITY".ljust(11, b"\x00") + b"C" + bytes(4) + bytes([10]) + bytes(15)
    head = struct.pack("<B3BIHH", 3, 124, 5, 6, count, 65, 11).ljust(32, b"\x00")
    return head[:29] + b"\x03" + head[30:] + field + b"\r" + b"".join(rows)


def test_a_dbase_table_is_read_without_its_deleted_rows() -> None:
    found = extract(dbf([b" K\xf6ln      ", b"*Bonn      "], 2), name="cities.dbf")
    assert found.text == "CITY\nKöln"
    assert found.tables == 1


def test_a_dbase_table_that_ends_early_reports_how_many_rows_are_there() -> None:
    found = extract(dbf([b" Ulm       "], 3), name="cities.dbf")
    assert found.outcome == Outcome.TRUNCATED
    assert "1 of the 3 rows" in found.detail


def test_a_letter_of_word_for_dos_is_read() -> None:
    text = b"Dear Sir,\r\nregards"
    data = b"\x31\xbe\x00\x00\x00\xab".ljust(14, b"\x00") + struct.pack("<I", 128 + len(text)) + bytes(110) + text
    assert extract(data, name="letter.doc").text == "Dear Sir,\nregards"


def test_ebcdic_text_is_decoded() -> None:
    text = "The quarterly report is due on Friday, as it was agreed last year.\n" * 3
    found = extract(text.replace("\n", "\x85").encode("cp037"), name="report.txt")
    assert text == found.text
    assert found.encoding == "cp037"


def test_packed_decimals_are_no_ebcdic_text() -> None:
    record = "INVOICE 0001 ".encode("cp037") + bytes([0x00, 0x12, 0x34, 0x5C, 0x01, 0x99, 0x9D, 0x07])
    assert extract(record * 20, name="ledger.dat").format != "txt"
