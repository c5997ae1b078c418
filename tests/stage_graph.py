"""Which stage makes which file, and who reads what too early: the declared graph against what was really read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from dagster_project.assets.pipeline import STEPS
from dagster_project.audit import stages
from dagster_project.audit.stages import PROFILERS
from readiness.profilers.read_tracking import AS_OF, TABLES


def early_reads(folder: Path) -> list[tuple[str, str]]:
    """Each profiler of an audit's ``stages/`` with a stage that it reads and does not wait for."""
    made_by = dict(_producers())
    found = []
    for name in PROFILERS:
        made = json.loads((folder / f"{name}.made.json").read_text("utf-8"))
        needs = {made_by[read] for read in made["reads"] if read != AS_OF}
        found += [(name, step) for step in sorted(needs - _before(name))]
    return found


def _before(name: str) -> set[str]:
    after = {step.name: set(step.after) for step in STEPS}[name]
    return after | {earlier for step in after for earlier in _before(step)}


def _producers() -> Iterator[tuple[str, str]]:
    yield "inventory", "availability"
    yield from ((name, "access") for name in ("access.measures", "access.defects"))
    yield from ((name, "documents") for name in stages.DOCUMENT_FILES)
    yield from (
        (name, "tables") for name in ("table_index", "item_census", TABLES, "tables.measures", "tables.defects")
    )
    for step, tables in PROFILERS.items():
        yield from ((name, step) for name in (f"{step}.measures", f"{step}.defects", *tables))
