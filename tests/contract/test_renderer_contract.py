"""Every rendering of a scorecard keeps its contract, and every file of a run has a class that says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from rich.console import Console

from dagster_project import terminal
from readiness.model import Scorecard
from readiness.scoring.serial import from_bytes, to_bytes
from reports import html, markdown
from tests.cards import HOSTILE, findings
from tests.contract.renderer_contract import EVERYTHING, RendererContract

MARKUP = r"<(?:script|iframe|object|embed|form|base|link)\b|<\w+[^>]*(?:href|src)\s*=(?!\s*[\"']?#)"
LINK = r"\]\((?!data:image/svg\+xml)|<(?:https?|mailto|javascript):"


class TestPage(RendererContract):
    file = "scorecard.html"
    follows = MARKUP

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        return html.render(scorecard, found).decode("utf-8")


class TestMarkdown(RendererContract):
    file = "scorecard.md"
    follows = f"{MARKUP}|{LINK}"

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        return markdown.render(scorecard, found).decode("utf-8")


class TestCheckPage(RendererContract):
    """The Markdown that Dagster shows at the check ``ready_to_start``: what is open, not every indicator."""

    file = "check page"
    follows = f"{MARKUP}|{LINK}"
    names_all = False

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        return markdown.check_page(scorecard) + f"\n{scorecard.project}"


class TestJson(RendererContract):
    """Data, and no page: strings stand in it as they are, so that a program gets back what was written."""

    file = "scorecard.json"
    follows = ""

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        return to_bytes(scorecard).decode("utf-8")

    def test_names_and_sentences_from_the_data_are_no_markup(self) -> None:
        text = self.render(EVERYTHING, findings())
        assert HOSTILE not in text  # its line break and control characters are written as escapes
        assert from_bytes(text.encode()) == EVERYTHING

    def test_nothing_is_fetched_from_or_linked_to_another_place(self) -> None:
        assert isinstance(json.loads(self.golden()), dict)


class TestTerminal(RendererContract):
    file = "readiness show"
    names_by = "code"
    grade = r"\n {} +vendor-contracts"
    follows = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"

    @pytest.fixture(autouse=True)
    def _capture(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._output = capsys
        monkeypatch.setattr(terminal, "_console", lambda: Console(width=400))

    def render(self, scorecard: Scorecard, found: pa.Table) -> str:
        terminal.scorecard(scorecard, Path("out"))
        return self._output.readouterr().out


FILES = {one.file for one in RendererContract.__subclasses__()}


def test_every_scorecard_file_of_a_run_has_a_contract_test(audited_project: Path) -> None:
    (latest,) = (path for path in audited_project.parent.rglob("latest") if path.is_dir())
    assert {path.name for path in latest.glob("scorecard.*")} <= FILES


@pytest.mark.parametrize("pattern", [MARKUP, f"{MARKUP}|{LINK}"])
def test_the_patterns_find_what_must_not_be_there(pattern: str) -> None:
    for bad in ('<a href="https://x.org">', "<script>alert(1)", "<img src='//x.org'>"):
        assert re.search(pattern, bad)
    assert not re.search(pattern, '<a href="#limits">')
