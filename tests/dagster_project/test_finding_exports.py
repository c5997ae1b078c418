"""Findings as CSV and indicators as JUnit XML."""

from __future__ import annotations

import csv
import io
import stat
import xml.etree.ElementTree as ET
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dagster_project.audit import finding_exports
from dagster_project.audit.context import project_ref
from dagster_project.audit.finding_exports import findings_csv, junit_xml
from dagster_project.audit.gate import read_scorecard
from readiness.errors import AuditError
from readiness.model import Status
from tests.cards import HOSTILE, card, indicator
from tests.dagster_project.test_cli import audited, run

__all__ = ["audited"]


def test_every_finding_is_a_row_of_the_csv(audited: Path) -> None:
    written = run("export", "findings", "-o", "found.csv", cwd=audited)
    assert written.returncode == 0, written.stderr
    assert stat.S_IMODE((audited / "found.csv").stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO((audited / "found.csv").read_text("utf-8"))))
    stored = pq.read_table(audited / ".readiness" / "small" / "latest" / "findings.parquet")
    assert [row["finding_id"] for row in rows] == stored["finding_id"].to_pylist()
    assert run("export", "findings", cwd=audited).stdout == (audited / "found.csv").read_text("utf-8")


def test_a_damaged_file_of_findings_is_not_exported(audited: Path) -> None:
    path = (audited / ".readiness" / "small" / "latest" / "findings.parquet").resolve()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"x")
    try:
        with pytest.raises(AuditError):
            list(findings_csv(project_ref(audited / "small.yaml")))
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\tx", "plain"])
def test_no_cell_runs_as_a_formula(text: str) -> None:
    shown = finding_exports._cell(text)
    assert shown == (text if text == "plain" else f"'{text}")


def test_junit_tells_failures_from_what_could_not_be_told() -> None:
    found = card(
        indicators=(
            indicator("purpose.kpi", Status.FAIL, reason=HOSTILE, title=f"KPI {HOSTILE}\x00"),
            indicator("uniqueness.near", Status.WARN),
            indicator("currency.stale", Status.PASS, value=0.0),
            indicator("labels.missing", Status.NOT_MEASURED, value=None, reason="no labels were read"),
            indicator("rights.pii", Status.ERROR, value=None, warn=None, fail=None, reason="KeyError"),
            indicator("format.unreadable", Status.INCONCLUSIVE),
            indicator("rights.access", Status.NOT_APPLICABLE, value=None, warn=None, fail=None, reason="no audience"),
        )
    )
    suites = ET.fromstring(junit_xml(found))
    outcome = {case.get("name"): [one.tag for one in case] for case in suites.iter("testcase")}
    assert outcome == {
        "purpose.kpi": ["failure"],
        "uniqueness.near": ["system-out"],
        "currency.stale": ["system-out"],
        "labels.missing": ["error"],
        "rights.pii": ["error"],
        "format.unreadable": ["error"],
        "rights.access": ["skipped"],
    }
    rights = next(suite for suite in suites if suite.get("name") == "rights")
    assert [rights.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["2", "0", "1", "1"]


def test_the_command_writes_one_case_per_indicator(audited: Path) -> None:
    shown = run("export", "junit", cwd=audited)
    cases = list(ET.fromstring(shown.stdout).iter("testcase"))
    stored = read_scorecard(project_ref(audited / "small.yaml"))
    assert {case.get("name") for case in cases} == {one.code for one in stored.indicators}
    failing = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failing == {one.code for one in stored.indicators if one.status is Status.FAIL}
