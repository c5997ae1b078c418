"""One hand-written scorecard of eleven indicators, with one of each thing a reader must find on the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.catalogue import DIMENSION_TITLES
from readiness.model import (
    SCORECARD_SCHEMA_VERSION,
    Confidence,
    Dimension,
    Effort,
    Extraction,
    Grade,
    Indicator,
    Interval,
    LeftOut,
    Limitation,
    LimitChange,
    NextStep,
    OcrBacklog,
    Provenance,
    PublishedFile,
    RunInfo,
    Scorecard,
    SliceValue,
    SourceSummary,
    Status,
    Waiver,
)

UNTIL = dt.date(2027, 3, 1)
OURS = "chosen by us: as an example"


def _indicator(code: str, title: str, status: Status, **facts: Any) -> Indicator:
    given: dict[str, Any] = {"veto": False, "weight": 1.0, "unit": "share", "better": "lower", "origin": OURS}
    dimension = code.partition(".")[0]
    return Indicator(code=code, title=title, status=status, dimension=dimension, **{**given, **facts})


def _rate(numerator: float, denominator: float, warn: float, fail: float) -> dict[str, Any]:
    facts = {"numerator": numerator, "denominator": denominator, "warn": warn, "fail": fail}
    return {**facts, "value": numerator / denominator, "looked_at": int(denominator), "could_not": 0}


INDICATORS = (
    _indicator("purpose.charter", "Charter is complete", Status.PASS, veto=True, **_rate(0, 6, 0, 0)),
    _indicator(
        "purpose.kpi",
        "Success can be measured",
        Status.FAIL,
        **_rate(1, 4, 0, 0),
        veto=True,
        reason="charter.kpi has no target",
        remedy="Name what will be better, from which value to which.",
        effort=Effort.HOURS,
        findings=1,
    ),
    _indicator(
        "availability.delivered",
        "Delivered as claimed",
        Status.WARN,
        **_rate(190, 200, 0.99, 0.9),
        better="higher",
        remedy="Ask the owner for the rest.",
        effort=Effort.DAYS,
    ),
    _indicator(
        "rights.pii_basis",
        "Personal data has a basis",
        Status.NOT_MEASURED,
        veto=True,
        warn=0.0,
        fail=0.0,
        reason="the source crm was not read",
        remedy="State the basis under rights.",
        effort=Effort.HOURS,
    ),
    _indicator("rights.secrets", "Secrets", Status.PASS, veto=True, **_rate(0, 155, 0, 0) | {"could_not": 37}),
    _indicator(
        "uniqueness.near",
        "Near-duplicates",
        Status.PASS,
        **_rate(50, 180, 0.25, 0.3) | {"warn": 0.28},
        overridden=True,
        worst_slice=SliceValue(name="department=legal", numerator=40, denominator=90, value=40 / 90),
        slices=(
            SliceValue(name="department=legal", numerator=40, denominator=90, value=40 / 90),
            SliceValue(name="department=sales", numerator=10, denominator=90, value=10 / 90),
        ),
        findings=50,
        holds_until=UNTIL,
    ),
    _indicator(
        "currency.stale",
        "Out of date",
        Status.INCONCLUSIVE,
        **_rate(6, 60, 0.05, 0.15),
        interval=Interval(low=0.047, high=0.201),
        needed_sample=140,
        remedy="Replace or withdraw them.",
        effort=Effort.DAYS,
        findings=1,
    ),
    _indicator(
        "currency.gaps",
        "Missing deliveries",
        Status.NOT_APPLICABLE,
        origin="",
        reason="no dated series among 12 tables",
    ),
    _indicator(
        "format.scan_share",
        "Scans without text",
        Status.WAIVED,
        **_rate(36, 180, 0.05, 0.15),
        underlying=Status.FAIL,
        remedy="Run OCR.",
        effort=Effort.DAYS,
        findings=36,
        holds_until=UNTIL,
    ),
    _indicator(
        "labels.missing", "Unlabelled items", Status.ERROR, warn=0.01, fail=0.05, reason="KeyError at spec.py:9"
    ),
    _indicator("sufficiency.cost", "Cost to close the gaps", Status.PASS, unit="hours", value=1.5, origin=""),
)

GRADES = {"purpose": (Grade.D, 0.0), "availability": (Grade.B, 0.56), "rights": (Grade.U, None)}
GRADES |= {
    "uniqueness": (Grade.B, 1.0),
    "currency": (Grade.U, 0.5),
    "format": (Grade.B, 0.5),
    "labels": (Grade.U, None),
}


def _dimension(name: str) -> Dimension:
    grade, score = GRADES.get(name, (Grade.A, None))
    codes = tuple(one.code for one in INDICATORS if one.dimension == name)
    return Dimension(
        name=name, grade=grade, score=score, measured_weight=0.0 if score is None else 1.0, indicators=codes
    )


CARD = Scorecard(
    schema_version=SCORECARD_SCHEMA_VERSION,
    project="contract-assistant",
    use="rag",
    as_of="2026-11-22",
    grade=Grade.D,
    headline="Blocked: the KPI has no target.",
    score=0.0,
    blockers=("purpose.kpi",),
    unknowns=("rights.pii_basis", "labels.missing"),
    dimensions=tuple(_dimension(name) for name in DIMENSION_TITLES),
    indicators=INDICATORS,
    sources=(
        SourceSummary(
            name="contracts",
            url="s3://legal/contracts",
            connector="fsspec",
            access="ok",
            message="",
            items=192,
            documents=180,
            tables=12,
            bytes=48_000_000,
            claimed=200,
            owner="Ada Lovelace",
            fingerprint="f1",
        ),
        SourceSummary(
            name="crm",
            url="postgresql://db.example.org/crm",
            connector="postgres",
            access="timeout",
            message="timeout expired (tried 3 times)",
            items=0,
            documents=0,
            tables=0,
            bytes=0,
            claimed=None,
            owner="",
            fingerprint="",
            required=False,
            complete=False,
        ),
    ),
    next_steps=(
        NextStep(
            indicator="purpose.kpi",
            action="Name what will be better, from which value to which.",
            effort=Effort.HOURS,
            findings=1,
            owner="Ada Lovelace",
            blocks=True,
        ),
        NextStep(
            indicator="availability.delivered",
            action="Ask the owner for the rest.",
            effort=Effort.DAYS,
            findings=0,
            owner="Ada Lovelace",
            blocks=False,
        ),
    ),
    waivers=(
        Waiver(
            indicator="format.scan_share",
            reason="OCR budget approved",
            approver="Grace Hopper",
            until=UNTIL,
        ),
    ),
    findings={"critical": 1, "major": 87, "minor": 0, "info": 0},
    engines={
        "duplicates": "exact",
        "duplicates_recall": "1",
        "duplicates_skipped_pairs": "0",
        "duplicates_threshold": "0.8",
    },
    extraction=Extraction(
        outcomes={"encrypted": 1, "needs_ocr": 36, "ok": 155},
        confidence=(
            Confidence(
                format="docx",
                documents=90,
                compared=20,
                unread=1,
                recall=1.0,
                precision=0.98,
                agreeing=0.95,
                interval=Interval(low=0.764, high=0.991),
                reason="",
                low=(),
            ),
        ),
        instead={},
        ocr=OcrBacklog(
            documents=36,
            partly=4,
            pages=675,
            hours=1.5,
            sampled=0,
            legible=0,
            confidence=None,
            words_per_page=None,
            reason="extraction.ocr_sample is 0",
        ),
    ),
    provenance=Provenance(
        versions={"data-readiness-audit": "1.0", "python": "3.11"},
        config_hash="c0ffee" * 10 + "c0de",
        catalogue_version="1",
        inputs={"contracts": "f1"},
        stages={"inventory": "d1"},
    ),
    run=RunInfo(
        run_id="20261122T000000Z-aaaa",
        started_at="2026-11-22T00:00:00+00:00",
        finished_at="2026-11-22T00:01:00+00:00",
        seconds={"documents": 41.5},
        files={"findings.parquet": PublishedFile(sha256="d2" * 32, bytes=2_048)},
    ),
    limitations=(
        Limitation(
            kind="loosened_limit",
            source="",
            text="uniqueness.near fails past 0.3 instead of 0.2, accepted by Grace Hopper until 2027-03-01",
        ),
        Limitation(
            kind="optional_source",
            source="crm",
            text="the optional source crm was left out (timeout expired (tried 3 times))",
        ),
    ),
    left_out=(LeftOut(source="contracts", reason="hidden", items=3, bytes=1_200, examples=(".git/config", ".env")),),
    statements=("secrets: 155 of 192 items scanned, the rest is not handed on",),
    overrides=(
        LimitChange(
            indicator="uniqueness.near",
            warn=0.28,
            fail=0.3,
            standard_warn=0.05,
            standard_fail=0.2,
            loosened=True,
            reason="templates are wanted",
            approver="Grace Hopper",
            until=UNTIL,
        ),
    ),
)


def _finding(number: int, code: str, severity: str, item: str | None, message: str) -> dict[str, Any]:
    return {
        "finding_id": f"{number:04}",
        "run_id": CARD.run.run_id,
        "code": code,
        "dimension": code.partition(".")[0],
        "severity": severity,
        "source": "contracts" if item else "",
        "item": item or "",
        "part": None,
        "related": None,
        "measure": 1.0,
        "message": message,
        "evidence": "{}",
        "remedy": "Replace it.",
        "owner": "Ada Lovelace",
        "first_seen_run": CARD.run.run_id,
        "waived_until": UNTIL if code == "format.scan_share" else None,
    }


FINDINGS = pa.Table.from_pylist(
    [
        _finding(1, "purpose.kpi", "critical", None, "The KPI 'contract review time' has no target."),
        _finding(2, "currency.stale", "major", "contracts/2019/acme.pdf", "It is 1,200 days old; 365 are allowed."),
        _finding(3, "format.scan_share", "major", "scans/a<b>&_c.pdf", "3 of 3 pages hold no text."),
    ],
    schema=schemas.FINDINGS,
)
"""The first few of the 88: one names markup, which no file may take for its own."""
