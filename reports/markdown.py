"""The scorecard as Markdown: a file for a merge request or a wiki, and the page of Dagster's asset check."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from readiness.catalogue import DIMENSION_TITLES
from readiness.model import Extraction, Indicator, Scorecard
from readiness.rate_words import number
from readiness.scoring.step_effects import StepEffect, grade_sentence, step_effects
from reports import extraction, listing
from reports.charts import data_uri, dimension_bars, grade_of
from reports.glossary import GLOSSARY
from reports.reading import MEANING, comparison, indicators_of, limits, measurement, status_words
from reports.text import markdown as safe

_STEPS_ON_CHECK_PAGE = 5
_MOST_FINDINGS = 5


def check_page(card: Scorecard) -> str:
    """Page of the Dagster check ``ready_to_start``: verdict, chart, blockers, next steps. Under 20 kB."""
    chart = data_uri(dimension_bars(card.dimensions))
    return (
        "\n".join([*_verdict(card), "", f"![score per dimension]({chart})", "", *_why(card), *_next_steps(card)]) + "\n"
    )


def render(card: Scorecard, findings: pa.Table) -> bytes:
    """The whole scorecard as UTF-8 Markdown: verdict first, why, what to do, then every indicator."""
    lines = [
        f"# {safe(card.project)}: grade {card.grade}",
        "",
        *_verdict(card),
        "",
        *_why(card),
        *_next_steps(card, all_steps=True),
    ]
    lines += ["## Dimensions", "", "| dimension | grade | score |", "|---|---|--:|", *_dimension_rows(card), ""]
    for dimension in card.dimensions:
        lines += [f"## {DIMENSION_TITLES[dimension.name]}", "", *_indicator_rows(card, dimension.name), ""]
    lines += [*_examples(findings), *_reading(card.extraction), *_sources(card), *_left_out(card)]
    lines += [*_waivers(card), *_glossary(), *_provenance(card)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _verdict(card: Scorecard) -> list[str]:
    return [
        f"**Grade {card.grade}.** {safe(card.headline)}",
        "",
        f"{MEANING[card.grade]} Measured as of {safe(card.as_of)}.",
    ]


def _why(card: Scorecard) -> list[str]:
    lines = []
    for title, codes in (("What blocks the project", card.blockers), ("What is not known", card.unknowns)):
        found = indicators_of(card, codes)
        if found:
            lines += [f"### {title}", "", *(f"* {_because(indicator)}" for indicator in found), ""]
    return [*lines, *_limits(card)]


def _limits(card: Scorecard) -> list[str]:
    lines = [f"* {safe(line)}" for line in listing.limitation_lines(card)]
    judged = [line for one in listing.statement_lines(card) for line in (safe(one), "")]
    return ["### What limits the grade to B", "", *lines, "", *judged] if lines else judged


def _left_out(card: Scorecard) -> list[str]:
    rows = [_row(*map(safe, cells)) for cells in listing.left_out_rows(card)]
    head = [_row(*map(str.lower, listing.LEFT_OUT_HEAD)), "|---|---|--:|--:|---|"]
    return ["## Left out of the audit", "", *head, *rows, ""] if rows else []


def _because(indicator: Indicator) -> str:
    shown = f"**{safe(indicator.title)}** ({indicator.code}{_blocking(indicator)}): {safe(measurement(indicator))}"
    return f"{shown}; limits: {safe(limits(indicator))}" if indicator.value is not None else shown


def _blocking(indicator: Indicator) -> str:
    return ", blocking check" if indicator.veto else ""


def _next_steps(card: Scorecard, *, all_steps: bool = False) -> list[str]:
    effects = step_effects(card) if all_steps else step_effects(card)[:_STEPS_ON_CHECK_PAGE]
    if not effects:
        return []
    rows = [_step_row(effect) for effect in effects]
    return [
        "### What to do next",
        "",
        "| effort | action | findings | owner | blocks | grade then |",
        "|---|---|--:|---|---|---|",
        *rows,
        "",
    ]


def _step_row(effect: StepEffect) -> str:
    step, blocks = effect.step, "yes" if effect.step.blocks else ""
    return _row(step.effort, safe(step.action), step.findings, safe(step.owner), blocks, grade_sentence(effect))


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _dimension_rows(card: Scorecard) -> Iterator[str]:
    for dimension in card.dimensions:
        score = "" if dimension.score is None else f"{dimension.score * 100:.0f}"
        yield f"| {DIMENSION_TITLES[dimension.name]} | {grade_of(dimension)} | {score} |"


def _indicator_rows(card: Scorecard, dimension: str) -> list[str]:
    rows = [
        f"| {safe(i.title)}{' (blocking check)' if i.veto else ''} | {status_words(i)} | {safe(measurement(i))} "
        f"| {safe(limits(i))} | {i.findings or ''} |"
        for i in card.indicators
        if i.dimension == dimension
    ]
    return ["| indicator | status | measured | limits | findings |", "|---|---|---|---|--:|", *rows]


def _examples(findings: pa.Table) -> list[str]:
    """The first findings of each code, so that a reader sees what is meant; all of them are in findings.parquet."""
    lines = ["## Examples of findings", ""]
    counts: dict[str, int] = {}
    for batch in findings.select(["code", "item", "message"]).to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            counts[row["code"]] = counts.get(row["code"], 0) + 1
            if counts[row["code"]] <= _MOST_FINDINGS:
                parts = (row["code"], safe(row["item"], 120), safe(row["message"]))
                lines.append(f"* {': '.join(filter(None, parts))}")
    return [*lines, "", f"All {findings.num_rows} findings are in findings.parquet.", ""]


def _reading(read: Extraction) -> list[str]:
    if not read.outcomes:
        return []
    lines = ["## How the documents were read", "", extraction.outcome_sentence(read), ""]
    if outcome_lines := extraction.outcomes(read):
        rows = [_row(line.words, line.items, safe(line.remedy)) for line in outcome_lines]
        lines += ["| outcome | items | what to do |", "|---|--:|---|", *rows, ""]
    if sentences := list(extraction.backlog(read.ocr)):
        lines += [*map(safe, sentences), ""]
    return [*lines, *_confidence(read)]


def _confidence(read: Extraction) -> list[str]:
    if not read.confidence:
        return []
    head = [_row(*map(str.lower, extraction.CONFIDENCE_HEAD)), "|---|--:|--:|--:|--:|---|"]
    rows = [_row(*map(safe, extraction.confidence_row(found))) for found in read.confidence]
    low = [one for found in read.confidence for one in found.low]
    named = [f"* {safe(one.source)}: {safe(one.item, 120)}: {number(one.agreement, 'share')} in common" for one in low]
    other_reader = [safe(extraction.instead(read)), ""] if read.instead else []
    listed_low = ["Documents on whose words the two readers disagree:", "", *named, ""] if named else []
    return ["### Extraction confidence: a sample read by two readers", "", *other_reader, *head, *rows, "", *listed_low]


def _sources(card: Scorecard) -> list[str]:
    rows = [
        _row(safe(s.name), safe(s.access), s.documents, s.tables, "" if s.claimed is None else s.claimed, safe(s.owner))
        for s in card.sources
    ]
    return [
        "## Sources",
        "",
        "| source | access | documents | tables | expected | owner |",
        "|---|---|--:|--:|--:|---|",
        *rows,
        "",
    ]


def _waivers(card: Scorecard) -> list[str]:
    if not card.waivers:
        return []
    rows = [
        f"* {w.indicator} until {w.until} by {safe(w.approver)} ({w.state}): {safe(w.reason)}" for w in card.waivers
    ]
    return ["## Waivers", "", *rows, ""]


def _glossary() -> list[str]:
    return ["## Glossary", "", *(f"* **{safe(term.name)}**: {safe(term.meaning)}" for term in GLOSSARY), ""]


def _provenance(card: Scorecard) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in sorted(card.provenance.versions.items()))
    run = f"Run {safe(card.run.run_id)}, config {card.provenance.config_hash[:12]}, {safe(versions)}."
    return [*(line for sentence in comparison(card) for line in (safe(sentence), "")), run]
