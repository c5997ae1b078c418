"""Measures, defects and checks become one scorecard. Pure: the same request gives the same scorecard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.census import SourceCensus
from readiness.config.project import Project
from readiness.model import (
    SCORECARD_SCHEMA_VERSION,
    Extraction,
    Indicator,
    LeftOut,
    Listing,
    Provenance,
    RunInfo,
    Scorecard,
    Severity,
    SourceSummary,
    Waiver,
)
from readiness.scoring.acceptance import accepted_findings, without_accepted
from readiness.scoring.aggregation import rows_by_indicator
from readiness.scoring.causes import causes
from readiness.scoring.checks import expectation_profile
from readiness.scoring.findings import FindingsRequest, counts_by, make_findings
from readiness.scoring.grades import judge_dimensions, overall, overall_score
from readiness.scoring.indicators import judge
from readiness.scoring.limitations import limitations, statements
from readiness.scoring.next_steps import blockers, headline, next_steps, unknowns
from readiness.scoring.policy import check_policy, limit_changes, limits_of
from readiness.scoring.reconciliation import Grounds, reconcile
from readiness.scoring.validity_period import Ageing, with_validity
from readiness.scoring.waivers import apply_waivers, judge_waivers, without_waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRequest:
    """Inputs of a verdict.

    ``measures``, ``defects`` and ``checks`` have the schemas of those names; ``previous_findings`` needs only
    ``finding_id`` and ``first_seen_run``. ``as_of`` is the date ages and waivers are held against. ``census`` counts
    items by source (``readiness.census``); ``ageing`` has ``schemas.AGEING``.
    """

    project: Project
    as_of: dt.date
    measures: pa.Table
    defects: pa.Table
    checks: pa.Table
    sources: tuple[SourceSummary, ...]
    previous_findings: pa.Table | None
    provenance: Provenance
    run: RunInfo
    engines: Mapping[str, str]
    extraction: Extraction
    census: Mapping[str, SourceCensus]
    ageing: pa.Table
    listings: tuple[Listing, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreResult:
    """``findings`` has ``schemas.FINDINGS``; ``indicators`` has ``schemas.INDICATORS``, slice rows included."""

    scorecard: Scorecard
    findings: pa.Table
    indicators: pa.Table


def score(request: ScoreRequest) -> ScoreResult:
    """Judge every indicator of the catalogue, apply waivers, grade, and list the next steps.

    Raises ``ConfigError`` when policy or waivers name no indicator, ``AuditError`` when a stage measured something
    that is none.
    """
    check_policy(request.project, request.as_of)
    expectations = expectation_profile(request.checks, request.project)
    measured = pa.concat_tables([request.measures.cast(schemas.MEASURES), expectations.measures])
    defects = pa.concat_tables([request.defects.cast(schemas.DEFECTS), expectations.defects])
    grounds = Grounds(project=request.project, as_of=request.as_of, census=request.census, listings=request.listings)
    rows = reconcile(rows_by_indicator(measured), grounds)

    def judged_on(code: str, day: dt.date, rows: list[dict[str, Any]]) -> Indicator:
        return _judged_on(request.project, defects, code, day, rows)

    judged = tuple(judged_on(code, request.as_of, rows[code]) for code in CATALOGUE)
    judged = with_validity(judged, rows, Ageing(request.ageing, request.project, request.as_of), judged_on)
    waivers = _waivers(request.project, judged, defects, request.as_of)
    findings = make_findings(
        FindingsRequest(
            project=request.project,
            run_id=request.run.run_id,
            defects=defects,
            previous=request.previous_findings,
            indicators=judged,
            waivers=waivers,
        )
    )
    per_code = counts_by(findings, "code")
    judged = tuple(replace(i, findings=per_code.get((i.code,), 0)) for i in judged)
    return ScoreResult(
        scorecard=_scorecard(request, judged, waivers, findings),
        findings=findings,
        indicators=indicators_table(judged),
    )


def _judged_on(project: Project, defects: pa.Table, code: str, day: dt.date, rows: list[dict[str, Any]]) -> Indicator:
    """Judge one indicator on ``day``: limits, accepted findings and waivers of that day."""
    spec, own = CATALOGUE[code], [waiver for waiver in project.waivers if waiver.indicator == code]
    accepted = accepted_findings(own, defects, day)
    remaining = without_accepted({code: rows}, accepted)[code]
    indicator = judge(spec, remaining, limits_of(spec, project, day), overridden=code in project.policy)
    indicator = replace(indicator, accepted=accepted.findings.get(code, 0))
    whole = [waiver for waiver in own if not waiver.is_narrow]
    return apply_waivers((indicator,), judge_waivers(whole, (indicator,), day))[0]


def _waivers(project: Project, judged: Sequence[Indicator], defects: pa.Table, as_of: dt.date) -> tuple[Waiver, ...]:
    """Every waiver with its state: those of whole indicators, then those of single findings."""
    unwaived = tuple(without_waiver(indicator) for indicator in judged)
    whole = judge_waivers((one for one in project.waivers if not one.is_narrow), unwaived, as_of)
    return (*whole, *accepted_findings(project.waivers, defects, as_of).waivers)


def _scorecard(
    request: ScoreRequest, indicators: Sequence[Indicator], waivers: tuple[Waiver, ...], findings: pa.Table
) -> Scorecard:
    dimensions = judge_dimensions(indicators)
    changes = limit_changes(request.project, request.as_of)
    limits = limitations(request.listings, request.census, changes, waivers)
    grade = overall(dimensions, limits)
    severities = counts_by(findings, "severity")
    return Scorecard(
        schema_version=SCORECARD_SCHEMA_VERSION,
        project=request.project.project,
        use=request.project.use,
        as_of=request.as_of.isoformat(),
        grade=grade,
        headline=headline(grade, indicators, dimensions, limits, causes(request.listings, request.defects)),
        score=overall_score(dimensions),
        blockers=blockers(indicators),
        unknowns=unknowns(indicators),
        dimensions=dimensions,
        indicators=tuple(indicators),
        sources=tuple(sorted(request.sources, key=lambda source: source.name)),
        next_steps=next_steps(indicators, request.project, counts_by(findings, "code", "source")),
        waivers=waivers,
        findings={severity.value: severities.get((severity.value,), 0) for severity in Severity},
        engines=dict(sorted(request.engines.items())),
        extraction=request.extraction,
        provenance=request.provenance,
        run=request.run,
        limitations=limits,
        left_out=_left_out(request.listings),
        overrides=changes,
        statements=(*statements(indicators), *request.notes),
    )


def _left_out(listings: Sequence[Listing]) -> tuple[LeftOut, ...]:
    return tuple(sorted((one for listing in listings for one in listing.left_out), key=lambda o: (o.source, o.reason)))


def indicators_table(indicators: Iterable[Indicator]) -> pa.Table:
    """``schemas.INDICATORS``: one row per indicator, and one per source or slice of it with an empty status."""
    rows = [row for indicator in indicators for row in _rows(indicator)]
    return pa.Table.from_pylist(rows, schema=schemas.INDICATORS)


def _rows(indicator: Indicator) -> list[dict[str, Any]]:
    names = ("code", "dimension", "veto", "warn", "fail", "origin", "overridden", "weight")
    shared = {name: getattr(indicator, name) for name in names}
    counts = ("value", "numerator", "denominator")
    overall_row = {
        **shared,
        **{name: getattr(indicator, name) for name in (*counts, "utility", "reason")},
        "slice": "",
        "status": indicator.status.value,
        "low": indicator.interval.low if indicator.interval else None,
        "high": indicator.interval.high if indicator.interval else None,
    }
    parts = [
        {**shared, **{name: getattr(part, name) for name in counts}, "slice": part.name, "status": ""}
        for part in indicator.slices
    ]
    return [overall_row, *parts]
