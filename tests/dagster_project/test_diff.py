"""Two runs compared: of the same version, and across one that measures more."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.audit import history
from dagster_project.audit.context import project_ref
from readiness.storage import store as disk
from readiness.storage.store import Store
from tests.small_project import make_project


def published(store: Store, run_id: str, statuses: dict[str, str], findings: dict[str, str]) -> None:
    """A run with these indicators, and findings by id and code; its scorecard is of an older version."""
    indicators = [{"code": code, "slice": "", "status": status, "value": 0.5} for code, status in statuses.items()]
    facts = {"source": "s", "item": "a.txt", "part": None, "message": "m"}
    rows = [{"finding_id": key, "code": code, **facts} for key, code in findings.items()]
    tables = {"indicators": pa.Table.from_pylist(indicators), "findings": pa.Table.from_pylist(rows)}
    disk.publish(store, run_id, tables=tables, files={"scorecard.json": b'{"schema_version": "1.1"}'})


def test_runs_of_different_versions_are_compared_by_the_indicators_that_both_know(quiet_home: Path) -> None:
    ref = project_ref(make_project(quiet_home))
    store = ref.store(ref.load())
    stale, hidden, gone = "currency.stale", "content.hidden", "format.old_rule"
    published(store, "r1", {stale: "FAIL", gone: "PASS"}, {"1": stale, "2": gone})
    published(store, "r2", {stale: "PASS", hidden: "FAIL"}, {"3": stale, "4": hidden})
    found = history.diff(ref, "r1", "r2")
    assert [row["code"] for row in found["better"]] == [stale]
    assert [row["finding_id"] for row in found["new"]] == ["3"]
    assert [row["finding_id"] for row in found["fixed"]] == ["1"]
    assert [(row["code"], row["status"]) for row in found["indicators_added"]] == [(hidden, "FAIL")]
    assert [row["code"] for row in found["indicators_removed"]] == [gone]
    assert pq.read_metadata(store.root / "r1" / "findings.parquet").num_rows == 2
