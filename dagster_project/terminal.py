"""Output in the terminal: progress while an audit runs, the verdict after it, one item explained."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from readiness.catalogue import DIMENSION_TITLES
from readiness.model import Extraction, Grade, Indicator, Scorecard, Status
from readiness.progress import PartProgress, silent
from readiness.rate_words import number
from reports import extraction, listing
from reports.reading import limits, measurement
from reports.text import visible

_COLOURS = {Grade.A: "green", Grade.B: "green", Grade.C: "yellow", Grade.D: "red", Grade.U: "magenta"}
_STATUS_COLOURS = {Status.PASS: "green", Status.WARN: "yellow", Status.FAIL: "red", Status.ERROR: "red"}
_CHEAPEST = 3
_MOST_MEMBERS = 20
_SAME_REASON = 5
"""Unknown indicators of one reason that are named before they are only counted. Chosen by us: half a screen."""

_PLAIN_EVERY_SECONDS = 10.0
_LONGEST_CHARACTERS = 20_000
"""Longest text that is shown whole. Chosen by us: some screens, so that a message is never cut in practice."""


@contextlib.contextmanager
def progress(*, quiet: bool) -> Iterator[PartProgress]:
    """A live display on a terminal, one plain line per stage (and per ten seconds) elsewhere, nothing when quiet."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        yield from _live()
    else:
        yield _plain()


