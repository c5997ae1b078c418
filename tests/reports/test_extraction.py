"""What a reader learns of how the documents were read: in the page, in Markdown, in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import schemas
from readiness.model import Outcome, Scorecard
from reports import extraction
from reports.html import render as html
from reports.markdown import render as markdown
from tests import cards

FINDINGS = schemas.FINDINGS.empty_table()


def card(**changes: object) -> Scorecard:
    return cards.card(extraction=cards.extraction(**changes))


def test_every_outcome_has_words_and_a_remedy_but_what_was_read() -> None:
    assert set(Outcome) == set(extraction.OUTCOME_WORDS)
    lines = extraction.outcomes(cards.extraction(outcomes={outcome.value: 1 for outcome in Outcome}))
    assert len(lines) == len(Outcome) - 1
    assert all(line.remedy.endswith(".") for line in lines)


def test_a_sampled_format_shows_its_interval_and_an_unmeasured_one_why() -> None:
    docx, doc = map(extraction.confidence_row, cards.extraction().confidence)
    assert docx == ("docx", "40", "10", "100%", "98%", "90% (60% to 98%)")
    assert doc == ("doc", "40", "0", "–", "–", "not measured: unstructured reads no doc")


def test_the_backlog_says_pages_time_and_what_is_not_known() -> None:
    ocr = cards.backlog(documents=3, partly=1, pages=900, hours=2.0)
    volume, legibility = extraction.backlog(ocr)
    assert volume.startswith(
        "3 documents hold 900 pages that only OCR can read (1 of them also have pages with text): "
    )
    assert volume.endswith("about 2.0 hours of one processor, at 8 s a page.")
    assert legibility == "How legible they are was not measured: extraction.ocr_sample is 0."
    assert list(extraction.backlog(cards.backlog())) == []


def test_a_sample_of_pages_says_how_legible_they_are() -> None:
    ocr = cards.backlog(documents=1, pages=1, hours=8 / 3600, sampled=1, legible=0, confidence=0.5, words_per_page=12.0)
    assert list(extraction.backlog(ocr)) == [
        "1 document holds 1 page that only OCR can read: about 8 seconds of one processor, at 8 s a page.",
        "OCR read 1 page of them as a sample, one a document: 0 legible; median 12 words a page, confidence 50%.",
    ]


def test_the_page_and_markdown_show_the_section_with_hostile_names_escaped() -> None:
    for shown in (html(card(), FINDINGS).decode(), markdown(card(), FINDINGS).decode()):
        assert "How the documents were read" in shown
        assert "Ask the owner for the password" in shown
        assert "not measured: unstructured reads no doc" in shown.replace("\\", "")
        assert "<script>alert" not in shown
        assert "25%" in shown


def test_what_a_lane_read_instead_of_unstructured_is_said() -> None:
    said = "unstructured was requested but does not read these documents; our own readers read them: 7 pdf."
    for shown in (
        html(card(instead={"pdf": 7}), FINDINGS).decode(),
        markdown(card(instead={"pdf": 7}), FINDINGS).decode(),
    ):
        assert said in shown
    assert said not in html(card(), FINDINGS).decode()


def test_a_project_of_tables_in_a_database_has_no_such_section() -> None:
    bare = card(outcomes={}, confidence=())
    assert "How the documents were read" not in html(bare, FINDINGS).decode()
    assert "How the documents were read" not in markdown(bare, FINDINGS).decode()


def test_the_terminal_shows_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    from dagster_project import terminal

    terminal.scorecard(card(), Path("latest"))
    shown = capsys.readouterr().out
    assert (
        "40 of 43 items that were opened as files read without trouble. Others: 2 encrypted, 1 scans without text."
        in shown
    )
    assert "docx" in shown
    assert "disagree" in shown
