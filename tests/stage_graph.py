"""Which stage makes which file, and who reads what too early: the declared graph against what was really read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from dagster_project.audit.stage_list import PROFILERS, STAGES, files_of
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
    after = set({stage.name: stage for stage in STAGES}[name].after)
    return after | {earlier for stage in after for earlier in _before(stage)}


def _producers() -> Iterator[tuple[str, str]]:
    yield TABLES, "tables"
    yield from ((file, stage.name) for stage in STAGES for file in files_of(stage))
