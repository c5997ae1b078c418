"""The docs say what is so: generated pages are current, links lead somewhere, commands exist, examples run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dagster_project.cli import readiness as commands
from readiness.catalogue import CATALOGUE, PLANNED
from reports.reference import PAGES

ROOT = Path(__file__).parents[2]
PAGES_WRITTEN = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^(?:\.venv/bin/)?readiness ([a-z]+)(.*?)(?:#.*|&&.*)?$", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_generated_pages_are_current(page: str) -> None:
    assert (ROOT / "docs" / page).read_text("utf-8") == PAGES[page](), "run: python -m reports.reference"


@pytest.mark.parametrize("path", PAGES_WRITTEN, ids=name)
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    links = [link for link in _LINK.findall(path.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_indicator_and_every_planned_one_is_documented() -> None:
    text = (ROOT / "docs" / "indicators.md").read_text("utf-8")
    assert [code for code in (*CATALOGUE, *PLANNED) if f"`{code}`" not in text] == []


def quoted_commands() -> Iterator[tuple[str, str, str]]:
    for path in PAGES_WRITTEN:
        for command, rest in _COMMAND.findall(path.read_text("utf-8")):
            yield name(path), command, rest


@pytest.mark.parametrize(("page", "command", "rest"), list(quoted_commands()))
def test_every_command_in_the_docs_exists_with_its_options(page: str, command: str, rest: str) -> None:
    found = commands.commands[command]
    known = {option for parameter in found.params if isinstance(parameter, click.Option) for option in parameter.opts}
    assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known


def examples() -> list[str]:
    return [block for page in ("python-api.md",) for block in _BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))]


@pytest.mark.parametrize("code", examples())
def test_every_example_of_the_python_api_runs(code: str) -> None:
    exec(compile(code, "python-api.md", "exec"), {})


def test_the_complete_config_example_is_one() -> None:
    from readiness.project_file import load_project

    loaded = load_project(ROOT / "projects" / "demo-repaired.yaml")
    assert loaded.project.charter is not None
    assert loaded.project.sources
