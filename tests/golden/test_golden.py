"""The files of one small scorecard are what they were when somebody read them last."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from readiness.model import Scorecard, Status
from readiness.scoring.serial import from_bytes
from reports.json_schema import PUBLISHED
from tests.golden import FOLDER, rendered
from tests.golden.small_card import CARD


@pytest.mark.parametrize("name", ["scorecard.html", "scorecard.json", "scorecard.md"])
def test_a_file_is_as_expected_else_run_python_m_tests_golden_and_read_the_difference(name: str) -> None:
    assert rendered()[name].decode() == (FOLDER / name).read_text("utf-8")


def test_the_card_shows_every_status_once_at_least() -> None:
    assert {one.status for one in CARD.indicators} == set(Status)


def test_the_expected_json_holds_to_the_published_schema_and_reads_back_as_the_card() -> None:
    content = (FOLDER / "scorecard.json").read_bytes()
    jsonschema.validate(json.loads(content), json.loads(PUBLISHED.read_text("utf-8")))
    found: Scorecard = from_bytes(content)
    assert found == CARD


@pytest.mark.parametrize("name", ["scorecard.html", "scorecard.md"])
def test_page_and_markdown_name_all_that_a_reader_must_find(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    for words in (
        *(one.title for one in CARD.indicators),
        "Grade D",
        "25%",
        "none allowed",
        "set by the project",
        "95% interval",
        "OCR budget approved",
        "uniqueness.near fails past 0.3 instead of 0.2, accepted by Grace Hopper until 2027-03-01",
        "the optional source crm was left out",
        "hidden names",
        "Secrets: 155 of 192 items scanned, the rest is not handed on.",
    ):
        assert words in text, words
    assert "<b>" not in text


def test_the_command_writes_the_files(tmp_path: Path) -> None:
    code = "import tests.golden as g, pathlib, runpy, sys; g.FOLDER = pathlib.Path(sys.argv[1]); "
    code += "runpy.run_module('tests.golden.__main__')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=FOLDER.parents[1], check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == rendered()
