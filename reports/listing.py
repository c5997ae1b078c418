"""Items that listings left out, and limits of the grade, in words that page, Markdown and terminal share."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.model import LeftOut, Scorecard
from reports.text import visible

LEFT_OUT_HEAD = ("Source", "Why", "Left out", "Bytes", "For example")

_REASONS = {
    "cache": "caches with a valid CACHEDIR.TAG",
    "companion": "logs and indexes beside their database: parts of it, read with it",
    "hidden": "hidden names",
    "link": "links not followed",
    "output": "output folders of audits",
    "pattern": "include, exclude and tables of the project file",
    "schema": "schemas that the project file does not name",
    "system": "files of operating systems and programs",
    "view": "views (they repeat the data of tables)",
}


def left_out_rows(card: Scorecard) -> Iterator[tuple[str, str, str, str, str]]:
    """One row per source and reason, as ``LEFT_OUT_HEAD`` names the cells."""
    for one in card.left_out:
        yield one.source, _REASONS.get(one.reason, one.reason), _items(one), _bytes(one), ", ".join(one.examples)


def left_out_lines(card: Scorecard) -> Iterator[str]:
    """The same as one line each."""
    for source, reason, items, size, examples in left_out_rows(card):
        text = visible(examples, 120)
        yield f"{visible(source)}: {items} ({reason}{f', {size} bytes' if size else ''}), as {text}"


def limitation_lines(card: Scorecard) -> Iterator[str]:
    """Limitations that keep the grade at B or below, one sentence each."""
    return (f"{one.text}." for one in card.limitations)


def statement_lines(card: Scorecard) -> Iterator[str]:
    """Sentences on the part of the items that the vetoes on content cover."""
    return (f"{one[:1].upper()}{one[1:]}." for one in card.statements)


def _items(one: LeftOut) -> str:
    return f"more than {one.items:,}" if one.at_least else f"{one.items:,}"


def _bytes(one: LeftOut) -> str:
    return "" if one.bytes is None else f"{one.bytes:,}"
