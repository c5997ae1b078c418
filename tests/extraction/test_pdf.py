"""PDF: scans, stamps, locks, cuts."""

import pytest

from readiness.extraction import extract
from readiness.model import Outcome
from tests.extraction import samples
from tests.extraction.samples import pdf, pictured, shown

LINE = "The supplier delivers the goods within thirty days of the order."


def test_text_is_read_page_by_page_and_the_info_dictionary_dates_it() -> None:
    found = extract(
        pdf(shown("One"), shown("Two"), info="/Title(Lease)/Author(Ada)/CreationDate(D:20240503101500+02'00')")
    )
    assert (found.outcome, found.text, found.pages) == (Outcome.OK, "One\fTwo", 2)
    assert (found.title, found.author) == ("Lease", "Ada")
    assert found.dates["created"] == "2024-05-03T10:15:00+02:00"
    assert found.metadata["created_source"] == "pdf_info"


def test_pages_that_are_pictures_need_ocr() -> None:
    found = extract(pdf(pictured(), pictured()))
    assert (found.outcome, found.pages, found.pages_without_text) == (Outcome.NEEDS_OCR, 2, 2)


def test_a_stamp_on_a_scan_does_not_make_it_text() -> None:
    found = extract(pdf(pictured("Envelope 7F1C2B9A-0D3E-4F5A-8B6C-1234567890AB, page 1")))
    assert (found.outcome, found.pages_without_text) == (Outcome.NEEDS_OCR, 1)


def test_a_background_picture_behind_a_written_page_does_not_make_it_a_scan() -> None:
    found = extract(pdf(pictured(LINE + " " + LINE)))
    assert (found.outcome, found.pages_without_text) == (Outcome.OK, 0)


def test_a_scanned_page_among_written_ones_is_counted() -> None:
    found = extract(pdf(shown(LINE), pictured(), shown(LINE)))
    assert (found.outcome, found.pages_without_text) == (Outcome.OK, 1)


def test_blank_pages_are_neither_scans_nor_text() -> None:
    found = extract(pdf("", ""))
    assert (found.outcome, found.pages_without_text) == (Outcome.EMPTY, 0)


def test_a_small_picture_is_what_there_is_to_read_where_nothing_is_written() -> None:
    assert extract(pdf("q 100 0 0 100 50 50 cm /Im Do Q")).outcome is Outcome.NEEDS_OCR


def test_a_password_is_distinguished_from_damage() -> None:
    assert extract(pdf(shown(LINE), trailer=samples.ENCRYPTED_TRAILER)).outcome is Outcome.ENCRYPTED


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_pdf_is_truncated_however_much_a_reader_recovers(share: float) -> None:
    whole = pdf(*[shown(f"{number} {LINE}") for number in range(30)])
    assert extract(whole[: int(len(whole) * share)], name="a.pdf").outcome is Outcome.TRUNCATED


def test_rubbish_behind_the_end_is_no_cut() -> None:
    assert extract(pdf(shown(LINE)) + b"\r\n<!-- appended by a proxy -->" * 200).outcome is Outcome.OK


def test_an_end_mark_without_a_document_is_corrupt() -> None:
    assert extract(b"%PDF-1.4\nnothing here\n%%EOF\n").outcome is Outcome.CORRUPT


def test_a_shifted_font_map_is_garbled() -> None:
    """Every letter three further on: what a reader gets when a font's character map is off."""
    shifted = "".join(chr(ord(letter) + 3) if letter.isalpha() else letter for letter in LINE * 6)
    assert extract(pdf(shown(shifted))).outcome is Outcome.GARBLED_TEXT_LAYER
    assert extract(pdf(shown(LINE * 6))).outcome is Outcome.OK
