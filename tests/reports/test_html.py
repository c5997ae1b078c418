"""The HTML page: whole, offline, escaped, small, and with the verdict first."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from readiness.model import Grade
from reports.html import render
from tests.cards import HOSTILE, card, findings, source


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]


def parsed(page: bytes) -> Tags:
    tags = Tags()
    tags.feed(page.decode())
    return tags


def test_untrusted_text_never_becomes_markup() -> None:
    page = render(card(), findings())
    assert "script" not in parsed(page).names
    assert HOSTILE not in page.decode()
    assert "\u202e" not in page.decode()


def test_the_page_asks_nothing_of_any_network() -> None:
    addresses = [value for name, value in parsed(render(card(), findings())).attributes if name in {"src", "href"}]
    assert all(address.startswith("#") for address in addresses)
    assert b"default-src 'none'" in render(card(), findings())


def test_every_link_on_the_page_has_its_target() -> None:
    tags = parsed(render(card(), findings()))
    links = {value[1:] for name, value in tags.attributes if name == "href"}
    assert links <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))


def test_a_large_corpus_still_gives_a_page_under_two_megabytes() -> None:
    long = "x" * 5_000
    many = card(sources=tuple(source(name=f"{n}-{long}") for n in range(2_000)))
    assert len(render(many, findings(5_000, message=long, item=long))) < 2_000_000


@pytest.mark.parametrize("grade", list(Grade))
def test_the_verdict_comes_before_anything_else_and_says_whether_the_gate_is_open(grade: Grade) -> None:
    text = render(card(grade), findings()).decode()
    body = re.sub(r"<[^>]+>", " ", text[text.index("<body>") :])
    assert body.index(f"Grade {grade}.") < body.index("What to do next")
    assert (" open" in body[:900]) == (grade in {Grade.A, Grade.B})


def test_statuses_are_words_and_not_only_colours() -> None:
    text = render(card(), findings()).decode()
    for word in ("fails", "not measured", "warning", "waived", "pass"):
        assert f">{word}<" in text


def test_the_same_scorecard_gives_the_same_bytes() -> None:
    assert render(card(), findings()) == render(card(), findings())
