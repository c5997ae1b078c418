"""Small requests to score: every indicator measured and good, with what a test wants otherwise on top."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.catalogue import CATALOGUE, CATALOGUE_VERSION
from readiness.catalogue_digest import catalogue_digest
from readiness.census import SourceCensus
from readiness.config.project import Project
from readiness.model import Indicator, Provenance, RunInfo, SourceSummary
from readiness.scoring.gate import Attempt, Basis, Pull, Records
from readiness.scoring.scorecard import ScoreRequest, ScoreResult, score
from tests.cards import extraction

AS_OF = dt.date(2026, 11, 22)
CONFIG_HASH = "c0ffee"
RUN_ID = "run-1"
ITEMS = 100

Row = dict[str, Any]


def row(
    code: str,
    numerator: float | None,
    denominator: float | None,
    *,
    source: str | None = None,
    part: str = "",
    population: float | None = None,
) -> Row:
    """A measure of all 100 items of its source, or of the project where the indicator is about the project."""
    examined = code in CATALOGUE and CATALOGUE[code].subject and not part
    return {
        "indicator": code,
        "source": source_of(code) if source is None else source,
        "slice": part,
        "numerator": numerator,
        "denominator": denominator,
        "population": population,
        "state": "measured",
        "reason": "",
        "looked_at": ITEMS if examined else None,
        "could_not": 0 if examined else None,
        "searched": "" if denominator else "none among them",
    }


def source_of(code: str) -> str:
    return "" if code in CATALOGUE and CATALOGUE[code].scope == "project" else "contracts"


def unmeasured(
    code: str, reason: str = "out of reach", *, source: str | None = None, state: str = "not_measured"
) -> Row:
    return {**row(code, None, None, source=source), "state": state, "reason": reason}


def good(code: str) -> Row:
    """All of 100 cases fine, or of as many as the catalogue says there are."""
    spec = CATALOGUE[code]
    if spec.counts in {"claimed", "cells needed", "items needed"}:
        return row(code, 0, 0)
    cases = int(spec.counts) if spec.counts.isdigit() else 100
    return row(code, cases if spec.better == "higher" else 0, cases)


def everywhere(rows: Iterable[Row]) -> list[Row]:
    """The rows, and for every source without one a row of nothing to count: all was searched and none was there."""
    given = list(rows)
    there = {(one["indicator"], one["source"]) for one in given}
    return given + [
        row(code, 0, int(spec.counts) if spec.counts.isdigit() else 0, source=name)
        for code, spec in CATALOGUE.items()
        for name in ("contracts", "crm")
        if spec.scope == "every source" and (code, name) not in there and any(code == known for known, _ in there)
    ]


def census() -> dict[str, SourceCensus]:
    """100 items of each kind in both sources, and no counts, so that a test may choose denominators."""
    return {
        name: SourceCensus(total=dict.fromkeys(("document", "table", "item"), ITEMS)) for name in ("contracts", "crm")
    }


def all_good(*changes: Row) -> list[Row]:
    """A passing census of every indicator; ``changes`` take the place of all rows of their indicators."""
    changed = {change["indicator"] for change in changes}
    kept = [good(code) for code in CATALOGUE if code not in changed and code != "validity.expectations"]
    return [*kept, *changes]


def measures(rows: Iterable[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.MEASURES)


def check(name: str = "has_rows", state: str = "passed", **changes: Any) -> Row:
    facts = {
        "suite": "inventory",
        "check": name,
        "expectation": "expect_table_row_count_to_be_between",
        "target": "inventory",
        "column": "",
        "state": state,
        "severity": "critical",
        "message": "",
        "observed": "{}",
    }
    return {**facts, **changes}


def checks(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist(list(rows) or [check()], schema=schemas.CHECKS)


def defect(code: str, item: str = "a.pdf", **changes: Any) -> Row:
    facts = {
        "code": code,
        "source": "contracts",
        "item": item,
        "part": None,
        "related": None,
        "measure": None,
        "message": "something is wrong",
        "evidence": "{}",
        "remedy": "fix it",
    }
    return {**facts, **changes}


def defects(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schemas.DEFECTS)


def project(**changes: Any) -> Project:
    facts: dict[str, Any] = {
        "project": "assistant",
        "charter": {"owner": {"name": "Ada"}},
        "sources": [
            {"name": "contracts", "url": "tree", "owner": {"name": "Grace", "email": "grace@example.org"}},
            {"name": "crm", "url": "crm", "required": False},
        ],
    }
    return Project.model_validate({**facts, **changes})


def waiver(code: str, until: str = "2027-01-01", **changes: str) -> Mapping[str, str]:
    return {"indicator": code, "reason": "budget approved", "approver": "Linus", "until": until, **changes}


def request(rows: Iterable[Row] | None = None, **changes: Any) -> ScoreRequest:
    facts: dict[str, Any] = {
        "project": project(),
        "as_of": AS_OF,
        "measures": measures(everywhere(all_good() if rows is None else rows)),
        "defects": defects(),
        "checks": checks(),
        "sources": (source("crm"), source("contracts")),
        "previous_findings": None,
        "provenance": Provenance(
            versions={"readiness": "0.1.0"},
            config_hash=CONFIG_HASH,
            catalogue_version=CATALOGUE_VERSION,
            inputs={"contracts": "1f"},
            stages={"inventory": "2e"},
            catalogue_digest=catalogue_digest(),
            suites={"built-in inventory": "3d", "orders": "4c"},
            targets={"contracts": "5b", "crm": "6a"},
        ),
        "run": RunInfo(
            run_id=RUN_ID,
            started_at="2026-11-22T10:00:00.000000+00:00",
            finished_at="2026-11-22T10:05:00.000000+00:00",
            seconds={"total": 300.0},
            attempt="7f",
            pulls={"contracts": "8e", "crm": "9d"},
        ),
        "engines": {"duplicates": "exact"},
        "extraction": extraction(),
        "census": census(),
        "ageing": schemas.AGEING.empty_table(),
    }
    return ScoreRequest(**{**facts, **changes})


def source(name: str) -> SourceSummary:
    return SourceSummary(
        name=name,
        url="tree",
        connector="filesystem",
        access="ok",
        message="",
        items=100,
        documents=90,
        tables=10,
        bytes=1_000,
        claimed=None,
        owner="Grace",
        fingerprint="ab",
    )


def scored(*changes: Row, **others: Any) -> ScoreResult:
    return score(request(all_good(*changes), **others))


def indicator(result: ScoreResult, code: str) -> Indicator:
    return next(found for found in result.scorecard.indicators if found.code == code)


def basis(**changes: Any) -> Basis:
    """What is there now is what the scorecards of ``request`` were made from."""
    facts: dict[str, Any] = {
        "project": project(),
        "config_hash": CONFIG_HASH,
        "suites": {"built-in inventory": "3d", "orders": "4c"},
        "targets": {"contracts": "5b", "crm": "6a"},
    }
    return Basis(**{**facts, **changes})


def records(*more: Attempt, **changes: Any) -> Records:
    """The audit's own attempt and pulls, whole, and ``more`` attempts."""
    own = Attempt(run_id=RUN_ID, started_at="2026-11-22T10:00:00+00:00", state="published", digest="7f")
    pulls = [
        Pull(source=name, at="2026-11-22T10:01:00+00:00", run_id=RUN_ID, digest=digest)
        for name, digest in (("contracts", "8e"), ("crm", "9d"))
    ]
    return Records(**{"attempts": (own, *more), "pulls": tuple(pulls), **changes})
