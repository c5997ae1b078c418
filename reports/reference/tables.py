"""Markdown tables and what goes into their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A Markdown table; bars in cells are escaped.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [_line(head), "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_line([cell.replace("|", "\\|") for cell in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def code(text: str) -> str:
    return f"`{text}`" if text else ""


def codes(names: Iterable[str]) -> str:
    """``a``, ``b`` and so on, each as code."""
    return ", ".join(code(name) for name in names)
