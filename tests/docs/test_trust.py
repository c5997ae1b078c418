"""The table of docs/trust.md: every attack has a test, and the test is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEWEST = 60
ROW = re.compile(r"^\| (?P<tried>.+?) \| (?P<happens>.+) \| `(?P<test>tests/[\w/]+\.py::\w+)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, str]]:
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    return [(found["tried"], found["test"]) for found in ROW.finditer(page)]


def test_every_row_of_the_tables_names_a_test() -> None:
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| what is tried")]
    assert len(lines) == len(rows())
    assert len(lines) >= FEWEST


@pytest.mark.parametrize(("tried", "test"), rows())
def test_the_test_of_a_row_exists(tried: str, test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), tried
