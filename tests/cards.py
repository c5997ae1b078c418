"""Small hand-written scorecards that several rooms' tests share."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.catalogue import CATALOGUE, DIMENSION_TITLES
from readiness.model import (
    SCORECARD_SCHEMA_VERSION,
    Confidence,
    Dimension,
    Disagreement,
    Effort,
    Extraction,
    Grade,
    Indicator,
    Interval,
    NextStep,
    OcrBacklog,
    Provenance,
    RunInfo,
    Scorecard,
    SliceValue,
    SourceSummary,
    Status,
)

HOSTILE = "<script>alert(1)</script>|[x](javascript:alert(1))\u202e\x1b[31m\n`"


def indicator(code: str, status: Status, **changes: Any) -> Indicator:
    spec = CATALOGUE[code]
    facts: dict[str, Any] = {
        "code": code,
        "dimension": spec.dimension,
        "title": spec.title,
        "status": status,
        "veto": spec.veto,
        "weight": spec.weight,
        "unit": spec.unit,
        "better": spec.better,
        "value": 0.25,
        "numerator": 1.0,
        "denominator": 4.0,
        "warn": 0.05,
        "fail": 0.2,
        "origin": "chosen by us",
        "effort": Effort.DAYS,
        "remedy": spec.remedy,
    }
    return Indicator(**{**facts, **changes})


def card(grade: Grade = Grade.D, name: str = "vendor-contracts", **changes: Any) -> Scorecard:
    slices: tuple[SliceValue, ...] = (SliceValue(name=f"source={HOSTILE}", numerator=1, denominator=2, value=0.5),)
    slices += (SliceValue(name="department=legal", numerator=0, denominator=2, value=0.0),)
    indicators = (
        indicator("purpose.kpi", Status.FAIL, reason=f"no target {HOSTILE}"),
        indicator("rights.pii_basis", Status.NOT_MEASURED, value=None, numerator=None, denominator=None, reason="why"),
        indicator("uniqueness.near", Status.WARN, value=0.1, interval=Interval(low=0.06, high=0.16), slices=slices),
        indicator("currency.stale", Status.PASS, value=0.0, findings=3),
        indicator("labels.missing", Status.WAIVED, value=1.0),
    )
    names = {i.dimension for i in indicators}
    dimensions = tuple(
        Dimension(name=n, grade=grade, score=0.4 if n in names else None, measured_weight=1.0, indicators=())
        for n in DIMENSION_TITLES
    )
    facts: dict[str, Any] = {
        "schema_version": SCORECARD_SCHEMA_VERSION,
        "project": name,
        "use": "rag",
        "as_of": "2026-11-22",
        "grade": grade,
        "headline": "Blocked: no KPI has a target.",
        "score": 0.4,
        "blockers": ("purpose.kpi",),
        "unknowns": ("rights.pii_basis",),
        "dimensions": dimensions,
        "indicators": indicators,
        "sources": (source(),),
        "next_steps": (
            NextStep(
                indicator="purpose.kpi", action="Name a KPI.", effort=Effort.HOURS, findings=1, owner="Ada", blocks=True
            ),
        ),
        "waivers": (),
        "findings": {"major": 3},
        "engines": {},
        "extraction": extraction(),
        "provenance": Provenance(
            versions={"python": "3.11"}, config_hash="c" * 64, catalogue_version="1", inputs={}, stages={}
        ),
        "run": RunInfo(
            run_id="20261122T000000Z-aaaa",
            started_at="2026-11-22T00:00:00+00:00",
            finished_at="2026-11-22T00:01:00+00:00",
        ),
    }
    return Scorecard(**{**facts, **changes})


def extraction(**changes: Any) -> Extraction:
    low = (Disagreement(source="mail", item=HOSTILE, agreement=0.25),)
    facts: dict[str, Any] = {
        "outcomes": {"encrypted": 2, "needs_ocr": 1, "ok": 40},
        "confidence": (confidence("docx", low=low), confidence("doc", reason="unstructured reads no doc")),
        "instead": {},
        "ocr": backlog(documents=1, pages=12, hours=12 * 8 / 3600),
    }
    return Extraction(**{**facts, **changes})


def confidence(name: str, reason: str = "", **changes: Any) -> Confidence:
    """Ten of forty compared, nine of them agreeing; nothing measured where there is a ``reason``."""
    numbers = {"recall": None, "precision": None, "agreeing": None} if reason else {}
    facts: dict[str, Any] = {
        "format": name,
        "documents": 40,
        "compared": 0 if reason else 10,
        "unread": 0,
        "recall": 1.0,
        "precision": 0.98,
        "agreeing": 0.9,
        "interval": None if reason else Interval(low=0.6, high=0.98),
        "reason": reason,
        "low": (),
    }
    return Confidence(**{**facts, **numbers, **changes})


def backlog(**changes: Any) -> OcrBacklog:
    facts: dict[str, Any] = {
        "documents": 0,
        "partly": 0,
        "pages": 0,
        "hours": 0.0,
        "sampled": 0,
        "legible": 0,
        "confidence": None,
        "words_per_page": None,
        "reason": "extraction.ocr_sample is 0",
    }
    return OcrBacklog(**{**facts, **changes})


def source(**changes: Any) -> SourceSummary:
    facts: dict[str, Any] = {
        "name": HOSTILE,
        "url": "contracts",
        "connector": "filesystem",
        "access": "ok",
        "message": "",
        "items": 4,
        "documents": 4,
        "tables": 0,
        "bytes": 100,
        "claimed": None,
        "owner": HOSTILE,
        "fingerprint": "f",
    }
    return SourceSummary(**{**facts, **changes})


def findings(count: int = 3, **changes: Any) -> pa.Table:
    row: dict[str, Any] = {
        "run_id": "r",
        "code": "currency.stale",
        "dimension": "currency",
        "severity": "major",
        "source": "contracts",
        "item": HOSTILE,
        "part": None,
        "related": HOSTILE,
        "measure": 1.0,
        "message": f"It is old. {HOSTILE}",
        "evidence": "{}",
        "remedy": "Refresh it.",
        "owner": "Ada",
        "first_seen_run": "r",
        "waived_until": None,
    }
    rows = [{**row, "finding_id": f"{n:04}", **changes} for n in range(count)]
    return pa.Table.from_pylist(rows, schema=schemas.FINDINGS)
