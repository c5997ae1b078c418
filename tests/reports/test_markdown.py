"""Markdown: escaped, with the verdict first, and small enough for a Dagster check page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.model import Grade
from readiness.rate_words import number
from reports.markdown import check_page, render
from reports.text import markdown, visible
from tests.cards import HOSTILE, card, findings


def test_the_check_page_opens_with_the_grade_and_draws_a_chart() -> None:
    page = check_page(card(Grade.C))
    assert page.startswith("**Grade C.**")
    assert "](data:image/svg+xml," in page
    assert len(page) < 20_000


def test_untrusted_text_never_becomes_markdown_or_html() -> None:
    text = render(card(), findings()).decode()
    assert "<script" not in text
    assert HOSTILE not in text
    assert "](javascript" not in text


def test_every_indicator_is_listed_with_its_status() -> None:
    text = render(card(), findings()).decode()
    for indicator in card().indicators:
        assert indicator.title in text


@given(st.text())
def test_visible_text_holds_no_line_ends_and_nothing_that_reorders(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set("\n\r\t\x00\u202e\u2066\u200b\u2028")
    assert len(shown) <= 400


@given(st.text())
def test_escaped_text_cannot_leave_its_table_cell(text: str) -> None:
    assert "|" not in markdown(text).replace("\\|", "")
    assert "<" not in markdown(text)


@given(st.floats(min_value=0, max_value=1))
def test_a_share_reads_as_nought_or_whole_only_when_it_is(share: float) -> None:
    assert (number(share, "share") == "0%") == (share == 0)
    assert (number(share, "share") == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("engine", "recall", "skipped", "expected"),
    [
        ("exact", "1", "0", "every pair of texts compared exactly, recall 1 at a similarity of 0.8; no pair left out."),
        (
            "lsh",
            "0.999",
            "1275",
            "recall at least 0.999 at a similarity of 0.8; 1,275 pairs in large groups",
        ),
    ],
)
def test_the_page_says_how_near_duplicates_were_sought(engine: str, recall: str, skipped: str, expected: str) -> None:
    told = {"duplicates": engine, "duplicates_recall": recall, "duplicates_skipped_pairs": skipped}
    page = render(card(engines={**told, "duplicates_threshold": "0.8"}), findings()).decode()
    assert expected in page
