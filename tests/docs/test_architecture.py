"""The architecture page names files and functions that exist, and the stages as they are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dagster_project.audit.stage_list import STAGES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
FILES = sorted(set(re.findall(r"`((?:readiness|connectors|expectations|reports|dagster_project)/[\w/]+\.py)`", PAGE)))
CALLS = re.findall(r"`((?:readiness|connectors|expectations|reports|dagster_project)/[\w/]+\.py)` `([\w.]+)\(\)`", PAGE)


def defined(path: str) -> set[str]:
    names = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return names


def test_the_page_walks_through_many_functions() -> None:
    assert len(CALLS) > 20


@pytest.mark.parametrize("path", FILES)
def test_each_file_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize(("path", "function"), CALLS)
def test_each_function_is_in_its_file(path: str, function: str) -> None:
    assert function in defined(path)


def test_the_table_of_stages_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$", PAGE, flags=re.MULTILINE)
    shown = {
        name: (set(re.findall(r"`(\w+)`", after)), set(re.findall(r"`(\w+)`", writes))) for name, after, writes in rows
    }
    assert {s.name: (set(s.after), set(s.writes)) for s in STAGES} == {s.name: shown.get(s.name) for s in STAGES}
