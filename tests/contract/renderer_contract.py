"""What every rendering of a scorecard promises. Its test class inherits this and says how it renders."""

from __future__ import annotations

import html
import re
from typing import ClassVar

import pyarrow as pa
import pytest

from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.model import Grade, Scorecard, Status
from tests.cards import HOSTILE, card, findings, indicator, source
from tests.golden.small_card import CARD, FINDINGS

NO_FINDINGS = schemas.FINDINGS.empty_table()
CODES = [code for code in CATALOGUE if code != "purpose.kpi"]
EVERYTHING = card(
    indicators=(
        indicator("purpose.kpi", Status.FAIL, reason=HOSTILE),
        *(indicator(code, status, reason=HOSTILE) for code, status in zip(CODES, [*Status] * 9, strict=False)),
    )
)
"""A card of the whole catalogue, each status in turn, with a hostile reason everywhere."""


class RendererContract:
    file: ClassVar[str]
    """The published file, or what shows it."""

    names_all: ClassVar[bool] = True
    """Whether each indicator is named, as in a file; a page that shows the worst only says so here."""

    names_by: ClassVar[str] = "title"
    """What names an indicator: ``title`` or ``code``."""

    grade: ClassVar[str] = r"[Gg]rade\W+{}\b"
    """A pattern of how the grade is shown."""

    follows: ClassVar[str]
    """A pattern of what its reader would fetch, follow or carry out: markup with an address in it, for example."""

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        raise NotImplementedError

    @pytest.mark.parametrize("grade", list(Grade))
    def test_every_grade_is_rendered_and_named(self, grade: Grade) -> None:
        assert re.search(self.grade.format(grade), self.render(card(grade), findings()))

    def test_every_indicator_is_named(self) -> None:
        text = html.unescape(self.render(EVERYTHING, NO_FINDINGS))  # a page writes an apostrophe as a reference
        shown = EVERYTHING.indicators if self.names_all else EVERYTHING.indicators[:1]
        assert [one.code for one in shown if getattr(one, self.names_by) not in text] == []

    def test_every_status_of_an_indicator_is_rendered(self) -> None:
        assert len({one.status for one in EVERYTHING.indicators}) == len(Status)
        assert self.render(EVERYTHING, NO_FINDINGS)

    def test_a_scorecard_of_nothing_is_rendered(self) -> None:
        empty = card(indicators=(), sources=(), next_steps=(), blockers=(), unknowns=(), waivers=(), score=None)
        assert "vendor-contracts" in self.render(empty, NO_FINDINGS)

    def test_names_and_sentences_from_the_data_are_no_markup(self) -> None:
        text = self.render(EVERYTHING, findings())
        assert HOSTILE not in text
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert not re.search(self.follows, text)

    def test_nothing_is_fetched_from_or_linked_to_another_place(self) -> None:
        urls = card(sources=(source(url="https://evil.example.org/x", message="see <https://evil.example.org>"),))
        for shown in (self.render(urls, findings(message="[x](https://evil.example.org)")), self.golden()):
            assert not re.search(self.follows, shown)

    def test_the_same_scorecard_gives_the_same_bytes(self) -> None:
        assert self.golden() == self.golden()

    def golden(self) -> str:
        return self.render(CARD, FINDINGS)
