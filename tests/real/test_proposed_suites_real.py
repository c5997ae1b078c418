"""Suites proposed from the deliveries before: a real daily series passes them but on the days on which it changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.audit.proposal.suite import proposed_suite
from expectations.frames import table_frame
from expectations.runner import run_suite
from expectations.suites import parse_suite

SET = Path(__file__).parents[3] / "shared" / "data" / "drift-covid-early"
BEFORE = 6

pytestmark = [pytest.mark.real, pytest.mark.skipif(not SET.exists(), reason="answer-keyed data is absent")]


def read(path: Path) -> pa.Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    rows = [row for row in rows if len(row) == len(header)]
    return pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(header)})


def test_quiet_days_pass_and_changed_formats_do_not(tmp_path: Path) -> None:
    events = json.loads((SET / "truth.json").read_text("utf-8"))["events"]
    changed = {event["at"] for event in events if event["kind"] == "pattern"}
    days = [(path.stem, read(path)) for path in sorted((SET / "data").glob("*.csv"))]
    passed: dict[str, bool] = {}
    for at in range(BEFORE, len(days)):
        day, table = days[at]
        before = [one for _, one in days[at - BEFORE : at]]
        suite = parse_suite(proposed_suite("day", before, may_show=lambda _: True), where="day")
        pq.write_table(table, tmp_path / "day.parquet")
        results = run_suite(suite, table_frame(tmp_path / "day.parquet"), target="day")
        passed[day] = all(result.state == "passed" for result in results)
    quiet = [good for day, good in passed.items() if day not in {event["at"] for event in events}]
    assert sum(quiet) >= 0.9 * len(quiet)
    assert not any(passed[day] for day in changed if day in passed)
