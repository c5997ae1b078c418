"""What listings left out, as every report shows it."""

from __future__ import annotations

import pytest

from readiness.model import LeftOut, Limitation
from reports.html import render as html
from reports.listing import left_out_lines, limitation_lines
from reports.markdown import check_page
from reports.markdown import render as markdown
from tests.cards import HOSTILE, card, findings

LEFT_OUT = (
    LeftOut(source="docs", reason="cache", items=100_000, bytes=None, examples=("build",), at_least=True),
    LeftOut(source="docs", reason="hidden", items=3, bytes=1234, examples=(".git", HOSTILE)),
)
LIMIT = Limitation(kind="excluded_place", source="docs", text="lost+found of docs left out by its config")


def test_a_line_says_how_much_why_and_for_example() -> None:
    cache, hidden = left_out_lines(card(left_out=LEFT_OUT))
    assert cache == "docs: more than 100,000 (caches with a valid CACHEDIR.TAG), as build"
    assert hidden.startswith("docs: 3 (hidden names, 1,234 bytes), as .git, ")
    assert not set(hidden) & set("\n\u202e")
    assert list(limitation_lines(card(limitations=(LIMIT,)))) == ["lost+found of docs left out by its config."]


@pytest.mark.parametrize("render", [html, markdown])
def test_page_and_markdown_show_what_was_left_out_and_what_limits_the_grade(render: object) -> None:
    assert callable(render)
    text = render(card(left_out=LEFT_OUT, limitations=(LIMIT,)), findings()).decode()
    assert "more than 100,000" in text
    assert "1,234" in text
    assert "of docs left out by its config" in text
    assert "<script>alert" not in text


def test_the_check_page_shows_what_limits_the_grade() -> None:
    assert "of docs left out by its config" in check_page(card(limitations=(LIMIT,)))
