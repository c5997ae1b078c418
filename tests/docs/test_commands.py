"""Every ``readiness ...`` command that a page quotes exists, with the options it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dagster_project.cli import readiness as root
from tests.docs.pages import DOCS, PAGES, blocks, name, prose

_QUOTED = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(r"(?:\S*/)?readiness\s+(\S.*)")
_OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)")


def quoted_commands(path: Path) -> Iterator[str]:
    """What follows ``readiness`` in shell blocks and inline code, up to a comment or the next command."""
    lines = [line for block in blocks(path, "sh") + blocks(path, "") for line in block.splitlines()]
    lines += [found.replace("\\|", "|") for found in _QUOTED.findall(prose(path))]
    for line in lines:
        for part in re.split(r"&&|;|(?<!\[)\s\|\s", line.partition("#")[0]):
            if found := _COMMAND.fullmatch(part.strip()):
                yield found[1].strip()


def complaint(quoted: str) -> str:
    """Why the command line would refuse what is quoted; "" when it would not."""
    command: click.Command = root
    words = quoted.split()
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        word = words.pop(0)
        if word not in command.commands:
            return f"there is no command {word!r}"
        command = command.commands[word]
    with click.Context(command) as context:
        known = {option for parameter in command.get_params(context) for option in parameter.opts}
    unknown = sorted(set(_OPTION.findall(" ".join(words))) - known - {"-h", "--help"})
    return f"{command.name} has no {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_quoted_command_exists_with_its_options(path: Path) -> None:
    problems = {quoted: problem for quoted in quoted_commands(path) if (problem := complaint(quoted))}
    assert problems == {}


def test_the_pages_quote_every_command() -> None:
    quoted = {quoted.split()[0] for path in PAGES for quoted in quoted_commands(path)}
    assert set(root.commands) <= quoted


def test_the_page_of_commands_has_a_row_for_every_command() -> None:
    rows = [row for row in (DOCS / "commands.md").read_text("utf-8").splitlines() if row.startswith("| `readiness")]
    assert len(rows) == len(root.commands)


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("audit TARGET [--out DIR] [--full]", ""),
        ("audit TARGET --fast", "audit has no --fast"),
        ("audti TARGET", "there is no command 'audti'"),
        ("export manifest --json", ""),
        ("export everything", "there is no command 'everything'"),
        ("--version", ""),
    ],
)
def test_a_command_that_is_quoted_wrongly_is_found(quoted: str, expected: str) -> None:
    assert complaint(quoted) == expected
