"""The expectation stage: suites, the tables they check, and their results as one Parquet file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.audit import stage_tables
from dagster_project.audit.context import Audit
from dagster_project.audit.stage import StageResult
from dagster_project.audit.stall_watch import watched_stage
from expectations.frames import inventory_frame, metrics_frame, table_frame
from expectations.runner import run_suite, unrun_suite
from expectations.suites import BUILT_IN, Suite, find_suite, metrics_suite, read_suite
from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.config.loading import suite_folders
from readiness.config.project import Project
from readiness.model import CheckResult
from readiness.scoring.masking import MASKED, Masking
from readiness.stall import StallError
from readiness.storage import store

_VALUES = frozenset({"observed_value"})
"""What Great Expectations observes of the values themselves; the rest are counts."""


def project_suites(project: Project, base: Path) -> dict[str, Suite]:
    """Every suite of a project by its target: ``inventory``, ``metrics``, and ``source.table`` of its own."""
    overrides = {code: override.fail for code, override in project.policy.items()}
    suites = {
        "inventory": read_suite(BUILT_IN / "inventory.json"),
        "metrics": metrics_suite(read_suite(BUILT_IN / f"metrics_{project.use}.json"), overrides),
    }
    for target, name in sorted(project.suites.items()):
        suites[target] = read_suite(find_suite(name, suite_folders(base)))
    return suites


def expectation_results(audit: Audit) -> StageResult:
    """Evaluate every suite; what could not be evaluated is skipped or errored, never passed."""
    results: list[CheckResult] = []
    masking = stage_tables.masking(audit)
    for target, suite in project_suites(audit.loaded.project, audit.loaded.base).items():
        audit.progress("expectations", len(results), 0)
        try:
            results.extend(watched_stage(audit, f"expectations of {target}", partial(_run, audit, target, suite)))
        except StallError as error:
            results.extend(unrun_suite(suite, target=target, reason=error.what))
    results = [_mask_result(audit, masking, result) for result in results]
    rows = [{**asdict(r), "observed": json.dumps(dict(r.observed), sort_keys=True)} for r in results]
    table = pa.Table.from_pylist(rows, schema=schemas.CHECKS)
    store.write_stage(audit.store, "checks", table, **audit.facts)
    states = [result.state for result in results]
    counts = {state: states.count(state) for state in ("passed", "failed", "errored", "skipped")}
    return StageResult(rows=table.num_rows, numbers={**counts})


def _run(audit: Audit, target: str, suite: Suite) -> tuple[CheckResult, ...]:
    inputs = audit.inputs()
    if target == "inventory":
        return run_suite(suite, inventory_frame(inputs.table("inventory")), target=target)
    if target == "metrics":
        columns = [expectation.column for expectation in suite.expectations]
        return run_suite(suite, metrics_frame(rates(stage_tables.measures(audit)), columns), target=target)
    tables = list(_tables_named(audit, target))
    if len(tables) != 1:
        reason = "no such table was read" if not tables else "several tables have this name"
        return unrun_suite(suite, target=target, reason=reason)
    return run_suite(suite, table_frame(audit.store.stages / tables[0][2]), target=target)


def _mask_result(audit: Audit, masking: Masking, result: CheckResult) -> CheckResult:
    """A result as it may be shown: what was observed of a column with personal data is a value of somebody's."""
    places = [(source, item) for source, item, _ in _tables_named(audit, result.target)]
    protected = any(masking.is_protected(source, item, result.column or None) for source, item in places)
    numbers = {
        name: masking.number(value, protected=protected and name in _VALUES) for name, value in result.observed.items()
    }
    observed = {name: value for name, value in numbers.items() if value is not None}
    is_whole = len(observed) == len(result.observed)
    return replace(result, observed=observed, message=masking.text(result.message) if is_whole else MASKED)


def _tables_named(audit: Audit, target: str) -> Iterator[tuple[str, str, str]]:
    """Source, item and staged file of ``source.table``: the item itself, or the table inside a container
    (``base.sqlite!table``).
    """
    for row in audit.inputs().table("table_index", ["source", "item", "data"]).to_pylist():
        names = {row["item"], row["item"].rpartition("!")[2]}
        if row["data"] and target in {f"{row['source']}.{name}" for name in names}:
            yield row["source"], row["item"], row["data"]


def rates(measures: pa.Table) -> dict[str, float | None]:
    """Measured rate per indicator over all sources; None where any source was not measured or nothing was counted."""
    overall = measures.filter(pc.equal(measures["slice"], ""))
    values: dict[str, float | None] = {}
    for code in CATALOGUE:
        rows = overall.filter(pc.equal(overall["indicator"], code)).to_pylist()
        whole = bool(rows) and all(row["state"] == "measured" for row in rows)
        denominator = sum(row["denominator"] or 0.0 for row in rows)
        values[code] = sum(row["numerator"] for row in rows) / denominator if whole and denominator else None
    return values
