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
from readiness.config import Project
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
from readiness.scoring.checks import expectation_profile
from readiness.scoring.findings import FindingsRequest, counts_by, make_findings
from readiness.scoring.grades import judge_dimensions, overall, overall_score
from readiness.scoring.indicators import judge
from readiness.scoring.limitations import limitations
from readiness.scoring.next_steps import blockers, headline, next_steps, unknowns
from readiness.scoring.policy import check_policy, limits_of
from readiness.scoring.reconciliation import Grounds, reconciled
from readiness.scoring.tallies import grouped
from readiness.scoring.waivers import judge_waivers, waived


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRequest:
    """Everything a verdict is made from.

    ``measures``, ``defects`` and ``checks`` have the schemas of those names; ``previous_findings`` needs only
    ``finding_id`` and ``first_seen_run``. ``as_of`` is the date ages and waivers are held against.
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
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """``findings`` has ``schemas.FINDINGS``; ``indicators`` has ``schemas.INDICATORS``, slice rows included."""

    scorecard: Scorecard
    findings: pa.Table
    indicators: pa.Table


def score(request: ScoreRequest) -> Scored:
    """Judge every indicator of the catalogue, apply waivers, grade, and say what to do next.

    Raises ``ConfigError`` when policy or waivers name no indicator, ``AuditError`` when a stage measured something
    that is none.
    """
    check_policy(request.project)
    expectations = expectation_profile(request.checks, request.project)
    measured = pa.concat_tables([request.measures.cast(schemas.MEASURES), expectations.measures])
    defects = pa.concat_tables([request.defects.cast(schemas.DEFECTS), expectations.defects])
    grounds = Grounds(project=request.project, as_of=request.as_of, census=request.census, listings=request.listings)
    judged = _indicators(request.project, reconciled(grouped(measured), grounds))
    waivers = judge_waivers(request.project.waivers, judged, request.as_of)
    judged = waived(judged, waivers)
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
    return Scored(
        scorecard=_scorecard(request, judged, waivers, findings),
        findings=findings,
        indicators=indicators_table(judged),
    )


def _indicators(project: Project, rows: Mapping[str, list[dict[str, Any]]]) -> tuple[Indicator, ...]:
    return tuple(
        judge(spec, rows.get(spec.code, []), limits_of(spec, project), overridden=spec.code in project.policy)
        for spec in CATALOGUE.values()
    )


def _scorecard(
    request: ScoreRequest, indicators: Sequence[Indicator], waivers: tuple[Waiver, ...], findings: pa.Table
) -> Scorecard:
    dimensions = judge_dimensions(indicators)
    limits = limitations(request.listings)
    grade = overall(dimensions, limits)
    severities = counts_by(findings, "severity")
    return Scorecard(
        schema_version=SCORECARD_SCHEMA_VERSION,
        project=request.project.project,
        use=request.project.use,
        as_of=request.as_of.isoformat(),
        grade=grade,
        headline=headline(grade, indicators, dimensions, limits),
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