def _live() -> Iterator[PartProgress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = display.add_task(_safe(stage), total=None)
            display.update(tasks[stage], completed=done, total=total or None)

        yield report


def _plain() -> PartProgress:
    printed: dict[str, float] = {}

    def report(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage not in printed or now - printed[stage] >= _PLAIN_EVERY_SECONDS:
            printed[stage] = now
            count = f" {done} of {total}" if total else f" {done}" if done else ""
            sys.stderr.write(f"audit: {stage}{count}\n")
            sys.stderr.flush()

    return report


def _console() -> Console:
    """Lines break where the terminal breaks them; in a file or a pipe they do not break at all."""
    return Console(soft_wrap=True)


def _safe(text: object) -> str:
    """A name or sentence from the data, which a terminal must not take for its own commands."""
    return escape(visible(text, _LONGEST_CHARACTERS))


def verdict(card: Scorecard, folder: Path) -> None:
    """Verdict, blockers, the cheapest fixes, and where the report is."""
    console = _console()
    _headline(console, card)
    for code in card.blockers:
        console.print(f"  [red]blocks[/]   {_line(_indicator(card, code))}")
    for line in _unknown_lines(card):
        console.print(f"  [magenta]unknown[/]  {line}")
    for line in listing.limitation_lines(card):
        console.print(f"  [yellow]limits[/]   {_safe(line)}")
    if card.next_steps:
        console.print("\n[bold]Cheapest next steps[/]")
        for step in card.next_steps[:_CHEAPEST]:
            who = f" ({_safe(step.owner)})" if step.owner else ""
            found = f"{step.findings} finding{'' if step.findings == 1 else 's'}"
            console.print(f"  {step.effort:<8} {_safe(step.action)} [dim]{step.indicator}, {found}{who}[/]")
    console.print(f"\n[bold]Report[/]  {_safe(str(folder / 'scorecard.html'))}")
    console.print(f"[dim]Next: {_next_command(card)}[/]")


def _unknown_lines(card: Scorecard) -> Iterator[str]:
    """One line per unknown indicator, and one for many that have the same reason: a source that was not read."""
    by_reason: dict[str, list[Indicator]] = {}
    for code in card.unknowns:
        if (indicator := _indicator(card, code)) is not None:
            by_reason.setdefault(indicator.reason, []).append(indicator)
    for reason, alike in by_reason.items():
        if len(alike) <= _SAME_REASON:
            yield from (_line(one) for one in alike)
        else:
            yield _safe(f"{len(alike)} indicators, “{alike[0].title}” first: {reason}")


def _next_command(card: Scorecard) -> str:
    if "purpose.charter" in card.unknowns:
        return "readiness init TARGET -o project.yaml, fill in its charter, then readiness audit project.yaml"
    return "readiness show · readiness explain ITEM · readiness ui"


def _headline(console: Console, card: Scorecard) -> None:
    colour = _COLOURS[card.grade]
    console.print(f"\n[bold {colour}] {card.grade} [/] [bold]{_safe(card.project)}[/]  {_safe(card.headline)}")
    grades = "  ".join(
        f"{DIMENSION_TITLES[d.name]} [{_COLOURS[d.grade]}]{d.grade if d.score is not None else '–'}[/]"
        for d in card.dimensions
    )
    console.print(grades)


def _indicator(card: Scorecard, code: str) -> Indicator | None:
    return next((i for i in card.indicators if i.code == code), None)


def _line(indicator: Indicator | None) -> str:
    if indicator is None:
        return ""
    shown = f"{indicator.title} ({indicator.code}): {measurement(indicator)}"
    return _safe(f"{shown}; limits: {limits(indicator)}" if indicator.value is not None else shown)


def scorecard(card: Scorecard, folder: Path) -> None:
    """Every indicator in one table, then the verdict's lines."""
    console = _console()
    table = Table(title=_safe(f"{card.project}, as of {card.as_of}"), title_justify="left", header_style="bold")
    for name in ("indicator", "status", "measured", "warn", "fail", "findings"):
        table.add_column(name, justify="right" if name in {"warn", "fail", "findings"} else "left")
    for indicator in card.indicators:
        colour = _STATUS_COLOURS.get(indicator.status, "dim")
        found = escape(measurement(indicator)) if indicator.value is not None else ""
        limits = ("" if limit is None else number(limit, indicator.unit) for limit in (indicator.warn, indicator.fail))
        code = f"{indicator.code}{' ⚑' if indicator.veto else ''}"
        table.add_row(_safe(code), f"[{colour}]{indicator.status}[/]", found, *limits, str(indicator.findings or ""))
    console.print(table)
    console.print("[dim]⚑ blocking check (veto): if it fails, the project is blocked[/]")
    _reading(console, card.extraction)
    for line in listing.left_out_lines(card):
        console.print(f"  [dim]left out[/] {_safe(line)}")
    verdict(card, folder)


def _reading(console: Console, read: Extraction) -> None:
    """Print how many documents were not read, how many need OCR, and how far a second reader agrees."""
    if not read.outcomes:
        return
    lines = ", ".join(f"{line.items:,} {line.words}" for line in extraction.outcomes(read))
    console.print(
        f"\n[bold]Reading[/]  {_safe(extraction.outcome_sentence(read))}{f' Others: {lines}.' if lines else ''}"
    )
    for sentence in (*extraction.backlog(read.ocr), extraction.instead(read)):
        if sentence:
            console.print(f"  {_safe(sentence)}")
    if read.confidence:
        table = Table(header_style="bold", title="Extraction confidence", title_justify="left")
        for name in extraction.CONFIDENCE_HEAD:
            table.add_column(name.lower(), justify="right" if name in extraction.CONFIDENCE_HEAD[1:-1] else "left")
        for found in read.confidence:
            table.add_row(*map(_safe, extraction.confidence_row(found)))
        console.print(table)
    for found in read.confidence:
        for one in found.low:
            console.print(f"  [yellow]disagree[/] {_safe(one.item)} [dim]{one.agreement:.0%} in common[/]")


def explanation(facts: dict[str, Any]) -> None:
    console = _console()
    console.print(f"[bold]{_safe(facts['item'])}[/]")
    for name in ("inventory", "profile"):
        for row in facts[name]:
            shown = {key: value for key, value in row.items() if value not in (None, "", [], {})}
            console.print(f"  [dim]{name}[/] " + _safe(", ".join(f"{k}={v}" for k, v in shown.items())), soft_wrap=True)
    for member in facts["members"][:_MOST_MEMBERS]:
        console.print(f"  [dim]member[/] {_safe(member)}", soft_wrap=True)
    if len(facts["members"]) > _MOST_MEMBERS:
        console.print(f"  [dim]further members: {len(facts['members']) - _MOST_MEMBERS}[/]")
    for finding in facts["findings"]:
        console.print(f"  [red]{finding['severity']}[/] {finding['code']}: {_safe(finding['message'])}", soft_wrap=True)
        console.print(f"    [dim]{_safe(finding['remedy'])}[/]")
    for row in facts.get("revealed", ()):
        keys = ", ".join(f"{masked} is {raw!r}" for masked, raw in row["keys"].items())
        console.print(f"  [red]revealed[/] {row['code']}: {_safe(row['message'])}", soft_wrap=True)
        if keys:
            console.print(f"    [dim]{_safe(keys)}[/]", soft_wrap=True)
    for pair in facts["pairs"]:
        line = f"{pair['item_a']} {pair['relation']} {pair['item_b']} (similarity {pair['similarity'] or 0:.3f})"
        console.print(f"  [cyan]pair[/] {_safe(line)}")


def changes(difference: dict[str, Any]) -> None:
    console = _console()
    console.print(f"[bold]{_safe(difference['before'])} → {_safe(difference['after'])}[/]")
    for name, colour in (("better", "green"), ("worse", "red"), ("other", "magenta")):
        for row in difference[name]:
            console.print(f"  [{colour}]{name}[/] {row['code']}: {row['before']} → {row['after']}")
    for name, words in (
        ("indicators_added", "only in the later run"),
        ("indicators_removed", "only in the earlier run"),
    ):
        for row in difference[name]:
            console.print(f"  [dim]{words}[/] {row['code']}: {row['status']}")
    console.print(f"  {len(difference['new'])} new findings, {len(difference['fixed'])} fixed")
