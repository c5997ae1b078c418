"""The scorecard as one self-contained HTML page: no script, no request, every string escaped, under 2 MB."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from readiness.catalogue import DIMENSION_TITLES
from readiness.model import Effort, Indicator, NextStep, Scorecard
from readiness.rate_words import count, number, slice_rate
from readiness.scoring.step_effects import step_effects
from reports import charts, extraction, listing, reading
from reports.glossary import GLOSSARY
from reports.text import visible

_FOLDER = Path(__file__).parent
_EXAMPLES_PER_INDICATOR = 12
_SLICES_PER_INDICATOR = 12
_MOST_SOURCES = 200
_EFFORT_WORDS = {
    Effort.MINUTES: "Minutes",
    Effort.HOURS: "Hours",
    Effort.DAYS: "Days",
    Effort.WEEKS: "Weeks",
}
_SEVERITY_ORDER = {"critical": 0, "major": 1, "minor": 2, "info": 3}
_FINDING_COLUMNS = ["code", "severity", "source", "item", "part", "related", "message", "remedy", "measure"]


def render(card: Scorecard, findings: pa.Table) -> bytes:
    """The page as UTF-8 bytes. ``findings`` has ``schemas.FINDINGS``; the worst few of each code are shown."""
    template = _environment().get_template("page.html.j2")
    page = template.render(
        card=card,
        style=Markup((_FOLDER / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        meaning=reading.MEANING[card.grade],
        blockers=reading.indicators_of(card, card.blockers),
        unknowns=reading.indicators_of(card, card.unknowns),
        plan=step_effects(card),
        efforts=list(_by_effort(card)),
        dimensions=[(d, DIMENSION_TITLES[d.name], charts.grade_of(d)) for d in card.dimensions],
        indicators={d.name: [i for i in card.indicators if i.dimension == d.name] for d in card.dimensions},
        examples=_examples(findings),
        total_findings=findings.num_rows,
        sources=card.sources[:_MOST_SOURCES],
        confidence_head=extraction.CONFIDENCE_HEAD,
        comparison=reading.comparison(card),
        limitation_lines=list(listing.limitation_lines(card)),
        statement_lines=list(listing.statement_lines(card)),
        left_out=list(listing.left_out_rows(card))[:_MOST_SOURCES],
        left_out_head=listing.LEFT_OUT_HEAD,
        glossary=GLOSSARY,
    )
    return page.encode("utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        backlog=extraction.backlog,
        confidence_row=extraction.confidence_row,
        count=count,
        counted=lambda piece, indicator: slice_rate(indicator, piece),
        gauge=lambda indicator: Markup(charts.gauge(indicator)),  # noqa: S704 - numbers only, label escaped there
        instead=extraction.instead,
        limits=reading.limits,
        measured=reading.measurement,
        opened=extraction.outcome_sentence,
        outcomes=extraction.outcomes,
        question=reading.question,
        sign=lambda status: reading.STATUS_SIGNS[status],
        slices=_worst_slices,
        words=reading.status_words,
        share=lambda value: number(value, "share"),
    )
    return environment


def _finalize(value: Any) -> Any:
    """Pass all that is not our own markup through ``visible`` before it is escaped."""
    return value if isinstance(value, Markup) else visible(value)


def _by_effort(card: Scorecard) -> Iterator[tuple[str, list[NextStep]]]:
    for effort, word in _EFFORT_WORDS.items():
        steps = [step for step in card.next_steps if step.effort is effort]
        if steps:
            yield word, steps


def _worst_slices(indicator: Indicator) -> list[Any]:
    """Slices worst first; those that could not be formed are left to the Parquet file."""
    formed = [piece for piece in indicator.slices if piece.value is not None]
    worst_first = sorted(formed, key=lambda s: s.value or 0.0, reverse=indicator.better == "lower")
    return worst_first[:_SLICES_PER_INDICATOR] if len(formed) > 1 else []


def _examples(findings: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """The most severe findings of each code, in a stable order, without holding all rows as objects."""
    worst: dict[str, list[dict[str, Any]]] = {}
    for batch in findings.select(_FINDING_COLUMNS).to_batches(max_chunksize=4096):
        for row in batch.to_pylist():
            rows = worst.setdefault(row["code"], [])
            rows.append(row)
            if len(rows) > 8 * _EXAMPLES_PER_INDICATOR:
                worst[row["code"]] = heapq.nsmallest(_EXAMPLES_PER_INDICATOR, rows, key=_worst_first)
    return {code: sorted(rows, key=_worst_first)[:_EXAMPLES_PER_INDICATOR] for code, rows in worst.items()}


def _worst_first(row: dict[str, Any]) -> tuple[Any, ...]:
    return (_SEVERITY_ORDER.get(row["severity"], 9), row["source"], row["item"], row["part"] or "", row["message"])
